//! Whether a description calls its field old.

/// What a description says of a field that is no longer to be used.
const MARKS: &[&str] = &[
    "已废弃",
    "已经废弃",
    "已弃用",
    "已经弃用",
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
    "（废弃",
    "(废弃",
    "【废弃",
    "[废弃",
    "（弃用",
    "(弃用",
    "【弃用",
    "[弃用",
    "已下线",
    "即将下线字段",
    "字段即将下线",
    "参数即将下线",
    "（旧版，请",
];

/// What stands in a code span is a value, of which the line tells nothing; so is what a mark behind a number tells of.
pub(super) fn calls_itself_old(text: &str) -> bool {
    let text: String = text.split('`').step_by(2).collect();
    let lower = text.trim_start_matches(['-', '*', ' ']).to_lowercase();
    MARKS.iter().any(|mark| text.match_indices(mark).any(|(at, _)| !is_of_value(text.get(..at))))
        || ["废弃", "弃用"].iter().any(|mark| {
            let rest = lower.strip_prefix(mark);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['，', ',', '。', '；', ' ', '：']))
        })
        || lower.starts_with("deprecated")
        || lower.contains("[deprecated]")
        || lower.contains("(deprecated")
        || lower.contains("（deprecated")
}

/// `2：` and `2-` begin what is said of a value.
fn is_of_value(before: Option<&str>) -> bool {
    let before = before.unwrap_or_default().trim_end();
    let Some(rest) = before.strip_suffix(['：', ':', '-', '=', '、']) else {
        return false;
    };
    rest.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::calls_itself_old;

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
            "编号（旧版，请使用 b）",
            "即将下线字段",
            "权重（0 - 100）（废弃）",
        ] {
            assert!(calls_itself_old(text), "{text}");
        }
    }

    #[test]
    fn what_is_said_of_a_value_is_not_said_of_the_field() {
        for text in
            ["0：正常 1：已废弃", "取 `@1：已废弃`", "2-已下线", "废弃原因", "旧版文档", "系统逐步下线中"]
        {
            assert!(!calls_itself_old(text), "{text}");
        }
    }
}
