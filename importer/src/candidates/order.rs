//! Reads the order that a sentence demands of two fields: `end 必须晚于 start`.

use model::schema::{Compare, CompareAs, CompareOp};

use super::siblings::{Sibling, Siblings};
use super::words::{unquoted, words};
use crate::page::FieldRow;

/// Words of order: true if the left value is the greater one, and true if both may be equal. Longer words stand before those
/// that they hold.
///
/// `大于` is on 62 of 1,038 pages, `小于` on 55, `晚于` on 9, `早于` on 8; in most places a number stands behind them, which is a
/// limit. A word with the wrong flags turns the proposed rule round.
const ORDERS: &[(&str, bool, bool)] = &[
    ("大于或者等于", true, true),
    ("小于或者等于", false, true),
    ("大于或等于", true, true),
    ("小于或等于", false, true),
    ("大于等于", true, true),
    ("小于等于", false, true),
    ("晚于或等于", true, true),
    ("早于或等于", false, true),
    ("晚于等于", true, true),
    ("早于等于", false, true),
    ("超过", true, false),
    ("大于", true, false),
    ("晚于", true, false),
    ("高于", true, false),
    ("多于", true, false),
    ("小于", false, false),
    ("早于", false, false),
    ("低于", false, false),
    ("少于", false, false),
];

/// The comparison that a sentence states, if both sides are fields that can be compared.
pub(super) fn read(text: &str, row: &FieldRow, siblings: &Siblings<'_>) -> Option<Compare> {
    let (at, (word, is_greater, is_equal)) =
        ORDERS.iter().find_map(|order| Some((text.find(order.0)?, order)))?;
    let (before, after) = (text.get(..at)?, unquoted(text.get(at + word.len()..)?));
    let right = match words(after).next() {
        Some((0, name)) => siblings.get(name)?,
        _ => return None,
    };
    let named = words(before).filter_map(|(_, name)| siblings.get(name)).last();
    let left = match named {
        Some(left) => left,
        None => siblings.get(&row.name)?,
    };
    if left.row.id == right.row.id {
        return None;
    }
    let read_as = reading(left).filter(|read_as| reading(right) == Some(*read_as))?;
    let is_denied = ["不", "不能", "不得", "不可", "不允许", "不可以", "不应", "不要"]
        .iter()
        .any(|word| before.trim_end().ends_with(word));
    // "Not greater" means "less or equal".
    let (is_greater, is_equal) = if is_denied { (!is_greater, !is_equal) } else { (*is_greater, *is_equal) };
    let (left, right) = if is_greater { (right, left) } else { (left, right) };
    let op = if is_equal { CompareOp::LessOrEqual } else { CompareOp::Less };
    Some(Compare { left: left.pointer()?, op, right: right.pointer()?, read_as })
}

/// The way to compare the field's values: the type tells it, or the example of a string.
fn reading(of: &Sibling<'_>) -> Option<CompareAs> {
    match of.row.type_text.as_str() {
        "int" | "int64" | "integer" => Some(CompareAs::Number),
        "string" | "String" => {
            let example = of.description.example.as_ref()?.first.trim().trim_matches(['"', '`']);
            let is_number = !example.is_empty() && example.bytes().all(|byte| byte.is_ascii_digit());
            let digits = |from: usize, to: usize| {
                example.get(from..to).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
            };
            let is_date = digits(0, 4) && digits(5, 7) && digits(8, 10) && example.get(4..5) == Some("-");
            match (is_number, is_date) {
                (true, _) => Some(CompareAs::Number),
                (_, true) => Some(CompareAs::Text),
                _ => None,
            }
        }
        _ => None,
    }
}
