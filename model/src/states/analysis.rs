//! Analyses a set of rules as a whole: conflicts, redundant rules, and values that every accepted request lacks.

use std::collections::BTreeSet;

use super::space::{Atom, RuleSpace};
use crate::schema::Rule;

/// Observations over all states of a set of rules.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The sets of rules that one state breaks together.
    broken: BTreeSet<Vec<usize>>,
    rules: usize,
    /// By slot, the atoms of accepted states; states without the slot's parent are left out.
    seen: Vec<BTreeSet<usize>>,
    /// By slot, true if an accepted state has the parent and lacks the field.
    absent: Vec<bool>,
}

/// Visits every state once. The caller bounds [`RuleSpace::size_bound`] first.
#[must_use]
pub fn analyse(space: &RuleSpace<'_>, rules: &[&Rule]) -> Analysis {
    let slots = space.slots();
    let (mut seen, mut absent) = (vec![BTreeSet::new(); slots.len()], vec![false; slots.len()]);
    let mut all_broken = BTreeSet::new();
    for state in space.states() {
        let broken: Vec<usize> = (0..rules.len())
            .filter(|rule| !rules.get(*rule).is_some_and(|rule| space.accepts(rule, &state)))
            .collect();
        if broken.is_empty() {
            for (index, ((slot, seen), absent)) in slots.iter().zip(&mut seen).zip(&mut absent).enumerate() {
                let parent = slot.parent.and_then(|parent| space.atom_of(&state, parent));
                if parent != Some(&Atom::Absent) {
                    seen.extend(RuleSpace::atom_index(&state, index));
                    *absent |= space.atom_of(&state, index) == Some(&Atom::Absent);
                }
            }
        }
        all_broken.insert(broken);
    }
    Analysis { broken: all_broken, rules: rules.len(), seen, absent }
}

impl Analysis {
    /// Returns true if a state satisfies all rules.
    #[must_use]
    pub fn is_satisfiable(&self) -> bool {
        self.keeps(&(0..self.rules).collect())
    }

    /// Returns true if a state satisfies all of these rules.
    fn keeps(&self, rules: &BTreeSet<usize>) -> bool {
        self.broken.iter().any(|broken| !broken.iter().any(|rule| rules.contains(rule)))
    }

    /// Returns a minimal set of rules that no state satisfies together; empty if all can be satisfied.
    #[must_use]
    pub fn conflict(&self) -> Vec<usize> {
        let mut rules: BTreeSet<usize> = (0..self.rules).collect();
        if self.keeps(&rules) {
            return Vec::new();
        }
        for rule in 0..self.rules {
            rules.remove(&rule);
            if self.keeps(&rules) {
                rules.insert(rule);
            }
        }
        rules.into_iter().collect()
    }

    /// Returns true if a state breaks this rule alone, so that more would be accepted without it.
    #[must_use]
    pub fn matters(&self, rule: usize) -> bool {
        self.broken.contains(&vec![rule])
    }

    /// Returns true if an accepted state has this atom in the slot.
    #[must_use]
    pub fn can_be(&self, slot: usize, atom: usize) -> bool {
        self.seen.get(slot).is_some_and(|seen| seen.contains(&atom))
    }

    /// Returns true if every accepted state with the slot's parent has the slot's field.
    #[must_use]
    pub fn is_always_present(&self, slot: usize) -> bool {
        self.seen.get(slot).is_some_and(|seen| !seen.is_empty()) && self.absent.get(slot) == Some(&false)
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::Fields;
    use crate::states::Scope;

    fn with<T>(fields: &Value, rules: &Value, look: impl FnOnce(&RuleSpace<'_>, &Analysis) -> T) -> T {
        let fields: Fields = Fields::deserialize(fields).unwrap();
        let rules: IndexMap<String, Rule> = IndexMap::deserialize(rules).unwrap();
        let rules: Vec<&Rule> = rules.values().collect();
        let types = IndexMap::new();
        let space = RuleSpace::new(&Scope::object(&fields, &types), rules.iter().copied());
        look(&space, &analyse(&space, &rules))
    }

    fn rule(assert: &Value) -> Value {
        json!({"doc": "d", "assert": assert})
    }

    fn two() -> Value {
        json!({"a": {"type": "string"}, "b": {"type": "string"}})
    }

    #[test]
    fn names_a_smallest_conflict() {
        let rules = json!({
            "harmless": rule(&json!({"at_least_one": {"fields": ["/a", "/b"]}})),
            "needs_a": rule(&json!({"require": {"field": "/a"}})),
            "no_a": rule(&json!({"forbid": {"field": "/a"}}))
        });
        with(&two(), &rules, |_, analysis| {
            assert!(!analysis.is_satisfiable());
            assert_eq!(analysis.conflict(), [1, 2]);
        });
    }

    #[test]
    fn finds_redundant_rules() {
        let rules = json!({
            "strong": rule(&json!({"require": {"field": "/a"}})),
            "weak": rule(&json!({"at_least_one": {"fields": ["/a", "/b"]}}))
        });
        with(&two(), &rules, |_, analysis| {
            assert!(analysis.is_satisfiable());
            assert_eq!(analysis.conflict(), [0_usize; 0]);
            assert!(analysis.matters(0));
            assert!(!analysis.matters(1));
        });
    }

    #[test]
    fn finds_what_is_always_or_never_there() {
        let rules = json!({
            "needs_a": rule(&json!({"require": {"field": "/a"}})),
            "one": rule(&json!({"exactly_one": {"fields": ["/a", "/b"]}}))
        });
        with(&two(), &rules, |space, analysis| {
            assert_eq!(space.slots()[1].pointer, "/b");
            assert!(analysis.is_always_present(0));
            assert!(!analysis.is_always_present(1));
            assert!(analysis.can_be(1, 0), "absent");
            assert!(!analysis.can_be(1, 1), "present");
        });
    }

    #[test]
    fn fields_of_an_unreached_parent_are_not_judged() {
        let fields = json!({"o": {"type": "object", "fields": {"x": {"type": "string"}}}});
        let rules = json!({
            "no_o": rule(&json!({"forbid": {"field": "/o"}})),
            "x": rule(&json!({"forbid": {"field": "/o/x"}}))
        });
        with(&fields, &rules, |_, analysis| assert!(!analysis.is_always_present(1)));
    }
}
