//! Groups rules by the fields that they share. Independent groups are analysed separately, with far fewer states.

use std::collections::BTreeSet;

use super::mentions::mentions;
use super::scope::Scope;
use crate::pointer::Pointer;
use crate::schema::Rule;

/// The indices of rules that share fields, directly or through other rules, or objects that hold their fields. In the
/// order of the first rule of each group.
#[must_use]
pub fn independent_groups(scope: &Scope<'_>, rules: &[&Rule]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let own = Group { rules: vec![index], fields: fields_of(scope, rule) };
        let (linked, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| !group.fields.is_disjoint(&own.fields));
        groups = apart;
        groups.push(linked.into_iter().chain([own]).fold(Group::default(), Group::joined));
    }
    groups.sort_by_key(|group| group.rules.first().copied());
    groups.into_iter().map(|group| group.rules).collect()
}

#[derive(Default)]
struct Group {
    rules: Vec<usize>,
    /// Pointers to the fields, and to the objects on the way.
    fields: BTreeSet<Pointer>,
}

impl Group {
    fn joined(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.rules.sort_unstable();
        self.fields.extend(other.fields);
        self
    }
}

fn fields_of(scope: &Scope<'_>, rule: &Rule) -> BTreeSet<Pointer> {
    let targets = mentions(rule).into_iter().filter_map(|mention| scope.find(mention.field).ok());
    targets.flat_map(|target| target.steps).map(|step| step.pointer).collect()
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde_json::json;

    use super::*;
    use crate::schema::Fields;

    #[test]
    fn rules_are_linked_by_fields_and_by_objects() {
        let inner = json!({"type": "object", "fields": {"x": {"type": "int"}, "y": {"type": "int"}}});
        let fields: Fields = serde_json::from_value(json!({
            "a": {"type": "int"}, "b": {"type": "int"}, "c": {"type": "int"}, "d": {"type": "int"}, "o": inner
        }))
        .unwrap();
        let require = |field: &str, when: &str| -> Rule {
            let assert = json!({"require": {"field": field, "when": {when: {"present": true}}}});
            serde_json::from_value(json!({"doc": "d", "assert": assert})).unwrap()
        };
        let rules =
            [require("/a", "/b"), require("/o/x", "/c"), require("/d", "/a"), require("/o/y", "/o/y")];
        let rules: Vec<&Rule> = rules.iter().collect();
        let types = IndexMap::new();
        let groups = independent_groups(&Scope::object(&fields, &types), &rules);
        assert_eq!(groups, [vec![0, 2], vec![1, 3]]);
    }

    #[test]
    fn a_rule_can_link_two_groups() {
        let fields: Fields =
            serde_json::from_value(json!({"a": {"type": "int"}, "b": {"type": "int"}})).unwrap();
        let rule = |fields: &[&str]| -> Rule {
            serde_json::from_value(json!({"doc": "d", "assert": {"at_least_one": {"fields": fields}}}))
                .unwrap()
        };
        let rules = [rule(&["/b"]), rule(&["/a"]), rule(&["/a", "/b"])];
        let rules: Vec<&Rule> = rules.iter().collect();
        let types = IndexMap::new();
        assert_eq!(independent_groups(&Scope::object(&fields, &types), &rules), [vec![0, 1, 2]]);
    }
}
