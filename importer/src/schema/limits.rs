//! Documented limits on a field whose type tells what they count.

use model::diag::quoted;
use model::schema::{Field, Len, LenUnit, Range, TypeExpr};
use regex_lite::RegexBuilder;
use serde_json::Number;

use super::type_text::leaf;
use crate::cell::{Limits, Unit};
use crate::finding::Finding;

/// Sets the field's limits; what does not fit its type is reported.
pub(super) fn set(
    field: &mut Field,
    limits: &Limits,
    kind: &TypeExpr,
    line: u32,
    findings: &mut Vec<Finding>,
) {
    for (line, text) in &limits.unread {
        let message = format!("the limit {} cannot be read", quoted(text));
        findings.push(Finding::warning("unread-limit", *line, message));
    }
    let line = if limits.line == 0 { line } else { limits.line };
    let mut misplaced = |what: &str| {
        let message = format!("{what} does not fit a field of the type {}", quoted(&field.type_text));
        findings.push(Finding::warning("misplaced-limit", line, message));
    };
    match length(limits, kind) {
        Read::Fits(len) => field.len = Some(len),
        Read::Misplaced => misplaced("this length"),
        Read::Absent => {}
    }
    match range(limits, kind) {
        Read::Fits(range) => field.range = Some(range),
        Read::Misplaced => misplaced("this range"),
        Read::Absent => {}
    }
    let Some(pattern) = &limits.pattern else { return };
    if *leaf(kind) != TypeExpr::Text {
        misplaced("this pattern");
    } else if !compiles(pattern) {
        let message = format!("the pattern {} cannot be compiled", quoted(pattern));
        let help = "write what it means as a correction in the overlay";
        findings.push(Finding::warning("bad-pattern", line, message).help(help));
    } else {
        field.pattern = Some(pattern.clone());
    }
}

/// Whether the pattern compiles, to a size that a documented pattern has.
fn compiles(pattern: &str) -> bool {
    const MAX_SIZE: usize = 1 << 16;
    RegexBuilder::new(pattern).size_limit(MAX_SIZE).build().is_ok()
}

enum Read<T> {
    Absent,
    Misplaced,
    Fits(T),
}

fn length(limits: &Limits, kind: &TypeExpr) -> Read<Len> {
    let (min, max) = (limits.min_len, limits.max_len);
    if min.is_none() && max.is_none() {
        return Read::Absent;
    }
    let is_list = matches!(kind, TypeExpr::Array(_) | TypeExpr::Map(_));
    let is_text = *leaf(kind) == TypeExpr::Text;
    let unit = match limits.unit {
        // Without a unit a length counts elements; of a plain string there is nothing to count but characters.
        None if is_list => LenUnit::Items,
        Some(Unit::Bytes) if is_text => LenUnit::Bytes,
        Some(Unit::Chars) | None if is_text => LenUnit::Chars,
        _ => return Read::Misplaced,
    };
    let is_inverted = matches!((min, max), (Some(min), Some(max)) if min > max);
    if is_inverted { Read::Misplaced } else { Read::Fits(Len { min, max, unit }) }
}

fn range(limits: &Limits, kind: &TypeExpr) -> Read<Range> {
    if limits.min.is_none() && limits.max.is_none() {
        return Read::Absent;
    }
    let is_number = matches!(leaf(kind), TypeExpr::Int | TypeExpr::Float);
    let value = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    // Between 1.2 and 1.8 there is no integer.
    let is_integer = *leaf(kind) == TypeExpr::Int;
    let holds_nothing = |min: f64, max: f64| min > max || (is_integer && min.ceil() > max.floor());
    let is_empty =
        matches!((value(&limits.min), value(&limits.max)), (Some(min), Some(max)) if holds_nothing(min, max));
    if !is_number || is_empty {
        return Read::Misplaced;
    }
    Read::Fits(Range { min: limits.min.clone(), max: limits.max.clone() })
}
