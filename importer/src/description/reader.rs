//! Reading a description line by line: each is a value, a member, a limit, or prose.

use super::age::{self, Age};
use super::keyed::{Key, keyed};
use super::prose::Prose;
use super::worded::{self, Worded};
use super::{Description, Member, ScopeOf, Stated, default, label, listed, required};
use crate::outline::visible;
use crate::page::Piece;
use crate::portal::lines::item;

/// What was read so far.
#[derive(Default)]
pub(super) struct Reader {
    found: Description,
    /// The key whose value may go on in the next lines.
    open: Option<Key>,
    /// The value that the next scopes are needed for.
    when: Option<String>,
    /// The list of values that is being read.
    list: Option<List>,
    /// The first list that was read.
    listed: Option<List>,
}

/// Values that the page lists by hand.
#[derive(Default)]
struct List {
    /// The line that announces them.
    line: u32,
    /// Where it stands in the prose.
    at: usize,
    members: Vec<Member>,
    /// An item of it names no value.
    is_odd: bool,
    /// What the members say after their labels: prose if they are members.
    rest: Prose,
    /// All of it: prose if they are not.
    lines: Prose,
}

impl List {
    fn member(&mut self, member: Member, text: &str) {
        self.rest.push_member(&member.key, text, &member.label);
        self.members.push(member);
    }

    /// Its values are names of access tokens.
    fn names_tokens(&self) -> bool {
        let is_token = |member: &Member| member.key.ends_with("_access_token");
        !self.is_odd && self.members.iter().any(is_token) && self.members.iter().all(is_token)
    }

    /// A hyphen before each of several values is a bullet that lacks its blank.
    fn drop_bullets(&mut self) {
        if self.members.len() > 1 && self.members.iter().all(|member| member.key.starts_with('-')) {
            for member in &mut self.members {
                member.key.remove(0);
            }
        }
    }
}

impl Reader {
    /// All that the pieces say.
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
                self.close_list();
                let member = Member { line: *line, key: key.trim().to_owned(), label: label(text) };
                self.found.prose.push_member(&member.key, text, &member.label);
                self.found.members.push(member);
            }
            Piece::Scope { name, label, .. } => {
                let when = self.when.clone();
                self.found.scopes.push(ScopeOf { name: name.clone(), label: label.clone(), when });
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
        match age::read(text) {
            Age::Old => self.found.deprecated = true,
            Age::Unclear => self.found.age_hints.push(line),
            Age::Silent => {}
        }
        self.found.required = self.found.required.or_else(|| required::read(text));
        let unread = self.found.limits.unread.len();
        if self.found.limits.take(line, text) {
            self.open = None;
            if self.found.limits.unread.len() > unread {
                self.found.prose.push(text);
            }
            return;
        }
        let Some((key, value)) = innermost(text) else {
            self.worded(line, text);
            self.continued(line, text);
            return;
        };
        if key == Key::Other {
            self.worded(line, value);
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

    /// What a sentence states stays prose, too: the sentence says more. A value over several lines is no sentence.
    fn worded(&mut self, line: u32, text: &str) {
        let open = self.open.and_then(|key| self.slot(key)).and_then(|slot| slot.as_ref());
        if open.is_some_and(|stated| stated.first.is_empty() || stated.first.starts_with(['{', '['])) {
            return;
        }
        if let Some(value) = default::read(text) {
            self.found.worded_defaults.push(Stated { line, first: value.to_owned(), more: Vec::new() });
        }
        if !text.contains(char::is_numeric) {
            return;
        }
        match worded::read(line, &visible(item(text).unwrap_or(text))) {
            Worded::Limit(limits) => self.found.worded.push(limits),
            Worded::Hint => self.found.limit_hints.push(line),
            Worded::Silent => {}
        }
    }

    /// Takes a line of a list written by hand, or its announcement.
    fn takes_listed(&mut self, line: u32, text: &str) -> bool {
        if let Some(list) = &mut self.list {
            match listed::read(text) {
                listed::Line::Member { key, text: said } => {
                    list.member(Member { line, key: key.to_owned(), label: label(said) }, said);
                    list.lines.push(text);
                    return true;
                }
                listed::Line::Odd => {
                    list.is_odd = true;
                    list.lines.push(text);
                    return true;
                }
                listed::Line::Other => self.close_list(),
            }
        }
        let announced = listed::announces(text);
        if announced {
            self.open = None;
            if let Some((before, _)) = text.rsplit_once('。') {
                self.worded(line, before);
                self.found.prose.push(before);
            }
            self.list = Some(List { line, at: self.found.prose.end(), ..List::default() });
        }
        announced
    }

    /// The first list of a description holds its values; further ones speak of cases.
    fn close_list(&mut self) {
        let Some(list) = self.list.take().filter(|list| list.is_odd || !list.members.is_empty()) else {
            return;
        };
        if self.listed.is_none() {
            self.listed = Some(list);
        } else {
            self.found.prose.append(list.lines);
        }
    }

    /// A list counts where the page marks up no members, unless the rest of the description contradicts it.
    fn settle_list(&mut self) {
        let Some(mut list) = self.listed.take() else { return };
        list.drop_bullets();
        if !self.found.members.is_empty() {
            self.found.prose.insert(list.at, list.lines);
        } else if list.names_tokens() {
            // What the value of a header is made of is none of its values.
            self.found.tokens.extend(list.members.into_iter().map(|member| member.key));
            self.found.prose.insert(list.at, list.lines);
        } else if self.has_all(&list) {
            self.found.members = list.members;
            self.found.prose.insert(list.at, list.rest);
        } else {
            self.found.unread_members.push(list.line);
            self.found.prose.insert(list.at, list.lines);
        }
    }

    /// Whether the list may hold all values: the row's own example and the default in its prose are among them.
    fn has_all(&self, list: &List) -> bool {
        let is_member = |value: &str| list.members.iter().any(|member| member.key == value);
        let example = self.found.example.as_ref().map(|stated| stated.first.trim_matches(['`', '"', ' ']));
        let agrees = example
            .is_none_or(|example| example.is_empty() || example.starts_with('[') || is_member(example));
        let is_part = self.found.prose.text().is_some_and(|prose| {
            listed::adds_up(&prose) || listed::default(&prose).is_some_and(|value| !is_member(value))
        });
        agrees && !list.is_odd && !is_part
    }

    /// A line without a key goes on with the value above it.
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
        // Only JSON spans lines; what follows another value is about the field.
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

/// The key of a line, or of the remark that it makes: `**注意事项**：**注意**：…`
fn innermost(text: &str) -> Option<(Key, &str)> {
    let mut found = keyed(text)?;
    while let (Key::Other, Some(inner)) = (found.0, keyed(found.1)) {
        found = inner;
    }
    Some(found)
}
