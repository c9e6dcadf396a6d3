//! Builds a page of events.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use model::diag::{Code, quoted};
use model::pointer::join;
use model::schema::{
    Endpoint, EventEnvelope, EventName, EventPage, EventType, Examples, Field, Fields, Http, Method,
    ReplyKind, Request, TypeExpr,
};
use serde_json::{Map, Value};

use super::address::{event_id, listed_event};
use super::endpoint::{Known, source};
use super::example::example;
use super::fields::{Part, PartReader};
use super::meta::{self, EventMeta};
use super::places::{self, Places};
use super::stated::calls_itself_old;
use super::types::Types;
use super::{by_example, settled, shown};
use crate::candidates::Candidates;
use crate::description::Descriptions;
use crate::finding::Finding;
use crate::outline::{ENVELOPE, EventOutline, EventPart, Kind, event_outline, stated_type};
use crate::page::{FieldRow, FieldTable, Level, Page};
use crate::report::Report;

/// A page of events with facts about it.
pub(crate) struct DescribedEvents {
    pub(crate) page: EventPage,
    /// True if the project was guessed.
    pub(crate) has_provisional_id: bool,
    /// Lines of the page by pointer into the schema.
    pub(crate) places: Places,
}

/// An event whose type, table and example are known.
struct Event {
    wire: String,
    title: Option<String>,
    /// The rows of the payload.
    table: Option<FieldTable>,
    example: Option<Value>,
    /// The line of its table, and that of its example.
    line: u32,
    example_line: u32,
}

/// Builds the page. Returns `None` if it names no type, or if no id can be derived.
pub(crate) fn event_page(
    page: &Page,
    kind: Kind,
    known: Known<'_>,
    report: &mut Report,
) -> Option<DescribedEvents> {
    let mut outline = event_outline(page, known.registry, report);
    let meta = meta::read_event(&outline.meta, report);
    if outline.events.is_empty() && !meta.types.is_empty() {
        outline.events.push(EventPart::default());
    }
    let examples: Vec<Option<Value>> =
        outline.events.iter().map(|event| example(&event.examples, report)).collect();
    let envelope = envelope(&outline, &examples, &meta.types);
    let line = outline.meta.first().map_or(1, |row| row.line);
    let mut events = Vec::new();
    let single = outline.events.len() == 1;
    for (part, example) in outline.events.iter_mut().zip(examples) {
        let mut types = types_of(part, example.as_ref(), if single { &meta.types } else { &[] }, report);
        if envelope == EventEnvelope::Bare {
            types.extend(last_of_address(page));
        }
        let table = part.table.take().map(|table| payload(table, envelope, report));
        let title = part.headings.iter().rev().find(|_| !single).map(|title| (*title).to_owned());
        let line = table.as_ref().map_or(line, |table| table.line);
        let example_line = part.examples.first().map_or(line, |code| code.line);
        for wire in types {
            let (title, table, example) = (title.clone(), table.clone(), example.clone());
            events.push(Event { wire, title, table, example, line, example_line });
        }
    }
    // The rows of a second table of one event are reported as unread.
    let mut seen = BTreeSet::new();
    events.retain(|event| seen.insert(event.wire.clone()));
    let Some(id) = page_id(page, kind, &events, (envelope, &meta), known, report) else {
        report.push(
            Finding::error(
                Code::NoId,
                line,
                "the page does not say which event of which project it describes",
            )
            .help("add an entry for it to `ids.json`: `EVENT type`, or `CALLBACK last part of the address`"),
        );
        return None;
    };
    let (page, places) = assemble(page, kind, (id.id, envelope, meta), events, report)?;
    Some(DescribedEvents { page, has_provisional_id: id.provisional, places })
}

/// The name of a callback that states no type: the last part of the page's address.
fn last_of_address(page: &Page) -> Option<String> {
    let last = page.url.rsplit('/').next()?.replace('-', "_");
    (!last.is_empty()).then_some(last)
}

/// Reads the envelope from the tables, else from the examples, else from the form of the type.
fn envelope(outline: &EventOutline<'_>, examples: &[Option<Value>], types: &[String]) -> EventEnvelope {
    let rows = outline.events.iter().filter_map(|event| event.table.as_ref()).flat_map(|table| &table.rows);
    let at_top: Vec<&str> =
        rows.filter(|row| row.level == Level::Known(0)).map(|row| row.name.as_str()).collect();
    let shows = |name: &str| {
        at_top.contains(&name) || examples.iter().flatten().any(|example| example.get(name).is_some())
    };
    if shows("header") || shows("schema") {
        EventEnvelope::V2
    } else if shows("uuid") || shows("ts") {
        EventEnvelope::V1
    } else {
        match types.first() {
            Some(wire) if wire.contains('.') => EventEnvelope::V2,
            Some(_) => EventEnvelope::V1,
            None => EventEnvelope::Bare,
        }
    }
}

/// The types of an event: those of the head table if the page has one event, else that of its heading, its example, or the
/// fixed value of its `type`.
fn types_of(
    part: &EventPart<'_>,
    example: Option<&Value>,
    stated: &[String],
    report: &mut Report,
) -> Vec<String> {
    let shown = example.and_then(stated_type).map(str::to_owned);
    if !stated.is_empty() {
        if let Some(shown) = shown.filter(|shown| !stated.contains(shown)) {
            let line = part.examples.first().map_or(1, |code| code.line);
            let message =
                format!("the example is of the type {}, which the page does not name", quoted(&shown));
            report.push(Finding::warning(Code::EventType, line, message));
        }
        return stated.to_vec();
    }
    let of_heading = || part.headings.last().and_then(|heading| words(heading).pop());
    let of_row = || {
        let rows = part.table.iter().flat_map(|table| &table.rows);
        let mut types = rows.filter(|row| row.name == "type" && row.level == Level::Known(1));
        types.next().and_then(|row| words(&row.description.text()).pop())
    };
    let mut types: Vec<String> = of_heading().or(shown).or_else(of_row).into_iter().collect();
    types.extend(part.examples.iter().flat_map(|code| remarked(&code.text)));
    let mut seen = BTreeSet::new();
    types.retain(|wire| seen.insert(wire.clone()));
    types
}

/// The words of a text that look like types: ASCII with `_` or a dot.
fn words(text: &str) -> Vec<String> {
    let is_of_type = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let words = text.split(|c: char| !is_of_type(c)).map(|word| word.trim_matches('.'));
    let is_type = |word: &&str| {
        word.contains(['_', '.'])
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && *word != "event_callback"
    };
    words.filter(is_type).map(str::to_owned).collect()
}

/// The types that a comment lists beside the type of an example: `"type": "dept_add", // dept_add, dept_update`.
fn remarked(example: &str) -> Vec<String> {
    let lines = example.lines().filter(|line| line.trim_start().starts_with("\"type\""));
    let remark = |line: &str| line.split_once("//").map(|(_, remark)| words(remark));
    lines.filter_map(remark).flatten().collect()
}

/// Leaves the rows of the payload in a table. The rows of the envelope are stated by its version.
fn payload(table: FieldTable, envelope: EventEnvelope, report: &mut Report) -> FieldTable {
    if envelope == EventEnvelope::Bare {
        return table;
    }
    let level = |row: &FieldRow| match row.level {
        Level::Known(level) => level,
        Level::Unknown => 0,
    };
    let has = |name: &str| table.rows.iter().any(|row| level(row) == 0 && row.name == name);
    let has_event = has("event");
    let is_enveloped = has_event || has("header") || has("uuid");
    let mut rows = Vec::new();
    let mut owner = String::new();
    for row in table.rows {
        if level(&row) == 0 {
            owner.clone_from(&row.name);
        }
        let is_event = has_event && owner == "event";
        if is_event && level(&row) > 0 {
            rows.push(FieldRow { level: Level::Known(level(&row) - 1), ..row });
        } else if is_event || is_enveloped && ENVELOPE.contains(&owner.as_str()) {
            report.mapped(row.id);
        } else if has_event {
            let message = format!(
                "{} stands beside the event, where no envelope has it; its row was left out",
                quoted(&row.name)
            );
            report.push(Finding::warning(Code::EnvelopeRow, row.line, message));
            report.reported(row.id);
        } else {
            rows.push(row);
        }
    }
    FieldTable { line: table.line, rows }
}

/// The id of the page.
fn page_id(
    page: &Page,
    kind: Kind,
    events: &[Event],
    (envelope, meta): (EventEnvelope, &EventMeta),
    known: Known<'_>,
    report: &mut Report,
) -> Option<super::address::Id> {
    let first = events.first().map(|event| event.wire.as_str());
    if let Some(id) = listed_event(page, kind, first, known.ids) {
        return Some(id);
    }
    let name = EventName::of(first?);
    let version = name.version.unwrap_or(if envelope == EventEnvelope::V2 { "v2" } else { "v1" });
    let id = event_id(page, (name.project, version, &name.name), meta.scopes.as_ref())?;
    if id.provisional {
        let message =
            format!("the page does not name the project of the event; its id {} was derived", quoted(&id.id));
        let help = "add `EVENT type` to `ids.json`, with the project that the official SDKs use";
        report.push(Finding::note(Code::ProvisionalId, 1, message).help(help));
    }
    Some(id)
}

/// Settles each table by the example of its event. Reports events without a table.
fn settle_tables(events: &mut [Event], envelope: EventEnvelope, report: &mut Report) {
    for event in events {
        let shown = event.example.as_ref().and_then(|example| envelope.payload(example));
        match &mut event.table {
            Some(table) => by_example::settle(table, shown, report),
            None => {
                let shown = if shown.is_some() { "were read from the example" } else { "are unknown" };
                let message = format!("the page has no table of {}; its fields {shown}", quoted(&event.wire));
                report.push(Finding::warning(Code::FieldsByExample, event.line, message));
            }
        }
    }
}

/// Reads the fields of all events together, so that they share the page's types.
fn assemble(
    page: &Page,
    kind: Kind,
    (id, envelope, meta): (String, EventEnvelope, EventMeta),
    mut events: Vec<Event>,
    report: &mut Report,
) -> Option<(EventPage, Places)> {
    settle_tables(&mut events, envelope, report);
    let descriptions = Descriptions::of(events.iter().filter_map(|event| event.table.as_ref()));
    let (mut types, hints) = (Types::default(), Candidates::new());
    let mut reader =
        PartReader { carried: false, types: &mut types, report, descriptions: &descriptions, hints: &hints };
    let (mut fields, mut shown) = (Fields::new(), Map::new());
    for event in &events {
        let payload = event.example.as_ref().and_then(|example| envelope.payload(example));
        let own = match &event.table {
            Some(table) => reader.fields_of(table, Part::Reply, &EventName::of(&event.wire).name),
            None => payload.map(of_example).unwrap_or_default(),
        };
        shown.extend(payload.map(|payload| (event.wire.clone(), payload.clone())));
        let own = Field { ty: TypeExpr::Anonymous.into(), fields: own, ..Field::default() };
        fields.insert(event.wire.clone(), own);
    }
    let line = events.first().map_or(1, |event| event.line);
    // What the example settles is settled for calls; events take the place of a response.
    let mut call = response(fields, Value::Object(shown));
    types.settle(&mut call, line, report);
    shown::lists(&mut call, line, report);
    let tables = events.iter().filter_map(|event| Some((event.wire.as_str(), event.table.as_ref()?)));
    let mut places = places::of_events(tables, &descriptions, &call);
    let examples =
        events.iter().map(|event| (join("/events", &event.wire).join("example"), event.example_line));
    places.extend(examples);
    settled::values(&mut call, &places, line, report);
    settled::circles(&mut call, line, report)?;
    let mut fields = call.reply;
    let described = events.into_iter().map(|event| {
        let fields = fields.get_mut(&event.wire).map(|field| std::mem::take(&mut field.fields));
        let fields = fields.unwrap_or_default();
        (event.wire, EventType { title: event.title, fields, example: event.example, ..EventType::default() })
    });
    let schema = EventPage {
        schema: Some("../../../format.schema.json".to_owned()),
        id,
        title: page.title.clone(),
        source: source(page),
        deprecated: calls_itself_old(page),
        callback: kind == Kind::Callback,
        envelope,
        push: meta.push,
        app_types: meta.app_types,
        scopes: meta.scopes,
        field_scopes: meta.field_scopes,
        events: described.collect(),
        types: call.types,
    };
    Some((schema, places))
}

/// The events as the response of a call, each below its type.
fn response(reply: Fields, example: Value) -> Endpoint {
    Endpoint {
        schema: None,
        id: String::new(),
        title: String::new(),
        name: None,
        doc: None,
        source: None,
        deprecated: false,
        read_only: false,
        http: Http { method: Method::Post, hosts: Vec::new(), path: String::new().into() },
        rate_limits: Vec::new(),
        app_types: Vec::new(),
        tokens: Vec::new(),
        scopes: None,
        field_scopes: IndexMap::new(),
        headers: Fields::new(),
        request: Request::default(),
        reply_kind: ReplyKind::Json,
        reply,
        types: IndexMap::new(),
        examples: Examples { request: None, reply: Some(example) },
        errors: IndexMap::new(),
        rules: IndexMap::new(),
    }
}

/// The fields that an example shows.
fn of_example(example: &Value) -> Fields {
    let members = example.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), field_of(value))).collect()
}

fn field_of(value: &Value) -> Field {
    let field = |ty: TypeExpr, fields| Field { ty: ty.into(), fields, ..Field::default() };
    match value {
        Value::Bool(_) => field(TypeExpr::Bool, Fields::new()),
        Value::Number(number) if number.is_f64() => field(TypeExpr::Float, Fields::new()),
        Value::Number(_) => field(TypeExpr::Int, Fields::new()),
        Value::String(_) => field(TypeExpr::Text, Fields::new()),
        Value::Null => field(TypeExpr::Anonymous, Fields::new()),
        Value::Object(_) => field(TypeExpr::Anonymous, of_example(value)),
        Value::Array(elements) => {
            let element = elements.first().map(field_of).unwrap_or_default();
            Field { ty: TypeExpr::Array(Box::new(element.ty.expr().clone())).into(), ..element }
        }
    }
}
