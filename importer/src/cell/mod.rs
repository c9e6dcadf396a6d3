//! A description cell taken apart: example, default, enum members, limits, scopes, tokens, deprecation; the rest is prose.
//!
//! Nothing here knows the field's type: values stay text, and [`crate::schema`] reads them as what the field is.

mod age;
mod default;
mod interval;
mod keyed;
mod limits;
mod listed;
mod prose;
mod required;
mod worded;

pub use limits::{Limits, Unit};
pub use prose::Prose;
pub(crate) use prose::both;

use crate::outline::visible;
use crate::page::{Cell, Piece};
use crate::portal::lines::item;
use keyed::{Key, keyed};
use worded::Worded;

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
    reader.close_list();
    reader.settle_list();
    reader.found.limits.settle_pending();
    reader.found
}

/// The text up to the first full stop, as a reader sees it.
#[must_use]
pub fn label(text: &str) -> String {
    let shown = visible(text.lines().next().unwrap_or_default());
    let end = shown.find('。').unwrap_or(shown.len());
    shown.get(..end).unwrap_or_default().trim().to_owned()
}

impl List {
    fn member(&mut self, member: Member, text: &str) {
        self.rest.push_member(&member.key, text, &member.label);
        self.members.push(member);
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

#[derive(Default)]
struct Reader {
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
    members: Vec<Member>,
    /// An item of it names no value.
    is_odd: bool,
    /// What the members say after their labels: prose if they are members.
    rest: Prose,
    /// All of it: prose if they are not.
    lines: Prose,
}

impl Reader {
    fn piece(&mut self, piece: &Piece) {
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
        self.found.deprecated |= age::calls_itself_old(text);
        self.found.required = self.found.required.or_else(|| required::read(text));
        let unread = self.found.limits.unread.len();
        if self.found.limits.take(line, text) {
            self.open = None;
            if self.found.limits.unread.len() > unread {
                self.found.prose.push(text);
            }
            return;
        }
        let Some((key, value)) = keyed(text) else {
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
            self.list = Some(List { line, ..List::default() });
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

    /// A list counts where the page marks up no members, unless the row's own example contradicts it.
    fn settle_list(&mut self) {
        let Some(mut list) = self.listed.take() else { return };
        if !self.found.members.is_empty() {
            self.found.prose.append(list.lines);
            return;
        }
        list.drop_bullets();
        let example = self.found.example.as_ref().map(|stated| stated.first.trim_matches(['`', '"', ' ']));
        let agrees = example.is_none_or(|example| {
            example.is_empty()
                || example.starts_with('[')
                || list.members.iter().any(|member| member.key == example)
        });
        let adds_up = self.found.prose.text().is_some_and(|prose| listed::adds_up(&prose));
        if agrees && !list.is_odd && !adds_up {
            self.found.members = list.members;
            self.found.prose.append(list.rest);
        } else {
            self.found.unread_members.push(list.line);
            self.found.prose.append(list.lines);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(lines: &[&str]) -> Cell {
        let pieces =
            (1..).zip(lines).map(|(line, text)| Piece::Text { line, text: (*text).to_owned() }).collect();
        Cell { pieces }
    }

    fn stated(line: u32, first: &str, more: &[&str]) -> Stated {
        Stated { line, first: first.into(), more: more.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn reads_keys_however_they_are_written() {
        for line in ["**示例值**：1", "**示例值：** 1", "**示例值** : 1", "示例值：1", "- **示例值**：1"]
        {
            assert_eq!(describe(&cell(&["About", line])).example, Some(stated(2, "1", &[])), "{line}");
        }
        let found = describe(&cell(&["**固定值**：\"a\"", "**值格式**：\"b `c`\"", "**默认值**：`d`"]));
        assert_eq!(found.fixed, Some(stated(1, "\"a\"", &[])));
        assert_eq!(found.format, Some(stated(2, "\"b `c`\"", &[])));
        assert_eq!(found.default, Some(stated(3, "`d`", &[])));
    }

    #[test]
    fn values_may_stand_on_the_next_lines() {
        let found = describe(&cell(&["**示例值**：", "{", "\"a\": 1}", "**默认值**：2"]));
        assert_eq!(found.example, Some(stated(2, "{", &["\"a\": 1}"])));
        assert_eq!(found.default, Some(stated(4, "2", &[])));
    }

    #[test]
    fn prose_is_what_is_no_fact() {
        let found = describe(&cell(&[
            "What it is for",
            "**示例值**：1",
            "[More](/x)",
            "**示例值**：2",
            "**默认值**：3",
            "**数据校验规则**：",
            "- 最大长度：`9` 字符",
            "- 取值范围：see the list",
            "**注意**：only once",
        ]));
        let expected = "What it is for\nMore\n2\n取值范围：see the list\nonly once";
        assert_eq!(found.prose.text().as_deref(), Some(expected));
        let spanning = describe(&cell(&["**示例值**：{", "\"a\": 1}", "**字段权限要求（满足任一）**："]));
        assert_eq!(spanning.prose.text(), None);
    }

    #[test]
    fn the_first_of_two_examples_counts() {
        assert_eq!(describe(&cell(&["**示例值**：1", "**示例值**：2"])).example, Some(stated(1, "1", &[])));
    }

    #[test]
    fn scopes_may_belong_to_a_value() {
        let mut cell = cell(&["**当值为 `user_id`，字段权限要求**："]);
        let scope = |name: &str| Piece::Scope { line: 2, name: name.into(), label: "L".into() };
        cell.pieces.push(scope("a"));
        cell.pieces.push(Piece::Text { line: 3, text: "**字段权限要求（满足任一）**：".into() });
        cell.pieces.push(scope("b"));
        let scopes = describe(&cell).scopes;
        let whens: Vec<_> = scopes.iter().map(|scope| (scope.name.as_str(), scope.when.as_deref())).collect();
        assert_eq!(whens, [("a", Some("user_id")), ("b", None)]);
    }

    fn members(lines: &[&str]) -> Vec<(String, String)> {
        describe(&cell(lines)).members.into_iter().map(|member| (member.key, member.label)).collect()
    }

    #[test]
    fn values_may_be_listed_by_hand() {
        let member = |key: &str, label: &str| (key.to_owned(), label.to_owned());
        let listed = members(&[
            "How。",
            "**可选值有：**",
            "- `1`：One。More",
            "- 2: Two",
            "**示例值**：2",
            "- 3：Three",
        ]);
        assert_eq!(listed, [member("1", "One"), member("2", "Two")]);
        let found =
            describe(&cell(&["可选值：", "- `1`：One。More", "- 2: Two", "Then", "可选值：", "- 3: Three"]));
        assert_eq!(found.prose.text().as_deref(), Some("Then\n3: Three\n1：More"));
        assert_eq!(members(&["可选值：", "-1：One", "-2：Two"]), [member("1", "One"), member("2", "Two")]);
        assert_eq!(members(&["可选值：", "- -1：All"]), [member("-1", "All")]);
    }

    #[test]
    fn a_list_that_cannot_be_all_values_is_left_out() {
        for lines in
            [&["可选值：", "- a：A", "- 其他"][..], &["可选值：", "- a：A", "- b：B", "**示例值**：a,b"]]
        {
            let found = describe(&cell(lines));
            assert_eq!((found.members, found.unread_members), (vec![], vec![1]), "{lines:?}");
        }
        let found = describe(&cell(&["可选值：", "- a：A", "- 其他"]));
        assert_eq!(found.prose.text().as_deref(), Some("a：A\n其他"));
        let found = describe(&cell(&["可选值见下。", "可选值：", "**示例值**：a"]));
        assert_eq!((found.members, found.unread_members), (vec![], vec![]));
    }

    #[test]
    fn labels_end_at_the_first_full_stop() {
        assert_eq!(label("By **open** ID。See [there](/x)。"), "By open ID");
        assert_eq!(label("first\nsecond"), "first");
    }

    #[test]
    fn old_fields_say_so() {
        assert!(describe(&cell(&["该字段已废弃，use other"])).deprecated);
        assert!(!describe(&cell(&["A field"])).deprecated);
        assert!(!describe(&cell(&["例如，传入 `@i18n@1： 已废弃`"])).deprecated);
        assert!(!describe(&cell(&["可选值：", "- `a`：旧版，已下线", "- `b`：新版"])).deprecated);
    }
}
