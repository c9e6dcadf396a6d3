//! Changes for a comment of a pull request: a table for each endpoint.

use super::words::{self, Level};
use super::{Review, Version};
use crate::diff::change::Change;
use crate::diff::effects::Impact;
use crate::diff::report::changelog::{code, code_whole};

pub(super) fn render(review: &Review, version: &Version) -> String {
    let mut out = format!("**{}**\n\nCrate: {}.\n", words::counts(review), words::release(review, version));
    for changes in review.open.chunk_by(|a, b| a.id == b.id) {
        let Some(first) = changes.first() else { continue };
        out.push_str(&format!("\n### {}\n\n", code_whole(&first.id)));
        table(changes, &mut out);
        witnesses(changes, &mut out);
    }
    api(review, &mut out);
    if !review.accepted.is_empty() {
        out.push_str("\n### Accepted\n\n| change | place | why | fingerprint |\n|---|---|---|---|\n");
        for (change, why) in &review.accepted {
            let place = in_cell(&code_whole(&format!("{}{}", change.id, change.pointer)));
            let (kind, why) = (words::kind(change), cell(why));
            out.push_str(&format!("| {kind} | {place} | {why} | `{}` |\n", change.fingerprint()));
        }
    }
    if !review.stale.is_empty() {
        out.push_str("\n### Accepted, but no such change\n\n");
        for fingerprint in &review.stale {
            out.push_str(&format!("- {}\n", code(fingerprint)));
        }
    }
    out
}

fn api(review: &Review, out: &mut String) {
    if review.api.is_empty() {
        return;
    }
    out.push_str("\n### Public API of the crate\n\n| crate | item | change | accepted | fingerprint |\n|---|---|---|---|---|\n");
    for (change, why) in &review.api {
        let (path, words) = (in_cell(&code_whole(&change.path)), in_cell(&words::api(change, code_whole)));
        let why = why.as_deref().map(cell).unwrap_or_default();
        let fingerprint = change.fingerprint();
        out.push_str(&format!("| {} | {path} | {words} | {why} | `{fingerprint}` |\n", change.bump.name()));
    }
}

fn table(changes: &[Change], out: &mut String) {
    out.push_str("| | change | place | old | new | requests | replies | fingerprint |\n");
    out.push_str("|---|---|---|---|---|---|---|---|\n");
    for change in changes {
        let level = match Level::of(change) {
            level @ (Level::Breaking | Level::Dangerous | Level::Review) => format!("**{}**", level.name()),
            level => level.name().to_owned(),
        };
        let value = |value: &Option<serde_json::Value>| {
            value.as_ref().map(|value| cell(&value.to_string())).unwrap_or_default()
        };
        let place =
            if change.pointer.is_empty() { String::new() } else { in_cell(&code_whole(&change.pointer)) };
        let review = if change.effects.review { " (review)" } else { "" };
        out.push_str(&format!(
            "| {level} | {}{review} | {place} | {} | {} | {} | {} | `{}` |\n",
            words::kind(change),
            value(&change.old),
            value(&change.new),
            impact(change.effects.request),
            impact(change.effects.reply),
            change.fingerprint(),
        ));
    }
}

fn impact(impact: Impact) -> &'static str {
    if impact == Impact::None { "" } else { impact.name() }
}

fn witnesses(changes: &[Change], out: &mut String) {
    let mut lines = String::new();
    for change in changes {
        for witness in &change.witnesses {
            let request = code(&witness.request.to_string());
            lines.push_str(&format!(
                "- {}: {}: {request}\n",
                code_whole(&change.pointer),
                words::verdict(witness)
            ));
        }
    }
    if !lines.is_empty() {
        out.push_str(&format!("\n{lines}"));
    }
}

/// A value in a cell of a table.
fn cell(text: &str) -> String {
    in_cell(&code(text))
}

/// A bar would end the cell.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
