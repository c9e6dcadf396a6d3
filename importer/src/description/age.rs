//! Whether a description calls its field old.

use crate::outline::visible;

/// What a line says of the age of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Age {
    /// Nothing.
    Silent,
    /// Something is old; perhaps the field.
    Unclear,
    /// The field is no longer to be used.
    Old,
}

/// What a description says of something that is no longer to be used. Longer marks stand before those that they hold.
const MARKS: &[&str] = &[
    "已经废弃",
    "已废弃",
    "已经弃用",
    "已弃用",
    "字段废弃",
    "参数废弃",
    "废弃字段",
    "废弃参数",
    "废弃属性",
    "即将废弃",
    "待废弃",
    "字段弃用",
    "参数弃用",
    "弃用字段",
    "即将下线字段",
    "字段即将下线",
    "参数即将下线",
    "已下线",
];

/// Marks only where a line, or what stands in brackets, begins with them.
const OPENING: &[&str] = &["废弃", "弃用", "deprecated", "旧版，请"];

/// What the field itself is called.
const THIS: &[&str] = &["该", "本", "此", "当前", "字段", "参数", "属性"];

/// What stands in a code span is a value, of which the line tells nothing; so is what a mark behind a number tells of.
pub(super) fn read(text: &str) -> Age {
    let text: String = text.split('`').step_by(2).collect();
    let text = visible(&text).to_lowercase();
    let text = text.trim_start_matches(['-', '*', ' ']);
    let within = MARKS.iter().flat_map(|mark| text.match_indices(mark));
    let opening = OPENING.iter().flat_map(|mark| text.match_indices(mark)).filter(|(at, mark)| {
        let before = text.get(..*at).unwrap_or_default();
        let is_line = before.is_empty() && !mark.starts_with("旧版");
        is_line || before.ends_with(is_opener)
    });
    let ages = within.chain(opening).map(|(at, mark)| {
        let before = text.get(..at).unwrap_or_default();
        // Of a mark that asks for another field, no more needs to be seen.
        let after = if mark.ends_with('请') { "" } else { text.get(at + mark.len()..).unwrap_or_default() };
        if is_of_value(before) {
            Age::Silent
        } else if is_of_field(before, after) {
            Age::Old
        } else {
            Age::Unclear
        }
    });
    ages.max().unwrap_or(Age::Silent)
}

/// Whether a mark between the two speaks of the field: it names the field, or nothing else that it could speak of.
fn is_of_field(before: &str, after: &str) -> bool {
    let clause = before.rsplit(is_separator).next().unwrap_or_default().trim();
    let clause = clause.trim_end_matches(['为', '是', '现', '将']).trim_end_matches("目前").trim();
    let rest = THIS.iter().find_map(|word| clause.strip_prefix(word));
    if rest.is_some_and(|rest| rest.is_empty() || THIS.contains(&rest)) {
        return !after.starts_with('的');
    }
    let is_cjk =
        before.ends_with(|c: char| !c.is_ascii()) || after.trim_start().starts_with(|c: char| !c.is_ascii());
    let is_whole = after.is_empty() || after.starts_with(is_separator) || is_cjk && after.starts_with(' ');
    clause.is_empty() && is_whole && !lists_values(before) && !is_amid(before, after)
}

/// `2：` and `2-` begin what is said of a value.
fn is_of_value(before: &str) -> bool {
    let Some(rest) = before.trim_end().strip_suffix(['：', ':', '-', '=', '、']) else { return false };
    rest.ends_with(|c: char| c.is_ascii_digit())
}

/// The sentence tells what values mean: `open：…`
fn lists_values(before: &str) -> bool {
    let sentence = before.rsplit(['。', '；', ';']).next().unwrap_or_default();
    sentence.starts_with(['：', ':'])
        || sentence.match_indices(['：', ':']).any(|(at, _)| {
            let key = sentence.get(..at).unwrap_or_default().trim_end();
            key.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        })
}

/// A remark in brackets amid a sentence is one about the word before it.
fn is_amid(before: &str, after: &str) -> bool {
    let Some(before) = before.trim_end().strip_suffix(is_opener).filter(|before| !before.trim().is_empty())
    else {
        return false;
    };
    let behind = after.split_once(is_closer).map_or("", |(_, behind)| behind);
    let goes_on = !behind.is_empty() && !behind.starts_with(|c: char| is_separator(c) || c.is_whitespace());
    goes_on || before.ends_with(|c: char| c.is_ascii_digit())
}

fn is_opener(c: char) -> bool {
    matches!(c, '（' | '(' | '【' | '[')
}

fn is_closer(c: char) -> bool {
    matches!(c, '）' | ')' | '】' | ']')
}

fn is_separator(c: char) -> bool {
    is_opener(c) || is_closer(c) || matches!(c, '，' | ',' | '。' | '.' | '；' | ';' | '：' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_be_called_old_in_many_ways() {
        for text in [
            "字段 a，已废弃",
            "已经废弃，用 b",
            "废弃字段",
            "地址，废弃字段，请用 b",
            "弃用，无需关注",
            "待废弃，建议使用 b",
            "（废弃）",
            "[Deprecated]",
            "deprecated",
            "编号（旧版，请使用 b）",
            "即将下线字段",
            "权重（0 - 100）（废弃）",
            "邮编（该字段已废弃，可忽略）",
            "**注意**：该字段已废弃，请用 b",
            "本参数目前已下线",
            "【已废弃，请用 b】描述地址",
            "编号（已废弃，请使用 `b` 字段)",
            "该字段废弃，请用 b",
        ] {
            assert_eq!(read(text), Age::Old, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_a_value_is_not_said_of_the_field() {
        for text in
            ["0：正常 1：已废弃", "取 `@1：已废弃`", "2-已下线", "废弃原因", "旧版文档", "系统逐步下线中"]
        {
            assert!(read(text) < Age::Old, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_something_else_is_unclear() {
        for text in [
            "原字段 old_id 已废弃，请使用本字段",
            "用于替代已废弃的字段 old_id",
            "值为 3 的类型已下线，其余可用",
            "返回的用户包含即将废弃的账号",
            "open：开放，shut：关闭，已废弃",
            "支持甲（已下线）和乙",
            "类型 3（已废弃）",
            "用户，已废弃的账号除外",
            "该字段已废弃的值不返回",
            "原参数废弃",
            "Deprecated users are returned, too",
        ] {
            assert_eq!(read(text), Age::Unclear, "{text}");
        }
    }
}
