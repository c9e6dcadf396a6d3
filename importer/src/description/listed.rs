//! Values that a page lists by hand: a line that ends in `可选值有：`, and below it items such as `- key：label`.

use crate::outline::visible;
use crate::portal::lines::item;

/// Whether the line ends by announcing values of the field. A line about one value of another field (`当 .. 取值为`), or
/// about the values of something that it names (`需传 reason 参数，枚举值：`), does not.
pub(super) fn announces(text: &str) -> bool {
    const NOUNS: [&str; 5] = ["可选值", "可能值", "枚举值", "可选项", "取值"];
    const TAILS: [&str; 9] = ["", "有", "为", "包括", "包含", "说明", "列表", "如下", "如下所示"];
    let shown = visible(text);
    let Some(stem) = shown.trim_end().strip_suffix(['：', ':']) else { return false };
    // What the sentences before it say, is said of the field.
    let stem = stem.rsplit('。').next().unwrap_or_default().trim_end();
    let names = |tail: &str| {
        stem.strip_suffix(tail).is_some_and(|stem| NOUNS.iter().any(|noun| stem.ends_with(noun)))
    };
    !stem.contains('当') && !names_another(stem) && TAILS.iter().any(|tail| names(tail))
}

/// `reason 参数`
fn names_another(text: &str) -> bool {
    ["参数", "字段"].iter().any(|noun| {
        let before = text.split_once(noun).map(|(before, _)| before.trim_end());
        before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

/// Whether the description says that values may be added up: then those that are listed are not all.
pub(super) fn adds_up(prose: &str) -> bool {
    ["位运算", "按位", "加和", "相加", "之和"].iter().any(|word| prose.contains(word))
}

/// The value on the wire that the description calls the default, if only in some case: a list without it is not all.
pub(super) fn default(prose: &str) -> Option<&str> {
    let behind = ["默认为", "默认值为", "默认是"].iter().find_map(|words| prose.split_once(words))?.1;
    let value = behind.trim_start_matches([' ', '"', '“', '：']);
    let value = value.split_at(value.find(|c: char| !is_of_value(c)).unwrap_or(value.len())).0;
    (!value.is_empty()).then_some(value)
}

/// What a line below the announcement is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A value and what the page calls it.
    Member { key: &'a str, text: &'a str },
    /// An item that names no value on the wire.
    Odd,
    /// The list has ended.
    Other,
}

/// Reads a line below the announcement.
pub(super) fn read(line: &str) -> Line<'_> {
    match item(line) {
        Some(text) => value(text).map_or(Line::Odd, |(key, text, _)| Line::Member { key, text }),
        // Without a bullet, only what cannot be the start of a sentence is a value.
        None => match value(line.trim()) {
            Some((key, text, marked)) if marked || key.parse::<i64>().is_ok() => Line::Member { key, text },
            _ => Line::Other,
        },
    }
}

/// The value, the text behind it, and whether the value is marked as one.
fn value(text: &str) -> Option<(&str, &str, bool)> {
    let marked = [("`", "`"), ("**", "**"), ("\"", "\""), ("“", "”")].iter().find_map(|(open, close)| {
        let (key, rest) = text.strip_prefix(open)?.split_once(close)?;
        Some((key.trim_matches(['`', '"']), rest))
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
        ] {
            assert!(announces(line), "{line}");
        }
        for line in [
            "需传 end_reason 参数，枚举值说明：",
            "可选值有 A、B",
            "取值范围：",
            "当 type 取值为：",
            "说明：",
            "可选值有：1：工作日",
        ] {
            assert!(!announces(line), "{line}");
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
