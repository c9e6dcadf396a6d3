//! Type definitions: structs, unions, enums, and error codes.

use super::{Block, Direction, Doc, FieldCheck, Name, Presence, Rule, Ty};

/// A type of a module.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TypeDef {
    /// An object.
    Struct(Struct),
    /// A tagged union.
    Union(Union),
    /// An open enum.
    Enum(Enum),
}

impl TypeDef {
    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Struct(object) => &object.name,
            Self::Union(union) => &union.name,
            Self::Enum(open) => &open.name,
        }
    }

    /// The name that it would have if no other type of its module wanted it.
    pub(crate) fn plain(&self) -> &Name {
        match self {
            Self::Struct(object) => &object.plain,
            Self::Union(union) => &union.name,
            Self::Enum(open) => &open.plain,
        }
    }

    /// The names of its items: its own, and that of the struct of its required fields.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Name> {
        let required = match self {
            Self::Struct(object) => object.required.as_ref(),
            Self::Union(_) | Self::Enum(_) => None,
        };
        std::iter::once(self.name()).chain(required)
    }

    /// Visits each name of an item of its module, its own ones first.
    pub(crate) fn visit_names(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        match self {
            Self::Struct(object) => {
                visit(&mut object.name);
                object.required.iter_mut().for_each(&mut *visit);
                for field in &mut object.fields {
                    field.visit_names(visit);
                }
                for check in object.checks.iter_mut().flat_map(|field| &mut field.checks) {
                    check.visit_names(visit);
                }
                for rule in &mut object.rules {
                    rule.broken.visit_names(visit);
                }
            }
            Self::Union(union) => {
                visit(&mut union.name);
                for variant in &mut union.variants {
                    visit(&mut variant.shape);
                    if let Some(maker) = &mut variant.maker {
                        visit(&mut maker.required);
                        for field in &mut maker.fields {
                            field.visit_names(visit);
                        }
                    }
                }
            }
            Self::Enum(open) => visit(&mut open.name),
        }
    }
}

impl Field {
    fn visit_names(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        self.ty.visit_names(visit);
        for block in &mut self.setter_doc.blocks {
            if let Block::See { owner, .. } = block {
                visit(owner);
            }
        }
    }
}

/// The field of a kept object for members that are not documented.
pub(crate) const UNDOCUMENTED: &str = "undocumented";

/// An object type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Struct {
    pub(crate) name: Name,
    /// The name before it was made unique in its module.
    pub(crate) plain: Name,
    pub(crate) doc: Doc,
    pub(crate) direction: Direction,
    pub(crate) fields: Vec<Field>,
    /// The struct of required fields that the constructor takes; `None` if no field is required.
    pub(crate) required: Option<Name>,
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

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Union {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The tag's name on the wire.
    pub(crate) tag: String,
    /// The tag stands beside the string that carries the object.
    pub(crate) adjacent: bool,
    pub(crate) variants: Vec<UnionVariant>,
}

/// A documented variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnionVariant {
    /// The value of the tag.
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// The object that it holds; two variants may hold the same.
    pub(crate) shape: Name,
    /// No other variant holds the same object.
    pub(crate) is_only: bool,
    /// Greatest length of the string that carries the object.
    pub(crate) max_bytes: Option<u64>,
    /// The function that makes the variant from the object's required fields, if these are few.
    pub(crate) maker: Option<Maker>,
}

/// A function that makes a variant of a union.
#[derive(Debug, Clone, PartialEq)]
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
    /// The name before it was made unique in its module.
    pub(crate) plain: Name,
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
