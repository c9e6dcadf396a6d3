//! Changes for programs: one JSON object a line, and one that sums up.

use serde_json::{Value, json};

use super::{BothSources, Review, Version};
use crate::diff::change::{Change, Witness};
use crate::source::{Sources, Span};

pub(super) fn render(review: &Review, sources: BothSources<'_>, version: &Version) -> String {
    let mut out = String::new();
    for (change, why) in review.all() {
        out.push_str(&format!("{}\n", one(change, why, sources)));
    }
    let generated = review.bump_as_generated();
    let summary = json!({
        "changes": review.all().count(),
        "clean": review.is_clean(),
        "stale": review.stale,
        "bump": review.bump().name(),
        "bump_as_generated": generated.name(),
        "version": version.to_string(),
        "next_version": generated.next(version).to_string(),
    });
    out.push_str(&format!("{}\n", json!({ "summary": summary })));
    out
}

fn one(change: &Change, why: Option<&str>, sources: BothSources<'_>) -> Value {
    let effects = change.effects;
    json!({
        "kind": change.kind.code(),
        "id": change.id,
        "pointer": change.pointer,
        "old": change.old,
        "new": change.new,
        "request": effects.request.name(),
        "reply": effects.reply.name(),
        "bump": effects.bump.name(),
        "removes_variant": change.removes_variant,
        "review": effects.review,
        "docs": change.kind.is_docs(),
        "needs_attention": change.needs_attention(),
        "witnesses": change.witnesses.iter().map(witness).collect::<Vec<_>>(),
        "fingerprint": change.fingerprint(),
        "accepted": why,
        "old_place": change.old_span.map(|span| place(sources.old, span)),
        "new_place": change.new_span.map(|span| place(sources.new, span)),
    })
}

fn witness(witness: &Witness) -> Value {
    json!({
        "request": witness.request,
        "accepted_before": witness.accepted_before,
        "accepted_now": !witness.accepted_before,
    })
}

fn place(sources: &Sources, span: Span) -> Value {
    let (line, column) = sources.line_column(span);
    json!({ "file": sources.file(span.file).path, "line": line, "column": column })
}
