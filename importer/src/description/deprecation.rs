//! Reads from a line of a description whether the field is deprecated.

use crate::page::visible;

/// A line's statement about deprecation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deprecation {
    /// The line does not speak of it.
    Absent,
    /// Something is deprecated, perhaps the field.
    Unclear,
    /// The field is deprecated.
    Field,
}

/// Phrases that call something deprecated wherever they stand in a line.
///
/// `已废弃` is on 28 lines of 14 pages, `已下线` on 9 of 7, `已弃用` on 5 of 2; each other phrase is on three pages or fewer.
/// A phrase that is missing here leaves a deprecated field undocumented. One that is too short, such as `下线`, is part of
/// sentences about the data: `系统逐步下线中`.
const MARKS: &[&str] = &[
    "已经废弃", "已废弃", "已经弃用", "已弃用", "字段废弃", "参数废弃", "废弃字段", "废弃参数", "废弃属性",
    "即将废弃", "待废弃", "字段弃用", "参数弃用", "弃用字段", "即将下线字段", "字段即将下线", "参数即将下线",
    "已下线",
];

/// Phrases that count only at the start of a line or behind an opening bracket.
///
/// `废弃` alone is on few lines; `附件 ID 列表（废弃）` is about the field, and `废弃组件说明文档` is the title of a guide.
const OPENING: &[&str] = &["废弃", "弃用", "deprecated", "旧版，请"];

/// Words for the field itself. Before a phrase they make the field the subject; any other word there is another subject,
/// so that the line is unclear.
const THIS: &[&str] = &["该", "本", "此", "当前", "字段", "参数", "属性"];

/// Reads a line. A phrase in a code span is about a value, and so is one behind a number and a colon.
pub(super) fn read(text: &str) -> Deprecation {
    if !may_speak_of_it(text) {
        return Deprecation::Absent;
    }
    let text: String = text.split('`').step_by(2).collect();
    let text = visible(&text).to_lowercase();
    let text = text.trim_start_matches(['-', '*', ' ']);
    let within = MARKS.iter().flat_map(|mark| text.match_indices(mark));
    let opening = OPENING.iter().flat_map(|mark| text.match_indices(mark)).filter(|(at, mark)| {
        let before = text.get(..*at).unwrap_or_default();
        let is_line = before.is_empty() && !mark.starts_with("旧版");
        is_line || before.ends_with(is_opener)
    });
    let statements = within.chain(opening).map(|(at, mark)| {
        let before = text.get(..at).unwrap_or_default();
        // `旧版，请` asks for another field; the text behind it does not matter.
        let after = if mark.ends_with('请') { "" } else { text.get(at + mark.len()..).unwrap_or_default() };
        if is_of_value(before) {
            Deprecation::Absent
        } else if is_of_field(before, after) {
            Deprecation::Field
        } else {
            Deprecation::Unclear
        }
    });
    statements.max().unwrap_or(Deprecation::Absent)
}

/// Returns false for most lines, at the price of a few short searches; the phrases themselves are searched for one by one.
fn may_speak_of_it(text: &str) -> bool {
    ["废", "弃", "下线", "旧", "eprecated", "EPRECATED"].iter().any(|part| text.contains(part))
}

/// Returns true if a phrase between the two texts is about the field: it names the field, or names no other thing.
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

/// Returns true behind the number of a value: `2：` or `2-`.
fn is_of_value(before: &str) -> bool {
    let Some(rest) = before.trim_end().strip_suffix(['：', ':', '-', '=', '、']) else { return false };
    rest.ends_with(|c: char| c.is_ascii_digit())
}

/// Returns true if the sentence explains values: `open：…`
fn lists_values(before: &str) -> bool {
    let sentence = before.rsplit(['。', '；', ';']).next().unwrap_or_default();
    sentence.starts_with(['：', ':'])
        || sentence.match_indices(['：', ':']).any(|(at, _)| {
            let key = sentence.get(..at).unwrap_or_default().trim_end();
            key.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        })
}

/// Returns true in brackets within a sentence: such a remark is about the word before it.
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
    fn a_line_may_call_its_field_deprecated() {
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
            assert_eq!(read(text), Deprecation::Field, "{text}");
        }
    }

    #[test]
    fn a_deprecated_value_does_not_deprecate_the_field() {
        for text in
            ["0：正常 1：已废弃", "取 `@1：已废弃`", "2-已下线", "废弃原因", "旧版文档", "系统逐步下线中"]
        {
            assert!(read(text) < Deprecation::Field, "{text}");
        }
    }

    #[test]
    fn other_deprecations_are_unclear() {
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
            assert_eq!(read(text), Deprecation::Unclear, "{text}");
        }
    }
}
