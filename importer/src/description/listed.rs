//! Enum values that a page lists without markup: a line that ends in `可选值有：`, and items such as `- key：label` below it.

use super::prose::Prose;
use super::{Member, label};
use crate::markdown::lines::item;
use crate::page::visible;

/// A list of values below the line that announces it.
#[derive(Default)]
pub(super) struct List {
    /// The line that announces it.
    pub(super) line: u32,
    /// The list's place among the lines of prose.
    pub(super) at: usize,
    pub(super) members: Vec<Member>,
    /// The value that a remark calls the default: `false（默认值）`.
    pub(super) default: Option<String>,
    /// An item does not name a value.
    pub(super) is_odd: bool,
    /// The values are those of a member of the field's value, not of the field.
    pub(super) of_another: bool,
    /// The text behind the members' labels: prose, if the list is an enum.
    pub(super) rest: Prose,
    /// All lines: prose, if the list is not an enum.
    pub(super) lines: Prose,
}

impl List {
    /// An empty list; `at` is its place among the lines of prose.
    pub(super) fn announced(line: u32, at: usize) -> Self {
        Self { line, at, ..Self::default() }
    }

    /// Takes the next line; false if the list ends before it.
    pub(super) fn take(&mut self, line: u32, text: &str) -> bool {
        match read(text) {
            Line::Member { key, text: said } => {
                let member = Member { line, key: key.to_owned(), label: label(said) };
                let remark = text.split(['：', ':']).next().filter(|head| head.contains("（默认"));
                self.default = remark.map(|_| member.key.clone()).or(self.default.take());
                self.rest.push_member(&member.key, said, &member.label);
                self.members.push(member);
            }
            Line::Odd => self.is_odd = true,
            Line::Other => return false,
        }
        self.lines.push(text);
        true
    }

    /// Takes a value that the page marks up, below a line that announces the values of another field.
    pub(super) fn mark_up(&mut self, key: &str, text: &str) {
        self.is_odd = true;
        self.lines.push(&format!("{key}：{text}"));
    }

    pub(super) fn has_items(&self) -> bool {
        self.is_odd || !self.members.is_empty()
    }

    /// Returns true if all values are names of access tokens.
    pub(super) fn names_tokens(&self) -> bool {
        let is_token = |member: &Member| member.key.ends_with("_access_token");
        !self.is_odd && self.members.iter().any(is_token) && self.members.iter().all(is_token)
    }

    /// A hyphen before each of several values is a bullet without its blank: `-1：One` and `-2：Two`.
    pub(super) fn drop_bullets(&mut self) {
        if self.members.len() > 1 && self.members.iter().all(|member| member.key.starts_with('-')) {
            for member in &mut self.members {
                member.key.remove(0);
            }
        }
    }
}

/// Nouns that announce a list of values: `可选值` is on 539 pages, `取值` on 340, `枚举值` on 96, `可能值` on 68, `可选项` on 7.
const NOUNS: [&str; 5] = ["可选值", "可能值", "枚举值", "可选项", "取值"];

/// Words between such a noun and the colon. With any other word there, as in `取值范围：`, the line announces something else.
const TAILS: [&str; 9] = ["", "有", "为", "包括", "包含", "说明", "列表", "如下", "如下所示"];

/// What a line announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    Nothing,
    /// The values of the field itself.
    Own,
    /// The values of a member that it names: `unit 可选值有：` in the description of a JSON text.
    OfAnother,
}

/// Tells what the end of a line announces in the description of a field. A line about a value of another field (`当 .. 取值为`)
/// or about the values of a parameter that it names (`需传 reason 参数，枚举值：`) announces nothing.
pub(super) fn announces(text: &str, field: &str) -> Announced {
    // A link at the end hides its last letter; any other line that ends in a colon shows it.
    if !text
        .trim_end_matches(|c: char| matches!(c, '*' | '`') || c.is_whitespace())
        .ends_with(['：', ':', ')'])
    {
        return Announced::Nothing;
    }
    let shown = visible(text);
    let Some(stem) = shown.trim_end().strip_suffix(['：', ':']) else { return Announced::Nothing };
    // The sentences before the last one are about the field.
    let stem = stem.rsplit('。').next().unwrap_or_default().trim_end();
    let before = |tail: &&str| {
        let stem = stem.strip_suffix(*tail)?.trim_end();
        NOUNS.iter().find_map(|noun| stem.strip_suffix(noun)).or_else(|| supports(stem).then_some(""))
    };
    match TAILS.iter().find_map(before) {
        // A sentence of its own: the one before it says what the values are.
        None if stem == "包括" => Announced::Own,
        Some(_) if stem.contains('当') || names_another(stem) => Announced::Nothing,
        Some(owner) if is_of_another(owner, field) => Announced::OfAnother,
        Some(_) => Announced::Own,
        None => Announced::Nothing,
    }
}

/// What a line that announces the field's own values says of the field before: `The kind of event. ` of `The kind of event. 可选值：`.
pub(super) fn before_announcement(text: &str) -> Option<&str> {
    let ends = if text.contains("支持") { &['。', '，', ','][..] } else { &['。'] };
    text.rsplit_once(ends).map(|(before, _)| before)
}

/// Returns true if the last clause is about what is supported: `支持的消息类型`, `目前支持下列操作`, `支持`. Seven pages announce the
/// values of a field so.
fn supports(stem: &str) -> bool {
    let clause = stem.rsplit(['，', ',']).next().unwrap_or_default().trim_start();
    let clause = ["目前", "当前"].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
    let what = clause.strip_prefix("支持");
    what.is_some_and(|what| {
        what.is_empty() || ["的", "以下", "下列"].iter().any(|word| what.starts_with(word))
    })
}

/// Returns true if the text before the noun ends with the name of a member: `unit`, `其中 unit 的`. Types of maps call what they
/// hold `value`; its values are those of the field.
fn is_of_another(owner: &str, field: &str) -> bool {
    let owner = owner.trim_end().trim_end_matches('的').trim_end_matches([' ', '"', '”']);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let name = owner.rsplit(|c| !is_of_name(c)).next().unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name != field && name != "value"
}

/// Returns true if the text names a field: `reason 参数`.
fn names_another(text: &str) -> bool {
    ["参数", "字段"].iter().any(|noun| {
        let before = text.split_once(noun).map(|(before, _)| before.trim_end());
        before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

/// Returns true if the description says that values are combined into one number: the listed values are not all then.
pub(super) fn adds_up(prose: &str) -> bool {
    ["位运算", "按位", "加和", "相加", "之和"].iter().any(|word| prose.contains(word))
}

/// The value on the wire that the description calls the default, perhaps of one case only: a list without it is incomplete.
pub(super) fn default(prose: &str) -> Option<&str> {
    let behind = ["默认为", "默认值为", "默认是"].iter().find_map(|words| prose.split_once(words))?.1;
    let value = behind.trim_start_matches([' ', '"', '“', '：']);
    let value = value.split_at(value.find(|c: char| !is_of_value(c)).unwrap_or(value.len())).0;
    (!value.is_empty()).then_some(value)
}

/// A line below the announcement.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    /// A value and its label.
    Member { key: &'a str, text: &'a str },
    /// An item without a value on the wire.
    Odd,
    /// A line that ends the list.
    Other,
}

/// Reads a line below the announcement.
fn read(line: &str) -> Line<'_> {
    match item(line) {
        Some(text) => value(text).map_or(Line::Odd, |(key, text, _)| Line::Member { key, text }),
        // Without a bullet a word may start a sentence; a number or a marked word is a value.
        None => match value(line.trim()) {
            Some((key, text, marked)) if marked || key.parse::<i64>().is_ok() => Line::Member { key, text },
            _ => Line::Other,
        },
    }
}

/// The value, the text behind it, and true if quotes or code marks stand around the value.
fn value(text: &str) -> Option<(&str, &str, bool)> {
    let marked = [("`", "`"), ("**", "**"), ("\"", "\""), ("“", "”")].iter().find_map(|(open, close)| {
        let (key, rest) = text.strip_prefix(open)?.split_once(close)?;
        Some((key.trim_matches(['`', '"']).trim(), rest))
    });
    let (key, rest) =
        marked.unwrap_or_else(|| text.split_at(text.find(|c: char| !is_of_value(c)).unwrap_or(text.len())));
    let rest = behind_remark(rest.trim_start());
    let label = rest.strip_prefix(['：', ':', '-', '—', '–', '=', '，', ',']);
    let is_value = !key.is_empty() && key.chars().all(is_of_value);
    let is_apart = marked.is_some() || label.is_some() || rest.is_empty();
    (is_value && is_apart).then(|| (key, label.unwrap_or(rest).trim(), marked.is_some()))
}

fn is_of_value(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '+')
}

/// The text behind a remark in parentheses: `（默认值）`.
fn behind_remark(text: &str) -> &str {
    let rest = text.strip_prefix(['（', '(']).and_then(|text| text.split_once(['）', ')']));
    rest.map_or(text, |(_, rest)| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_announcements() {
        for line in [
            "**可选值有：**",
            "可选值：",
            "员工类型，枚举值如下所示：",
            "- **可能值有**：",
            "取值为:",
            "仅当开启时有效。可选值：",
            "消息类型。支持的消息类型有：",
            "语言。目前支持的语言：",
            "要改的字段，支持：",
            "目前支持下列 key：",
            "需通过该参数设置类型。包括：",
        ] {
            assert_eq!(announces(line, "type"), Announced::Own, "{line}");
        }
        for line in ["**unit 可选值有：**", "其中 `unit` 的取值：", "JSON 文本。unit_type 枚举值如下："]
        {
            assert_eq!(announces(line, "type"), Announced::OfAnother, "{line}");
        }
        for line in ["type 可选值有：", "value 枚举值有：", "ID 可选值："] {
            assert_eq!(announces(line, "type"), Announced::Own, "{line}");
        }
        for line in [
            "需传 end_reason 参数，枚举值说明：",
            "可选值有 A、B",
            "取值范围：",
            "不支持：",
            "支持修改的内容：",
            "当 type 取值为：",
            "说明：",
            "可选值有：1：工作日",
        ] {
            assert_eq!(announces(line, "type"), Announced::Nothing, "{line}");
        }
    }

    #[test]
    fn finds_the_default_in_prose() {
        assert_eq!(default("标识的类型，默认为 lark_id，建议另选。"), Some("lark_id"));
        assert_eq!(default("默认值为“1”。"), Some("1"));
        assert_eq!(default("默认为空"), None);
    }

    #[test]
    fn knows_items_however_they_are_written() {
        for (line, key, text) in [
            ("- 1：进行中", "1", "进行中"),
            ("- `PENDING`: 审批中", "PENDING", "审批中"),
            ("- ` thread`：话题", "thread", "话题"),
            ("* 2:人员", "2", "人员"),
            ("- **true**：在", "true", "在"),
            ("- true（默认值）：启用", "true", "启用"),
            ("- `reader` 订阅者，可查看", "reader", "订阅者，可查看"),
            ("- \"0\"：天", "0", "天"),
            ("- -1：全部", "-1", "全部"),
            ("- doc_list", "doc_list", ""),
            ("1：工作日", "1", "工作日"),
        ] {
            assert_eq!(read(line), Line::Member { key, text }, "{line}");
        }
        assert_eq!(read("- 无需签到"), Line::Odd);
        assert_eq!(read("- text messages only"), Line::Odd);
        for line in ["**注意**：见下", "示例值：1", "see: below", "The end"] {
            assert_eq!(read(line), Line::Other, "{line}");
        }
    }
}
