//! The names of one scope, and the origin of each.

use std::collections::BTreeMap;

use model::diag::{Code, Diagnostic};
use model::source::Span;

use super::case::LONGEST;
use super::{Case, Name};

/// The origin of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// A description for messages: "field `userId`".
    pub(crate) what: String,
    /// The place of the key.
    pub(crate) span: Span,
}

/// The names of one scope.
#[derive(Debug, Default)]
pub(crate) struct Table {
    names: BTreeMap<Name, Origin>,
}

impl Table {
    /// Takes a name. If it is taken already, the error shows both origins.
    pub(crate) fn claim(&mut self, name: &Name, origin: Origin) -> Result<(), Box<Diagnostic>> {
        if name.as_str().len() > LONGEST {
            return Err(Box::new(too_long(&origin)));
        }
        match self.names.get(name) {
            None => {
                self.names.insert(name.clone(), origin);
                Ok(())
            }
            Some(first) => Err(Box::new(collision(name, first, &origin))),
        }
    }

    /// The name of a type if it is free, else with a mark that follows from the key.
    pub(crate) fn free(&self, name: Name, key: &str) -> Name {
        if self.contains(&name) { name.marked(key, Case::Type) } else { name }
    }

    /// Returns true if the name is taken.
    pub(crate) fn contains(&self, name: &Name) -> bool {
        self.names.contains_key(name)
    }
}

fn too_long(origin: &Origin) -> Diagnostic {
    let message = format!("the Rust name of this would have more than {LONGEST} characters");
    Diagnostic::error(Code::LongName, message, origin.span)
        .help("give it a short `name` (or `type_name`) in the overlay's `annotations`")
}

fn collision(name: &Name, first: &Origin, second: &Origin) -> Diagnostic {
    let message = format!("{} and {} would both be called `{name}` in Rust", first.what, second.what);
    Diagnostic::error(Code::NameCollision, message, second.span)
        .label(format!("{} becomes `{name}`", second.what))
        .related(first.span, format!("{} took the name first", first.what))
        .help("give one of them a `name` (or `type_name`) in the overlay's `annotations`")
}
