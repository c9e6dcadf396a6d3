//! Classifies sentences: the kinds of rule that their words announce.

use std::borrow::Cow;
use std::sync::LazyLock;

use model::schema::HintClass;
use regex_lite::Regex;

use crate::phrases::Phrases;

/// A group of phrases of one meaning. For some groups a phrase alone is not enough: the regular expression of the same name
/// confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// A condition. [`CASE`] confirms it.
    Case,
    /// The field itself is absent.
    OwnAbsence,
    /// A field is required. [`REQUIRED`] confirms it.
    Required,
    /// A field is optional. [`OPTIONAL`] confirms it.
    Optional,
    /// A field takes effect, or does not. [`EFFECTIVE`] confirms it.
    Effective,
    /// A noun or an idiom that holds a phrase of [`Self::Effective`].
    Noun,
    /// A field is ignored.
    Ignored,
    /// Fields without their names.
    Both,
    /// Something is forbidden or impossible.
    Denied,
    /// Several fields are absent.
    AllEmpty,
    /// Exactly one of several is given.
    OneOf,
    /// At least one of several is given. [`ONE_OF_THEM`] confirms it.
    OneOfThem,
    /// Two fields exclude each other.
    Exclusive,
    /// Two things go together.
    Together,
    /// Two fields are given together. [`GIVEN_TOGETHER`] confirms it.
    GivenTogether,
    /// Something is demanded.
    Demanded,
    /// The case that two fields are given, which demands neither.
    TogetherInCase,
    /// One field is used with another.
    InUse,
    /// Fields are used together, perhaps named by their titles only.
    UsedTogether,
    /// Several fields are given.
    AllGiven,
    /// One field takes precedence.
    Preferred,
    /// Two fields must not be given together.
    NotTogether,
    /// Two values are compared.
    Ordered,
    /// The distance of two values, or something that is no value: such a sentence compares other things.
    Distance,
}

/// The phrases of each group. A sentence is searched for all of them in one pass, and a regular expression runs only if a
/// phrase of its group was found: each of its alternatives holds one.
///
/// Of 1,038 pages, `必填` is on 808, `必须` on 206, `为准`
/// on 19, `互斥` on 2, `选一` on 4. Without a phrase a rule is missed; with a phrase too many, sentences about data are reported as
/// rules, as `有效期` would be without [`NOUNS`].
const CUES: &[(Cue, &[&str])] = &[
    (Cue::Case, &["当", "如果", "若", "仅在", "只有", "情况下", "场景下", "时", "才"]),
    (Cue::OwnAbsence, OWN_ABSENCE),
    (Cue::Required, &["必填", "必传", "必选", "必须", "为空", "需", "须", "为必"]),
    (Cue::Optional, &["可不", "可以不", "无需", "无须", "不需", "不必", "不用", "非必", "选填"]),
    (Cue::Effective, &["生效", "有效", "失效", "无效", "忽略", "起作用", "有意义", "被使用", "可用", "仅"]),
    (Cue::Noun, NOUNS),
    (Cue::Ignored, &["不生效", "失效", "无效", "忽略", "不起作用", "没有意义", "无意义", "不会生效"]),
    (Cue::Both, &["两者", "二者", "三者", "两个", "其他参数"]),
    (Cue::Denied, &["不能", "不可", "不允许", "不支持", "不得", "无法", "不要"]),
    (
        Cue::AllEmpty,
        &["同时为空", "都为空", "均为空", "全部为空", "全为空", "同时不填", "同时不传", "都不填", "都不传"],
    ),
    (Cue::OneOf, &["选一", "选其一", "任选一", "只能填一", "只能传一", "只填一", "只传一"]),
    (Cue::OneOfThem, &["其一", "之一", "其中一", "一个", "1个", "一项", "一种", "任一"]),
    (Cue::Exclusive, &["互斥"]),
    (Cue::Together, &["同时", "一起", "一并", "共同"]),
    (Cue::GivenTogether, &["同时", "一起", "一并", "使用", "成对"]),
    (Cue::Demanded, &["需", "必须", "须", "要", "成对", "请", "应"]),
    (
        Cue::TogetherInCase,
        &["若同时", "如果同时", "当同时", "都传", "同时存在时", "同时传入时", "同时传时", "同时填写时"],
    ),
    (Cue::InUse, &["配合使用", "搭配使用", "配套使用", "结合使用", "成对"]),
    (Cue::UsedTogether, &["一同使用", "一并使用", "一起使用", "同时使用"]),
    (Cue::AllGiven, &["同时", "都传", "都填", "都有", "均传", "均填", "都存在", "两者"]),
    (Cue::Preferred, &["为准", "优先"]),
    (Cue::NotTogether, &["不能同时", "不可同时"]),
    (Cue::Ordered, &["大于", "小于", "早于", "晚于", "不超过", "多于", "少于", "高于", "低于"]),
    (Cue::Distance, &["间隔", "相差", "跨度", "长度", "优先级", "数量", "之和", "差值"]),
];

/// Nouns and idioms that hold a phrase about effect and do not speak of it. `可用范围` is on 57 pages, `生效日期` on 39,
/// `有效期` on 36. `可能会被忽略` (86 lines of 4 pages) and `仅对当前身份生效` (14 of 3) are remarks that the fields of a page
/// repeat.
const NOUNS: &[&str] = &[
    "生效时间",
    "生效日期",
    "生效中",
    "生效的",
    "生效版本",
    "生效状态",
    "生效记录",
    "生效开始",
    "生效结束",
    "失效时间",
    "失效日期",
    "失效的",
    "有效期",
    "有效时间",
    "有效的",
    "有效性",
    "有效值",
    "有效天",
    "有效用户",
    "有效数字",
    "有效日期",
    "有效位",
    "有效范围",
    "有效身份",
    "无效的",
    "无效值",
    "可用的",
    "可用性",
    "可用范围",
    "可用于",
    "可用作",
    "可用来",
    "可用值",
    "不能为空格",
    "不可用",
    "是否忽略",
    "忽略无效",
    "无效和",
    "仅对当前身份生效",
    "仅在本次翻译中生效",
    "可能会被忽略",
];

/// Phrases for the absence of the field itself: such a sentence states a default. `不传时` is on 17 pages, `不填时` and `不填则`
/// on 11 each.
const OWN_ABSENCE: &[&str] = &[
    "不传时", "不填时", "未传时", "未填时", "不传值时", "不填写时", "不传参时", "为空时默认", "不填则",
    "不传则", "填写为", "为空字符",
];

static PHRASES: LazyLock<Phrases<Cue>> = LazyLock::new(|| Phrases::new(CUES));

/// A case: `当`, `如果`, and `时` where it is not part of a word such as `时间`.
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "当(?:[^前天日月年地次事])|如果|倘若|若|仅在|只有|情况下|场景下|时(?:[^间区长段刻候效分点机]|$)|才(?:会|能|可)?(?:生效|有效|起作用)",
    )
});
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "必填|必传|必选|必须(?:要)?(?:填|传|设置|指定|提供|选|有值|包含)|(?:不能|不可|不允许|不得)为空|需要?(?:填写|填入|填|传入|传|指定|提供)|须(?:填|传)|为必",
    )
});
static OPTIONAL: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "(?:可以?不|无需|无须|不需要?|不必|不用)(?:再)?(?:填|传|指定|提供|设置|输入|选)|非必填|非必传|非必须|选填",
    )
});
static EFFECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "生效|有效|失效|无效|(?:被|会|将|则)忽略|忽略(?:该|此|本| ?[A-Za-z])|起作用|有意义|被使用|可用|仅.{1,24}时(?:填|传|使用|需|支持|返回)",
    )
});
static PRECEDES: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "为准|优先(?:使用|取|以|采用|于|级高)|优先级.{0,4}(?:高于|大于|更高)|(?:只|仅|则|将)(?:使用|取|生效)|取 ?[A-Za-z_]|覆盖|忽略|生效",
    )
});
static ONE_OF_THEM: LazyLock<Regex> = LazyLock::new(|| {
    literal(
        "(?:至少|必须|必填|必传|需要?|仅需)[^，,]{0,24}(?:其一|其中(?:之)?一|之一|一个|1个|一项|一种|任一)",
    )
});
static GIVEN_TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
    literal("(?:同时|一起|一并)(?:传|填|设置|指定|提供|存在|有值|给|使用|出现)|[配搭结]合?[合配套]?使用|成对")
});

/// Compiles a literal.
fn literal(pattern: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "a test compiles every literal")]
    Regex::new(pattern).unwrap()
}

/// A sentence and the groups of phrases found in it.
pub(super) struct Cues<'s> {
    text: &'s str,
    /// A bit for each [`Cue`].
    found: u32,
}

impl<'s> Cues<'s> {
    /// Searches the sentence.
    pub(super) fn of(text: &'s str) -> Self {
        let found = PHRASES.all_in(text).fold(0, |found, (_, _, cue)| found | bit(cue));
        Self { text, found }
    }

    /// The sentence.
    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    fn has(&self, cue: Cue) -> bool {
        self.found & bit(cue) != 0
    }

    fn has_any(&self, cues: &[Cue]) -> bool {
        cues.iter().any(|cue| self.has(*cue))
    }

    /// Returns false for most sentences: no kind of rule is possible without one of these phrases.
    pub(super) fn may_announce(&self) -> bool {
        self.has_any(&[
            Cue::AllEmpty,
            Cue::OneOf,
            Cue::OneOfThem,
            Cue::Exclusive,
            Cue::Together,
            Cue::GivenTogether,
            Cue::AllGiven,
            Cue::Preferred,
            Cue::Ordered,
        ]) || self.has(Cue::Case) && self.has_any(&[Cue::Required, Cue::Optional, Cue::Effective])
    }

    fn is_conditional(&self) -> bool {
        self.has(Cue::Case) && CASE.is_match(&self.without_own_absence())
    }

    /// Returns true if the sentence makes a field optional.
    pub(super) fn is_optional(&self) -> bool {
        self.has(Cue::Optional) && OPTIONAL.is_match(self.text)
    }

    fn is_required(&self) -> bool {
        self.has(Cue::Required) && REQUIRED.is_match(&self.without_own_absence())
    }

    /// Returns true if the sentence says when a field is ignored.
    pub(super) fn is_ignored(&self) -> bool {
        self.has(Cue::Ignored)
    }

    fn without_own_absence(&self) -> Cow<'s, str> {
        self.without(Cue::OwnAbsence, OWN_ABSENCE)
    }

    fn without(&self, cue: Cue, phrases: &[&str]) -> Cow<'s, str> {
        if !self.has(cue) {
            return Cow::Borrowed(self.text);
        }
        let found = phrases.iter().filter(|phrase| self.text.contains(**phrase));
        Cow::Owned(found.fold(self.text.to_owned(), |text, phrase| text.replace(phrase, "")))
    }

    /// The kinds of rule, the most telling first. `names_others` is true if the sentence names a field other than its own.
    pub(super) fn classes(&self, names_others: bool) -> Vec<HintClass> {
        let mut classes: Vec<HintClass> = self.set(names_others).into_iter().collect();
        let is_apart =
            classes.iter().any(|class| matches!(class, HintClass::Exclusive | HintClass::Together));
        if !is_apart && self.is_precedence(names_others) {
            classes.push(HintClass::Precedence);
        }
        if classes.is_empty() && (self.is_optional() || self.is_required()) && self.is_conditional() {
            classes.push(HintClass::ConditionallyRequired);
        }
        if classes.is_empty() && self.is_effective() && self.is_conditional() {
            classes.push(HintClass::EffectiveWhen);
        }
        if names_others && self.has(Cue::Ordered) && !self.has(Cue::Distance) {
            classes.push(HintClass::Comparison);
        }
        classes
    }

    /// The rule about a set of fields.
    fn set(&self, names_others: bool) -> Option<HintClass> {
        let speaks_of_fields = names_others || self.has(Cue::Both);
        if self.has(Cue::AllEmpty) {
            return (self.has(Cue::Denied) && speaks_of_fields).then_some(HintClass::AtLeastOne);
        }
        if self.has(Cue::OneOf) {
            return Some(HintClass::OneOf);
        }
        // `同一个` compares two values.
        let names_one = self.has(Cue::OneOfThem) && !self.text.contains("同一个");
        if speaks_of_fields && names_one && ONE_OF_THEM.is_match(self.text) {
            return Some(HintClass::AtLeastOne);
        }
        let is_denied = self.has(Cue::Together) && self.has(Cue::Denied);
        if speaks_of_fields && (self.has(Cue::Exclusive) || is_denied) {
            return Some(HintClass::Exclusive);
        }
        let is_demanded = self.has(Cue::Demanded);
        let is_together = names_others
            && (is_demanded && !self.has(Cue::TogetherInCase) || self.has(Cue::InUse))
            && self.has(Cue::GivenTogether)
            && GIVEN_TOGETHER.is_match(self.text);
        // Some pages name the other field by its title only.
        let by_title = is_demanded && self.has(Cue::UsedTogether);
        (is_together || by_title).then_some(HintClass::Together)
    }

    fn is_precedence(&self, names_others: bool) -> bool {
        let all_given = self.has(Cue::AllGiven);
        (all_given || names_others && self.has(Cue::Preferred))
            && !self.has(Cue::NotTogether)
            && PRECEDES.is_match(self.text)
    }

    fn is_effective(&self) -> bool {
        self.has(Cue::Effective) && EFFECTIVE.is_match(&self.without(Cue::Noun, NOUNS))
    }
}

fn bit(cue: Cue) -> u32 {
    1 << cue as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use HintClass::{
        AtLeastOne, Comparison, ConditionallyRequired, EffectiveWhen, Exclusive, OneOf, Precedence, Together,
    };

    #[test]
    fn every_literal_compiles() {
        for pattern in [&CASE, &REQUIRED, &OPTIONAL, &EFFECTIVE, &PRECEDES, &ONE_OF_THEM, &GIVEN_TOGETHER] {
            assert!(!pattern.as_str().is_empty());
        }
    }

    #[test]
    fn sentences_announce_kinds_of_rules() {
        for (text, others, expected) in [
            ("当 a 为 1 时必填", true, &[ConditionallyRequired][..]),
            ("若选择自定义，则无需填写", false, &[ConditionallyRequired]),
            ("与 a 二选一，都传以 a 为准", true, &[OneOf, Precedence]),
            ("a 和 b 不能同时为空", true, &[AtLeastOne]),
            ("两者至少填写其中一个", false, &[AtLeastOne]),
            ("和 a 互斥", true, &[Exclusive]),
            ("该参数不能与 a 同时指定", true, &[Exclusive]),
            ("需要和 a 同时传入", true, &[Together]),
            ("若同时传入，取 a", true, &[Precedence]),
            ("仅当 a 为 false 时，此参数才会生效", true, &[EffectiveWhen]),
            ("若设置了 a，则该参数不生效", true, &[EffectiveWhen]),
            ("必须大于 a", true, &[Comparison]),
            ("非必填，需要与开始日期一同使用", false, &[Together]),
            ("满足以下条件才会生效", false, &[EffectiveWhen]),
        ] {
            assert_eq!(Cues::of(text).classes(others), expected, "{text}");
        }
    }

    #[test]
    fn other_sentences_announce_none() {
        for (text, others) in [
            ("必填", false),
            ("开始时间，必填", false),
            ("分页标记，第一次请求不填", false),
            ("有效期，当前时区的时间", false),
            ("列表至少有一个元素", false),
            ("必须大于 10", false),
            ("不填时默认为空", false),
            ("当前用户的生效日期", false),
            ("优先展示的语言", false),
            ("必须与 a 为同一个人", true),
            ("设置该字段后，结果中至少包含其中一个", false),
            ("修改该字段时仅对当前身份生效", false),
        ] {
            assert_eq!(Cues::of(text).classes(others), [], "{text}");
        }
    }
}
