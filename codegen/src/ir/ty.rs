//! Types of values, and the direction in which they travel.

use crate::names::Name;

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ty {
    /// `String`
    Text,
    /// `i64`
    Int,
    /// `f64`
    Float,
    /// `bool`
    Bool,
    /// Any JSON.
    Json,
    /// A list.
    List(Box<Ty>),
    /// A map from strings.
    Map(Box<Ty>),
    /// An object type of this module.
    Struct(Name),
    /// An object type inside itself.
    Boxed(Name),
    /// A union of a concept page.
    Shared(TypePath),
    /// An open enum.
    Enum(TypePath),
    /// JSON carried in a string.
    JsonString(Box<Ty>),
    /// A file to upload.
    File,
    /// A value that is never printed.
    Sensitive(Box<Ty>),
}

impl Ty {
    /// Visits the name of the type of the module that the value consists of.
    pub(crate) fn visit_names(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        match self {
            Self::Struct(name) | Self::Boxed(name) => visit(name),
            Self::Shared(path) | Self::Enum(path) => path.visit_name(visit),
            Self::List(inner) | Self::Map(inner) | Self::JsonString(inner) | Self::Sensitive(inner) => {
                inner.visit_names(visit);
            }
            Self::Text | Self::Int | Self::Float | Self::Bool | Self::Json | Self::File => {}
        }
    }
}

/// The path of an enum or a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypePath {
    /// Module names below `api`; empty for this module.
    pub(crate) module: Vec<Name>,
    pub(crate) name: Name,
}

impl TypePath {
    /// Visits the name if it is one of the module.
    pub(crate) fn visit_name(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        if self.module.is_empty() {
            visit(&mut self.name);
        }
    }
}

/// The direction in which values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// Written by the caller, as JSON.
    Request,
    /// Written by the caller into the path, the query or headers.
    Parameters,
    /// Written by the caller as parts of a form; objects inside a part are [`Self::Request`].
    Form,
    /// Read from the server; every field is optional.
    Reply,
    /// Both read and written: unions, and JSON in a string of a request. Undocumented members are kept.
    Kept,
}

impl Direction {
    /// The direction of objects inside an object of this direction.
    pub(crate) fn inside(self) -> Self {
        if self == Self::Form { Self::Request } else { self }
    }

    /// The presence of a field in this direction. Fields that the page calls required are required of the caller; in
    /// replies every field is optional, so that a reply without one still decodes.
    pub(crate) fn presence(self, required: bool) -> Presence {
        if required && self != Self::Reply { Presence::Required } else { Presence::Optional }
    }
}

/// Presence of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Always present.
    Required,
    /// An `Option`.
    Optional,
}
