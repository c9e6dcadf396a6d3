//! One page in, one schema out.

use indexmap::IndexMap;
use model::diag::{Code, Diagnostic};
use model::schema::{ConceptPage, Endpoint, Fields, PageForm};
use model::source::{FileId, Sources};

use crate::account::{Account, RowCounts};
use crate::assemble::{Known, Places};
use crate::finding::{Finding, diagnostics};
use crate::nest::Registry;
use crate::outline::{Kind, classify, endpoint_outline, maybe_endpoint};
use crate::page::{FieldTable, Page};
use crate::{assemble, portal, site};

/// What a page yields.
#[derive(Debug)]
pub struct Imported {
    /// What the page is about; absent when it could not be read at all.
    pub kind: Option<Kind>,
    /// The form that the page came in.
    pub form: PageForm,
    /// The page's address; empty when it states none.
    pub url: String,
    /// The schema; absent when the page describes none, or when an error stands in the way.
    pub schema: Option<Schema>,
    /// The endpoint's id was derived from its URL and is no name of the SDKs.
    pub has_provisional_id: bool,
    /// Faults and doubts, in the order in which they were found.
    pub findings: Vec<Diagnostic>,
    /// Lines of the page by JSON Pointer into the schema.
    pub places: Places,
    /// What became of the page's table rows.
    pub rows: RowCounts,
}

/// A schema of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Schema {
    /// A call.
    Endpoint(Box<Endpoint>),
    /// A page without a call.
    Concept(Box<ConceptPage>),
}

impl Schema {
    /// The schema's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Endpoint(endpoint) => &endpoint.id,
            Self::Concept(page) => &page.id,
        }
    }
}

/// No page is nearly as large; what is larger is no page, and reading it would take time for nothing.
const MAX_BYTES: usize = 16 << 20;

/// The tables of an endpoint's page whose nesting is stated or certain: a [`Registry`] of other pages learns from them.
#[must_use]
pub fn certain_tables(sources: &Sources, file: FileId) -> Vec<FieldTable> {
    let text = sources.file(file).text.as_str();
    if unreadable(text).is_some() {
        return Vec::new();
    }
    let (page, _) = front_end(text);
    if classify(&page) != Kind::Endpoint {
        return Vec::new();
    }
    let outline = endpoint_outline(&page, &Registry::default(), &mut Account::open(&page), &mut Vec::new());
    let mut tables: Vec<FieldTable> = [outline.body, outline.reply].into_iter().flatten().collect();
    tables.retain(|table| !outline.uncertain.contains(&table.line));
    tables
}

/// Reads a page. `ids` are the known ids by `METHOD path`. Of the page's prose only fingerprints are kept.
#[must_use]
pub fn import_page(sources: &Sources, file: FileId, ids: &IndexMap<String, String>) -> Imported {
    import_known(sources, file, Known { ids, registry: &Registry::default() })
}

/// The same, with what other pages teach.
#[must_use]
pub fn import_known(sources: &Sources, file: FileId, known: Known<'_>) -> Imported {
    let mut imported = import_with_prose(sources, file, known);
    match &mut imported.schema {
        Some(Schema::Endpoint(endpoint)) => assemble::all_fields(endpoint).for_each(forget_prose),
        Some(Schema::Concept(page)) => forget_prose(&mut page.fields),
        None => {}
    }
    imported
}

fn forget_prose(fields: &mut Fields) {
    for field in fields.values_mut() {
        field.text = None;
        forget_prose(&mut field.fields);
        if let Some(shape) = &mut field.json {
            shape.text = None;
            forget_prose(&mut shape.fields);
        }
    }
}

/// Reads a page and keeps the text of its descriptions, for private use.
#[must_use]
pub fn import_with_prose(sources: &Sources, file: FileId, known: Known<'_>) -> Imported {
    let source = sources.file(file);
    let text = source.text.as_str();
    if let Some(fault) = unreadable(text) {
        return Imported {
            kind: None,
            form: PageForm::Portal,
            url: String::new(),
            schema: None,
            has_provisional_id: false,
            findings: diagnostics(vec![fault], file, text),
            places: Places::new(),
            rows: RowCounts::default(),
        };
    }
    let (page, mut findings) = front_end(text);
    let mut account = Account::open(&page);
    let kind = classify(&page);
    let Read { mut schema, has_provisional_id, places } =
        schema_of(kind, &page, known, &mut account, &mut findings);
    if let Some(Schema::Endpoint(endpoint)) = &mut schema {
        endpoint.deprecated |= source.path.contains("historic-version/");
    }
    let rows = account.close(&mut findings);
    let findings = diagnostics(findings, file, text);
    let Page { form, url, .. } = page;
    Imported { kind: Some(kind), form, url, schema, has_provisional_id, findings, places, rows }
}

/// The page, whichever form it came in.
fn front_end(text: &str) -> (Page, Vec<Finding>) {
    if site::is_site(text) { site::read(text) } else { portal::read(text) }
}

fn unreadable(text: &str) -> Option<Finding> {
    if text.len() > MAX_BYTES {
        let message = format!("this file has {} bytes; no page has more than {MAX_BYTES}", text.len());
        return Some(Finding::error(Code::TooLarge, 1, message).help("import pages, not archives"));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(Finding::error(Code::EmptyPage, 1, "this page is empty"));
    }
    if text.contains('\0') {
        return Some(
            Finding::error(Code::BinaryPage, 1, "this file is no text").help("import Markdown pages"),
        );
    }
    None
}

/// What was read of a page.
#[derive(Default)]
struct Read {
    schema: Option<Schema>,
    has_provisional_id: bool,
    places: Places,
}

fn schema_of(
    kind: Kind,
    page: &Page,
    known: Known<'_>,
    account: &mut Account,
    findings: &mut Vec<Finding>,
) -> Read {
    if kind != Kind::Endpoint
        && let Some(line) = maybe_endpoint(page)
    {
        let message =
            format!("this row tells how a call is reached, but the page was read as a {}", kind.name());
        let help = "a page of an endpoint has a row `HTTP Method` and a row `HTTP URL`";
        findings.push(Finding::warning(Code::MaybeEndpoint, line, message).help(help));
    }
    match kind {
        Kind::Endpoint => {
            let Some(described) = assemble::endpoint(page, known, account, findings) else {
                account.report_all();
                return Read::default();
            };
            Read {
                schema: Some(Schema::Endpoint(Box::new(described.endpoint))),
                has_provisional_id: described.has_provisional_id,
                places: described.places,
            }
        }
        Kind::Concept => {
            let concept = assemble::concept_page(page, account, findings);
            if concept.is_none() {
                account.report_all();
            }
            side_rows(page, account, findings);
            Read { schema: concept.map(|concept| Schema::Concept(Box::new(concept))), ..Read::default() }
        }
        _ => {
            let message = format!("this is a page of the kind {}: no schema is made of it", kind.name());
            findings.push(Finding::note(Code::NoSchema, 1, message));
            account.report_all();
            Read::default()
        }
    }
}

/// Rows of a concept page's tables that are no fields.
fn side_rows(page: &Page, account: &mut Account, findings: &mut Vec<Finding>) {
    for table in page.tables() {
        let before = account.unread(&table.rows);
        if before > 0 {
            let message = format!("{before} rows of this table are no part of the page's fields");
            findings.push(Finding::note(Code::SideTable, table.line, message));
            for row in &table.rows {
                account.reported(row.id);
            }
        }
    }
}
