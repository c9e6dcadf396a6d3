//! The design's table of severities, row by row: what each change does in a request and in a response.

use serde_json::{Value, json};

use super::super::Bump::{self, Major, Minor, Patch};
use super::super::Impact::{self, Breaking, Compatible, Dangerous, None};
use super::*;

/// A field on both sides; the kind; what it does to requests and to responses that have the field.
type Row = (Value, Value, Kind, Impact, Impact);

#[allow(clippy::too_many_lines)] // one row of the table after the other
fn rows() -> Vec<Row> {
    let absent = Value::Null;
    let plain = || text(&json!({}));
    let of = |members: Value| text(&members);
    let int = |members: Value| typed("int", &members);
    let two = || json!({"a": {"label": "A"}, "b": {"label": "B"}});
    let three = || json!({"a": {"label": "A"}, "b": {"label": "B"}, "c": {"label": "C"}});
    let relabelled = || json!({"a": {"label": "A"}, "b": {"label": "X"}});
    let hinted = |class: &str, other: &str| of(json!({"hints": {"r": {"class": class, "fields": [other]}}}));
    let carries = |fields: Value| of(json!({"json": {"type": "object", "fields": fields}}));
    vec![
        (absent.clone(), of(json!({"required": true})), Kind::RequiredFieldAdded, Breaking, Compatible),
        (of(json!({"required": true})), absent.clone(), Kind::RequiredFieldRemoved, Breaking, Breaking),
        (absent.clone(), plain(), Kind::OptionalFieldAdded, Compatible, Compatible),
        (plain(), absent, Kind::OptionalFieldRemoved, Breaking, Breaking),
        (plain(), of(json!({"required": true})), Kind::FieldBecameRequired, Breaking, Compatible),
        (of(json!({"required": true})), plain(), Kind::FieldBecameOptional, Compatible, None),
        (plain(), int(json!({})), Kind::TypeChanged, Breaking, Breaking),
        (int(json!({})), typed("integer", &json!({})), Kind::TypeRenamed, None, None),
        (
            of(json!({"len": {"max": 9, "unit": "chars"}})),
            of(json!({"len": {"max": 8, "unit": "chars"}})),
            Kind::LimitTightened,
            Breaking,
            Compatible,
        ),
        (
            int(json!({"range": {"min": 1, "max": 5}})),
            int(json!({"range": {"min": 0, "max": 5}})),
            Kind::LimitLoosened,
            Compatible,
            Dangerous,
        ),
        (plain(), of(json!({"len": {"max": 9, "unit": "chars"}})), Kind::LimitAdded, Dangerous, Compatible),
        (int(json!({"range": {"max": 5}})), int(json!({})), Kind::LimitRemoved, Compatible, Dangerous),
        (
            of(json!({"len": {"max": 9, "unit": "chars"}})),
            of(json!({"len": {"max": 9, "unit": "bytes"}})),
            Kind::LimitUnitChanged,
            Breaking,
            Dangerous,
        ),
        (
            of(json!({"enum": two()})),
            of(json!({"enum": three()})),
            Kind::EnumMemberAdded,
            Compatible,
            Dangerous,
        ),
        (
            of(json!({"enum": three()})),
            of(json!({"enum": two()})),
            Kind::EnumMemberRemoved,
            Breaking,
            Compatible,
        ),
        (
            of(json!({"enum": two()})),
            of(json!({"enum": relabelled()})),
            Kind::LabelChanged,
            Dangerous,
            Dangerous,
        ),
        (plain(), of(json!({"enum": two()})), Kind::EnumAdded, Dangerous, Compatible),
        (of(json!({"enum": two()})), plain(), Kind::EnumRemoved, Compatible, Dangerous),
        (
            of(json!({"default": "a"})),
            of(json!({"default": "b"})),
            Kind::DefaultChanged,
            Dangerous,
            Compatible,
        ),
        (plain(), of(json!({"pattern": "a"})), Kind::PatternAdded, Breaking, Compatible),
        (
            of(json!({"pattern": "a"})),
            of(json!({"pattern": "b"})),
            Kind::PatternChanged,
            Dangerous,
            Dangerous,
        ),
        (of(json!({"pattern": "a"})), plain(), Kind::PatternRemoved, Compatible, Dangerous),
        (of(json!({"fixed": "a"})), of(json!({"fixed": "b"})), Kind::FixedChanged, Breaking, Dangerous),
        (plain(), of(json!({"fixed": "b"})), Kind::FixedAdded, Breaking, Compatible),
        (of(json!({"fixed": "b"})), plain(), Kind::FixedRemoved, Compatible, Dangerous),
        (plain(), carries(json!({})), Kind::JsonShapeAdded, Dangerous, Compatible),
        (carries(json!({})), plain(), Kind::JsonShapeRemoved, Compatible, Dangerous),
        (
            carries(json!({})),
            carries(json!({"y": {"type": "int", "required": true}})),
            Kind::RequiredFieldAdded,
            Breaking,
            Compatible,
        ),
        (of(json!({"example": "a"})), of(json!({"example": "b"})), Kind::ExampleChanged, None, None),
        (of(json!({"doc": "a"})), of(json!({"doc": "b"})), Kind::DescriptionChanged, None, None),
        (
            of(json!({"prose": "0123456789ab"})),
            of(json!({"prose": "0123456789ac"})),
            Kind::ProseChanged,
            None,
            None,
        ),
        (of(json!({"text": "a"})), of(json!({"text": "b"})), Kind::ProseChanged, None, None),
        (plain(), hinted("one_of", "y"), Kind::HintAdded, None, None),
        (hinted("one_of", "y"), plain(), Kind::HintRemoved, None, None),
        (hinted("one_of", "y"), hinted("one_of", "z"), Kind::HintChanged, None, None),
        (of(json!({"name": "a"})), of(json!({"name": "b"})), Kind::RustNameChanged, None, None),
        (plain(), of(json!({"type_name": "B"})), Kind::RustNameChanged, None, None),
        (plain(), of(json!({"use_type": "common::B"})), Kind::RustNameChanged, None, None),
        (plain(), of(json!({"sensitive": true})), Kind::SensitivityChanged, None, None),
        (plain(), of(json!({"deprecated": true})), Kind::Deprecated, Compatible, Compatible),
        (plain(), of(json!({"join": "comma"})), Kind::JoinChanged, Dangerous, None),
        (plain(), of(json!({"idempotency_key": true})), Kind::IdempotencyGained, Compatible, None),
        (of(json!({"idempotency_key": true})), plain(), Kind::IdempotencyLost, Dangerous, None),
        (plain(), of(json!({"role": "inner_message"})), Kind::RoleChanged, None, Dangerous),
        (plain(), of(json!({"format": "Bearer"})), Kind::HeaderFormatChanged, None, None),
        (plain(), of(json!({"scopes": {"s": {"label": "l"}}})), Kind::FieldScopeAdded, Dangerous, Dangerous),
        (
            of(json!({"scopes": {"s": {"label": "l"}}})),
            of(json!({"scopes": {"s": {"label": "l", "when": "a"}}})),
            Kind::FieldScopeChanged,
            Dangerous,
            Dangerous,
        ),
        (
            of(json!({"scopes": {"s": {"label": "l"}}})),
            of(json!({"scopes": {"s": {"label": "m"}}})),
            Kind::ScopeLabelChanged,
            None,
            None,
        ),
    ]
}

#[test]
fn each_change_of_a_field_has_its_severity_in_both_directions() {
    for (old, new, kind, request, replied) in rows() {
        let sent = expect(&body(&old), &body(&new), &[kind]);
        assert_eq!((sent[0].effects.request, sent[0].effects.reply), (request, None), "sent: {kind:?}");
        let received = expect(&reply(&old), &reply(&new), &[kind]);
        let effects = received[0].effects;
        assert_eq!((effects.request, effects.reply), (None, replied), "received: {kind:?}");
    }
}

/// Callers notice requests that the crate rejects from now on; of responses, only the documentation changes.
#[test]
fn a_change_of_calls_asks_for_a_release_by_itself() {
    let bump = |old: &Value, new: &Value| changes(old, new)[0].bump();
    let limit = |max: u64| text(&json!({"len": {"max": max, "unit": "chars"}}));
    assert_eq!(bump(&body(&limit(9)), &body(&limit(8))), Major);
    assert_eq!(bump(&body(&limit(8)), &body(&limit(9))), Minor);
    assert_eq!(bump(&reply(&limit(9)), &reply(&limit(8))), Patch);
    assert_eq!(bump(&reply(&limit(8)), &reply(&limit(9))), Patch);
    let hint = text(&json!({"hints": {"r": {"class": "one_of", "fields": ["y"]}}}));
    assert_eq!(bump(&body(&text(&json!({}))), &body(&hint)), Bump::None);
}

/// Rule candidates need review: always when they are new or changed, and, where a rule may have been written from
/// them, also when they are gone or their words changed.
#[test]
fn hints_and_prose_are_reviewed() {
    let hint = |values: Value| json!({"hints": {"r": {"class": "conditionally_required", "values": values}}});
    let (none, one, two) = (text(&json!({})), text(&hint(json!([1]))), text(&hint(json!([2]))));
    let reviewed = |old: &Value, new: &Value, rules: &Value| {
        let with = |field: &Value| {
            let fields = json!({"x": field, "y": {"type": "int"}});
            endpoint(&json!({"request": {"body": fields}, "rules": rules}))
        };
        let found = changes(&with(old), &with(new));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].needs_attention(), found[0].effects.review);
        found[0].effects.review
    };
    let about_x = json!({"r": {"doc": "d", "assert": {"all_or_none": {"fields": ["/body/x", "/body/y"]}}}});
    let (prose, other) = (text(&json!({"prose": "0123456789ab"})), text(&json!({"prose": "ba9876543210"})));
    for (old, new, without_rule, with_rule) in [
        (&none, &one, true, true),
        (&one, &two, true, true),
        (&one, &none, false, true),
        (&prose, &other, false, true),
        (&prose, &none, false, true),
    ] {
        assert_eq!(reviewed(old, new, &json!({})), without_rule, "{old} {new}");
        assert_eq!(reviewed(old, new, &about_x), with_rule, "{old} {new}");
    }
}

#[test]
fn no_hints_are_none_however_they_are_written() {
    assert_eq!(changes(&body(&text(&json!({"hints": {}}))), &body(&text(&json!({})))), []);
    assert_eq!(changes(&body(&text(&json!({}))), &body(&text(&json!({"hints": {}})))), []);
}

/// The text is where the fingerprint comes from: one change, not two.
#[test]
fn kept_text_and_its_fingerprint_change_once() {
    let field = |text_of: &str, prose: &str| body(&text(&json!({"text": text_of, "prose": prose})));
    let found = expect(&field("a", "0123456789ab"), &field("b", "0123456789ac"), &[Kind::ProseChanged]);
    assert_eq!(found[0].pointer, "/request/body/x/prose");
}

/// Our text of a reworded description comes and goes with its words, which are reviewed.
#[test]
fn a_text_that_follows_the_page_is_reviewed_once() {
    let with = |members: Value| {
        let fields = json!({"x": text(&members), "y": {"type": "int"}});
        let about_x =
            json!({"r": {"doc": "d", "assert": {"all_or_none": {"fields": ["/body/x", "/body/y"]}}}});
        endpoint(&json!({"request": {"body": fields}, "rules": about_x}))
    };
    let (old, new) = (json!({"prose": "0123456789ab", "doc": "a"}), json!({"prose": "ba9876543210"}));
    let found = expect(&with(old), &with(new), &[Kind::DescriptionChanged, Kind::ProseChanged]);
    assert_eq!((found[0].effects.review, found[1].effects.review), (false, true));
    let (old, new) = (json!({"doc": "a"}), json!({"doc": "b"}));
    assert!(expect(&with(old), &with(new), &[Kind::DescriptionChanged])[0].effects.review);
}

/// A type that both directions use does both.
#[test]
fn a_named_type_reaches_as_far_as_its_uses() {
    let with = |field: Value| {
        endpoint(&json!({
            "request": {"body": {"x": {"type": "both"}}},
            "reply": {"y": {"type": "both[]"}},
            "types": {"both": {"fields": {"z": field}}}
        }))
    };
    let found = expect(
        &with(json!({"type": "int", "range": {"max": 5}})),
        &with(json!({"type": "int", "range": {"max": 6}})),
        &[Kind::LimitLoosened],
    );
    assert_eq!(found[0].pointer, "/types/both/fields/z/range/max");
    assert_eq!((found[0].effects.request, found[0].effects.reply), (Compatible, Dangerous));
}

#[test]
fn the_first_number_stays_while_it_is_zero() {
    let bumps = [Bump::None, Patch, Minor, Major];
    assert_eq!(bumps.map(Bump::before_1_0), [Bump::None, Patch, Patch, Minor]);
}

#[test]
fn what_needs_attention_is_dangerous_or_worse() {
    let attention = |old: Value, new: Value| changes(&body(&old), &body(&new))[0].needs_attention();
    assert!(attention(text(&json!({})), Value::Null));
    assert!(attention(text(&json!({})), text(&json!({"default": "a"}))));
    assert!(!attention(Value::Null, text(&json!({}))));
    assert!(!attention(text(&json!({"example": "a"})), text(&json!({"example": "b"}))));
}
