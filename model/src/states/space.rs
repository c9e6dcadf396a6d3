//! The space of states: a slot for each field that rules mention, and an atom for each distinction that they make in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::domain::{self, same_value};
use super::mentions::{MentionKind, is_decided, mentions};
use super::scope::{Scope, Step};
use crate::pointer::{self, Pointer};
use crate::schema::{Field, Rule};

/// A distinction that rules make in a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// The caller did not supply it.
    Absent,
    /// It has this value.
    Value(Value),
    /// It has a value that is not mentioned by any rule, such as this one.
    Other(Value),
}

/// A field that rules mention, or an object that holds one.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// Pointer from the rules' root.
    pub pointer: Pointer,
    /// The field.
    pub field: &'a Field,
    /// The slot of the object that the field stands in; `None` at the top.
    pub parent: Option<usize>,
    /// The field is present whenever its parent is.
    pub required: bool,
    /// The distinctions in it; `Absent`, if possible, comes first.
    pub atoms: Vec<Atom>,
}

/// One state: for each slot the index of its atom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct State(Vec<usize>);

/// All states of the fields that some rules mention.
///
/// To compare two rule sets, make one space from the rules of both: then each state that one set accepts and the other
/// rejects is a witness.
#[derive(Debug, Clone)]
pub struct RuleSpace<'a> {
    slots: Vec<Slot<'a>>,
    by_pointer: BTreeMap<Pointer, usize>,
}

/// Mentions of one field, collected to build the space.
#[derive(Default)]
struct Seen<'r> {
    values: Vec<&'r Value>,
    emptiness: bool,
}

impl<'a> RuleSpace<'a> {
    /// The space of the fields that the rules mention. Pointers that name no field are passed over: check them first.
    #[must_use]
    pub fn new<'r>(scope: &Scope<'a>, rules: impl IntoIterator<Item = &'r Rule>) -> Self {
        let mut space = Self { slots: Vec::new(), by_pointer: BTreeMap::new() };
        let mut seen: Vec<Seen<'r>> = Vec::new();
        for rule in rules.into_iter().filter(|rule| is_decided(rule)) {
            for mention in mentions(rule) {
                let Ok(target) = scope.find(mention.field) else { continue };
                let slot = space.add_steps(target.steps);
                seen.resize_with(space.slots.len(), Seen::default);
                if let Some(seen) = slot.and_then(|slot| seen.get_mut(slot)) {
                    seen.note(mention.kind);
                }
            }
        }
        for (slot, seen) in space.slots.iter_mut().zip(&seen) {
            slot.atoms = atoms(slot, seen);
        }
        space
    }

    /// Adds the fields of a pointer's way, parents first; the slot of the last.
    fn add_steps(&mut self, steps: Vec<Step<'a>>) -> Option<usize> {
        let mut parent = None;
        for step in steps {
            let Step { pointer, field, required, .. } = step;
            let next = self.slots.len();
            let slot = *self.by_pointer.entry(pointer.clone()).or_insert(next);
            if slot == next {
                self.slots.push(Slot { pointer, field, parent, required, atoms: Vec::new() });
            }
            parent = Some(slot);
        }
        parent
    }

    /// Returns the slots; a parent comes before its children.
    #[must_use]
    pub fn slots(&self) -> &[Slot<'a>] {
        &self.slots
    }

    /// Returns an upper bound of the number of states: the product of the atoms. Nesting excludes some of these states.
    #[must_use]
    pub fn size_bound(&self) -> u64 {
        self.slots.iter().fold(1, |size: u64, slot| {
            size.saturating_mul(u64::try_from(slot.atoms.len()).unwrap_or(u64::MAX))
        })
    }

    /// All states, in a fixed order.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        let mut next = self.completed(Vec::new());
        std::iter::from_fn(move || {
            let state = next.take()?;
            next = self.after(&state);
            Some(State(state))
        })
    }

    /// The first state that starts with these atoms.
    fn completed(&self, mut atoms: Vec<usize>) -> Option<Vec<usize>> {
        while atoms.len() < self.slots.len() {
            let first = self.choices(&atoms).start;
            atoms.push(first);
        }
        let possible = atoms.iter().zip(&self.slots).all(|(atom, slot)| *atom < slot.atoms.len());
        possible.then_some(atoms)
    }

    fn after(&self, state: &[usize]) -> Option<Vec<usize>> {
        let mut atoms = state.to_vec();
        while let Some(last) = atoms.pop() {
            if last + 1 < self.choices(&atoms).end {
                atoms.push(last + 1);
                return self.completed(atoms);
            }
        }
        None
    }

    /// The atoms that the slot after these can have.
    fn choices(&self, before: &[usize]) -> std::ops::Range<usize> {
        let Some(slot) = self.slots.get(before.len()) else { return 0..0 };
        let parent_absent = slot.parent.is_some_and(|parent| self.is_absent(before, parent));
        let has_absent = slot.atoms.first() == Some(&Atom::Absent);
        match (parent_absent, slot.required && has_absent) {
            (true, _) => 0..1,
            (false, true) => 1..slot.atoms.len(),
            (false, false) => 0..slot.atoms.len(),
        }
    }

    fn is_absent(&self, atoms: &[usize], slot: usize) -> bool {
        let atom = atoms.get(slot).and_then(|atom| self.slots.get(slot)?.atoms.get(*atom));
        atom == Some(&Atom::Absent)
    }

    /// The state of an instance, from the rules' root; `None` when it has a value that no field of the space can have, or
    /// lacks a required one.
    #[must_use]
    pub fn state_of(&self, instance: &Value) -> Option<State> {
        let atoms = self.slots.iter().map(|slot| match instance.pointer(&slot.pointer) {
            None => slot.atoms.iter().position(|atom| *atom == Atom::Absent),
            Some(Value::Null) => None,
            Some(value) => {
                let named = |atom: &Atom| matches!(atom, Atom::Value(known) if same_value(known, value));
                let other = |atom: &Atom| matches!(atom, Atom::Other(_));
                slot.atoms.iter().position(named).or_else(|| slot.atoms.iter().position(other))
            }
        });
        atoms.collect::<Option<Vec<usize>>>().map(State)
    }

    /// Returns the atom of the state at a pointer; `None` if the space has no such slot.
    #[must_use]
    pub fn atom(&self, state: &State, pointer: &str) -> Option<&Atom> {
        let slot = *self.by_pointer.get(pointer)?;
        self.atom_of(state, slot)
    }

    /// Returns the atom of the state in a slot.
    #[must_use]
    pub fn atom_of(&self, state: &State, slot: usize) -> Option<&Atom> {
        self.slots.get(slot)?.atoms.get(*state.0.get(slot)?)
    }

    /// The index of a slot's atom in the state.
    pub(super) fn atom_index(state: &State, slot: usize) -> Option<usize> {
        state.0.get(slot).copied()
    }

    pub(super) fn field(&self, pointer: &str) -> Option<&'a Field> {
        self.slots.get(*self.by_pointer.get(pointer)?).map(|slot| slot.field)
    }

    /// The part of an instance that the state describes, from the rules' root: `{"body": {"operator": "a"}}`.
    #[must_use]
    pub fn to_witness(&self, state: &State) -> Value {
        let mut root = Value::Object(Map::new());
        for (index, slot) in self.slots.iter().enumerate() {
            if let Some(Atom::Value(value) | Atom::Other(value)) = self.atom_of(state, index) {
                insert(&mut root, &slot.pointer, value);
            }
        }
        root
    }
}

impl<'r> Seen<'r> {
    fn note(&mut self, kind: MentionKind<'r>) {
        match kind {
            MentionKind::NonEmpty => self.emptiness = true,
            MentionKind::Tested(values) | MentionKind::Allowed(values) => {
                self.values.extend(values.into_iter().map(|(value, _)| value));
            }
            _ => {}
        }
    }
}

fn atoms(slot: &Slot<'_>, seen: &Seen<'_>) -> Vec<Atom> {
    let domain = domain::of(slot.field, &seen.values, seen.emptiness);
    let mut out = Vec::new();
    if !slot.required || slot.parent.is_some() {
        out.push(Atom::Absent);
    }
    out.extend(domain.values.into_iter().map(Atom::Value));
    out.extend(domain.other.map(Atom::Other));
    out
}

/// Puts a value at a pointer, making the objects on the way.
fn insert(root: &mut Value, pointer: &str, value: &Value) {
    let Ok(tokens) = pointer::tokens(pointer) else { return };
    let mut at = root;
    for token in tokens {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(members) = at else { return };
        at = members.entry(token).or_insert(Value::Null);
    }
    *at = value.clone();
}

#[cfg(test)]
mod tests;
