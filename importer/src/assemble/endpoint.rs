//! Builds an endpoint from all parts of its page.

use indexmap::IndexMap;
use indexmap::map::Entry;
use model::diag::{Code, quoted};
use model::schema::{
    Endpoint, ErrorCode, Examples, Field, Fields, Http, Method, ReplyKind, Request, Source, TypeExpr,
};

use super::address::{self, Id};
use super::by_example;
use super::example::example;
use super::fields::{Part, PartReader};
use super::meta::{self, Meta};
use super::places::{self, Places};
use super::stated::{self, calls_itself_old};
use super::types::Types;
use super::{settled, shown};
use crate::candidates::{self, Candidates};
use crate::description::Descriptions;
use crate::finding::Finding;
use crate::nest::Registry;
use crate::outline::{EndpointOutline, ErrorRow, endpoint_outline};
use crate::page::{FieldTable, Page};
use crate::report::Report;

/// Knowledge from outside the page.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The ids of endpoints, by `METHOD path`.
    pub ids: &'k IndexMap<String, String>,
    /// Types of other pages, for nesting that the page's own example leaves open.
    pub registry: &'k Registry,
}

/// An endpoint with facts about its page.
pub(crate) struct Described {
    pub(crate) endpoint: Endpoint,
    /// True if the id was derived from the URL, so that the SDKs may use another name.
    pub(crate) has_provisional_id: bool,
    /// Lines of the page by pointer into the schema.
    pub(crate) places: Places,
}

/// Builds the endpoint. Returns `None` if method, URL, id or a whole part of the page cannot be read.
pub(crate) fn endpoint(page: &Page, known: Known<'_>, report: &mut Report) -> Option<Described> {
    let mut outline = endpoint_outline(page, known.registry, report);
    let meta = meta::read(&outline.meta, report);
    let http = meta.http.clone()?;
    if outline.lacks_fields(sends_body(http.method), report) {
        return None;
    }
    let line = outline.meta_line();
    let id = endpoint_id(page, &http, known.ids, line, report)?;
    let mut types = Types::default();
    let examples = examples(&outline, report);
    settle_by_example(&mut outline, &examples, report);
    let descriptions = Descriptions::of(outline.tables());
    let hints = hints_of(&outline, &descriptions, report);
    let mut reader =
        PartReader { carried: false, types: &mut types, report, descriptions: &descriptions, hints: &hints };
    let mut fields =
        |table: &Option<FieldTable>, part| table.as_ref().map(|table| reader.fields(table, part));
    let headers = fields(&outline.headers, Part::Headers).unwrap_or_default();
    let path = fields(&outline.path, Part::Path).unwrap_or_default();
    let query = fields(&outline.query, Part::Query).unwrap_or_default();
    let body = fields(&outline.body, Part::Body);
    let reply = fields(&outline.reply, Part::Reply).unwrap_or_default();
    let Meta { mut rate_limits, app_types, scopes, field_scopes, .. } = meta;
    if rate_limits.is_empty() {
        rate_limits = stated::rate_limits(page);
    }
    let mut endpoint = Endpoint {
        schema: Some("../../../format.schema.json".to_owned()),
        id: id.id,
        title: page.title.clone(),
        name: None,
        doc: None,
        source: source(page),
        deprecated: calls_itself_old(page),
        read_only: false,
        request: Request { path: path_fields(path, &http, &outline, report), query, body },
        http,
        rate_limits,
        app_types,
        tokens: stated::tokens(&outline, report),
        scopes,
        field_scopes,
        headers,
        reply_kind: if reply.is_empty() { stated::reply_kind(page) } else { ReplyKind::Json },
        reply,
        types: IndexMap::new(),
        examples,
        errors: errors(&outline.errors, report),
        rules: IndexMap::new(),
    };
    let reply_line = outline.reply.as_ref().map_or(line, |table| table.line);
    shown::into_data(&mut endpoint.reply, endpoint.examples.reply.as_ref(), reply_line, report);
    types.settle(&mut endpoint, line, report);
    shown::lists(&mut endpoint, line, report);
    let places = places::of_endpoint(&outline, &descriptions, &endpoint);
    settled::values(&mut endpoint, &places, line, report);
    settled::circles(&mut endpoint, line, report)?;
    Some(Described { endpoint, has_provisional_id: id.provisional, places })
}

/// Reads in the examples what the tables of body and response leave open.
fn settle_by_example(outline: &mut EndpointOutline<'_>, examples: &Examples, report: &mut Report) {
    for (table, example) in [(&mut outline.body, &examples.request), (&mut outline.reply, &examples.reply)] {
        if let Some(table) = table {
            by_example::settle(table, example.as_ref(), report);
        }
    }
}

fn sends_body(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch)
}

fn examples(outline: &EndpointOutline<'_>, report: &mut Report) -> Examples {
    Examples {
        request: example(&outline.request_examples, report),
        reply: example(&outline.reply_examples, report),
    }
}

/// Finds sentences that read like rules in the tables of the request. A reply is not validated, so it has no rules.
fn hints_of(outline: &EndpointOutline<'_>, descriptions: &Descriptions, report: &mut Report) -> Candidates {
    let parts = [(&outline.path, "/path"), (&outline.query, "/query"), (&outline.body, "/body")];
    let tables: Vec<(&FieldTable, &str)> =
        parts.into_iter().filter_map(|(table, root)| Some((table.as_ref()?, root))).collect();
    report.extend(candidates::key::find(&tables));
    let (hints, findings) = candidates::find(&tables, descriptions);
    report.extend(findings);
    hints
}

fn endpoint_id(
    page: &Page,
    http: &Http,
    ids: &IndexMap<String, String>,
    line: u32,
    report: &mut Report,
) -> Option<Id> {
    let Some(id) = address::endpoint_id(page, http, ids) else {
        report.push(
            Finding::error(Code::NoId, line, "no id can be derived from the page or its URL")
                .help("add an entry for it to `ids.json`"),
        );
        return None;
    };
    if id.provisional {
        let call = http.call();
        let message = format!(
            "the page does not name the endpoint; its id {} was derived from the URL",
            quoted(&id.id)
        );
        let help = format!("add {} to `ids.json`, with the name that the official SDKs use", quoted(&call));
        report.push(Finding::note(Code::ProvisionalId, line, message).help(help));
    }
    Some(id)
}

/// Orders the fields of the path table by the path. A parameter without a row is a string; a row without a parameter is left
/// out.
fn path_fields(mut table: Fields, http: &Http, outline: &EndpointOutline<'_>, report: &mut Report) -> Fields {
    let line = outline.meta_line();
    let mut fields = Fields::new();
    for name in http.path.parameters() {
        let field = table.shift_remove(name).unwrap_or_else(|| {
            let message = format!("the path parameter {} has no row; it was read as a string", quoted(name));
            report.push(Finding::warning(Code::UndocumentedParameter, line, message));
            string_field()
        });
        fields.entry(name.to_owned()).or_insert(field);
    }
    let rows = outline.path.iter().flat_map(|table| &table.rows);
    for row in rows.filter(|row| table.contains_key(&row.name)) {
        let message = format!("the path has no parameter {}; its row was left out", quoted(&row.name));
        report.push(Finding::warning(Code::StrayParameter, row.line, message));
        report.left_out(row.id);
    }
    fields
}

fn string_field() -> Field {
    Field { ty: TypeExpr::Text.into(), required: true, ..Field::default() }
}

pub(super) fn source(page: &Page) -> Option<Source> {
    (!page.url.is_empty() && !page.date.is_empty())
        .then(|| Source { url: page.url.clone(), date: page.date.clone() })
}

/// Reads the error tables: codes by number.
fn errors(rows: &[ErrorRow], report: &mut Report) -> IndexMap<String, ErrorCode> {
    let mut errors = IndexMap::new();
    for row in rows {
        let number = match number(&row.code) {
            Ok(number) => number,
            Err(why) => {
                let message =
                    format!("{} is not an error code: {why}; its row was left out", quoted(&row.code));
                report.push(Finding::warning(Code::BadCode, row.line, message));
                report.reported(row.id);
                continue;
            }
        };
        match errors.entry(number.to_string()) {
            Entry::Vacant(slot) => {
                slot.insert(error_code(row, report));
                report.mapped(row.id);
            }
            Entry::Occupied(_) => {
                let message = format!("the error code {number} is listed twice; the first row was used");
                report.push(Finding::warning(Code::DuplicateCode, row.line, message));
                report.reported(row.id);
            }
        }
    }
    errors
}

fn number(code: &str) -> Result<i64, &'static str> {
    match code.trim().parse() {
        Ok(0) => Err("0 means success"),
        Ok(number) => Ok(number),
        Err(_) => Err("codes are integers"),
    }
}

fn error_code(row: &ErrorRow, report: &mut Report) -> ErrorCode {
    let status = row.status.trim();
    let parsed = status.parse().ok().filter(|status| (100..600).contains(status));
    if parsed.is_none() && !matches!(status, "" | "-" | "/") {
        let message = format!("{} is not an HTTP status; it was left out", quoted(status));
        report.push(Finding::warning(Code::BadStatus, row.line, message));
    }
    ErrorCode { status: parsed, message: row.message.clone(), ..ErrorCode::default() }
}
