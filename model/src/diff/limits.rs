//! Lengths and ranges: each end on its own.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::change::Witness;
use super::effects::{Impact, Reach};
use super::kind::Kind;
use super::pair::{At, Pair};
use super::witness;
use crate::schema::{Field, Len, LenUnit, Range, TypeExpr};

/// One of the two ends of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Least,
    Greatest,
}

impl End {
    const BOTH: [(Self, &'static str); 2] = [(Self::Least, "min"), (Self::Greatest, "max")];

    /// Classifies the change of this end by the order of its old and new value.
    fn kind(self, order: Ordering) -> Option<Kind> {
        match (self, order) {
            (_, Ordering::Equal) => None,
            (Self::Least, Ordering::Less) | (Self::Greatest, Ordering::Greater) => Some(Kind::LimitTightened),
            (Self::Least, Ordering::Greater) | (Self::Greatest, Ordering::Less) => Some(Kind::LimitLoosened),
        }
    }

    /// The number next to the end that is outside of the limit.
    fn outside(self, end: i64) -> Option<i64> {
        match self {
            Self::Least => end.checked_sub(1),
            Self::Greatest => end.checked_add(1),
        }
    }
}

/// Compares the length of a field.
pub(super) fn len(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let (before, now) = (old.len, new.len);
    if let (Some(before), Some(now)) = (before, now)
        && before.unit != now.unit
    {
        pair.note(Kind::LimitUnitChanged, &at.join("len").join("unit"), reach);
    }
    let ends = |len: Option<Len>, end| match end {
        End::Least => len.and_then(|len| len.min).map(Number::from),
        End::Greatest => len.and_then(|len| len.max).map(Number::from),
    };
    let sizes = |number: i64| value_of_length(new, u64::try_from(number).ok()?);
    for (end, name) in End::BOTH {
        let numbers = (ends(before, end), ends(now, end));
        one_end(pair, &at.join("len"), name, reach, end, numbers, &sizes);
    }
    bare(pair, &at.join("len"), reach, (before.is_some_and(no_len_end), now.is_some_and(no_len_end)));
}

/// Compares the range of a field.
pub(super) fn range(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let ends = |range: Option<&Range>, end| match end {
        End::Least => range.and_then(|range| range.min.clone()),
        End::Greatest => range.and_then(|range| range.max.clone()),
    };
    let whole = |number: i64| Some(Value::from(number));
    for (end, name) in End::BOTH {
        let numbers = (ends(old.range.as_ref(), end), ends(new.range.as_ref(), end));
        one_end(pair, &at.join("range"), name, reach, end, numbers, &whole);
    }
    let no_end = |range: &Range| range.min.is_none() && range.max.is_none();
    let bares = (old.range.as_ref().is_some_and(no_end), new.range.as_ref().is_some_and(no_end));
    bare(pair, &at.join("range"), reach, bares);
}

fn no_len_end(len: Len) -> bool {
    len.min.is_none() && len.max.is_none()
}

/// Reports that a limit without ends, which has no effect, came or went.
fn bare(pair: &mut Pair<'_>, at: &At, reach: Reach, flags: (bool, bool)) {
    pair.note_flag((Kind::LimitRemoved, Kind::LimitAdded), at, reach, flags);
}

fn one_end(
    pair: &mut Pair<'_>,
    at: &At,
    name: &str,
    reach: Reach,
    end: End,
    (old, new): (Option<Number>, Option<Number>),
    value: &dyn Fn(i64) -> Option<Value>,
) {
    let kind = match (&old, &new) {
        (None, Some(_)) => Some(Kind::LimitAdded),
        (Some(_), None) => Some(Kind::LimitRemoved),
        (Some(old), Some(new)) => end.kind(order(old, new)),
        (None, None) => None,
    };
    let Some(kind) = kind else { return };
    let mut change = pair.change(kind, &at.join(name), reach);
    let refuses_more = matches!(kind, Kind::LimitTightened | Kind::LimitAdded);
    let stricter = if refuses_more { new } else { old };
    if change.effects.request != Impact::None
        && let Some(value) =
            stricter.and_then(|number| number.as_i64()).and_then(|number| end.outside(number)).and_then(value)
        && let Some(request) = witness::with(pair, &at_field(at), value)
    {
        change.witnesses.push(Witness { request, accepted_before: refuses_more });
    }
    pair.changes.push(change);
}

/// The field whose `len` or `range` this is.
fn at_field(at: &At) -> At {
    let parent = |pointer: &str| pointer.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
    At { old: parent(&at.old), new: parent(&at.new) }
}

/// Integers are compared exactly; what is no integer, as doubles.
fn order(left: &Number, right: &Number) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// Some value of the field that is this long, as far as that is short enough to be shown.
fn value_of_length(field: &Field, length: u64) -> Option<Value> {
    const LONGEST: u64 = 2_000;
    let count = usize::try_from(length).ok().filter(|_| length <= LONGEST)?;
    match (field.ty.expr(), field.len.map(|len| len.unit)) {
        (TypeExpr::Text, Some(LenUnit::Chars | LenUnit::Bytes) | None) => {
            Some(Value::from("a".repeat(count)))
        }
        (TypeExpr::Array(inner), Some(LenUnit::Items) | None) => {
            let element = match **inner {
                TypeExpr::Text => Value::from("a"),
                TypeExpr::Int => Value::from(0),
                TypeExpr::Bool => Value::from(false),
                _ => return None,
            };
            Some(Value::Array(vec![element; count]))
        }
        _ => None,
    }
}
