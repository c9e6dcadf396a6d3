//! Modules of types without an endpoint: the shared vocabulary, and concept pages.

use std::collections::BTreeMap;

use model::document::Document;
use model::pointer::join;
use model::schema::{Common, ConceptPage};

use super::context::{Context, Findings};
use super::shared::Shared;
use super::types::{Types, variants};
use super::{codes, docs, modules, naming};
use crate::ir::{Contents, Doc, Enum, EnumBase, Module};
use crate::names::{Case, Name, Table};
use crate::target::Target;

/// The module of `common.json`: shared enums and `CommonCode`, or those of `feishu-openapi`.
pub(super) fn common(document: &Document<Common>, target: &Target) -> (Module, Findings) {
    let module = |origin: &str, contents| Module {
        path: modules::of("common"),
        origin: origin.to_owned(),
        doc: docs::common(),
        contents,
        shared: BTreeMap::new(),
    };
    if target.shares_common {
        return (module("feishu-openapi", Contents::OfSdk), Findings::default());
    }
    let mut context = Context::new(&document.tree);
    let mut table = Table::default();
    let mut enums = Vec::new();
    for (wire, shared) in &document.schema.enums {
        let pointer = join("/enums", wire);
        let name = Name::type_name(wire);
        context.check_key(wire, Case::Type, &pointer);
        context.claim(&mut table, &name, format!("enum `{wire}`"), &pointer);
        let (base, at) = (EnumBase::Text, pointer.join("enum"));
        let variants = variants(&mut context, &shared.members, base, &at);
        enums.push(Enum { plain: name.clone(), name, doc: Doc::text(&shared.doc), base, variants });
    }
    let codes = codes::common(&mut context, &document.schema.errors);
    (module("schemas/common.json", Contents::Common { enums, codes }), context.finish())
}

/// The module of a concept page: its named enums, and the unions that endpoints share.
pub(super) fn page(document: &Document<ConceptPage>, shared: &Shared) -> (Module, Findings) {
    let page = &document.schema;
    let mut types = Types::new(&document.tree, &page.types, shared);
    let mut names = naming::concepts(&page.concepts);
    let mut enums = Vec::new();
    for (heading, concept) in &page.concepts {
        let pointer = join("/concepts", heading);
        types.context.check_name(concept.name.as_deref(), Case::Type, &pointer, "name");
        let Some(name) = names.remove(heading.as_str()) else { continue };
        types.context.check_unique(("concept", heading), &name, Case::Type, &pointer);
        types.claim(&name, format!("concept `{heading}`"), &pointer);
        let (base, at) = (EnumBase::Text, pointer.join("enum"));
        let variants = variants(&mut types.context, &concept.members, base, &at);
        enums.push(Enum { plain: name.clone(), name, doc: docs::concept(heading, concept), base, variants });
    }
    // Other types are parts of the unions.
    for (wire, object) in page.types.iter().filter(|(_, object)| object.tag.is_some()) {
        types.union(wire, object);
    }
    let (types, findings) = types.finish();
    let module = Module {
        path: modules::of(&document.id),
        origin: format!("schemas/{}.json", document.id),
        doc: docs::concept_page(page),
        contents: Contents::Concepts { enums, types },
        shared: BTreeMap::new(),
    };
    (module, findings)
}
