//! Facts that a sentence states: a default (`Whether it is open, false by default.`), the only value, and whether the field is
//! required.

use super::sentence_limits::clauses;
use crate::page::visible;

/// Phrases before a default. Longer ones stand before those that they begin with.
///
/// `默认为` is on 199 lines of 105 pages, `默认值为` on 20 of 14, `默认是` on 7 of 7. The bare `默认` is on 2,375, most of
/// them keys of their own; it counts only if a literal follows at once.
const ANNOUNCED: &[&str] = &[
    "默认值为", "默认值是", "默认取值为", "默认取值", "默认值：", "默认值:", "默认为", "默认是", "默认：",
    "默认:", "默认", "缺省值为", "缺省为",
];

/// Phrases for a field that is not sent: the value that the server takes then is the default, so that these phrases are no
/// condition although some hold a word of [`CASES`].
///
/// `不填` is on 268 lines of 200 pages, `不传` on 142 of 83, `不设置` on 100 of 29.
const ABSENT: &[&str] = &[
    "如果不填", "如果不传", "如果未填", "若不填", "若不传", "若未填", "若不设置", "若未设置", "如不填",
    "如不传", "不传值", "未传值", "不填写", "不传", "不填", "未填", "为空", "不设置", "未设置", "不指定",
    "未指定", "缺省时", "该值",
];

/// Words that restrict a sentence to a case; its default does not hold otherwise. Each is on hundreds of pages. A default of
/// one case would be sent in all others.
const CASES: &[&str] = &["当", "若", "如", "时", "仅", "则", "且", "或"];

/// The longest line, in bytes, that is searched for a default. Each clause of a line is read to its end, so that a hostile
/// line would take quadratic time. Two lines of 1,038 pages are longer.
const MAX_LINE: usize = 2000;

/// The default that a sentence of the line states without a condition, as the page writes it.
pub(super) fn default(text: &str) -> Option<&str> {
    if text.len() > MAX_LINE || !text.contains("默认") && !text.contains("缺省") {
        return None;
    }
    text.split(['。', '；', ';']).find_map(default_of_sentence)
}

fn default_of_sentence(sentence: &str) -> Option<&str> {
    let mut rest = sentence.to_owned();
    for word in ABSENT.iter().filter(|word| sentence.contains(**word)) {
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

/// Phrases before the only value. Longer ones stand before those that they begin with.
///
/// `固定取值` is on 39 lines, `固定值` on 25 besides those of keys, `固定为` on 60, most of them about the start of an id.
const FIXED: &[&str] = &["固定取值为", "固定取值", "固定值为", "固定值", "固定为", "固定是"];

/// Words that restrict a sentence to a case, besides [`CASES`]: `to send a template`, and what holds at present only.
const FIXED_CASES: &[&str] = &["要", "目前", "当前"];

/// The only value, as a sentence of the line states it without a condition. What is fixed must be the value: no other noun,
/// as in `the prefix is always`, may stand before it.
pub(super) fn fixed<'s>(text: &'s str) -> Option<&'s str> {
    if text.len() > MAX_LINE || !text.contains("固定") {
        return None;
    }
    let is_plain = |sentence: &&str| !CASES.iter().chain(FIXED_CASES).any(|word| sentence.contains(word));
    let value = |clause: &'s str| {
        let clause = clause.trim_start();
        let verb = ["取值", "值", "取", "需传入", "传入"].iter().find_map(|word| clause.strip_prefix(word));
        let clause = verb.unwrap_or(clause);
        let value = FIXED.iter().find_map(|word| clause.strip_prefix(word))?.trim();
        let value = value.split([' ', '即']).next()?;
        is_literal(value).then_some(value)
    };
    let mut sentences = text.split(['。', '；', ';']).filter(is_plain);
    sentences.find_map(|sentence| {
        sentence.split(['，', ',', '（', '(', '）', ')', '：', ':', '、']).find_map(value)
    })
}

/// Returns true for a number, a truth value, an ASCII word, and a text in quotes or code marks.
fn is_literal(text: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_marked = ["`", "\""].iter().any(|mark| {
        let inner = text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark));
        inner.is_some_and(|inner| !inner.contains(mark))
    });
    is_marked || !text.is_empty() && text.chars().all(is_of_word)
}

/// Returns true for a required and false for an optional field, if the line asks the reader to ignore the required column.
/// A sentence with a condition leaves the other cases open.
pub(super) fn required(text: &str) -> Option<bool> {
    let text = visible(text).replace("必填 列", "必填列");
    if !text.contains("必填列") {
        return None;
    }
    let asks = |sentence: &&str| sentence.split_once("忽略").is_some_and(|(_, rest)| rest.contains("必填列"));
    let sentence = text.split(['。', '；']).find(asks)?;
    // A request is no case.
    let sentence = sentence.replace("请求时", "");
    if ["当", "若", "如果", "时"].iter().any(|word| sentence.contains(word)) {
        return None;
    }
    let mut clauses = sentence.split(['，', ',']).map(|clause| clause.trim_matches([' ', '*']));
    let stated = clauses.find(|clause| clause.ends_with("填"))?;
    Some(!["非必填", "不必填", "选填"].iter().any(|word| stated.ends_with(word)))
}

#[cfg(test)]
mod tests {
    use super::{default, fixed, required};

    #[test]
    fn a_clause_may_state_the_default() {
        for (text, expected) in [
            ("是否可用，默认为 false", "false"),
            ("是否可用。默认 `true`，即可用", "`true`"),
            ("分页大小，默认10，最大500", "10"),
            ("分页大小；如果不填，默认为10", "10"),
            ("顺序（不传时默认为 desc）", "desc"),
            ("类型。默认取值 `1`，表示普通组", "`1`"),
            ("日期类型 可选值：1：甲 2：乙。默认值：1", "1"),
        ] {
            assert_eq!(default(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_default_of_one_case_and_a_text_without_a_value_do_not_count() {
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
            assert_eq!(default(text), None, "{text}");
        }
    }

    #[test]
    fn a_clause_may_state_the_only_value() {
        for (text, expected) in [
            ("消息的类型，固定取值 `interactive`。", Some("`interactive`")),
            ("固定取值为 `a`", Some("`a`")),
            ("卡片数据的类型。取固定值 `card_json`", Some("`card_json`")),
            ("地址类型，值固定为`4`：区", Some("`4`")),
            ("类型，固定是2", Some("2")),
            ("ID 前缀固定为 `od-`", None),
            ("目前固定取值为 1，表示用户", None),
            ("当 a 为 1 时，固定取值 `all`", None),
            ("卡片类型。要发送模板，固定取值为 `template`", None),
            ("第一个按钮的 kind 固定取值 `b`", None),
            ("`kind` 需传入固定值 `b`", None),
            ("固定为开始节点", None),
            ("非固定值", None),
        ] {
            assert_eq!(fixed(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_may_overrule_the_required_column() {
        assert_eq!(required("注意：该参数为必填，请忽略左侧必填列的“否”。若为空则失败。"), Some(true));
        assert_eq!(required("条件，该字段必填，请忽略左侧必填列的否"), Some(true));
        assert_eq!(required("该参数非必填，请忽略必填列"), Some(false));
        assert_eq!(required("- 请求时该参数必填，请忽略 **必填** 列的 **否**。"), Some(true));
        for text in ["该参数必填", "请忽略此参数", "当 a 为 1 时必填，请忽略必填列", "请忽略左侧必填列的“否”"]
        {
            assert_eq!(required(text), None, "{text}");
        }
    }
}
