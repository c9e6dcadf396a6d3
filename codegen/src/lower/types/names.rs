//! Names of types. A name that people chose is taken as it is; the others make way for it.

use model::diag::quoted;
use model::pointer::{self, join};

use super::{Types, Value};
use crate::ir::Direction;
use crate::lower::naming;
use crate::names::{Case, Name};

impl Types<'_> {
    /// The name of the type that a field introduces, taken or not.
    pub(super) fn introduced_name(&mut self, value: Value<'_>) -> Name {
        let chosen = value.field.type_name.as_deref();
        self.context.check_name(chosen, Case::Type, value.pointer, "type_name");
        naming::introduced_type(value.wire, value.field)
    }

    /// Names for the type that a field introduces, best first: its own, prefixed with its owner's, prefixed with its
    /// whole place, and marked by its place. A name that people chose has no alternatives.
    pub(super) fn candidates(&self, name: &Name, value: Value<'_>) -> Vec<Name> {
        if value.field.type_name.is_some() || !self.table.contains(name) {
            return vec![name.clone()];
        }
        let placed = placed_name(value);
        let marked = placed.marked(&format!("{:?} {}", value.direction, value.pointer), Case::Type);
        vec![name.clone(), name.prefixed(value.owner), placed, marked]
    }

    /// Takes the name of the type that a field introduces.
    pub(super) fn claim_for(&mut self, name: &Name, value: Value<'_>) {
        self.claim(name, format!("the type of field `{}`", value.wire), value.pointer);
    }

    /// The name of a named type. Its first direction gets the plain name, others a suffix.
    pub(super) fn name_type(&mut self, wire: &str, chosen: Option<&str>, direction: Direction) -> Name {
        let pointer = join("/types", wire);
        self.context.check_name(chosen, Case::Type, &pointer, "name");
        let plain = naming::named_type(wire, None);
        let name = self.type_names.get(wire).unwrap_or(&plain).clone();
        if name == plain.marked(wire, Case::Type) {
            let at = self.context.origin(String::new(), &pointer).span;
            self.context.push_new(naming::made_unique(&format!("type {}", quoted(wire)), &plain, &name, at));
        }
        let is_known = |other: &Direction| self.named.contains_key(&(wire.to_owned(), *other));
        let others = [Direction::Request, Direction::Reply, Direction::Kept];
        let is_first = !others.iter().any(is_known);
        let name = match direction {
            _ if is_first => name,
            Direction::Reply => name.suffixed("Reply"),
            Direction::Kept => name.suffixed("Kept"),
            Direction::Request | Direction::Parameters | Direction::Form => name.suffixed("Request"),
        };
        let name = if chosen.is_some() { name } else { self.free(name, &format!("{direction:?} {wire}")) };
        self.claim(&name, format!("type `{wire}`"), &pointer);
        name
    }

    /// Returns true if the name is taken.
    pub(super) fn is_taken(&self, name: &Name) -> bool {
        self.table.contains(name)
    }

    /// The name if it is free, else with a mark that follows from the key.
    pub(super) fn free(&self, name: Name, key: &str) -> Name {
        self.table.free(name, key)
    }
}

/// The name of a type after the place of its field: `ReplyDataItemsKind`.
fn placed_name(value: Value<'_>) -> Name {
    let tokens = pointer::tokens(value.pointer).unwrap_or_default();
    let (root, rest) = match tokens.split_first() {
        Some((root, rest)) if root == "types" && value.direction == Direction::Reply => ("reply", rest),
        Some((root, rest)) if root == "types" => ("request", rest),
        Some((root, rest)) => (root.as_ref(), rest),
        None => ("", tokens.as_slice()),
    };
    // Every second token of a pointer into a schema is a key of the format.
    let is_name = |token: &&str| !matches!(*token, "fields" | "json");
    let words: Vec<&str> =
        std::iter::once(root).chain(rest.iter().map(AsRef::as_ref).filter(is_name)).collect();
    Name::type_name(&words.join(" "))
}
