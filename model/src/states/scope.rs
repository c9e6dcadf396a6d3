//! Resolves the pointers of a rule to fields.

use std::borrow::Cow;

use indexmap::IndexMap;
use thiserror::Error;

use crate::diag::quoted;
use crate::pointer::{self, Pointer};
use crate::schema::{Endpoint, Field, Fields, ObjectType, Place, Request, TypeExpr};

/// Root of the pointers of a set of rules.
#[derive(Debug, Clone, Copy)]
pub enum Root<'a> {
    /// At the request: `/path`, `/query` or `/body` comes first.
    Request(&'a Request),
    /// At the fields of an object type.
    Object(&'a Fields),
}

/// The fields that a rule set can name.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    root: Root<'a>,
    types: &'a IndexMap<String, ObjectType>,
}

/// A field that a pointer names, and the fields on the way to it.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The objects that the field stands in, outermost first, and the field itself.
    pub steps: Vec<Step<'a>>,
    /// The field.
    pub field: &'a Field,
}

/// One field on the way of a pointer.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// Pointer from the rule's root.
    pub pointer: Pointer,
    /// The name of the field.
    pub name: &'a str,
    /// The field that stands there.
    pub field: &'a Field,
    /// All fields of the object that it belongs to.
    pub siblings: &'a Fields,
    /// The field is present whenever its parent is.
    pub required: bool,
}

/// The reason that a pointer does not name a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TargetFault {
    /// The text is not a JSON Pointer.
    #[error("{0}")]
    Pointer(#[from] pointer::PointerError),
    /// A pointer into the request does not start with a part of it.
    #[error("a pointer into the request starts with `/path/`, `/query/` or `/body/`")]
    Part,
    /// No field has that name.
    #[error("there is no field {}", quoted(name))]
    Missing {
        /// The name that was looked for.
        name: String,
        /// The names that stand there.
        known: Vec<String>,
        /// The pointer up to the name, without it.
        parent: String,
    },
    /// The pointer goes into an array or a map.
    #[error("{} is a list or a map, and a rule speaks about one object", quoted(at))]
    Repeated {
        /// The pointer to it.
        at: String,
        /// The named type of its elements, where they have one.
        type_name: Option<String>,
    },
    /// The pointer goes into a value without fields.
    #[error("{} has no documented fields", quoted(at))]
    NoObject {
        /// The pointer to it.
        at: String,
    },
}

/// The fields among which the first name of a pointer is looked for.
struct Start<'a, 't, 'k> {
    fields: &'a Fields,
    at: Pointer,
    names: &'t [Cow<'k, str>],
    /// Path parameters are always present.
    in_path: bool,
}

impl<'a> Scope<'a> {
    /// The scope of an endpoint's own rules.
    #[must_use]
    pub fn request(endpoint: &'a Endpoint) -> Self {
        Self { root: Root::Request(&endpoint.request), types: &endpoint.types }
    }

    /// The scope of an object type's rules.
    #[must_use]
    pub fn object(fields: &'a Fields, types: &'a IndexMap<String, ObjectType>) -> Self {
        Self { root: Root::Object(fields), types }
    }

    /// Root of pointers.
    #[must_use]
    pub fn root(&self) -> Root<'a> {
        self.root
    }

    /// The field that a pointer names.
    pub fn find(&self, pointer: &str) -> Result<Target<'a>, TargetFault> {
        let tokens = pointer::tokens(pointer)?;
        let Start { mut fields, mut at, names, in_path } = self.start(&tokens)?;
        let mut steps: Vec<Step<'a>> = Vec::new();
        for name in names {
            if let Some(parent) = steps.last() {
                fields = self.enter(parent)?;
            }
            let (name, field) = fields.get_key_value(&**name).ok_or_else(|| missing(name, fields, &at))?;
            at = at.join(name);
            let required = field.required || in_path;
            steps.push(Step { pointer: at.clone(), name, field, siblings: fields, required });
        }
        match steps.last() {
            Some(step) => Ok(Target { field: step.field, steps }),
            None => {
                Err(TargetFault::Missing { name: String::new(), known: names_of(fields), parent: at.into() })
            }
        }
    }

    fn start<'t, 'k>(&self, tokens: &'t [Cow<'k, str>]) -> Result<Start<'a, 't, 'k>, TargetFault> {
        let request = match self.root {
            Root::Object(fields) => {
                return Ok(Start { fields, at: Pointer::default(), names: tokens, in_path: false });
            }
            Root::Request(request) => request,
        };
        let (part, names) = tokens.split_first().ok_or(TargetFault::Part)?;
        let fields = match &**part {
            "body" if request.body.is_none() => {
                return Err(TargetFault::NoObject { at: "/body".to_owned() });
            }
            part => request.part(part).ok_or(TargetFault::Part)?,
        };
        Ok(Start { fields, at: pointer::join("", part), names, in_path: part == "path" })
    }

    fn enter(&self, step: &Step<'a>) -> Result<&'a Fields, TargetFault> {
        let at = step.pointer.to_string();
        let place = Place::of(step.field);
        if let Some(element) = place.element() {
            return Err(TargetFault::Repeated { at, type_name: element.expr.named().map(str::to_owned) });
        }
        // Which fields an object of a union has depends on its tag.
        let object = place.expr.named().and_then(|name| self.types.get(name));
        let is_open = *place.expr == TypeExpr::Anonymous && step.field.fields.is_empty();
        if is_open || object.is_some_and(|object| object.tag.is_some()) {
            return Err(TargetFault::NoObject { at });
        }
        place.fields(self.types).ok_or(TargetFault::NoObject { at })
    }
}

impl Target<'_> {
    /// The pointer to the field, from the rule's root.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.steps.last().map_or("", |step| &step.pointer)
    }
}

fn missing(name: &str, fields: &Fields, parent: &str) -> TargetFault {
    TargetFault::Missing { name: name.to_owned(), known: names_of(fields), parent: parent.to_owned() }
}

fn names_of(fields: &Fields) -> Vec<String> {
    fields.keys().cloned().collect()
}
