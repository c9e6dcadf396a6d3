//! Reads a description line by line: each states a value, an enum member or a limit, or is prose.

use super::deprecation::{self, Deprecation};
use super::listed::{self, Announced, List};
use super::sentence_limits::{self, Statement};
use super::{Description, Member, Scope, Stated, label, sentences};
use crate::markdown::lines::item;
use crate::page::Piece;
use crate::page::visible;

/// The lines read so far.
#[derive(Default)]
pub(super) struct Reader {
    found: Description,
    /// The name of the field.
    field: String,
    /// The key whose value the next lines may continue.
    open: Option<Key>,
    /// The value that the next scopes are needed for.
    when: Option<String>,
    /// The list of values that is being read.
    list: Option<List>,
    /// The first list that is complete.
    listed: Option<List>,
}

/// The key of a line such as `**示例值**：1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Example,
    Default,
    Fixed,
    Format,
    /// A key that ends the value before it; its own text is prose.
    Other,
}

impl Reader {
    /// Starts the description of a field.
    pub(super) fn of(field: &str) -> Self {
        Self { field: field.to_owned(), ..Self::default() }
    }

    /// Returns the facts and the prose of all pieces.
    pub(super) fn finish(mut self) -> Description {
        self.close_list();
        self.settle_list();
        self.found.limits.settle_pending();
        self.found
    }

    /// Reads the next piece.
    pub(super) fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text { line, text } => self.text(*line, text),
            Piece::Code { line, text } => {
                for (number, text) in (*line..).zip(text.lines()) {
                    self.continued(number, text);
                }
            }
            Piece::Member { line, key, text } => {
                self.open = None;
                if let Some(list) = self.list.as_mut().filter(|list| list.of_another) {
                    list.mark_up(key.trim(), text);
                    return;
                }
                self.close_list();
                let member = Member { line: *line, key: key.trim().to_owned(), label: label(text) };
                self.found.prose.push_member(&member.key, text, &member.label);
                self.found.members.push(member);
            }
            Piece::Scope { name, label, .. } => {
                let when = self.when.clone();
                self.found.scopes.push(Scope { name: name.clone(), label: label.clone(), when });
            }
            Piece::Token { name, .. } => self.found.tokens.push(name.clone()),
            Piece::Apps { .. } => {}
        }
    }

    fn text(&mut self, line: u32, text: &str) {
        if text.contains("字段权限要求") {
            self.open = None;
            self.when =
                text.split_once("当值为").and_then(|(_, rest)| rest.split('`').nth(1)).map(str::to_owned);
            return;
        }
        if self.takes_listed(line, text) {
            return;
        }
        match deprecation::read(text) {
            Deprecation::Field => self.found.deprecated = true,
            Deprecation::Unclear => self.found.possible_deprecations.push(line),
            Deprecation::Absent => {}
        }
        self.found.required = self.found.required.or_else(|| sentences::required(text));
        let unread = self.found.limits.unread.len();
        if self.found.limits.take(line, text) {
            self.open = None;
            if self.found.limits.unread.len() > unread {
                self.found.prose.push(text);
            }
            return;
        }
        let Some((key, value)) = innermost_key(text) else {
            self.sentences(line, text);
            self.continued(line, text);
            return;
        };
        if key == Key::Other {
            self.sentences(line, value);
        }
        self.open = Some(key);
        let stated = Stated { line, first: value.to_owned(), more: Vec::new() };
        let slot = self.slot(key);
        if let Some(slot) = slot.filter(|slot| slot.is_none()) {
            *slot = Some(stated);
        } else {
            self.open = None;
            self.found.prose.push(value);
        }
    }

    /// Reads the default, the only value and the limit that a line's sentences state. The line stays prose, too, because a sentence says
    /// more than that. Lines of a value that spans lines are not sentences.
    fn sentences(&mut self, line: u32, text: &str) {
        let open = self.open.and_then(|key| self.slot(key)).and_then(|slot| slot.as_ref());
        if open.is_some_and(|stated| stated.first.is_empty() || stated.first.starts_with(['{', '['])) {
            return;
        }
        let stated = |value: &str| Stated { line, first: value.to_owned(), more: Vec::new() };
        self.found.sentence_defaults.extend(sentences::default(text).map(stated));
        self.found.sentence_fixed.extend(sentences::fixed(text).map(stated));
        if !text.contains(char::is_numeric) {
            return;
        }
        match sentence_limits::read(line, &visible(item(text).unwrap_or(text))) {
            Statement::Limit(limits) => self.found.sentence_limits.push(limits),
            Statement::Possible => self.found.possible_limits.push(line),
            Statement::Absent => {}
        }
    }

    /// Takes an item of a list without markup, or the line that announces one.
    fn takes_listed(&mut self, line: u32, text: &str) -> bool {
        if let Some(list) = &mut self.list {
            if list.take(line, text) {
                return true;
            }
            self.close_list();
        }
        let announced = listed::announces(text, &self.field);
        if announced == Announced::OfAnother {
            self.list = Some(List { of_another: true, ..List::announced(line, 0) });
        }
        if announced == Announced::Own {
            self.open = None;
            if let Some(before) = listed::before_announcement(text) {
                self.sentences(line, before);
                self.found.prose.push(before);
            }
            self.list = Some(List::announced(line, self.found.prose.end()));
        }
        announced == Announced::Own
    }

    /// Only the first list of a description may be the enum; later ones are about special cases.
    fn close_list(&mut self) {
        let Some(list) = self.list.take().filter(List::has_items) else { return };
        if self.listed.is_none() && !list.of_another {
            self.listed = Some(list);
        } else {
            self.found.prose.append(list.lines);
        }
    }

    /// Makes the list the enum, unless the page marks up members or the rest of the description contradicts the list.
    fn settle_list(&mut self) {
        let Some(mut list) = self.listed.take() else { return };
        list.drop_bullets();
        if !self.found.members.is_empty() {
            self.found.prose.insert(list.at, list.lines);
        } else if list.names_tokens() {
            // The tokens that a header is made of are not values of the header.
            self.found.tokens.extend(list.members.into_iter().map(|member| member.key));
            self.found.prose.insert(list.at, list.lines);
        } else if self.is_complete(&list) {
            if let Some(first) = list.default {
                self.found.sentence_defaults.push(Stated { line: list.line, first, more: Vec::new() });
            }
            self.found.members = list.members;
            self.found.prose.insert(list.at, list.rest);
        } else {
            self.found.unread_lists.push(list.line);
            self.found.prose.insert(list.at, list.lines);
        }
    }

    /// Returns true if the list may hold all values: it has the field's example and the default that its prose states.
    fn is_complete(&self, list: &List) -> bool {
        let is_member = |value: &str| list.members.iter().any(|member| member.key == value);
        let example = self.found.example.as_ref().map(|stated| stated.first.trim_matches(['`', '"', ' ']));
        // A list of values may be the example, but no list of objects.
        let is_list = |example: &str| example.starts_with('[') && !example.contains('{');
        let agrees =
            example.is_none_or(|example| example.is_empty() || is_list(example) || is_member(example));
        let is_part = self.found.prose.text().is_some_and(|prose| {
            listed::adds_up(&prose) || listed::default(&prose).is_some_and(|value| !is_member(value))
        });
        agrees && !list.is_odd && !is_part
    }

    /// A line without a key continues the value above it.
    fn continued(&mut self, line: u32, text: &str) {
        let Some(Some(stated)) = self.open.and_then(|key| self.slot(key)) else {
            self.found.prose.push(text);
            return;
        };
        if stated.first.is_empty() && stated.more.is_empty() {
            stated.line = line;
            text.trim().clone_into(&mut stated.first);
            return;
        }
        stated.more.push(text.to_owned());
        // Only JSON spans lines; a line below any other value is about the field.
        if !stated.first.starts_with(['{', '[']) {
            self.found.prose.push(text);
        }
    }

    fn slot(&mut self, key: Key) -> Option<&mut Option<Stated>> {
        let found = &mut self.found;
        match key {
            Key::Example => Some(&mut found.example),
            Key::Default => Some(&mut found.default),
            Key::Fixed => Some(&mut found.fixed),
            Key::Format => Some(&mut found.format),
            Key::Other => None,
        }
    }
}

/// The key of a line and the text behind its colon. A remark may have a key of its own: `**注意事项**：**注意**：…`
fn innermost_key(text: &str) -> Option<(Key, &str)> {
    let mut found = key(text)?;
    while let (Key::Other, Some(inner)) = (found.0, key(found.1)) {
        found = inner;
    }
    Some(found)
}

/// The key that a line starts with, and the text behind its colon.
fn key(text: &str) -> Option<(Key, &str)> {
    let text = text.strip_prefix("- ").unwrap_or(text).trim_start();
    let (name, value) = match text.strip_prefix("**") {
        Some(rest) => {
            let (name, value) = rest.split_once("**")?;
            (name, value.trim_start().trim_start_matches([':', '：']))
        }
        None => text.split_once('：').or_else(|| text.split_once(':'))?,
    };
    let name = name.trim().trim_end_matches([':', '：']).trim();
    let key = match name {
        // Below `取值示例：` stands a list with remarks.
        "取值示例" if value.trim().is_empty() => Key::Other,
        "示例值" | "示例" | "取值示例" => Key::Example,
        "默认值" => Key::Default,
        "固定值" => Key::Fixed,
        "值格式" => Key::Format,
        "可选值有" | "可选值" | "可能值有" | "可能值" | "枚举值有" | "数据校验规则" | "注意" | "说明"
        | "提示" | "注意事项" => Key::Other,
        _ => return None,
    };
    Some((key, value.trim()))
}
