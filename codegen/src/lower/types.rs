//! The types of one endpoint: objects and enums, each by position and structure.

use std::collections::BTreeMap;

use model::diag::Diagnostic;
use model::document::Document;
use model::load::pointer::escape;
use model::schema::{Endpoint, Field, Fields, Rule, TypeExpr, parse_type};
use model::source::Span;

use super::enums::{self, Place};
use super::shared::Shared;
use super::{docs, fields, naming, rules, steps};
use crate::ir::{Direction, Doc, Enum, EnumBase, RequiredStruct, Step, Struct, Ty, TypeDef, TypePath};
use crate::names::{Case, Name, Origin, Table};

/// An object to lower: what it is called, what it holds and where it stands.
pub(super) struct Object<'a> {
    pub(super) name: Name,
    pub(super) doc: Doc,
    pub(super) fields: &'a Fields,
    /// JSON Pointer to the object of fields.
    pub(super) pointer: String,
    pub(super) direction: Direction,
    pub(super) rules: Option<(&'a indexmap::IndexMap<String, Rule>, String)>,
    /// A constructor and setters belong to it.
    pub(super) constructor: bool,
}

/// A value to lower: its field, and where that stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) wire: &'a str,
    pub(super) field: &'a Field,
    /// JSON Pointer to the field.
    pub(super) pointer: &'a str,
    /// The struct that the field belongs to.
    pub(super) owner: &'a Name,
    pub(super) direction: Direction,
}

/// The types of one endpoint, and what was found on the way.
pub(super) struct Types<'a> {
    pub(super) document: &'a Document<Endpoint>,
    pub(super) shared: &'a Shared,
    pub(super) findings: Vec<Diagnostic>,
    /// Type names of the module.
    table: Table,
    /// Names of named types, by wire name and direction.
    named: BTreeMap<(String, Direction), Name>,
    /// Enums that fields introduced, so that equal ones are one type.
    enums: BTreeMap<Name, Enum>,
    /// What each field became, by pointer.
    types: BTreeMap<String, Ty>,
    defs: Vec<TypeDef>,
}

impl<'a> Types<'a> {
    pub(super) fn new(document: &'a Document<Endpoint>, shared: &'a Shared) -> Self {
        Self {
            document,
            shared,
            findings: Vec::new(),
            table: Table::default(),
            named: BTreeMap::new(),
            enums: BTreeMap::new(),
            types: BTreeMap::new(),
            defs: Vec::new(),
        }
    }

    /// The nested types, in the order in which the page first uses them.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Diagnostic>) {
        (self.defs, self.findings)
    }

    /// What the field at the pointer became.
    pub(super) fn type_at(&self, pointer: &str) -> Option<&Ty> {
        self.types.get(pointer)
    }

    /// An object with its fields, limits and rules.
    pub(super) fn object(&mut self, object: Object<'_>) -> Struct {
        let lowered = fields::lower(self, &object);
        let required = self.required_struct(&object, &lowered.fields);
        let rules = match &object.rules {
            Some((rules, pointer)) if object.direction != Direction::Reply => {
                rules::lower_object(self, rules, pointer, &object)
            }
            _ => Vec::new(),
        };
        Struct {
            name: object.name,
            doc: object.doc,
            direction: object.direction,
            fields: lowered.fields,
            required,
            constructor: object.constructor,
            checks: lowered.checks,
            rules,
        }
    }

    fn required_struct(
        &mut self,
        object: &Object<'_>,
        fields: &[crate::ir::Field],
    ) -> Option<RequiredStruct> {
        let any = fields.iter().any(|field| field.presence == crate::ir::Presence::Required);
        if !object.constructor || !any {
            return None;
        }
        let name = object.name.suffixed("Required");
        let origin = Origin {
            what: format!("the required fields of `{}`", object.name),
            span: self.key_span(&object.pointer),
        };
        self.claim(&name, origin);
        let doc = Doc::text(format!("The fields that every `{}` must have.", object.name));
        Some(RequiredStruct { name, doc })
    }

    /// The Rust type of a value and what to check about it.
    pub(super) fn value(&mut self, value: Value<'_>) -> (Ty, Vec<Step>) {
        let expr = match parse_type(&value.field.type_text) {
            Ok(expr) => expr,
            Err(fault) => {
                self.report("unknown-type", fault.to_string(), &format!("{}/type", value.pointer));
                TypeExpr::Anonymous
            }
        };
        let (ty, mut checks) = self.expression(&expr, value);
        checks.splice(0..0, steps::outer(value.field, &ty));
        self.types.insert(value.pointer.to_owned(), ty.clone());
        if value.field.sensitive {
            let exposed = if checks.is_empty() { Vec::new() } else { vec![Step::Exposed(checks)] };
            return (Ty::Sensitive(Box::new(ty)), exposed);
        }
        (ty, checks)
    }

    fn expression(&mut self, expr: &TypeExpr, value: Value<'_>) -> (Ty, Vec<Step>) {
        match expr {
            TypeExpr::Text if value.field.json.is_some() => self.json_string(value),
            TypeExpr::Text if self.is_enum(value) => self.enumeration(value, EnumBase::Text),
            TypeExpr::Int if self.is_enum(value) => self.enumeration(value, EnumBase::Int),
            TypeExpr::Text => (Ty::Text, steps::text(value.field)),
            TypeExpr::Int => (Ty::Int, steps::int(value.field)),
            TypeExpr::Float => (Ty::Float, steps::float(value.field)),
            TypeExpr::Bool => (Ty::Bool, steps::boolean(value.field)),
            TypeExpr::File => self.file(value),
            TypeExpr::Anonymous => self.anonymous(value),
            TypeExpr::Named(name) => self.named(name, value),
            TypeExpr::Array(inner) => {
                let (ty, checks) = self.expression(inner, value);
                (Ty::List(Box::new(unboxed(ty))), steps::wrap(checks, Step::Each))
            }
            TypeExpr::Map(inner) => {
                let (ty, checks) = self.expression(inner, value);
                (Ty::Map(Box::new(unboxed(ty))), steps::wrap(checks, Step::EachValue))
            }
        }
    }

    fn is_enum(&self, value: Value<'_>) -> bool {
        !value.field.members.is_empty() || value.field.use_type.is_some()
    }

    fn enumeration(&mut self, value: Value<'_>, base: EnumBase) -> (Ty, Vec<Step>) {
        if let Some(text) = &value.field.use_type {
            return self.shared_enum(text, value);
        }
        let key_span = |pointer: &str| self.document.key_span(pointer);
        let place = Place { pointer: format!("{}/enum", value.pointer), key_span: &key_span };
        let mut findings = Vec::new();
        let variants = enums::variants(&value.field.members, base, &place, &mut findings);
        self.findings.append(&mut findings);
        let names = variants.iter().map(|variant| variant.name.clone()).collect();
        let definition = Enum {
            name: self.introduced_name(value),
            doc: docs::introduced_enum(value.wire, value.field),
            base,
            variants,
        };
        let path = TypePath { module: Vec::new(), name: self.define_enum(definition, value) };
        (Ty::Enum(path.clone()), vec![Step::Member(path, names)])
    }

    fn shared_enum(&mut self, text: &str, value: Value<'_>) -> (Ty, Vec<Step>) {
        let Some(shared) = self.shared.get(text) else {
            self.report(
                "unknown-shared-type",
                format!("no shared type is called `{text}`"),
                &format!("{}/use_type", value.pointer),
            );
            return (Ty::Text, Vec::new());
        };
        let (path, variants) = (shared.path.clone(), shared.variants.clone());
        let mut names = Vec::new();
        for wire in value.field.members.keys() {
            match variants.get(wire) {
                Some(name) => names.push(name.clone()),
                None => {
                    let message = format!("the shared type `{text}` has no member `{wire}`");
                    self.report(
                        "shared-member",
                        message,
                        &format!("{}/enum/{}", value.pointer, escape(wire)),
                    );
                }
            }
        }
        (Ty::Enum(path.clone()), if names.is_empty() { Vec::new() } else { vec![Step::Member(path, names)] })
    }

    /// Takes a name for an enum. Equal enums of one name are one type; of different ones the later carries its owner's
    /// name in front.
    fn define_enum(&mut self, mut definition: Enum, value: Value<'_>) -> Name {
        if let Some(known) = self.enums.get(&definition.name) {
            if known.base == definition.base && known.variants == definition.variants {
                return known.name.clone();
            }
            if value.field.type_name.is_none() {
                definition.name = definition.name.prefixed(value.owner);
            }
        } else if self.table.contains(&definition.name) && value.field.type_name.is_none() {
            definition.name = definition.name.prefixed(value.owner);
        }
        let name = definition.name.clone();
        if self
            .enums
            .get(&name)
            .is_some_and(|known| known.base == definition.base && known.variants == definition.variants)
        {
            return name;
        }
        self.claim_for(&name, value);
        self.enums.insert(name.clone(), definition.clone());
        self.defs.push(TypeDef::Enum(definition));
        name
    }

    /// An object without a name of its own is called after its field; one without fields is any JSON.
    fn anonymous(&mut self, value: Value<'_>) -> (Ty, Vec<Step>) {
        if value.field.fields.is_empty() {
            return (Ty::Json, Vec::new());
        }
        let mut name = self.introduced_name(value);
        if self.table.contains(&name) && value.field.type_name.is_none() {
            name = name.prefixed(value.owner);
        }
        self.claim_for(&name, value);
        let object = Object {
            name: name.clone(),
            doc: docs::introduced_object(value.wire, value.field),
            fields: &value.field.fields,
            pointer: format!("{}/fields", value.pointer),
            direction: value.direction,
            rules: None,
            constructor: value.direction != Direction::Reply,
        };
        self.define_struct(object);
        (Ty::Struct(name), steps::nested(value.direction))
    }

    /// A type of the page's own; a request's and a reply's are two, because their fields are optional in different ways.
    fn named(&mut self, wire: &str, value: Value<'_>) -> (Ty, Vec<Step>) {
        let document = self.document;
        let Some(object) = document.schema.types.get(wire) else {
            self.report(
                "unknown-type",
                format!("no type is called `{wire}`"),
                &format!("{}/type", value.pointer),
            );
            return (Ty::Json, Vec::new());
        };
        let key = (wire.to_owned(), value.direction);
        let name = match self.named.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.name_type(wire, object.name.as_deref(), value.direction);
                self.named.insert(key, name.clone());
                let pointer = format!("/types/{}", escape(wire));
                self.define_struct(Object {
                    name: name.clone(),
                    doc: docs::named_type(wire, object),
                    fields: &object.fields,
                    pointer: format!("{pointer}/fields"),
                    direction: value.direction,
                    rules: Some((&object.rules, format!("{pointer}/rules"))),
                    constructor: value.direction != Direction::Reply,
                });
                name
            }
        };
        let ty = if contains_itself(wire, &document.schema) { Ty::Boxed(name) } else { Ty::Struct(name) };
        (ty, steps::nested(value.direction))
    }

    fn name_type(&mut self, wire: &str, chosen: Option<&str>, direction: Direction) -> Name {
        let pointer = format!("/types/{}", escape(wire));
        let document = self.document;
        naming::check(
            chosen,
            Case::Type,
            || document.value_span(&format!("{pointer}/name")),
            &mut self.findings,
        );
        let name = naming::named_type(wire, chosen);
        let in_request = [Direction::Request, Direction::Carried]
            .iter()
            .any(|other| self.named.contains_key(&(wire.to_owned(), *other)));
        let name = match direction {
            Direction::Reply if in_request => name.suffixed("Reply"),
            Direction::Carried if self.named.contains_key(&(wire.to_owned(), Direction::Request)) => {
                name.suffixed("Json")
            }
            _ => name,
        };
        let origin = Origin { what: format!("type `{wire}`"), span: self.key_span(&pointer) };
        self.claim(&name, origin);
        name
    }

    /// Keeps a struct's place among the definitions before its fields define their own types.
    fn define_struct(&mut self, object: Object<'_>) {
        let place = self.defs.len();
        let lowered = self.object(object);
        self.defs.insert(place, TypeDef::Struct(lowered));
    }

    fn json_string(&mut self, value: Value<'_>) -> (Ty, Vec<Step>) {
        let Some(shape) = value.field.json.as_deref() else { return (Ty::Text, Vec::new()) };
        let direction =
            if value.direction == Direction::Reply { Direction::Reply } else { Direction::Carried };
        let pointer = format!("{}/json", value.pointer);
        let (inner, checks) = self.value(Value { field: shape, pointer: &pointer, direction, ..value });
        let mut all = steps::text(value.field);
        all.push(Step::Json);
        all.extend(steps::wrap(checks, Step::Inside));
        (Ty::JsonString(Box::new(inner)), all)
    }

    fn file(&mut self, value: Value<'_>) -> (Ty, Vec<Step>) {
        let pointer = format!("{}/type", value.pointer);
        self.findings.push(
            Diagnostic::error(
                "unsupported-type",
                "file uploads cannot be generated yet",
                self.document.value_span(&pointer),
            )
            .help("leave this endpoint out of the schema directory until multipart bodies are supported"),
        );
        (Ty::Json, Vec::new())
    }

    fn introduced_name(&mut self, value: Value<'_>) -> Name {
        let document = self.document;
        let span = || document.value_span(&format!("{}/type_name", value.pointer));
        naming::check(value.field.type_name.as_deref(), Case::Type, span, &mut self.findings);
        naming::introduced_type(value.wire, value.field)
    }

    fn claim_for(&mut self, name: &Name, value: Value<'_>) {
        let origin = Origin {
            what: format!("the type of field `{}`", value.wire),
            span: self.key_span(value.pointer),
        };
        self.claim(name, origin);
    }

    /// Takes a type name of the module.
    pub(super) fn claim(&mut self, name: &Name, origin: Origin) {
        if let Err(collision) = self.table.claim(name, origin) {
            self.findings.push(*collision);
        }
    }

    fn key_span(&self, pointer: &str) -> Span {
        self.document.key_span(pointer)
    }

    /// Reports a fault at a value of the schema.
    pub(super) fn report(&mut self, code: &'static str, message: impl Into<String>, pointer: &str) {
        self.findings.push(Diagnostic::error(code, message, self.document.value_span(pointer)));
    }
}

/// A list or map already puts its elements elsewhere.
fn unboxed(ty: Ty) -> Ty {
    match ty {
        Ty::Boxed(name) => Ty::Struct(name),
        other => other,
    }
}

/// Whether values of a type hold values of the same type without a list or map between.
fn contains_itself(wire: &str, endpoint: &Endpoint) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![wire.to_owned()];
    while let Some(name) = open.pop() {
        let Some(object) = endpoint.types.get(&name) else { continue };
        for inner in direct_types(&object.fields) {
            if inner == wire {
                return true;
            }
            if !seen.contains(&inner) {
                seen.push(inner.clone());
                open.push(inner);
            }
        }
    }
    false
}

/// Named types that stand directly in fields, or in anonymous objects among them.
fn direct_types(fields: &Fields) -> Vec<String> {
    let mut out = Vec::new();
    for field in fields.values() {
        let carried = field.json.as_deref();
        match parse_type(carried.map_or(&field.type_text, |shape| &shape.type_text)) {
            Ok(TypeExpr::Named(name)) => out.push(name),
            Ok(TypeExpr::Anonymous) => {
                out.extend(direct_types(carried.map_or(&field.fields, |shape| &shape.fields)))
            }
            _ => {}
        }
    }
    out
}
