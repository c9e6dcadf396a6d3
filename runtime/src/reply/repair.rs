//! Repair of data that does not match its page: what fits is kept, and each mismatch is reported.
//!
//! Data is parsed strictly first, so that a correct response pays nothing. After a failure the JSON is edited at the place that the
//! error names, in all elements of a list at once, and parsed again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::{RawValue, to_raw_value};

use crate::reply::data::{RawData, ReplyData};
use crate::reply::fault;
use crate::value::open_enum::private as open_enum;
use crate::value::raw_json::RawJson;

/// A value of a response that is not of the type that its page documents.
///
/// `Display` and `Debug` do not show the value, which may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pointer: String,
    reason: String,
    is_kept: bool,
    value: RawJson,
}

impl Mismatch {
    /// Returns the location of the value in the response, as a JSON Pointer. For a value of a map it is the location of the map,
    /// because its keys are data.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the expected and found type.
    #[cfg(feature = "mock")]
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns true if the value was converted to the documented type without loss; false if it was left out.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Returns true if the value was left out and is at most `depth` steps below the root of the data.
    pub(crate) fn is_left_out(&self, root: &str, depth: usize) -> bool {
        let below = self.pointer.strip_prefix(root).unwrap_or(&self.pointer);
        !self.is_kept && below.matches('/').count() <= depth
    }

    /// Returns true if it matters more to the reader of a list than another mismatch: a value that was left out, near the root.
    fn outweighs(&self, other: &Self) -> bool {
        let depth = |mismatch: &Self| mismatch.pointer.matches('/').count();
        !self.is_kept && (other.is_kept || depth(self) < depth(other))
    }

    /// Returns the value as the server sent it.
    #[must_use]
    pub const fn value(&self) -> &RawJson {
        &self.value
    }
}

/// One line: location, expected and found type, and what became of the value.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let became = if self.is_kept { "converted" } else { "left out" };
        write!(f, "{}: {} ({became})", self.pointer, self.reason)
    }
}

/// Maximum number of edits. Each covers all elements of a list and costs one pass over the data, so this and [`MAX_BYTES`] bound
/// the work that a hostile response causes. Of a response with more kinds of mismatches no data is kept.
const MAX_EDITS: usize = 64;
/// Maximum number of bytes that the passes read, but for the first four.
const MAX_BYTES: usize = 64 << 20;

/// Maximum number of mismatches that are reported. Each takes a hundred bytes or more, and a response may have one per element of a
/// long list.
const MAX_MISMATCHES: usize = 1000;

/// The mismatches found so far.
#[derive(Default)]
struct Found {
    reported: Vec<Mismatch>,
    count: usize,
}

impl Found {
    /// Adds a mismatch. Beyond the maximum only the last place of the list is given to another one: a list of pages must not seem to
    /// have ended where its token was left out.
    fn push(&mut self, mismatch: Mismatch) {
        self.count += 1;
        if self.reported.len() < MAX_MISMATCHES {
            self.reported.push(mismatch);
        } else if let Some(last) = self.reported.last_mut().filter(|last| mismatch.outweighs(last)) {
            *last = mismatch;
        }
    }
}

/// Parses what fits of the data. `root` is the location of the data in the response, and `error` that of parsing it strictly.
///
/// # Errors
/// Fails if the type cannot be parsed from missing data. All types of generated crates can.
pub(crate) fn read<D: ReplyData>(
    root: &str,
    data: &str,
    mut error: serde_json::Error,
) -> serde_json::Result<(D, Vec<Mismatch>)> {
    let mut mismatches = Found::default();
    let mut text = Cow::Borrowed(data);
    for _ in 0..(MAX_BYTES / data.len().max(1)).clamp(4, MAX_EDITS) {
        let Some(edited) = edited(root, &text, &error, &mut mismatches) else { break };
        if edited == "null" {
            break;
        }
        text = Cow::Owned(edited);
        match D::read(&mut RawData::Json(Some(Cow::Borrowed(&text)))) {
            Ok(data) => return Ok((data, mismatches.reported)),
            Err(next) => error = next,
        }
    }
    let (_, reason) = fault::location(&error);
    let whole = RawJson::from_text(data.to_owned()).map(|value| Mismatch {
        pointer: root.to_owned(),
        reason,
        is_kept: false,
        value,
    });
    Ok((D::read(&mut RawData::Json(None))?, whole.into_iter().collect()))
}

/// Returns the JSON without the mismatch that the error names; `None` if it cannot be found.
fn edited(root: &str, text: &str, error: &serde_json::Error, out: &mut Found) -> Option<String> {
    let (steps, reason) = fault::location(error);
    let json: &RawValue = serde_json::from_str(text).ok()?;
    let parts = reason.strip_prefix("expected ").and_then(|parts| parts.rsplit_once(", found "));
    let typed = parts.and_then(|(expected, found)| Some((expected, kind_of_type(found)?)));
    let mut edit = Edit { reason: &reason, typed, inside: false, out };
    if let Some((_, found)) = typed {
        edit.inside = at(json, &steps).is_some_and(|value| kind(value.get()) != found);
        if let Some(edited) = edit.walk(json, &steps, root) {
            return Some(edited.get().to_owned());
        }
    }
    let mut only = Edit { typed: None, inside: false, ..edit };
    only.walk(json, &steps, root).map(|edited| edited.get().to_owned())
}

/// Returns the value at a location.
fn at<'a>(json: &'a RawValue, steps: &[String]) -> Option<&'a RawValue> {
    let Some((step, rest)) = steps.split_first() else { return Some(json) };
    let value = match step.parse::<usize>() {
        Ok(index) if kind(json.get()) == b'[' => {
            serde_json::from_str::<Vec<&RawValue>>(json.get()).ok()?.get(index).copied()
        }
        _ => serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(json.get())
            .ok()?
            .get(step.as_str())
            .copied(),
    };
    at(value?, rest)
}

/// The edit of one kind of mismatch.
struct Edit<'a> {
    reason: &'a str,
    /// The expected type, and the first byte of the JSON that was found. If they are unknown, only the value at exactly the
    /// location is edited, and left out.
    typed: Option<(&'a str, u8)>,
    /// The mismatch is an element or value of the collection at the location: serde does not say which.
    inside: bool,
    out: &'a mut Found,
}

impl Edit<'_> {
    /// Edits the value at these steps; `None` if nothing changes.
    fn walk(&mut self, json: &RawValue, steps: &[String], pointer: &str) -> Option<Box<RawValue>> {
        let Some((step, rest)) = steps.split_first() else {
            return if self.inside { self.children(json, pointer) } else { self.value(json, pointer)? };
        };
        if kind(json.get()) == b'[' {
            let mut elements: Vec<Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
            let mut is_edited = false;
            for (index, element) in elements.iter_mut().enumerate() {
                if self.typed.is_none() && *step != index.to_string() {
                    continue;
                }
                if let Some(edited) = self.walk(element, rest, &format!("{pointer}/{index}")) {
                    *element = edited;
                    is_edited = true;
                }
            }
            return if is_edited { to_raw_value(&elements).ok() } else { None };
        }
        let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
        let member = members.get_mut(step)?;
        *member = self.walk(member, rest, &format!("{pointer}/{}", fault::escaped(step)))?;
        to_raw_value(&members).ok()
    }

    /// Edits the values of a map, or the elements of a list inside of a list. What cannot be converted is removed.
    fn children(&mut self, json: &RawValue, pointer: &str) -> Option<Box<RawValue>> {
        let before = self.out.count;
        if kind(json.get()) == b'[' {
            let elements: Vec<Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
            let edit = |(index, element): (usize, Box<RawValue>)| match self
                .value(&element, &format!("{pointer}/{index}"))
            {
                Some(edited) => edited,
                None => Some(element),
            };
            let edited: Vec<_> = elements.into_iter().enumerate().filter_map(edit).collect();
            return if self.out.count > before { to_raw_value(&edited).ok() } else { None };
        }
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json.get()).ok()?;
        let edit = |(name, member): (String, Box<RawValue>)| match self.value(&member, pointer) {
            Some(edited) => edited.map(|edited| (name, edited)),
            None => Some((name, member)),
        };
        let edited: BTreeMap<_, _> = members.into_iter().filter_map(edit).collect();
        if self.out.count > before { to_raw_value(&edited).ok() } else { None }
    }

    /// Records a mismatch. Returns `None` if the value is none, `Some(None)` if it is left out of a collection, and otherwise its
    /// replacement.
    #[expect(clippy::option_option, reason = "unchanged, removed or replaced")]
    fn value(&mut self, json: &RawValue, pointer: &str) -> Option<Option<Box<RawValue>>> {
        let fitting = match self.typed {
            Some((_, found)) if kind(json.get()) != found => return None,
            Some((expected, _)) => converted(json.get(), expected),
            None => None,
        };
        let is_left_out = fitting.is_none() && json.get() == "null" && !self.inside;
        // An enum keeps what it does not document.
        let is_undocumented = fitting.is_none()
            && self.typed.is_some_and(|(expected, _)| matches!(expected, open_enum::INT | open_enum::TEXT));
        if is_left_out || is_undocumented || fitting.as_deref() == Some(json.get()) {
            return None;
        }
        self.out.push(Mismatch {
            pointer: pointer.to_owned(),
            reason: self.reason.to_owned(),
            is_kept: fitting.is_some(),
            value: RawJson::from_text(json.get().to_owned())?,
        });
        match fitting {
            None if self.inside => Some(None),
            // Members that are null count as missing, and lists drop such elements.
            fitting => Some(RawValue::from_string(fitting.unwrap_or_else(|| "null".to_owned())).ok()),
        }
    }
}

/// Number of decimal digits that an `f64` always keeps.
const EXACT_DIGITS: usize = 15;

/// Converts JSON to the type that serde expected, if nothing is lost.
fn converted(json: &str, expected: &str) -> Option<String> {
    let text: Option<String> = serde_json::from_str(json).ok();
    match expected {
        "i64" | open_enum::INT => {
            let number = text.unwrap_or_else(|| json.to_owned());
            let digits =
                number.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'));
            let digits = digits.map_or(number.as_str(), |(whole, _)| whole);
            let whole: i64 = digits.parse().ok()?;
            // Text such as `007` is an identifier, whose zeros count.
            Some(whole.to_string()).filter(|whole| whole == digits)
        }
        "f64" => text.filter(|text| {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            digits <= EXACT_DIGITS && serde_json::from_str::<f64>(text).is_ok()
        }),
        "a string" | open_enum::TEXT if matches!(kind(json), b'0' | b't') => serde_json::to_string(json).ok(),
        "a boolean" => match text.as_deref().unwrap_or(json) {
            "true" | "1" => Some("true".to_owned()),
            "false" | "0" => Some("false".to_owned()),
            _ => None,
        },
        // Some languages do not tell an empty list from an empty object.
        "a JSON array" | "a sequence" if is_empty(json, "{", "}") => Some("[]".to_owned()),
        "a JSON object" | "a map" if is_empty(json, "[", "]") => Some("{}".to_owned()),
        _ => None,
    }
}

fn is_empty(json: &str, open: &str, close: &str) -> bool {
    json.strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close))
        .is_some_and(|rest| rest.trim().is_empty())
}

/// Returns the first byte of JSON, one for all numbers and one for both booleans.
fn kind(json: &str) -> u8 {
    match json.bytes().next().unwrap_or_default() {
        b'-' | b'0'..=b'9' => b'0',
        b'f' => b't',
        other => other,
    }
}

/// Returns the [`kind`] of serde's word for a type.
fn kind_of_type(found: &str) -> Option<u8> {
    Some(match found {
        "string" => b'"',
        // `number` is a number of `serde_json`'s feature `arbitrary_precision`, which another crate may have enabled.
        "integer" | "floating" | "number" => b'0',
        "boolean" => b't',
        "null" | "unit" => b'n',
        "sequence" => b'[',
        "map" => b'{',
        _ => return None,
    })
}
