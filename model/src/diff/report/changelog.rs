//! Changes for `CHANGELOG.md`: what downstream users notice, the worst first.

use std::collections::BTreeMap;

use super::Review;
use super::words::{self, Level};
use crate::diag::quoted;
use crate::diff::api::{ApiChange, ApiStep};
use crate::diff::change::Change;
use crate::diff::effects::Bump;

/// Returns a list in Markdown; empty if users notice no change. Changes of documentation are counted, not listed.
#[must_use]
pub fn changelog(review: &Review) -> String {
    let mut by_id: BTreeMap<&str, Noticed<'_>> = BTreeMap::new();
    for (change, _) in review.all().filter(|(change, _)| !change.kind.is_of_prose()) {
        let noticed = by_id.entry(&change.id).or_default();
        match Level::of(change) {
            Level::Docs => noticed.docs += 1,
            Level::None | Level::Crate => {}
            _ => noticed.calls.push(change),
        }
    }
    for (change, _) in &review.api {
        by_id.entry(&change.id).or_default().api.push(change);
    }
    let lists = by_id.iter().filter_map(|(id, noticed)| one_id(id, noticed));
    lists.collect()
}

/// The changes of one schema.
#[derive(Default)]
struct Noticed<'a> {
    calls: Vec<&'a Change>,
    api: Vec<&'a ApiChange>,
    docs: usize,
}

fn one_id(id: &str, noticed: &Noticed<'_>) -> Option<String> {
    let mut calls = noticed.calls.clone();
    calls.sort_by_key(|change| Level::of(change));
    let mut api = noticed.api.clone();
    api.sort_by_key(|change| (std::cmp::Reverse(change.bump), change.step));
    let docs = match noticed.docs {
        0 => None,
        1 => Some("documentation in one place".to_owned()),
        number => Some(format!("documentation in {number} places")),
    };
    let lines: Vec<String> =
        calls.into_iter().map(line).chain(api.into_iter().map(api_line)).chain(docs).collect();
    let list = lines.join("\n  - ");
    (!list.is_empty()).then(|| format!("- {}:\n  - {list}\n", code_whole(id)))
}

fn api_line(change: &ApiChange) -> String {
    let mark = match (change.step, change.bump) {
        (ApiStep::Rewired, _) => "**other meaning**: ",
        (_, Bump::Major) => "**API**: ",
        _ => "",
    };
    format!("{mark}{} {}", code_whole(&change.path), words::api(change, code_whole))
}

fn line(change: &Change) -> String {
    let mut line = words::kind(change);
    let level = Level::of(change);
    if level <= Level::Dangerous {
        line = format!("**{}**: {line}", level.name());
    }
    if !change.pointer.is_empty() {
        line.push_str(&format!(", {}", code_whole(&change.pointer)));
    }
    // Of an object that came or went, the place says enough.
    let is_plain = |value: &&serde_json::Value| !value.is_object();
    match (change.old.as_ref().filter(is_plain), change.new.as_ref().filter(is_plain)) {
        (Some(old), Some(new)) => {
            line.push_str(&format!(": {} is now {}", code(&old.to_string()), code(&new.to_string())));
        }
        (None, Some(new)) if change.old.is_none() => line.push_str(&format!(": {}", code(&new.to_string()))),
        (Some(old), None) if change.new.is_none() => {
            line.push_str(&format!(": was {}", code(&old.to_string())));
        }
        _ => {}
    }
    for witness in &change.witnesses {
        let request = code(&witness.request.to_string());
        line.push_str(&format!("; {}: {request}", words::verdict(witness)));
    }
    line
}

/// A code span of a value, shortened.
pub(super) fn code(text: &str) -> String {
    let shown = quoted(text);
    span(shown.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or(&shown))
}

/// A code span of an id or a pointer, whole.
pub(super) fn code_whole(text: &str) -> String {
    span(&words::whole(text))
}

/// Backquotes inside of a span get a longer fence.
fn span(text: &str) -> String {
    if text.contains('`') { format!("`` {} ``", text.replace("``", "` `")) } else { format!("`{text}`") }
}
