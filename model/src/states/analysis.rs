//! Analyses a set of rules as a whole: conflicts, redundant rules, and values that every accepted request lacks.

use std::collections::BTreeSet;

use super::space::{Atom, RuleSpace, State};
use crate::schema::Rule;

/// Observations over all states of a set of rules.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The sets of rules that one state breaks together.
    broken: BTreeSet<Vec<usize>>,
    rules: usize,
    /// By slot, the atoms that accepted states have.
    seen: Vec<BTreeSet<usize>>,
    /// By slot, whether an accepted state has the parent and lacks the field.
    absent: Vec<bool>,
    /// By slot, whether an accepted state has the parent.
    reached: Vec<bool>,
}

/// Visits every state once. The caller bounds [`RuleSpace::size_bound`] first.
#[must_use]
pub fn analyse(space: &RuleSpace<'_>, rules: &[&Rule]) -> Analysis {
    let slots = space.slots().len();
    let mut out = Analysis {
        broken: BTreeSet::new(),
        rules: rules.len(),
        seen: vec![BTreeSet::new(); slots],
        absent: vec![false; slots],
        reached: vec![false; slots],
    };
    for state in space.states() {
        let broken: Vec<usize> = (0..)
            .zip(rules)
            .filter(|(_, rule)| !space.accepts(rule, &state))
            .map(|(index, _)| index)
            .collect();
        if broken.is_empty() {
            out.note_accepted(space, &state);
        }
        out.broken.insert(broken);
    }
    out
}

impl Analysis {
    fn note_accepted(&mut self, space: &RuleSpace<'_>, state: &State) {
        for (index, slot) in space.slots().iter().enumerate() {
            let parent = slot.parent.and_then(|parent| space.atom_of(state, parent));
            if parent == Some(&Atom::Absent) {
                continue;
            }
            let is_absent = space.atom_of(state, index) == Some(&Atom::Absent);
            if let (Some(seen), Some(atom)) = (self.seen.get_mut(index), RuleSpace::atom_index(state, index))
            {
                seen.insert(atom);
            }
            if let Some(reached) = self.reached.get_mut(index) {
                *reached = true;
            }
            if let Some(absent) = self.absent.get_mut(index) {
                *absent |= is_absent;
            }
        }
    }

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
        self.reached.get(slot) == Some(&true) && self.absent.get(slot) == Some(&false)
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
