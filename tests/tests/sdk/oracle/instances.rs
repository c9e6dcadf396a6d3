//! JSON values around the limits of a field: mostly good, some broken, some of another type.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Values of one field.
pub(super) type Values = BoxedStrategy<Value>;

/// One member of an object: a name, and the values that it has when it is there.
pub(super) type Member = BoxedStrategy<Option<(&'static str, Value)>>;

/// An optional member, there and absent alike.
pub(super) fn optional(name: &'static str, values: Values) -> Member {
    proptest::option::of(values.prop_map(move |value| (name, value))).boxed()
}

/// An optional member that is rarely there: what holds much would otherwise break in every instance.
pub(super) fn rare(name: &'static str, values: Values) -> Member {
    proptest::option::weighted(0.2, values.prop_map(move |value| (name, value))).boxed()
}

/// A required member. It is missing from a few instances.
pub(super) fn required(name: &'static str, values: Values) -> Member {
    proptest::option::weighted(0.995, values.prop_map(move |value| (name, value))).boxed()
}

/// An object with these members, in this order.
pub(super) fn object(members: impl IntoIterator<Item = Member>) -> Values {
    let members: Vec<Member> = members.into_iter().collect();
    members
        .prop_map(|members| {
            let named = members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value));
            Value::Object(named.collect::<Map<_, _>>())
        })
        .boxed()
}

/// The values, and a few times one that no field of this kind can hold.
fn mostly(values: impl Strategy<Value = Value> + 'static, wrong: Value) -> Values {
    prop_oneof![300 => values.boxed(), 1 => Just(wrong)].boxed()
}

/// Texts without a documented length.
pub(super) fn text() -> Values {
    let texts = prop_oneof![
        4 => "[a-z0-9]{1,12}",
        1 => Just(String::new()),
        1 => "\\PC{0,8}",
        1 => Just("审批\u{0}\r\n\u{202e}👨‍👩‍👧".to_owned()),
    ];
    mostly(texts.prop_map(Value::from), json!(7))
}

/// Texts of at most `max` code points, many of them about as long.
pub(super) fn text_up_to(max: usize) -> Values {
    let letter = prop_oneof![Just("a"), Just("é"), Just("中"), Just("😀"), Just("\u{301}")];
    let len = prop_oneof![3 => 0..=3_usize, 1 => max - 1..=max + 2, 1 => max / 4 - 1..=max + 1];
    mostly((letter, len).prop_map(|(letter, len)| json!(letter.repeat(len))), json!(true))
}

/// Values of an id in the path, a few of them not safe there.
pub(super) fn path_id() -> Values {
    let good = prop_oneof![
        6 => "[0-9]{19}".prop_map(Value::from),
        1 => prop::sample::select(vec!["0", "...", "a/../b", "%2e", "NzR3/+==", " ", "任务", "\u{a0}", "\u{202e}"])
            .prop_map(Value::from),
    ];
    let bad =
        prop::sample::select(vec!["", ".", "..", "\u{0}", "a\nb", "\u{1f}", "\u{7f}", "\u{80}", "\u{9f}x"]);
    mostly(prop_oneof![12 => good, 1 => bad.prop_map(Value::from)], json!(7))
}

/// Truth values.
pub(super) fn bool() -> Values {
    mostly(any::<bool>().prop_map(Value::from), json!("true"))
}

/// Integers around these ends.
pub(super) fn int_around(ends: &'static [i64]) -> Values {
    let near = prop::sample::select(ends).prop_flat_map(|end| end - 1..=end + 1);
    let inside = ends[0]..=ends[ends.len() - 1];
    let ints = prop_oneof![2 => inside, 2 => near, 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    mostly(ints.prop_map(Value::from), json!(0.5))
}

/// The members of an enum, and a few undocumented values. A whole number written as a fraction (`2.0`) is not among
/// them: JSON Schema takes it for the integer, the types keep it as it came.
pub(super) fn member(members: &[Value], others: &[Value]) -> Values {
    let members = prop::sample::select(members.to_vec());
    let others = prop::sample::select(others.to_vec());
    prop_oneof![20 => members, 1 => others].boxed()
}

/// Values that no integer enum of these pages has.
pub(super) fn no_int_member() -> Vec<Value> {
    vec![
        json!(-1),
        json!(4),
        json!(i64::MAX),
        json!(u64::MAX),
        json!("2"),
        json!(0.5),
        json!(true),
        json!([2]),
    ]
}

/// Values that no text enum of these pages has.
pub(super) fn no_text_member() -> Vec<Value> {
    vec![json!(""), json!("OPEN_ID"), json!("lark_id"), json!(7), json!(false), json!({}), json!(["open_id"])]
}

/// Lists of `min` to `max` elements and a bit beyond.
pub(super) fn list(elements: Values, min: usize, max: usize) -> Values {
    let len = prop_oneof![4 => min.max(1)..=3, 1 => min.saturating_sub(1)..=min + 1, 2 => max - 1..=max + 1];
    mostly(len.prop_flat_map(move |len| vec(elements.clone(), len)).prop_map(Value::from), json!("[]"))
}

/// Short lists, whatever their limit is.
pub(super) fn short_list(elements: Values) -> Values {
    mostly(vec(elements, 0..=3).prop_map(Value::from), json!(7))
}

/// Lists of equal texts, short or around a limit that is too high for different ones.
pub(super) fn long_list(max: usize) -> Values {
    let len = prop_oneof![100 => 0..=3_usize, 1 => max - 1..=max + 1];
    mostly(len.prop_map(|len| Value::from(vec![json!("key1"); len])), json!({}))
}
