//! Changes for GitHub Actions: annotations at the new place of what changed.

use super::words::{self, Level};
use super::{BothSources, Review, Version};
use crate::diag::{self, Diagnostic, Label, Severity, quoted};
use crate::diff::change::Change;

pub(super) fn render(review: &Review, sources: BothSources<'_>, version: Version) -> String {
    let mut findings: Vec<Diagnostic> = review.all().map(|(change, why)| finding(change, why)).collect();
    findings.extend(review.stale.iter().map(|fingerprint| {
        let message = format!("no change has the accepted fingerprint {}", quoted(fingerprint));
        bare(Severity::Warning, "stale-acceptance", message)
    }));
    let message = format!("{}; crate: {}", words::counts(review), words::release(review, version));
    findings.push(bare(Severity::Note, "diff", message));
    diag::render(&findings, sources.new, diag::Format::Github)
}

fn finding(change: &Change, why: Option<&str>) -> Diagnostic {
    let severity = match Level::of(change) {
        _ if why.is_some() => Severity::Note,
        Level::Breaking => Severity::Error,
        Level::Dangerous | Level::Review => Severity::Warning,
        _ => Severity::Note,
    };
    let mut message = format!("{} {}: {}", change.id, words::whole(&change.pointer), words::effects(change));
    match (&change.old, &change.new) {
        (None, None) => {}
        (None, Some(new)) => message.push_str(&format!("\n+ {}", words::value(new))),
        (Some(old), None) => message.push_str(&format!("\n- {}", words::value(old))),
        (Some(old), Some(new)) => {
            message.push_str(&format!("\n{} -> {}", words::value(old), words::value(new)));
        }
    }
    for witness in &change.witnesses {
        message.push_str(&format!("\n{}: {}", words::verdict(witness), words::value(&witness.request)));
    }
    let mut out = bare(severity, change.kind.code(), message);
    out.primary = change.new_span.map(|span| Label { span, text: String::new() });
    out.help = Some(match why {
        Some(why) => format!("accepted: {}", quoted(why)),
        None => format!("fingerprint {}", change.fingerprint()),
    });
    out
}

fn bare(severity: Severity, code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code, severity, message, primary: None, related: Vec::new(), help: None, suggestion: None }
}
