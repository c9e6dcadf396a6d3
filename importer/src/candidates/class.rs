//! Which kinds of rule the words of a sentence announce.

use std::sync::LazyLock;

use model::schema::HintClass;
use regex_lite::Regex;

use super::words::has;

/// What a sentence is about.
pub(super) struct Cues<'s> {
    text: &'s str,
    /// It names fields other than its own.
    names_others: bool,
    /// It speaks of a case.
    pub(super) is_conditional: bool,
}

/// A case: `当`, `如果`, and `时` where it is no part of a word such as `时间`.
static CASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "当(?:[^前天日月年地次事])|如果|倘若|若|仅在|只有|情况下|场景下|时(?:[^间区长段刻候效分点机]|$)|才(?:会|能|可)?(?:生效|有效|起作用)",
    )
    .ok()
});
static REQUIRED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "必填|必传|必选|必须(?:要)?(?:填|传|设置|指定|提供|选|有值|包含)|(?:不能|不可|不允许|不得)为空|需要?(?:填写|填入|填|传入|传|指定|提供)|须(?:填|传)|为必",
    )
    .ok()
});
static OPTIONAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:可以?不|无需|无须|不需要?|不必|不用)(?:再)?(?:填|传|指定|提供|设置|输入|选)|非必填|非必传|非必须|选填").ok()
});
static EFFECTIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("生效|有效|失效|无效|(?:被|会|将|则)忽略|忽略(?:该|此|本| ?[A-Za-z])|起作用|有意义|被使用|可用|仅.{1,24}时(?:填|传|使用|需|支持|返回)")
        .ok()
});
static PRECEDES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "为准|优先(?:使用|取|以|采用|于|级高)|优先级.{0,4}(?:高于|大于|更高)|(?:只|仅|则|将)(?:使用|取|生效)|取 ?[A-Za-z_]|覆盖|忽略|生效",
    )
    .ok()
});
static ORDERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("大于|小于|早于|晚于|不超过|多于|少于|高于|低于").ok());
static SOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "(?:至少|必须|必填|必传|需要?|仅需)[^，,]{0,24}(?:其一|其中(?:之)?一|之一|一个|1个|一项|一种|任一)",
    )
    .ok()
});
static TOGETHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "(?:同时|一起|一并)(?:传|填|设置|指定|提供|存在|有值|给|使用|出现)|[配搭结]合?[合配套]?使用|成对",
    )
    .ok()
});

fn without(text: &str, words: &[&str]) -> String {
    words.iter().fold(text.to_owned(), |text, word| text.replace(word, ""))
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Nouns that hold a cue and are none: `有效期`.
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

/// Cases that are about a field's own absence: what is said then is a default.
const OWN_ABSENCE: &[&str] = &[
    "不传时",
    "不填时",
    "未传时",
    "未填时",
    "不传值时",
    "不填写时",
    "不传参时",
    "为空时默认",
    "不填则",
    "不传则",
    "填写为",
    "为空字符",
];

impl<'s> Cues<'s> {
    pub(super) fn of(text: &'s str, names_others: bool) -> Self {
        let is_conditional = is(&CASE, &without(text, OWN_ABSENCE));
        Self { text, names_others, is_conditional }
    }

    /// Whether the sentence asks for less, not for more.
    pub(super) fn is_optional(&self) -> bool {
        is(&OPTIONAL, self.text)
    }

    fn is_required(&self) -> bool {
        is(&REQUIRED, &without(self.text, OWN_ABSENCE))
    }

    /// Whether the sentence says when a field counts for nothing.
    pub(super) fn is_void(&self) -> bool {
        has(self.text, &["不生效", "失效", "无效", "忽略", "不起作用", "没有意义", "无意义", "不会生效"])
    }

    /// The kinds of rule, the most telling first.
    pub(super) fn classes(&self) -> Vec<HintClass> {
        let set = self.set();
        let mut classes: Vec<HintClass> = set.into_iter().collect();
        let is_apart =
            classes.iter().any(|class| matches!(class, HintClass::Exclusive | HintClass::Together));
        if !is_apart && self.is_precedence() {
            classes.push(HintClass::Precedence);
        }
        if classes.is_empty() && self.is_conditional && (self.is_optional() || self.is_required()) {
            classes.push(HintClass::ConditionallyRequired);
        }
        if classes.is_empty() && self.is_effective() {
            classes.push(HintClass::EffectiveWhen);
        }
        let is_distance = has(self.text, &["间隔", "相差", "跨度", "长度", "优先级", "数量", "之和", "差值"]);
        if self.names_others && is(&ORDERED, self.text) && !is_distance {
            classes.push(HintClass::Comparison);
        }
        classes
    }

    /// How fields belong together.
    fn set(&self) -> Option<HintClass> {
        let text = self.text;
        let speaks_of_fields = self.names_others || has(text, &["两者", "二者", "三者", "两个", "其他参数"]);
        let is_denied = has(text, &["不能", "不可", "不允许", "不支持", "不得", "无法", "不要"]);
        if has(
            text,
            &[
                "同时为空",
                "都为空",
                "均为空",
                "全部为空",
                "全为空",
                "同时不填",
                "同时不传",
                "都不填",
                "都不传",
            ],
        ) {
            return (is_denied && speaks_of_fields).then_some(HintClass::AtLeastOne);
        }
        if has(text, &["选一", "选其一", "任选一", "只能填一", "只能传一", "只填一", "只传一"])
        {
            return Some(HintClass::OneOf);
        }
        if speaks_of_fields && is(&SOME, text) {
            return Some(HintClass::AtLeastOne);
        }
        let together = has(text, &["同时", "一起", "一并", "共同"]);
        if speaks_of_fields && (has(text, &["互斥"]) || (together && is_denied)) {
            return Some(HintClass::Exclusive);
        }
        let is_asked = has(text, &["需", "必须", "须", "要", "成对", "请", "应"]);
        let is_case = has(
            text,
            &["若同时", "如果同时", "当同时", "都传", "同时存在时", "同时传入时", "同时传时", "同时填写时"],
        );
        let in_use = has(text, &["配合使用", "搭配使用", "配套使用", "结合使用", "成对"]);
        let is_together = is(&TOGETHER, text) && ((is_asked && !is_case) || in_use);
        // Some pages name the other field by its title only.
        let by_title = is_asked && has(text, &["一同使用", "一并使用", "一起使用", "同时使用"]);
        ((self.names_others && is_together) || by_title).then_some(HintClass::Together)
    }

    fn is_precedence(&self) -> bool {
        let together = has(self.text, &["同时", "都传", "都填", "都有", "均传", "均填", "都存在", "两者"]);
        is(&PRECEDES, self.text)
            && (self.names_others || together)
            && (together || has(self.text, &["为准", "优先"]))
            && !has(self.text, &["不能同时", "不可同时"])
    }

    fn is_effective(&self) -> bool {
        is(&EFFECTIVE, &without(self.text, NOUNS)) && self.is_conditional
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use HintClass::{
        AtLeastOne, Comparison, ConditionallyRequired, EffectiveWhen, Exclusive, OneOf, Precedence, Together,
    };

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
            assert_eq!(Cues::of(text, others).classes(), expected, "{text}");
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
            ("设置该字段后，结果中至少包含其中一个", false),
            ("修改该字段时仅对当前身份生效", false),
        ] {
            assert_eq!(Cues::of(text, others).classes(), [], "{text}");
        }
    }
}
