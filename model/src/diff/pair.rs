//! One schema on both sides: the place of a comparison, and the changes so far.

use serde_json::Value;

use super::change::Change;
use super::effects::Reach;
use super::kind::Kind;
use crate::pointer;
use crate::source::Span;
use crate::tree::Tree;

/// The same place on both sides. The pointers differ below a renamed type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At {
    pub(super) old: String,
    pub(super) new: String,
}

impl At {
    /// A place that has one pointer on both sides.
    pub(super) fn same(pointer: &str) -> Self {
        Self { old: pointer.to_owned(), new: pointer.to_owned() }
    }

    /// Returns the place of the member.
    pub(super) fn join(&self, name: &str) -> Self {
        Self { old: pointer::join(&self.old, name).into(), new: pointer::join(&self.new, name).into() }
    }
}

/// The two trees of one schema, and the changes so far.
pub(super) struct Pair<'a> {
    id: &'a str,
    pub(super) old: &'a Tree,
    pub(super) new: &'a Tree,
    pub(super) changes: Vec<Change>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(id: &'a str, old: &'a Tree, new: &'a Tree) -> Self {
        Self { id, old, new, changes: Vec::new() }
    }

    /// Adds a change at a place, with the values of both sides.
    pub(super) fn change(&self, kind: Kind, at: &At, reach: Reach) -> Change {
        let (old, new) = (self.old.get(&at.old), self.new.get(&at.new));
        let values = (old.map(Tree::to_value), new.map(Tree::to_value));
        self.change_of(kind, at, reach, values)
    }

    /// Adds a change at a place with the given values, for elements of an array and facts of several places.
    pub(super) fn change_of(
        &self,
        kind: Kind,
        at: &At,
        reach: Reach,
        (old, new): (Option<Value>, Option<Value>),
    ) -> Change {
        let (old_span, new_span) = (span(self.old, &at.old), span(self.new, &at.new));
        let pointer = if new_span.is_none() && old_span.is_some() { &at.old } else { &at.new };
        Change {
            kind,
            id: self.id.to_owned(),
            pointer: pointer.clone(),
            old,
            new,
            effects: kind.effects(reach),
            witnesses: Vec::new(),
            old_span,
            new_span,
        }
    }

    pub(super) fn note(&mut self, kind: Kind, at: &At, reach: Reach) {
        let change = self.change(kind, at, reach);
        self.changes.push(change);
    }

    pub(super) fn note_of(
        &mut self,
        kind: Kind,
        at: &At,
        reach: Reach,
        values: (Option<Value>, Option<Value>),
    ) {
        let change = self.change_of(kind, at, reach, values);
        self.changes.push(change);
    }

    /// Adds a change of this kind if the two values differ.
    pub(super) fn note_if<T: PartialEq + ?Sized>(
        &mut self,
        kind: Kind,
        at: &At,
        reach: Reach,
        values: (&T, &T),
    ) {
        if values.0 != values.1 {
            self.note(kind, at, reach);
        }
    }

    /// Adds a change if a flag was set or removed.
    pub(super) fn note_flag(&mut self, kinds: (Kind, Kind), at: &At, reach: Reach, (old, new): (bool, bool)) {
        match (old, new) {
            (false, true) => self.note(kinds.0, at, reach),
            (true, false) => self.note(kinds.1, at, reach),
            _ => {}
        }
    }

    /// Adds a change if a text was added, removed or changed.
    pub(super) fn note_option<T: PartialEq>(
        &mut self,
        [added, removed, changed]: [Kind; 3],
        at: &At,
        reach: Reach,
        (old, new): (Option<&T>, Option<&T>),
    ) {
        match (old, new) {
            (None, Some(_)) => self.note(added, at, reach),
            (Some(_), None) => self.note(removed, at, reach),
            (Some(old), Some(new)) if old != new => self.note(changed, at, reach),
            _ => {}
        }
    }
}

/// Returns the span of the member at the pointer, if it exists.
fn span(tree: &Tree, pointer: &str) -> Option<Span> {
    tree.get(pointer).map(|_| tree.key_span(pointer))
}
