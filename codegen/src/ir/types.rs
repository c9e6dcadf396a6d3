//! Type definitions: structs, unions, enums, and error codes.

use super::{Direction, Doc, FieldCheck, Name, Presence, Rule, Ty};

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

/// The field of a kept object for members that are not documented.
pub(crate) const UNDOCUMENTED: &str = "undocumented";

/// An object type.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) direction: Direction,
    pub(crate) fields: Vec<Field>,
    /// The struct of required fields that the constructor takes; `None` if no field is required.
    pub(crate) required: Option<RequiredStruct>,
    /// The object has a constructor and setters.
    pub(crate) constructor: bool,
    /// Limits of its fields.
    pub(crate) checks: Vec<FieldCheck>,
    /// Rules between its fields.
    pub(crate) rules: Vec<Rule>,
}

impl Struct {
    /// Returns true if every field is optional.
    pub(crate) fn all_optional(&self) -> bool {
        self.fields.iter().all(|field| field.presence == Presence::Optional)
    }
}

/// The struct of required fields that a constructor takes.
#[derive(Debug)]
pub(crate) struct RequiredStruct {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// Documentation of its setter, or of its place in a struct of required fields.
    pub(crate) setter_doc: Doc,
    pub(crate) ty: Ty,
    pub(crate) presence: Presence,
    pub(crate) deprecated: bool,
}

/// A tagged union.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The tag's name on the wire.
    pub(crate) tag: String,
    pub(crate) variants: Vec<UnionVariant>,
}

/// A documented variant of a union.
#[derive(Debug)]
pub(crate) struct UnionVariant {
    /// The value of the tag.
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The object that it holds; two variants may hold the same.
    pub(crate) shape: Name,
    /// No other variant holds the same object.
    pub(crate) is_only: bool,
    /// The function that makes the variant from the object's required fields, if these are few.
    pub(crate) maker: Option<Maker>,
}

/// A function that makes a variant of a union.
#[derive(Debug)]
pub(crate) struct Maker {
    pub(crate) name: Name,
    /// The struct of the object's required fields.
    pub(crate) required: Name,
    pub(crate) fields: Vec<Field>,
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) base: EnumBase,
    pub(crate) variants: Vec<Variant>,
}

/// The type of an enum's values on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnumBase {
    /// A string.
    Text,
    /// An integer.
    Int,
}

/// A documented member of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    /// The value on the wire, as text.
    pub(crate) wire: String,
    /// The value on the wire as a number, for enums on integers; 0 for others.
    pub(crate) number: i64,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
}

/// An open enum of error codes.
#[derive(Debug)]
pub(crate) struct CodeEnum {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) codes: Vec<Code>,
    /// Codes that are not listed may be platform-wide ones.
    pub(crate) has_common: bool,
}

/// A documented error code.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) number: i64,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) status: Option<u16>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) retry: Option<bool>,
    pub(crate) executed: Option<bool>,
}
