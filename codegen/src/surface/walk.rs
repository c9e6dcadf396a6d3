//! One walk over the intermediate representation, in the order in which it is printed.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use super::{Item, ItemKind, Surface};
use crate::emit::ty;
use crate::ir::{
    AnyEvent, Api, BodyKind, CodeEnum, Contents, Data, Direction, Endpoint, Enum, EnumBase, Event, Field,
    Module, Paging, Presence, QueryStyle, Setter, Struct, Ty, TypeDef, TypePath, UNDOCUMENTED, Union,
};
use crate::names::{Name, display};

/// Returns all public items, and the definitions behind exports of one type.
pub(super) fn surface(api: &Api) -> Surface {
    let mut surface = Surface::default();
    let out = &mut surface.items;
    for module in &api.modules {
        let path = display(&module.path);
        let id = module.origin.trim_start_matches("schemas/").trim_end_matches(".json").to_owned();
        for name in module.types().iter().map(TypeDef::name) {
            if let Some(TypePath { module, name: defined }) = module.shared.get(name) {
                let defined = format!("{}::{defined}", display(module));
                surface.definitions.insert(format!("{path}::{name}"), defined);
            }
        }
        Walk { id, module: path, items: out }.module(module);
    }
    Walk { id: "crate".to_owned(), module: "event".to_owned(), items: out }.any_event(&api.events);
    let services = api.folders.iter().filter(|folder| folder.path.is_empty()).flat_map(|top| &top.modules);
    for service in services.filter(|module| module.is_feature) {
        let mut walk = Walk { id: "crate".to_owned(), module: String::new(), items: out };
        walk.insert(format!("feature {}", service.name), Entry::default());
    }
    surface
}

/// The module that is being listed.
struct Walk<'a> {
    id: String,
    module: String,
    items: &'a mut BTreeMap<String, Item>,
}

/// An item inside the module; paths are relative to it.
#[derive(Default)]
struct Entry<'a> {
    kind: Option<ItemKind>,
    owner: Option<&'a str>,
    field: Option<String>,
    signature: String,
    wire: String,
}

impl Walk<'_> {
    fn insert(&mut self, path: String, entry: Entry<'_>) {
        let item = Item {
            id: self.id.clone(),
            kind: entry.kind.unwrap_or(ItemKind::Offered),
            owner: entry.owner.map(|owner| self.path(owner)),
            field: entry.field.map(|field| self.path(&field)),
            signature: entry.signature,
            wire: entry.wire,
        };
        self.items.insert(path, item);
    }

    /// The path below the crate; the empty one is the module itself.
    fn path(&self, inside: &str) -> String {
        if inside.is_empty() { self.module.clone() } else { format!("{}::{inside}", self.module) }
    }

    fn add(&mut self, inside: &str, entry: Entry<'_>) {
        self.insert(self.path(inside), entry);
    }

    /// An item of the module itself.
    fn define(&mut self, name: &str, signature: &str, wire: &str) {
        let (signature, wire) = (signature.to_owned(), wire.to_owned());
        self.add(name, Entry { owner: Some(""), signature, wire, ..Entry::default() });
    }

    /// An implementation of a trait.
    fn implements(&mut self, owner: &str, what: &str, signature: String, wire: String) {
        let entry = Entry { owner: Some(owner), signature, wire, ..Entry::default() };
        self.add(&format!("{owner}: {what}"), entry);
    }

    fn module(&mut self, module: &Module) {
        self.add("", Entry::default());
        match &module.contents {
            Contents::Endpoint(endpoint) => self.endpoint(endpoint),
            Contents::Concepts { enums, types, .. } => {
                for open in enums {
                    self.open_enum(open);
                }
                for def in types {
                    self.definition(def);
                }
            }
            Contents::Event(event) => self.event(event),
            Contents::OfSdk => {}
            Contents::Common { enums, codes } => {
                for open in enums {
                    self.open_enum(open);
                }
                self.codes(codes);
            }
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        self.request(endpoint);
        let operation = &endpoint.operation;
        let body = match endpoint.body {
            BodyKind::None => "without a body",
            BodyKind::Json => "with a body in JSON",
            BodyKind::Form(_) => "with a form",
        };
        let call = format!(
            "{} https://{}{} {body}, response as {:?}",
            operation.method, operation.host, operation.path, operation.envelope
        );
        self.implements("Request", "Endpoint", String::new(), call);
        if let Some(status) = &endpoint.inner_status {
            let wire = format!("{} {}", status.code, status.message.as_ref().map_or("", Name::as_str));
            self.implements("Request", "Endpoint::inner_status", String::new(), wire);
        }
        if let Some(paging) = &endpoint.paging {
            self.paging(paging);
        }
        for part in &endpoint.parts {
            self.object(&part.object);
        }
        for parameter in endpoint.query.iter().filter(|parameter| parameter.style != QueryStyle::Single) {
            let style = format!("{:?}", parameter.style).to_lowercase();
            let entry = Entry { owner: Some("Query"), wire: style, ..Entry::default() };
            self.add(&format!("Query.{}: encoding of lists", parameter.name), entry);
        }
        match &endpoint.data {
            Data::Object(object) => self.object(object),
            Data::Collection(_, inner) => self.define("Data", &rust(&ty::ty(inner)), ""),
            Data::Value(_, inner) => self.define("Data", &format!("Option<{}>", rust(&ty::ty(inner))), ""),
            Data::File(_) => self.define("Data", "Download", ""),
        }
        for def in &endpoint.types {
            self.definition(def);
        }
        self.codes(&endpoint.codes);
    }

    fn event(&mut self, event: &Event) {
        self.object(&event.object);
        let kind = if event.is_callback { "callback" } else { "event" };
        let wire = format!("{kind} {:?} in envelope {:?}", event.wire, event.envelope);
        self.implements("Event", "event::Event", String::new(), wire);
        for def in &event.types {
            self.definition(def);
        }
    }

    /// The module `event`.
    fn any_event(&mut self, events: &[AnyEvent]) {
        self.add("", Entry::default());
        self.define("AnyEvent", "enum of events", "");
        for event in events {
            let signature = format!("Box<{}::Event>", display(&event.module));
            let entry = Entry { owner: Some("AnyEvent"), signature, ..Entry::default() };
            self.add(&format!("AnyEvent::{}", event.name), entry);
        }
        self.implements("AnyEvent", "FromEvent", String::new(), String::new());
    }

    fn request(&mut self, endpoint: &Endpoint) {
        self.define("Request", "struct", "");
        self.implements("Request", "Validate", String::new(), String::new());
        for part in &endpoint.parts {
            let signature = part.object.name.to_string();
            let entry = Entry { owner: Some("Request"), signature, ..Entry::default() };
            self.add(&format!("Request.{}", part.member), entry);
        }
        let given = (!endpoint.required.is_empty()).then_some("Required");
        self.constructor("Request", given);
        for value in &endpoint.required {
            let place = format!("{}.{}", part_name(endpoint, &value.part), value.field.name);
            self.demanded("Required", &value.name, &value.field, place);
        }
        for Setter { method, value } in &endpoint.setters {
            let place = format!("{}.{}", part_name(endpoint, &value.part), value.field.name);
            self.setter("Request", method, &value.field, place);
        }
        if !matches!(endpoint.body, BodyKind::Form(_)) {
            self.serde("Request", &[(FULL, "Serialize"), (FULL, "Deserialize")]);
        }
    }

    fn paging(&mut self, paging: &Paging) {
        let wire = format!("{}.{} {}", paging.part, paging.asked, paging.next);
        self.implements("Request", "Paged", String::new(), wire);
        if let Some(Field { ty: Ty::List(item), wire, .. }) = &paging.items {
            self.implements("Request", "PagedItems", rust(&ty::ty(item)), wire.clone());
        }
    }

    fn definition(&mut self, def: &TypeDef) {
        match def {
            TypeDef::Struct(object) => self.object(object),
            TypeDef::Union(union) => self.union(union),
            TypeDef::Enum(open) => self.open_enum(open),
        }
    }

    fn object(&mut self, object: &Struct) {
        let owner = object.name.as_str();
        self.define(owner, "struct", "");
        for field in &object.fields {
            self.field(owner, field);
        }
        if object.direction == Direction::Kept {
            let signature = "Undocumented".to_owned();
            let entry = Entry { owner: Some(owner), signature, ..Entry::default() };
            self.add(&format!("{owner}.{UNDOCUMENTED}"), entry);
        }
        if object.all_optional() {
            self.implements(owner, "Default", String::new(), String::new());
        }
        if object.direction != Direction::Reply {
            self.implements(owner, "Validate", String::new(), String::new());
        }
        self.serde(owner, serde(object.direction));
        if object.constructor {
            self.constructor(owner, object.required.as_ref().map(Name::as_str));
            for field in &object.fields {
                let place = format!("{owner}.{}", field.name);
                match (field.presence, &object.required) {
                    (Presence::Optional, _) => self.setter(owner, &field.name.setter(), field, place),
                    (Presence::Required, Some(given)) => {
                        self.demanded(given.as_str(), &field.name, field, place);
                    }
                    (Presence::Required, None) => {}
                }
            }
        }
    }

    fn field(&mut self, owner: &str, field: &Field) {
        let path = format!("{owner}.{}", field.name);
        let (signature, wire) = (rust(&ty::field_type(field)), format!("{:?}", field.wire));
        if field.deprecated {
            let kind = Some(ItemKind::Deprecation);
            let entry = Entry { kind, owner: Some(&path), ..Entry::default() };
            self.add(&format!("{path} is deprecated"), entry);
        }
        self.add(&path, Entry { owner: Some(owner), signature, wire, ..Entry::default() });
    }

    /// `new`, and the struct of required fields that it takes.
    fn constructor(&mut self, owner: &str, given: Option<&str>) {
        if let Some(given) = given {
            self.define(given, "struct", "");
        }
        let signature = format!("fn({}) -> Self", given.unwrap_or_default());
        self.add(&format!("{owner}::new"), Entry { owner: Some(owner), signature, ..Entry::default() });
    }

    /// A field of a struct of required fields.
    fn demanded(&mut self, owner: &str, name: &Name, field: &Field, place: String) {
        let (signature, wire) = (rust(&ty::field_type(field)), format!("{place} {:?}", field.wire));
        let kind = Some(ItemKind::Demanded);
        let entry = Entry { kind, owner: Some(owner), field: Some(place), signature, wire };
        self.add(&format!("{owner}.{name}"), entry);
    }

    fn setter(&mut self, owner: &str, method: &Name, field: &Field, place: String) {
        let (argument, _) = ty::argument(&field.ty, &field.name);
        let signature = format!("fn(Self, {}) -> Self", rust(&argument));
        let wire = format!("{place} {:?}", field.wire);
        let entry = Entry { owner: Some(owner), field: Some(place), signature, wire, ..Entry::default() };
        self.add(&format!("{owner}::{method}"), entry);
    }

    /// What is implemented always is so with the feature, too.
    fn serde(&mut self, owner: &str, traits: &[(&str, &str)]) {
        for (feature, name) in traits {
            self.implements(owner, &format!("{name}{FULL}"), String::new(), String::new());
            if feature.is_empty() {
                self.implements(owner, name, String::new(), String::new());
            }
        }
    }

    fn open_enum(&mut self, open: &Enum) {
        let owner = open.name.as_str();
        let signature = match open.base {
            EnumBase::Text => "enum of strings",
            EnumBase::Int => "enum of integers",
        };
        self.define(owner, signature, "");
        for variant in &open.variants {
            let wire = match open.base {
                EnumBase::Text => format!("{:?}", variant.wire),
                EnumBase::Int => variant.number.to_string(),
            };
            let entry = Entry { owner: Some(owner), wire, ..Entry::default() };
            self.add(&format!("{owner}::{}", variant.name), entry);
        }
    }

    fn union(&mut self, union: &Union) {
        let owner = union.name.as_str();
        let kind = if union.adjacent { "adjacent union" } else { "union" };
        self.define(owner, kind, &format!("{:?}", union.tag));
        for variant in &union.variants {
            let (signature, wire) = (variant.shape.to_string(), format!("{:?}", variant.wire));
            let entry = Entry { owner: Some(owner), signature, wire, ..Entry::default() };
            self.add(&format!("{owner}::{}", variant.name), entry);
            if variant.is_only {
                self.implements(owner, &format!("From<{}>", variant.shape), String::new(), String::new());
            }
            if let Some(maker) = &variant.maker {
                let argument = |field: &Field| rust(&ty::argument(&field.ty, &field.name).0);
                let arguments: Vec<String> = maker.fields.iter().map(argument).collect();
                let signature = format!("fn({}) -> Self", arguments.join(", "));
                // Arguments of one type could change places without a change of the signature.
                let places: Vec<String> =
                    maker.fields.iter().map(|field| format!("{:?}", field.wire)).collect();
                let wire = format!("{:?} of {}", variant.wire, places.join(", "));
                let entry = Entry { owner: Some(owner), signature, wire, ..Entry::default() };
                self.add(&format!("{owner}::{}", maker.name), entry);
            }
        }
    }

    fn codes(&mut self, codes: &CodeEnum) {
        let owner = codes.name.as_str();
        self.define(owner, "enum of error codes", "");
        for code in &codes.codes {
            let entry = Entry { owner: Some(owner), wire: code.number.to_string(), ..Entry::default() };
            self.add(&format!("{owner}::{}", code.name), entry);
        }
        if codes.has_common {
            let signature = "common::CommonCode".to_owned();
            self.add(
                &format!("{owner}::Common"),
                Entry { owner: Some(owner), signature, ..Entry::default() },
            );
        }
    }
}

/// The type of a part of the request.
fn part_name<'e>(endpoint: &'e Endpoint, member: &Name) -> &'e str {
    let part = endpoint.parts.iter().find(|part| part.member == *member);
    part.map_or("", |part| part.object.name.as_str())
}

/// The condition of what the feature switches on.
const FULL: &str = " with feature `full-serde`";

/// The serde traits of an object, each with its condition.
fn serde(direction: Direction) -> &'static [(&'static str, &'static str)] {
    match direction {
        Direction::Request => &[("", "Serialize"), (FULL, "Deserialize")],
        Direction::Parameters => &[(FULL, "Serialize"), (FULL, "Deserialize")],
        Direction::Reply => &[(FULL, "Serialize"), ("", "Deserialize")],
        Direction::Kept => &[("", "Serialize"), ("", "Deserialize")],
        // Files have no JSON.
        Direction::Form => &[],
    }
}

/// Tokens as people write them, without the modules that all generated files import.
pub(super) fn rust(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(' ') {
        match (words.as_slice(), word) {
            ([.., "rt"], "::") => drop(words.pop()),
            ([.., "crate", "::", "api"], "::") => words.truncate(words.len() - 3),
            _ => words.push(word),
        }
    }
    let spaced = words.join(" ");
    spaced.replace(" :: ", "::").replace(" < ", "<").replace("< ", "<").replace(" >", ">").replace(" ,", ",")
}
