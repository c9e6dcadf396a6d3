//! Defaults that a sentence states: `Whether it is open, false by default.`

use super::worded::clauses;

/// What comes before the value.
const ANNOUNCED: &[&str] = &[
    "默认值为",
    "默认值是",
    "默认取值为",
    "默认值：",
    "默认值:",
    "默认为",
    "默认是",
    "默认：",
    "默认:",
    "默认",
    "缺省值为",
    "缺省为",
];

/// Words for a field that is not sent: what the server takes then is the default.
const ABSENT: &[&str] = &[
    "如果不填",
    "如果不传",
    "如果未填",
    "若不填",
    "若不传",
    "若未填",
    "若不设置",
    "若未设置",
    "如不填",
    "如不传",
    "不传值",
    "未传值",
    "不填写",
    "不传",
    "不填",
    "未填",
    "为空",
    "不设置",
    "未设置",
    "不指定",
    "未指定",
    "缺省时",
    "该值",
];

/// A sentence with such a word speaks of some case.
const CASES: &[&str] = &["当", "若", "如", "时", "仅", "则", "且", "或"];

/// No sentence about a field is nearly as long, in bytes.
const MAX_LINE: usize = 2000;

/// The value, as the page writes it, that a sentence of the line calls the default whatever the case.
pub(super) fn read(text: &str) -> Option<&str> {
    if text.len() > MAX_LINE || !text.contains("默认") && !text.contains("缺省") {
        return None;
    }
    text.split(['。', '；', ';']).find_map(in_sentence)
}

fn in_sentence(sentence: &str) -> Option<&str> {
    let mut rest = sentence.to_owned();
    for word in ABSENT {
        rest = rest.replace(&format!("{word}时"), "").replace(word, "");
    }
    if CASES.iter().any(|word| rest.contains(word)) {
        return None;
    }
    clauses(sentence).find_map(|start| {
        let clause = sentence.get(start..)?.trim_start();
        let clause = ABSENT.iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
        let clause = clause.trim_start_matches(['时', '，', ' ']);
        let value = ANNOUNCED.iter().find_map(|word| clause.strip_prefix(word))?.trim_start();
        let end = value.find(['，', '）', ')', '（', '、']).unwrap_or(value.len());
        let value = value.get(..end)?.trim();
        is_literal(value).then_some(value)
    })
}

/// A number, a truth value, a word in ASCII, or what is marked as a value.
fn is_literal(text: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_marked = ["`", "\""].iter().any(|mark| {
        let inner = text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark));
        inner.is_some_and(|inner| !inner.contains(mark))
    });
    is_marked || !text.is_empty() && text.chars().all(is_of_word)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_clause_may_state_the_default() {
        for (text, expected) in [
            ("是否可用，默认为 false", "false"),
            ("是否可用。默认 `true`，即可用", "`true`"),
            ("分页大小，默认10，最大500", "10"),
            ("分页大小；如果不填，默认为10", "10"),
            ("顺序（不传时默认为 desc）", "desc"),
            ("日期类型 可选值：1：甲 2：乙。默认值：1", "1"),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_holds_in_some_case_or_is_no_value_is_none() {
        for text in [
            "当 a 为 1 时，默认为 false",
            "若 a 为空，则默认为 1",
            "默认语言",
            "默认为当天",
            "默认为 50 米",
            "是否默认开启",
            "默认为false不包含",
            "a 取 1 时默认 2",
            "无默认值",
            "默认",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
