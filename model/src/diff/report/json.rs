//! Changes for programs: one JSON object a line, and one that sums up.

use serde_json::{Value, json};

use super::{BothSources, Review, Version};
use crate::diff::api::ApiChange;
use crate::diff::change::{Change, Witness};
use crate::source::{Sources, Span};

pub(super) fn render(review: &Review, sources: BothSources<'_>, version: &Version) -> String {
    let mut out = String::new();
    for (change, why) in review.all() {
        out.push_str(&format!("{}\n", one(change, why, sources)));
    }
    for (change, why) in &review.api {
        out.push_str(&format!("{}\n", api(change, why.as_deref())));
    }
    let summary = json!({
        "changes": review.all().count(),
        "clean": review.is_clean(),
        "stale": review.stale,
        "bump": review.bump().name(),
        "api_changes": review.api.len(),
        "version": version.to_string(),
        "next_version": review.bump().next(version).to_string(),
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
        "bump": change.bump().name(),
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

fn api(change: &ApiChange, why: Option<&str>) -> Value {
    json!({
        "api": change.step.name(),
        "id": change.id,
        "path": change.path,
        "old": change.old,
        "new": change.new,
        "bump": change.bump.name(),
        "needs_attention": change.needs_attention(),
        "fingerprint": change.fingerprint(),
        "accepted": why,
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
