//! Finds the parts of a page of events: the head table, and for each event its table and its example.

use serde_json::Value;

use super::endpoint::{MetaRow, meta_row};
use super::unread;
use crate::nest::{self, Registry};
use crate::page::{Block, Code, FieldTable, Page, Section, Table, field_table, is_field_table, visible};
use crate::report::Report;

/// The parts of a page of events.
#[derive(Debug, Default)]
pub struct EventOutline<'p> {
    /// The rows of the head table.
    pub meta: Vec<MetaRow<'p>>,
    /// The events, in the order of the page.
    pub events: Vec<EventPart<'p>>,
}

/// The parts of one event.
#[derive(Debug, Default)]
pub struct EventPart<'p> {
    /// The headings above its table, the nearest last.
    pub headings: Vec<&'p str>,
    /// Its table; absent if the page shows an example only.
    pub table: Option<FieldTable>,
    /// Its examples.
    pub examples: Vec<&'p Code>,
}

/// Finds the parts of a page of events. The rows of all other tables are reported.
#[must_use]
pub fn outline<'p>(page: &'p Page, registry: &Registry, report: &mut Report) -> EventOutline<'p> {
    let mut outline = EventOutline::default();
    let mut above: Vec<(u8, &str)> = Vec::new();
    for section in &page.sections {
        if let Some(heading) = &section.heading {
            above.retain(|(level, _)| *level < heading.level);
            above.push((heading.level, heading.text.as_str()));
        }
        let headings: Vec<&str> = above.iter().map(|(_, text)| *text).collect();
        for block in &section.blocks {
            match block {
                Block::Table(table) => outline.take(table, section, &headings, report),
                Block::Code(code) if is_event(code) => outline.take_example(code, &headings),
                _ => {}
            }
        }
    }
    for event in &mut outline.events {
        let example = event.examples.first().map(|code| code.text.as_str());
        if let Some(table) = event.table.take() {
            let nested = nest::settle(table, example, registry);
            report.extend(nested.doubt);
            event.table = Some(nested.table);
        }
    }
    outline
}

impl<'p> EventOutline<'p> {
    fn take(&mut self, table: &'p Table, section: &Section, headings: &[&'p str], report: &mut Report) {
        if self.meta.is_empty() && table.rows.iter().any(|row| is_type_row(&row.cells)) {
            self.meta = table.rows.iter().filter_map(meta_row).collect();
        } else if is_field_table(table) && (announces(section.title()) || is_enveloped(table)) {
            let table = Some(field_table(table, report));
            self.events.push(EventPart { headings: headings.to_vec(), table, examples: Vec::new() });
        } else {
            unread::table(table, section, report);
        }
    }

    /// An example belongs to the table above it. One without a table stands for an event of its own.
    fn take_example(&mut self, code: &'p Code, headings: &[&'p str]) {
        match self.events.last_mut() {
            Some(event) if event.table.is_some() || !event.examples.is_empty() => event.examples.push(code),
            _ => {
                let (headings, examples) = (headings.to_vec(), vec![code]);
                self.events.push(EventPart { headings, table: None, examples });
            }
        }
    }
}

/// The first cells of the row that names the type of an event or callback.
const TYPES: &[&str] = &["事件类型", "回调类型"];

fn is_type_row(cells: &[crate::page::Cell]) -> bool {
    cells.first().is_some_and(|cell| TYPES.iter().any(|name| cell.text().trim().starts_with(name)))
}

/// Returns true for a row that names the type.
pub(crate) fn names_type(row: &MetaRow<'_>) -> bool {
    TYPES.iter().any(|name| row.key.starts_with(name))
}

/// Returns true if the heading announces the table of an event. Callbacks also have tables of their answers.
pub(crate) fn announces(heading: &str) -> bool {
    const NAMES: &[&str] =
        &["事件体", "事件结构", "事件内容", "事件参数", "回调结构", "回调体", "回调参数", "回调内容"];
    !heading.contains("响应") && !heading.contains("返回") && NAMES.iter().any(|name| heading.contains(name))
}

/// Members at the top of the envelopes.
pub(crate) const ENVELOPE: &[&str] = &["schema", "header", "ts", "uuid", "token", "type"];

/// Returns true if the table describes an envelope: an `event` beside the members of one.
fn is_enveloped(table: &Table) -> bool {
    let names = |name: &str| {
        table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| visible(&cell.text()) == name))
    };
    names("event") && (names("header") || names("uuid"))
}

/// Returns true if the code shows an event in its envelope, perhaps as JSON with faults.
pub(crate) fn is_event(code: &Code) -> bool {
    let has = |name: &str| code.text.contains(&format!("\"{name}\""));
    code.text.trim_start().starts_with(['{', '/']) && has("event") && (has("header") || has("uuid"))
}

/// The type that an event's JSON states.
pub(crate) fn stated_type(example: &Value) -> Option<&str> {
    let stated = |part: &str, name: &str| example.get(part)?.get(name)?.as_str();
    stated("header", "event_type").or_else(|| stated("event", "type"))
}
