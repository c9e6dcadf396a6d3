//! Finds limits that no value satisfies, and limits without effect.

use serde_json::{Number, Value, json};

use super::page::{Page, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic};
use crate::schema::{Len, LenUnit, Range, TypeExpr};

pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    if let Some(len) = site.field.len {
        length(page, site, len, out);
    }
    if let Some(range) = &site.field.range {
        number_range(page, site, range, out);
        if *site.leaf() == TypeExpr::Int {
            integer_bounds(page, site, range, out);
            fractional_bounds(page, site, range, out);
        }
    }
}

fn length(page: &Page<'_>, site: &Site<'_>, len: Len, out: &mut Report) {
    match (len.min, len.max) {
        (Some(min), Some(max)) if min > max => {
            let unit = match len.unit {
                LenUnit::Chars => "chars",
                LenUnit::Bytes => "bytes",
                LenUnit::Items => "items",
            };
            let swapped = json!({"min": max, "max": min, "unit": unit});
            out.push(inverted(page, &site.at("len"), Code::InvertedLength, "length", &swapped));
        }
        (None | Some(0), None) => out.push(says_nothing(page, &site.at("len"))),
        _ => {}
    }
}

fn number_range(page: &Page<'_>, site: &Site<'_>, range: &Range, out: &mut Report) {
    match (&range.min, &range.max) {
        (Some(min), Some(max)) if is_above(min, max) => {
            let swapped = json!({"min": max, "max": min});
            out.push(inverted(page, &site.at("range"), Code::InvertedRange, "range", &swapped));
        }
        (None, None) => out.push(says_nothing(page, &site.at("range"))),
        _ => {}
    }
}

pub(super) fn is_above(left: &Number, right: &Number) -> bool {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => left > right,
        _ => left.as_f64() > right.as_f64(),
    }
}

fn inverted(page: &Page<'_>, at: &str, code: Code, what: &str, swapped: &Value) -> Diagnostic {
    let message = format!("the `min` of the {what} is greater than its `max`, so no value is accepted");
    Diagnostic::error(code, message, page.value(at))
        .help("swap `min` and `max`; if the mistake is on the page, correct it in the overlay")
        .suggest(page.value(at), swapped.to_string())
}

fn says_nothing(page: &Page<'_>, at: &str) -> Diagnostic {
    Diagnostic::warning(Code::EmptyLimit, "this limit has no effect", page.value(at))
        .help("remove it, or give `max`")
}

fn integer_bounds(page: &Page<'_>, site: &Site<'_>, range: &Range, out: &mut Report) {
    for (name, bound) in [("min", &range.min), ("max", &range.max)] {
        let Some(bound) = bound else { continue };
        if !bound.is_i64() && bound.as_f64().is_none_or(|value| value.abs() >= 9_223_372_036_854_775_808.0) {
            let message = "the bound does not fit into 64 bits, so no integer reaches it";
            let help = "remove it";
            out.warning(Code::UnreachableBound, page.value(&site.at("range").join(name)), message, help);
        }
    }
}

/// Reports fractional bounds of an integer field, and ranges that hold no integer.
fn fractional_bounds(page: &Page<'_>, site: &Site<'_>, range: &Range, out: &mut Report) {
    let at = site.at("range");
    let fraction = |bound: &Option<Number>| {
        bound.as_ref().and_then(Number::as_f64).filter(|bound| bound.fract().abs() > 0.0)
    };
    let (min, max) = (fraction(&range.min), fraction(&range.max));
    if holds_no_integer(range, min, max) {
        let message = "no integer lies in this range, so no value is accepted";
        let help = "correct the range, or the field's type, in the overlay";
        out.error(Code::EmptyRange, page.value(&at), message, help);
        return;
    }
    for (name, bound, integer) in [("min", min, min.map(f64::ceil)), ("max", max, max.map(f64::floor))] {
        let (Some(bound), Some(integer)) = (bound, integer) else { continue };
        let message =
            format!("the bound {bound} of an integer field lies between two integers; it means {integer}");
        let place = page.value(&at.join(name));
        out.push(
            Diagnostic::warning(Code::FractionalBound, message, place)
                .help("write the integer, or correct the field's type, in the overlay")
                .suggest(place, integer.to_string()),
        );
    }
}

/// Returns true if the range is empty once its fractional bounds are rounded inwards. Ranges without a fractional bound, and
/// inverted ranges, are reported by other lints.
fn holds_no_integer(range: &Range, min: Option<f64>, max: Option<f64>) -> bool {
    let (Some(low), Some(high)) =
        (range.min.as_ref().and_then(Number::as_f64), range.max.as_ref().and_then(Number::as_f64))
    else {
        return false;
    };
    (min.is_some() || max.is_some()) && low <= high && low.ceil() > high.floor()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, WARNING, clean, expect, of_field};

    #[test]
    fn inverted_limits_are_swapped() {
        let found = of_field(&json!({"type": "string", "len": {"min": 9, "max": 1, "unit": "chars"}}));
        assert_eq!((found[0].finding.severity, found[0].finding.code.name()), (ERROR, "inverted-length"));
        assert_eq!(found[0].mended.as_deref(), Some(r#"{"min":1,"max":9,"unit":"chars"}"#));
        let found = of_field(&json!({"type": "int", "range": {"min": 2, "max": -2}}));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].finding.code.name(), "inverted-range");
        assert_eq!(found[0].mended.as_deref(), Some(r#"{"min":-2,"max":2}"#));
        clean(&of_field(&json!({"type": "int", "range": {"min": 2, "max": 2}})));
        clean(&of_field(&json!({"type": "string", "len": {"min": 3, "max": 3, "unit": "bytes"}})));
    }

    #[test]
    fn limits_without_effect() {
        expect(&of_field(&json!({"type": "int", "range": {}})), &[(WARNING, "empty-limit", "{}")]);
        assert_eq!(of_field(&json!({"type": "string", "len": {"min": 0, "unit": "chars"}})).len(), 1);
        clean(&of_field(&json!({"type": "string", "len": {"min": 1, "unit": "chars"}})));
    }

    #[test]
    fn integers_between_fractional_bounds() {
        let range = |min: f64, max: f64| of_field(&json!({"type": "int", "range": {"min": min, "max": max}}));
        let found = range(0.5, 2.5);
        expect(&found, &[(WARNING, "fractional-bound", "0.5"), (WARNING, "fractional-bound", "2.5")]);
        assert_eq!((found[0].mended.as_deref(), found[1].mended.as_deref()), (Some("1"), Some("2")));
        assert!(found[0].finding.message.ends_with("it means 1"), "{}", found[0].finding.message);
        let found = range(-1.5, -0.5);
        assert_eq!((found[0].mended.as_deref(), found[1].mended.as_deref()), (Some("-1"), Some("-1")));
        for found in [range(0.2, 0.7), range(5.5, 5.7), range(-0.7, -0.2)] {
            assert_eq!(found.len(), 1, "{found:#?}");
            assert_eq!((found[0].finding.severity, found[0].finding.code.name()), (ERROR, "empty-range"));
        }
        assert_eq!(range(0.7, 0.2)[0].finding.code.name(), "inverted-range");
        clean(&range(1.0, 2.0));
        clean(&of_field(&json!({"type": "float", "range": {"min": 0.2, "max": 0.7}})));
    }

    #[test]
    fn bounds_beyond_64_bits() {
        let found =
            of_field(&json!({"type": "int", "range": {"min": 0, "max": 9_223_372_036_854_775_808_u64}}));
        expect(&found, &[(WARNING, "unreachable-bound", "9223372036854775808")]);
        clean(&of_field(&json!({"type": "int", "range": {"min": i64::MIN, "max": i64::MAX}})));
        clean(&of_field(&json!({"type": "float", "range": {"max": 1e30}})));
    }
}
