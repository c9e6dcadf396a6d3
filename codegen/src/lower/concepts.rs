//! Shared vocabulary and concept pages to modules of enums.

use model::diag::Diagnostic;
use model::document::Document;
use model::load::pointer::escape;
use model::schema::{Common, ConceptPage};

use super::enums::{self, Place};
use super::shared::Shared;
use super::types::Types;
use super::{codes, docs, modules, naming};
use crate::ir::{Contents, Doc, Enum, EnumBase, Module};
use crate::names::{Case, Name, Origin, Table};

/// `common.json`: shared enums and `CommonCode`.
pub(super) fn lower_common(document: &Document<Common>, findings: &mut Vec<Diagnostic>) -> Module {
    let mut table = Table::default();
    let mut enums = Vec::new();
    for (wire, shared) in &document.schema.enums {
        let pointer = format!("/enums/{}", escape(wire));
        let origin = Origin { what: format!("enum `{wire}`"), span: document.key_span(&pointer) };
        let name = Name::type_name(wire);
        naming::check(Some(wire), Case::Type, || document.key_span(&pointer), findings);
        table.claim(&name, origin).unwrap_or_else(|collision| findings.push(*collision));
        let place = Place { pointer: format!("{pointer}/enum"), tree: &document.tree };
        let variants = enums::variants(&shared.members, EnumBase::Text, &place, findings);
        enums.push(Enum { name, doc: Doc::text(&shared.doc), base: EnumBase::Text, variants });
    }
    let codes = codes::lower_common(document, findings);
    Module {
        path: modules::of("common"),
        origin: "schemas/common.json".to_owned(),
        doc: Doc::text(
            "What many endpoints share: enums, and the error codes that any endpoint may answer with.",
        ),
        contents: Contents::Common { enums, codes },
    }
}

/// A concept page: its named enums, and the unions that endpoints share.
pub(super) fn lower_page(
    document: &Document<ConceptPage>,
    shared: &Shared,
    findings: &mut Vec<Diagnostic>,
) -> Module {
    let page = &document.schema;
    let mut types = Types::new(&document.tree, &page.types, shared);
    let mut names = naming::concepts(&page.concepts);
    let mut enums = Vec::new();
    for (heading, concept) in &page.concepts {
        let pointer = format!("/concepts/{}", escape(heading));
        naming::check(
            concept.name.as_deref(),
            Case::Type,
            || document.value_span(&format!("{pointer}/name")),
            findings,
        );
        let Some(name) = names.remove(heading.as_str()) else { continue };
        let origin = Origin { what: format!("concept `{heading}`"), span: document.key_span(&pointer) };
        types.claim(&name, origin);
        let place = Place { pointer: format!("{pointer}/enum"), tree: &document.tree };
        let variants = enums::variants(&concept.members, EnumBase::Text, &place, findings);
        enums.push(Enum { name, doc: docs::concept(heading, concept), base: EnumBase::Text, variants });
    }
    // Other types are parts of the unions.
    for (wire, object) in page.types.iter().filter(|(_, object)| object.tag.is_some()) {
        types.union(wire, object);
    }
    let uses_common = types.uses_common;
    let (types, mut found) = types.finish();
    findings.append(&mut found);
    Module {
        path: modules::of(&document.id),
        origin: format!("schemas/{}.json", document.id),
        doc: docs::concept_page(page),
        contents: Contents::Concepts { uses_common, enums, types },
    }
}
