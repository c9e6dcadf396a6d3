//! The outlined page to `model::schema` values, in exactly the form of the committed schemas.

mod address;
mod age;
mod carried;
mod concept;
mod errors;
mod id;
mod json;
mod limits;
mod members;
mod meta;
mod part;
mod places;
mod reply_kind;
mod settled;
mod shown;
mod tokens;
mod tree;
mod type_text;
mod types;
mod value;

pub(crate) use concept::concept_page;
pub use concept::concept_value;

use indexmap::IndexMap;
use model::diag::quoted;
use model::schema::{Endpoint, Examples, Field, Fields, Http, Method, ReplyKind, Request, Source, TypeExpr};
use serde_json::Value;

use crate::account::Account;
use crate::candidates::{self, Hints};
use crate::description::Descriptions;
use crate::finding::Finding;
use crate::import::Known;
use crate::outline::{EndpointOutline, endpoint_outline};
use crate::page::{Code, FieldTable, Page};
use age::calls_itself_old;
use id::Id;
use meta::Meta;
use part::{Part, PartReader};
pub use places::Places;
pub(crate) use type_text::is_spelt_type;
use types::Types;
pub(crate) use types::all_fields;

/// An endpoint as its page describes it.
pub(crate) struct Described {
    pub(crate) endpoint: Endpoint,
    /// The id was derived from the URL: the SDKs may call the endpoint otherwise.
    pub(crate) has_provisional_id: bool,
    /// Where the page says it.
    pub(crate) places: Places,
}

/// The page's facts; `None` when it does not say how the endpoint is reached.
pub(crate) fn endpoint(
    page: &Page,
    known: Known<'_>,
    account: &mut Account,
    findings: &mut Vec<Finding>,
) -> Option<Described> {
    let outline = endpoint_outline(page, known.registry, account, findings);
    let meta = meta::read(&outline.meta, account, findings);
    let http = meta.http.clone()?;
    if outline.lacks_fields(sends_body(http.method), findings) {
        return None;
    }
    let line = outline.meta.first().map_or(1, |row| row.line);
    let id = endpoint_id(page, &http, known.ids, line, findings)?;
    let mut types = Types::default();
    let tables = [&outline.headers, &outline.path, &outline.query, &outline.body, &outline.reply];
    let descriptions = Descriptions::of(tables.into_iter().flatten());
    let hints = hints_of(&outline, &descriptions, findings);
    let mut reader = PartReader {
        carried: false,
        types: &mut types,
        account,
        findings,
        descriptions: &descriptions,
        hints: &hints,
    };
    let mut fields =
        |table: &Option<FieldTable>, part| table.as_ref().map(|table| reader.fields(table, part));
    let headers = fields(&outline.headers, Part::Headers).unwrap_or_default();
    let path = fields(&outline.path, Part::Path).unwrap_or_default();
    let query = fields(&outline.query, Part::Query).unwrap_or_default();
    let body = fields(&outline.body, Part::Body);
    let reply = fields(&outline.reply, Part::Reply).unwrap_or_default();
    let Meta { rate_limits, app_types, scopes, field_scopes, .. } = meta;
    let mut endpoint = Endpoint {
        schema: Some("../../../format.schema.json".to_owned()),
        id: id.id,
        title: page.title.clone(),
        name: None,
        doc: None,
        source: source(page),
        deprecated: calls_itself_old(page),
        read_only: false,
        request: Request { path: path_fields(path, &http, &outline, account, findings), query, body },
        http,
        rate_limits,
        app_types,
        tokens: tokens::read(&outline, findings),
        scopes,
        field_scopes,
        headers,
        reply_kind: if reply.is_empty() { reply_kind::of(page) } else { ReplyKind::Json },
        reply,
        types: IndexMap::new(),
        examples: examples(&outline, findings),
        errors: errors::read(&outline.errors, account, findings),
        rules: IndexMap::new(),
    };
    let reply_line = outline.reply.as_ref().map_or(line, |table| table.line);
    shown::into_data(&mut endpoint.reply, endpoint.examples.reply.as_ref(), reply_line, findings);
    types.settle(&mut endpoint, line, findings);
    shown::lists(&mut endpoint, line, findings);
    let places = places::of_endpoint(&outline, &descriptions, &endpoint);
    settled::values(&mut endpoint, &places, line, findings);
    settled::circles(&mut endpoint, line, findings)?;
    Some(Described { endpoint, has_provisional_id: id.provisional, places })
}

fn sends_body(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch)
}

fn examples(outline: &EndpointOutline<'_>, findings: &mut Vec<Finding>) -> Examples {
    Examples {
        request: example(&outline.request_examples, findings),
        reply: example(&outline.reply_examples, findings),
    }
}

/// What reads like a rule in the request's tables. Replies are not validated, so that a rule there would have no use.
fn hints_of(
    outline: &EndpointOutline<'_>,
    descriptions: &Descriptions,
    findings: &mut Vec<Finding>,
) -> Hints {
    let parts = [(&outline.path, "/path"), (&outline.query, "/query"), (&outline.body, "/body")];
    let tables: Vec<(&FieldTable, &str)> =
        parts.into_iter().filter_map(|(table, root)| Some((table.as_ref()?, root))).collect();
    candidates::key::find(&tables, findings);
    candidates::find(&tables, descriptions, findings)
}

fn endpoint_id(
    page: &Page,
    http: &Http,
    ids: &IndexMap<String, String>,
    line: u32,
    findings: &mut Vec<Finding>,
) -> Option<Id> {
    let Some(id) = id::endpoint_id(page, http, ids) else {
        findings.push(
            Finding::error("no-id", line, "no id follows from the page or its URL")
                .help("list it in `ids.json`"),
        );
        return None;
    };
    if id.provisional {
        let call = format!("{} {}", id::method_name(http.method), http.path);
        let message = format!(
            "the page does not name the endpoint; its id {} was derived from the URL",
            quoted(&id.id)
        );
        let help = format!("list {} in `ids.json` with the name that the official SDKs use", quoted(&call));
        findings.push(Finding::note("provisional-id", line, message).help(help));
    }
    Some(id)
}

/// The path table in the order of the path. A parameter without a row is a string; a row without a parameter is left out.
fn path_fields(
    mut table: Fields,
    http: &Http,
    outline: &EndpointOutline<'_>,
    account: &mut Account,
    findings: &mut Vec<Finding>,
) -> Fields {
    let line = outline.meta.first().map_or(1, |row| row.line);
    let mut fields = Fields::new();
    for name in http.path.split('/').filter_map(|segment| segment.strip_prefix(':')) {
        let field = table.shift_remove(name).unwrap_or_else(|| {
            let message = format!("the path parameter {} has no row; it was read as a string", quoted(name));
            findings.push(Finding::warning("undocumented-parameter", line, message));
            string_field()
        });
        fields.entry(name.to_owned()).or_insert(field);
    }
    let rows = outline.path.iter().flat_map(|table| &table.rows);
    for row in rows.filter(|row| table.contains_key(&row.name)) {
        let message = format!("the path has no parameter {}; its row was left out", quoted(&row.name));
        findings.push(Finding::warning("stray-parameter", row.line, message));
        account.left_out(row.id);
    }
    fields
}

fn string_field() -> Field {
    Field { ty: TypeExpr::Text.into(), required: true, ..part::empty() }
}

/// No documented example nests half as deep.
const MAX_LEVELS: usize = 40;

/// The first example that is JSON; each one that is none is reported.
fn example(codes: &[&Code], findings: &mut Vec<Finding>) -> Option<Value> {
    for code in codes {
        match json::parse(&code.text) {
            Ok(parsed) if !json::is_within(&parsed.value, MAX_LEVELS) => {
                let message =
                    format!("this example nests more than {MAX_LEVELS} levels deep; it was left out");
                findings.push(Finding::warning("deep-example", code.line, message));
            }
            Ok(parsed) => {
                if parsed.several {
                    let message = "several objects stand in this example; the first counts";
                    findings.push(Finding::note("several-examples", code.line, message));
                } else if parsed.mended {
                    let message = "this example is JSON only without its comments and trailing commas";
                    findings.push(Finding::note("lenient-example", code.line, message));
                }
                return Some(parsed.value);
            }
            Err(_) if !matches!(code.language.as_str(), "" | "json") => {}
            Err(fault) => {
                let line =
                    code.line.saturating_add(u32::try_from(fault.line()).unwrap_or(1)).saturating_sub(1);
                findings.push(Finding::warning(
                    "bad-example-json",
                    line,
                    format!("this example is no JSON: {fault}"),
                ));
            }
        }
    }
    None
}

fn source(page: &Page) -> Option<Source> {
    (!page.url.is_empty() && !page.date.is_empty())
        .then(|| Source { url: page.url.clone(), date: page.date.clone() })
}
