//! Builds a concept page: named values below headings, and fields.

use indexmap::IndexMap;
use model::diag::Code;
use model::schema::{Concept, ConceptPage, EnumMember};

use super::address::concept_id;
use super::endpoint::source;
use super::example::{self, MAX_LEVELS};
use super::fields::{Part, PartReader};
use super::stated::calls_itself_old;
use super::types::Types;
use crate::candidates::Candidates;
use crate::description::{Descriptions, label};
use crate::finding::Finding;
use crate::nest;
use crate::outline::named_value;
use crate::page::{Block, FieldTable, Page, Section, field_table, is_field_table};
use crate::report::Report;

/// Builds the concept page. Returns `None` if no id can be derived from the address.
pub(crate) fn concept_page(page: &Page, report: &mut Report) -> Option<ConceptPage> {
    let Some(id) = concept_id(page) else {
        report.push(Finding::note(
            Code::NoId,
            1,
            "no schema is made of this page, because its address names no project and version",
        ));
        return None;
    };
    let mut schema = ConceptPage {
        schema: Some("../../../format.schema.json".to_owned()),
        id: id.id,
        title: page.title.clone(),
        doc: None,
        source: source(page),
        deprecated: calls_itself_old(page),
        concepts: page.sections.iter().filter_map(concept).collect(),
        fields: IndexMap::new(),
        types: IndexMap::new(),
        example: None,
    };
    for section in &page.sections {
        if schema.example.is_none() {
            schema.example = section
                .codes()
                .filter_map(|code| example::parse(&code.text).ok())
                .map(|parsed| parsed.value)
                .find(|value| example::is_within(value, MAX_LEVELS));
        }
    }
    let mut all = FieldTable { line: 1, rows: Vec::new() };
    for table in page.tables().filter(|table| is_field_table(table)) {
        all.rows.extend(field_table(table, report).rows);
    }
    let example = page.sections.iter().flat_map(Section::codes).next().map(|code| code.text.as_str());
    let nested = nest::settle(all, example, &nest::Registry::default());
    report.extend(nested.doubt);
    let all = nested.table;
    let mut reader = PartReader {
        carried: false,
        types: &mut Types::default(),
        report,
        descriptions: &Descriptions::of([&all]),
        hints: &Candidates::new(),
    };
    schema.fields = reader.fields(&all, Part::Concept);
    Some(schema)
}

fn concept(section: &Section) -> Option<(String, Concept)> {
    let members: IndexMap<String, EnumMember> = section
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Item(item) => named_value(&item.text),
            _ => None,
        })
        .map(|(key, text)| (key, EnumMember { label: label(text), name: None, doc: None }))
        .collect();
    let has_members = members.len() > 1 && !section.title().is_empty();
    has_members.then(|| (section.title().to_owned(), Concept { name: None, doc: None, members }))
}
