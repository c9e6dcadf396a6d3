//! A description cell taken apart: example, default, enum members, limits, scopes, tokens, deprecation; the rest is prose.
//!
//! Nothing here knows the field's type: values stay text, and [`crate::assemble`] reads them as what the field is.

mod age;
mod default;
mod interval;
mod keyed;
mod limits;
mod listed;
mod prose;
mod reader;
mod required;
mod worded;

#[cfg(test)]
mod tests;

pub use limits::{Limited, Limits, Unit};
pub use prose::Prose;
pub(crate) use prose::both;

use crate::outline::visible;
use crate::page::Cell;
use reader::Reader;

/// What a description says in a form that is understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Description {
    /// 示例值
    pub example: Option<Stated>,
    /// 默认值
    pub default: Option<Stated>,
    /// 固定值
    pub fixed: Option<Stated>,
    /// 值格式
    pub format: Option<Stated>,
    /// 可选值有
    pub members: Vec<Member>,
    /// Lines that announce members which cannot be read, or of which the row's own example is none.
    pub unread_members: Vec<u32>,
    /// 数据校验规则
    pub limits: Limits,
    /// Defaults that sentences state.
    pub worded_defaults: Vec<Stated>,
    /// Limits that sentences state.
    pub worded: Vec<Limits>,
    /// Lines that seem to speak of a limit.
    pub limit_hints: Vec<u32>,
    /// Whether the field is required, where the description overrules the column.
    pub required: Option<bool>,
    /// The description calls the field old.
    pub deprecated: bool,
    /// Lines that call something old, perhaps the field.
    pub age_hints: Vec<u32>,
    /// 字段权限要求
    pub scopes: Vec<ScopeOf>,
    /// Accepted tokens.
    pub tokens: Vec<String>,
    /// All that is none of these.
    pub prose: Prose,
}

/// A value as the page writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its line.
    pub line: u32,
    /// The text behind the colon.
    pub first: String,
    /// Lines that follow before the next key; they belong to the value when it spans lines.
    pub more: Vec<String>,
}

/// A documented value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its line.
    pub line: u32,
    /// The value on the wire.
    pub key: String,
    /// The page's text up to its first full stop, as a reader sees it.
    pub label: String,
}

/// A scope that the field, or a value of it, needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeOf {
    /// Its name.
    pub name: String,
    /// The page's label.
    pub label: String,
    /// Only for this value.
    pub when: Option<String>,
}

/// Takes a description apart.
#[must_use]
pub fn describe(cell: &Cell) -> Description {
    let mut reader = Reader::default();
    for piece in &cell.pieces {
        reader.piece(piece);
    }
    reader.finish()
}

/// The text up to the first full stop, as a reader sees it.
#[must_use]
pub fn label(text: &str) -> String {
    let shown = visible(text.lines().next().unwrap_or_default());
    let end = shown.find('。').unwrap_or(shown.len());
    shown.get(..end).unwrap_or_default().trim().to_owned()
}
