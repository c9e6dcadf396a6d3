//! Kinds of page.

use super::event::{announces, is_event};
use crate::page::{Block, Page, Row, Section, is_field_table, visible};

/// The subject of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An endpoint: a table has a row `HTTP Method`.
    Endpoint,
    /// An event that the platform sends.
    Event,
    /// A request that the platform sends, and whose response it waits for.
    Callback,
    /// An explanation with fields or named values.
    Concept,
    /// A list of error codes or enum values of many endpoints.
    Reference,
    /// Any other page: guides, overviews in prose, questions and answers.
    Guide,
}

impl Kind {
    /// Returns the name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Event => "event",
            Self::Callback => "callback",
            Self::Concept => "concept",
            Self::Reference => "reference",
            Self::Guide => "guide",
        }
    }
}

/// Tells the kind of a page.
#[must_use]
pub fn classify(page: &Page) -> Kind {
    if page.rows().any(|row| row.cells.first().is_some_and(|cell| cell.text().trim() == "HTTP Method")) {
        return Kind::Endpoint;
    }
    let is_cell = |text: &str| {
        page.rows().any(|row| row.cells.first().is_some_and(|cell| cell.text().trim().starts_with(text)))
    };
    if is_cell("回调类型") {
        return Kind::Callback;
    }
    let shows_event = || page.sections.iter().flat_map(Section::codes).any(is_event);
    if is_cell("事件类型") || (page.url.contains("/event") && shows_event()) {
        return Kind::Event;
    }
    let is_call_back = |section: &Section| announces(section.title()) && section.tables().any(is_field_table);
    if page.title.contains("回调") && page.sections.iter().any(is_call_back) {
        return Kind::Callback;
    }
    if ["错误码", "枚举"].iter().any(|word| page.title.contains(word)) {
        return Kind::Reference;
    }
    if is_resource_page(page) && has_facts(page) { Kind::Concept } else { Kind::Guide }
}

/// Finds a row that names a URL or method, on a page without a row `HTTP Method`. Returns its line.
#[must_use]
pub fn maybe_endpoint(page: &Page) -> Option<u32> {
    page.rows().find(|row| reaches_call(row)).map(|row| row.line)
}

fn reaches_call(row: &Row) -> bool {
    let [key, value, ..] = row.cells.as_slice() else { return false };
    let key: String = visible(&key.text()).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let value = visible(&value.text());
    match key.trim_end_matches(['：', ':']) {
        "httpurl" | "httpmethod" | "http方法" => true,
        "url" | "请求url" | "请求地址" | "接口地址" => value.contains("/open-apis/"),
        "method" | "请求方法" | "请求方式" => {
            ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&value.trim().to_uppercase().as_str())
        }
        _ => false,
    }
}

/// Returns true if the page introduces a resource of one API. Only such concept pages become schemas.
fn is_resource_page(page: &Page) -> bool {
    let last = page.url.rsplit('/').next().unwrap_or_default();
    let by_title = ["概述", "资源介绍", "介绍"].iter().any(|word| page.title.contains(word));
    by_title || last.contains("introduction") || last.contains("overview") || last.contains("introduce")
}

/// Returns true if the page has a table of fields, or a section with a list of named values.
fn has_facts(page: &Page) -> bool {
    page.sections.iter().any(|section| section.tables().any(is_field_table) || has_values(section))
}

fn has_values(section: &Section) -> bool {
    let values = section.blocks.iter().filter(|block| match block {
        Block::Item(item) => named_value(&item.text).is_some(),
        _ => false,
    });
    values.count() >= 2
}

/// Splits a list item into a constant and its text: `PENDING：in review`.
pub(crate) fn named_value(item: &str) -> Option<(String, &str)> {
    let (key, text) = item.split_once('：').or_else(|| item.split_once(": "))?;
    let key = visible(key);
    let is_value = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let is_constant = key.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'_')
        && !key.bytes().any(|byte| byte.is_ascii_lowercase());
    (is_value && is_constant && key.len() > 1).then_some((key, text))
}
