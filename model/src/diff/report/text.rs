//! Changes for people, endpoint by endpoint.

use super::words::{self, Level};
use super::{BothSources, Review, Version};
use crate::diag::quoted;
use crate::diff::api::ApiChange;
use crate::diff::change::Change;
use crate::source::{Sources, Span};

pub(super) fn render(review: &Review, sources: BothSources<'_>, version: &Version) -> String {
    let mut out = String::new();
    let mut last = None;
    for alike in review.open.chunk_by(are_alike) {
        heading(&alike[0], &mut last, &mut out);
        if alike.len() > MAX_ALIKE {
            let (level, kind) = (Level::None.name(), alike[0].kind.code());
            out.push_str(&format!("  {level:<10} {kind} {} entries\n", alike.len()));
            continue;
        }
        for change in alike {
            one(change, sources, &mut out);
        }
    }
    if !review.api.is_empty() {
        out.push_str("public API of the crate:\n");
        for (change, why) in &review.api {
            api(change, why.as_deref(), &mut out);
        }
    }
    if !review.accepted.is_empty() {
        out.push_str("accepted:\n");
        for (change, why) in &review.accepted {
            let (kind, id) = (change.kind.code(), words::whole(&change.id));
            let line = format!("  {} {kind} {id}{}: {}\n", change.fingerprint(), place(change), quoted(why));
            out.push_str(&line);
        }
    }
    for fingerprint in &review.stale {
        out.push_str(&format!("stale: no change has the accepted fingerprint {}\n", quoted(fingerprint)));
    }
    out.push_str(&format!("{}\n", words::counts(review)));
    out.push_str(&format!("crate: {}\n", words::release(review, version)));
    out
}

/// Maximum number of changes without an effect that are listed one by one: more of them would bury the others.
const MAX_ALIKE: usize = 10;

/// Returns true if both changes are of one kind, in one schema, and without an effect.
fn are_alike(one: &Change, other: &Change) -> bool {
    let key = |change: &Change| (Level::of(change) == Level::None, change.kind.code());
    key(one).0 && key(one) == key(other) && one.id == other.id
}

/// The id, before the first change of each.
fn heading<'c>(change: &'c Change, last: &mut Option<&'c str>, out: &mut String) {
    if *last != Some(&change.id) {
        out.push_str(&format!("{}\n", words::whole(&change.id)));
        *last = Some(&change.id);
    }
}

fn one(change: &Change, sources: BothSources<'_>, out: &mut String) {
    let level = Level::of(change);
    let name = level.name();
    out.push_str(&format!("  {name:<10} {}{}\n", change.kind.code(), place(change)));
    if level == Level::None {
        return;
    }
    let mut line = |text: String| out.push_str(&format!("             {text}\n"));
    match (&change.old, &change.new) {
        (None, None) => {}
        (None, Some(new)) => line(format!("+ {}", words::value(new))),
        (Some(old), None) => line(format!("- {}", words::value(old))),
        (Some(old), Some(new)) => line(format!("{} -> {}", words::value(old), words::value(new))),
    }
    for witness in &change.witnesses {
        line(format!("{}: {}", words::verdict(witness), words::value(&witness.request)));
    }
    line(format!("{} [{}]", words::effects(change), change.fingerprint()));
    // Changes of documentation are many; the pointer alone says where they are.
    if let Some(place) = place_of(change, sources).filter(|_| level != Level::Docs) {
        line(format!("at {place}"));
    }
}

fn api(change: &ApiChange, why: Option<&str>, out: &mut String) {
    let (name, path) = (change.bump.name(), words::whole(&change.path));
    out.push_str(&format!("  {name:<10} {path} {}", words::api(change, words::whole_code)));
    if change.needs_attention() {
        out.push_str(&format!(" [{}]", change.fingerprint()));
    }
    out.push_str(&why.map(|why| format!(", accepted: {}", quoted(why))).unwrap_or_default());
    out.push('\n');
}

/// Returns the pointer after a blank; empty for a whole file.
fn place(change: &Change) -> String {
    if change.pointer.is_empty() { String::new() } else { format!(" {}", words::whole(&change.pointer)) }
}

/// Returns the new place, or the old one if it is gone.
fn place_of(change: &Change, sources: BothSources<'_>) -> Option<String> {
    let place = |sources: &Sources, span: Span| {
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column}", sources.file(span.file).path)
    };
    match (change.new_span, change.old_span) {
        (Some(span), _) => Some(place(sources.new, span)),
        (None, Some(span)) => Some(format!("{} before", place(sources.old, span))),
        (None, None) => None,
    }
}
