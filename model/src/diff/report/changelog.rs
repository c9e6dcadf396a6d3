//! Changes for `CHANGELOG.md`: what downstream users notice, the worst first.

use super::Review;
use super::words::{self, Level};
use crate::diag::quoted;
use crate::diff::change::Change;

/// Returns a list in Markdown; empty if users notice no change. Changes of documentation are counted, not listed.
#[must_use]
pub fn changelog(review: &Review) -> String {
    let mut changes: Vec<&Change> =
        review.all().map(|(change, _)| change).filter(|change| !change.kind.is_of_prose()).collect();
    changes.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = String::new();
    for changes in changes.chunk_by(|a, b| a.id == b.id) {
        one_id(changes, &mut out);
    }
    out
}

fn one_id(changes: &[&Change], out: &mut String) {
    let Some(first) = changes.first() else { return };
    let mut noticed: Vec<&Change> =
        changes.iter().copied().filter(|change| Level::of(change) < Level::Docs).collect();
    noticed.sort_by_key(|change| Level::of(change));
    let docs = changes.iter().filter(|change| Level::of(change) == Level::Docs).count();
    if noticed.is_empty() && docs == 0 {
        return;
    }
    out.push_str(&format!("- {}:\n", code_whole(&first.id)));
    for change in noticed {
        out.push_str(&format!("  - {}\n", line(change)));
    }
    match docs {
        0 => {}
        1 => out.push_str("  - documentation in one place\n"),
        number => out.push_str(&format!("  - documentation in {number} places\n")),
    }
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
