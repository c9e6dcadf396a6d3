//! Imports one page: its text in, a schema and findings out.

use indexmap::IndexMap;
use model::diag::{Code, Diagnostic};
use model::schema::{ConceptPage, Endpoint, EventPage, Fields, ObjectType, PageForm, Source};
use model::source::{FileId, Sources};

use crate::assemble::{Known, Places};
use crate::finding::{Finding, diagnostics};
use crate::nest::Registry;
use crate::outline::{EndpointOutline, Kind, classify, endpoint_outline, maybe_endpoint};
use crate::page::{FieldTable, Page};
use crate::report::{Report, RowCounts};
use crate::{assemble, portal, site};

/// The result of importing a page.
#[derive(Debug)]
pub struct Imported {
    /// The kind of page; absent if the file could not be read at all.
    pub kind: Option<Kind>,
    /// The form of the page.
    pub form: PageForm,
    /// The page's address; empty if the page does not state it.
    pub url: String,
    /// The schema; absent if the page describes none, or if an error prevents it.
    pub schema: Option<Schema>,
    /// True if the endpoint's id was derived from its URL, so that the SDKs may use another name.
    pub has_provisional_id: bool,
    /// Errors, warnings and notes, in the order in which they were found.
    pub findings: Vec<Diagnostic>,
    /// Lines of the page by JSON Pointer into the schema.
    pub places: Places,
    /// The number of the page's table rows, by what became of them.
    pub rows: RowCounts,
}

/// A schema of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Schema {
    /// An endpoint.
    Endpoint(Box<Endpoint>),
    /// A page of shared fields and values.
    Concept(Box<ConceptPage>),
    /// Events, or a callback.
    Event(Box<EventPage>),
}

impl Schema {
    /// Returns the schema's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Endpoint(endpoint) => &endpoint.id,
            Self::Concept(page) => &page.id,
            Self::Event(page) => &page.id,
        }
    }

    /// Sets the schema's id.
    pub fn set_id(&mut self, id: &str) {
        id.clone_into(match self {
            Self::Endpoint(endpoint) => &mut endpoint.id,
            Self::Concept(page) => &mut page.id,
            Self::Event(page) => &mut page.id,
        });
    }

    /// Returns the address and edition of the page.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Endpoint(endpoint) => endpoint.source.as_ref(),
            Self::Concept(page) => page.source.as_ref(),
            Self::Event(page) => page.source.as_ref(),
        }
    }

    /// Returns true if the page calls itself old.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        match self {
            Self::Endpoint(endpoint) => endpoint.deprecated,
            Self::Concept(page) => page.deprecated,
            Self::Event(page) => page.deprecated,
        }
    }
}

/// The largest page has 1.7 MB. The limit keeps a wrong file, such as an archive, from being scanned.
const MAX_BYTES: usize = 16 << 20;

/// Returns the tables of an endpoint's page whose nesting is stated or certain, so that a [`Registry`] can learn from them.
#[must_use]
pub fn certain_tables(sources: &Sources, file: FileId) -> Vec<FieldTable> {
    from_outline(sources, file, |outline| {
        let mut tables: Vec<FieldTable> = [outline.body, outline.reply].into_iter().flatten().collect();
        tables.retain(|table| !outline.uncertain.contains(&table.line));
        tables
    })
}

/// Returns what an endpoint's page advises about its error codes, by number and message with a blank between. It is for those
/// who write hints; schemas do not copy it.
#[must_use]
pub fn advice(sources: &Sources, file: FileId) -> Vec<(String, String)> {
    from_outline(sources, file, |outline| {
        let rows = outline.errors.into_iter().filter(|row| row.advice.contains(char::is_alphanumeric));
        rows.map(|row| (format!("{} {}", row.code.trim(), row.message), row.advice)).collect()
    })
}

/// Takes something from the outline of an endpoint's page; the default for other pages.
fn from_outline<T: Default>(
    sources: &Sources,
    file: FileId,
    take: impl FnOnce(EndpointOutline<'_>) -> T,
) -> T {
    let text = sources.file(file).text.as_str();
    if unreadable(text).is_some() {
        return T::default();
    }
    let (page, _) = front_end(text);
    if classify(&page) != Kind::Endpoint {
        return T::default();
    }
    take(endpoint_outline(&page, &Registry::default(), &mut Report::default()))
}

/// Imports a page. `ids` are the known ids by `METHOD path`. The schema holds hashes of the page's prose, not the text.
#[must_use]
pub fn import_page(sources: &Sources, file: FileId, ids: &IndexMap<String, String>) -> Imported {
    import_known(sources, file, Known { ids, registry: &Registry::default() })
}

/// Imports a page like [`import_page`], with the types that other pages describe.
#[must_use]
pub fn import_known(sources: &Sources, file: FileId, known: Known<'_>) -> Imported {
    let mut imported = import_with_prose(sources, file, known);
    match &mut imported.schema {
        Some(Schema::Endpoint(endpoint)) => assemble::all_fields(endpoint).for_each(forget_prose),
        Some(Schema::Concept(page)) => forget_prose(&mut page.fields),
        Some(Schema::Event(page)) => {
            let objects = page.types.values_mut().map(|object: &mut ObjectType| &mut object.fields);
            page.events.values_mut().map(|event| &mut event.fields).chain(objects).for_each(forget_prose);
        }
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

/// Imports a page and keeps the text of its descriptions, for private use.
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
    let (page, findings) = front_end(text);
    let mut report = Report::open(&page, findings);
    let kind = classify(&page);
    let Read { mut schema, has_provisional_id, places } = schema_of(kind, &page, known, &mut report);
    let is_historic = source.path.contains("historic-version/");
    match &mut schema {
        Some(Schema::Endpoint(endpoint)) => endpoint.deprecated |= is_historic,
        Some(Schema::Event(page)) => page.deprecated |= is_historic,
        _ => {}
    }
    let (findings, rows) = report.close();
    let findings = diagnostics(findings, file, text);
    let Page { form, url, .. } = page;
    Imported { kind: Some(kind), form, url, schema, has_provisional_id, findings, places, rows }
}

/// Reads a page of either form.
fn front_end(text: &str) -> (Page, Vec<Finding>) {
    if site::is_site(text) { site::read(text) } else { portal::read(text) }
}

fn unreadable(text: &str) -> Option<Finding> {
    if text.len() > MAX_BYTES {
        let message = format!("this file has {} bytes; the limit for a page is {MAX_BYTES}", text.len());
        return Some(Finding::error(Code::TooLarge, 1, message).help("import pages, not archives"));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(Finding::error(Code::EmptyPage, 1, "this page is empty"));
    }
    if text.contains('\0') {
        return Some(
            Finding::error(Code::BinaryPage, 1, "this file is not text").help("import Markdown pages"),
        );
    }
    None
}

/// The parts of [`Imported`] that depend on the kind of page.
#[derive(Default)]
struct Read {
    schema: Option<Schema>,
    has_provisional_id: bool,
    places: Places,
}

fn schema_of(kind: Kind, page: &Page, known: Known<'_>, report: &mut Report) -> Read {
    if kind != Kind::Endpoint
        && let Some(line) = maybe_endpoint(page)
    {
        let message = format!("this row names a method or URL, but the page was read as a {}", kind.name());
        let help = "an endpoint's page needs a row `HTTP Method` and a row `HTTP URL`";
        report.push(Finding::warning(Code::MaybeEndpoint, line, message).help(help));
    }
    match kind {
        Kind::Endpoint => {
            let Some(described) = assemble::endpoint(page, known, report) else {
                report.report_all();
                return Read::default();
            };
            Read {
                schema: Some(Schema::Endpoint(Box::new(described.endpoint))),
                has_provisional_id: described.has_provisional_id,
                places: described.places,
            }
        }
        Kind::Event | Kind::Callback => {
            let Some(described) = assemble::event_page(page, kind, known, report) else {
                report.report_all();
                return Read::default();
            };
            Read {
                schema: Some(Schema::Event(Box::new(described.page))),
                has_provisional_id: described.has_provisional_id,
                places: described.places,
            }
        }
        Kind::Concept => {
            let concept = assemble::concept_page(page, report);
            if concept.is_none() {
                report.report_all();
            }
            side_rows(page, report);
            Read { schema: concept.map(|concept| Schema::Concept(Box::new(concept))), ..Read::default() }
        }
        _ => {
            let message = format!("no schema is made of a page of the kind {}", kind.name());
            report.push(Finding::note(Code::NoSchema, 1, message));
            report.report_all();
            Read::default()
        }
    }
}

/// Reports the table rows of a concept page that are not fields.
fn side_rows(page: &Page, report: &mut Report) {
    for table in page.tables() {
        let unread = report.unread(&table.rows);
        if unread > 0 {
            let message = format!("{unread} rows of this table do not belong to the page's fields");
            report.push(Finding::note(Code::SideTable, table.line, message));
            for row in &table.rows {
                report.reported(row.id);
            }
        }
    }
}
