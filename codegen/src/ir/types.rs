//! Structs, enums and the types of their fields.

use super::{Doc, FieldCheck, Rule};
use crate::names::Name;

/// A type of a module.
#[derive(Debug)]
pub(crate) enum TypeDef {
    /// An object.
    Struct(Struct),
    /// A tagged union.
    Union(Union),
    /// An open enum.
    Enum(Enum),
}

/// The field in which a kept object keeps the members that are not documented.
pub(crate) const UNDOCUMENTED: &str = "undocumented";

/// Objects that say by a tag what they are.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The tag's name on the wire.
    pub(crate) tag: String,
    pub(crate) variants: Vec<UnionVariant>,
}

/// A documented variant.
#[derive(Debug)]
pub(crate) struct UnionVariant {
    /// The value of the tag.
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The object that it holds; two variants may hold the same.
    pub(crate) shape: Name,
}

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// Written by the caller, as JSON.
    Request,
    /// Written by the caller into the path, the query or headers.
    Parameters,
    /// Written by the caller as parts of a form; what is inside a part is a [`Self::Request`].
    Form,
    /// Read from the server; every field is optional.
    Reply,
    /// JSON carried in a string of a request: written, and read back to be checked.
    Carried,
    /// Read and written again, either way: what is not documented stays.
    Kept,
}

impl Direction {
    /// Which way the objects in such an object travel.
    pub(crate) fn inside(self) -> Self {
        if self == Self::Form { Self::Request } else { self }
    }
}

/// An object type.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) direction: Direction,
    pub(crate) fields: Vec<Field>,
    /// The fields that a constructor must be given; `None` where there is nothing to give.
    pub(crate) required: Option<RequiredStruct>,
    /// It is built through `Default`, and setters: no field is required.
    pub(crate) constructor: bool,
    /// Limits of its fields.
    pub(crate) checks: Vec<FieldCheck>,
    /// Rules between its fields.
    pub(crate) rules: Vec<Rule>,
}

impl Struct {
    /// Whether every field may be left out.
    pub(crate) fn all_optional(&self) -> bool {
        self.fields.iter().all(|field| field.presence == Presence::Optional)
    }
}

/// The struct of required fields that a constructor takes.
#[derive(Debug)]
pub(crate) struct RequiredStruct {
    pub(crate) name: Name,
    /// What it is for.
    pub(crate) doc: Doc,
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) ty: Ty,
    pub(crate) presence: Presence,
    pub(crate) deprecated: bool,
}

/// Whether a field is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Always there.
    Required,
    /// May be left out.
    Optional,
}

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
    /// An object type where it is a part of itself.
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

/// An enum or a union, named from where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypePath {
    /// Module names below `api`; empty for this module.
    pub(crate) module: Vec<Name>,
    pub(crate) name: Name,
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) base: EnumBase,
    pub(crate) variants: Vec<Variant>,
}

/// What an enum is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnumBase {
    /// A string.
    Text,
    /// An integer.
    Int,
}

/// A documented member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    /// The value on the wire, as text.
    pub(crate) wire: String,
    /// The value on the wire as a number, for enums on integers; 0 for others.
    pub(crate) number: i64,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
}
