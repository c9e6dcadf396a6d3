//! Compares the outcome of an example with the faults that the lints report for it.

use model::check::{ExampleFault, FaultKind};
use serde_json::Value;

use super::case::{Case, Variant};
use super::compare::{Difference, differences, without_nulls};
use super::place::Side;
use super::program::Answer;
use super::url;

/// The outcome of one example.
pub(super) struct Verdict {
    /// The faults that the lints report.
    pub(super) explained: Vec<Explained>,
    /// Differences that no reported fault explains.
    pub(super) unexplained: Vec<Difference>,
}

/// A fault of the page.
pub(super) struct Explained {
    pub(super) kind: FaultKind,
    /// The data comes back as documented all the same: an enum holds any value, and members beside `data` are ignored.
    pub(super) is_kept: bool,
}

/// Judges the answers, one for each variant of the example.
pub(super) fn judge(case: &Case<'_>, answers: &[Answer]) -> Verdict {
    let mut verdict = Verdict { explained: Vec::new(), unexplained: Vec::new() };
    for (variant, answer) in case.variants.iter().zip(answers) {
        let mut seen = observe(case, variant, answer);
        seen.retain(|difference| !is_moot(case, variant, difference));
        let Some(left) = &variant.left else {
            verdict.unexplained.extend(seen);
            continue;
        };
        let faults = case.groups.get(left).map_or(&[][..], Vec::as_slice);
        // An enclosing value had a fault too, and was replaced.
        let is_there = case.side == Side::Reply || is_left(left, faults, &variant.json);
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            seen.into_iter().partition(|difference| is_about(difference, left, faults));
        verdict.unexplained.extend(elsewhere);
        if here.is_empty() && case.side == Side::Request && is_there {
            verdict.unexplained.extend(faults.iter().map(|fault| unnoticed(left, fault)));
        }
        let explain = |fault: &ExampleFault| Explained { kind: fault.kind.clone(), is_kept: here.is_empty() };
        verdict.explained.extend(faults.iter().map(explain));
    }
    verdict
}

fn unnoticed(at: &str, fault: &ExampleFault) -> Difference {
    let what = format!("{}, as a lint reports, but the types accept it unchanged", fault.what);
    Difference::new(at, what)
}

fn is_left(at: &str, faults: &[ExampleFault], json: &Value) -> bool {
    let is_missing = faults.iter().any(|fault| matches!(fault.kind, FaultKind::Missing(_)));
    is_missing || json.pointer(at).is_some()
}

/// A rule depends on several fields. A broken rule cannot be corrected, and after a field was corrected, the verdict of a rule
/// is no longer about the page's example.
fn is_moot(case: &Case<'_>, variant: &Variant, seen: &Difference) -> bool {
    let Some(id) = &seen.rule else { return false };
    let schema = &case.document.schema;
    let mut rules = schema.rules.keys().chain(schema.types.values().flat_map(|object| object.rules.keys()));
    let is_broken = |faults: &Vec<ExampleFault>| faults.iter().any(|fault| is_rule(fault, id));
    let is_left = variant.left.as_ref().and_then(|left| case.groups.get(left)).is_some_and(is_broken);
    rules.any(|rule| rule == id) && !is_left && (variant.is_mended || case.groups.values().any(is_broken))
}

fn is_rule(fault: &ExampleFault, id: &str) -> bool {
    matches!(&fault.kind, FaultKind::Rule(rule) if rule == id)
}

/// Returns true if a fault at this place can cause the difference.
fn is_about(seen: &Difference, at: &str, faults: &[ExampleFault]) -> bool {
    let is_rule = |fault: &ExampleFault| matches!(&fault.kind, FaultKind::Rule(id) if seen.what.ends_with(&format!("[{id}]")));
    seen.at.is_empty() || is_within(&seen.at, at) || faults.iter().any(is_rule)
}

fn is_within(pointer: &str, at: &str) -> bool {
    pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The differences between the answer and the variant.
fn observe(case: &Case<'_>, variant: &Variant, answer: &Answer) -> Vec<Difference> {
    match answer {
        Answer::Refused(why) => vec![Difference::new("", format!("is refused: {why}"))],
        Answer::Read { is_flat, data } => of_reply(&variant.json, *is_flat, data),
        Answer::Sent { path_and_query, body, violations } => {
            let mut out = url::differences(&case.document.schema, &variant.json, path_and_query);
            let nothing = Value::Null;
            let expected = variant.json.get("body").unwrap_or(&nothing);
            out.extend(differences(expected, body.as_ref().unwrap_or(&nothing), "/body"));
            let is_shown = |at: &str| !variant.made_up.iter().any(|made_up| is_within(at, made_up));
            let shown = violations.iter().filter(|(at, _)| is_shown(at));
            out.extend(shown.map(|(at, rule)| Difference {
                rule: Some(rule.clone()),
                ..Difference::new(at, format!("is a violation [{rule}]"))
            }));
            out
        }
    }
}

fn of_reply(example: &Value, is_flat: bool, data: &Value) -> Vec<Difference> {
    let mut expected = without_nulls(example);
    if !is_flat {
        let expected = expected.get("data").cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        return differences(&expected, data, "/data");
    }
    if let Value::Object(members) = &mut expected {
        members.retain(|name, _| !matches!(name.as_str(), "code" | "msg" | "message" | "error"));
    }
    differences(&expected, data, "")
}
