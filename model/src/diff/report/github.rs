//! Changes for GitHub Actions: annotations at the new place of what changed.

use super::words::{self, Level};
use super::{BothSources, Review, Version};
use crate::diag::{Severity, github_command, quoted};
use crate::diff::change::Change;
use crate::diff::effects::Bump;

pub(super) fn render(review: &Review, sources: BothSources<'_>, version: &Version) -> String {
    let mut lines: Vec<String> = review.all().map(|(change, why)| annotation(change, why, sources)).collect();
    let mut bare = |severity, title: &str, message: &str| {
        lines.push(github_command(severity, title, None, message, sources.new));
    };
    for (change, why) in &review.api {
        let severity = match change.bump {
            Bump::Major if why.is_none() => Severity::Warning,
            _ => Severity::Note,
        };
        let (path, words) = (words::whole(&change.path), words::api(change, words::whole_code));
        let message = format!("{path} {words}; crate {} [{}]", change.bump.name(), change.fingerprint());
        bare(severity, &format!("api-{}", change.step.name()), &message);
    }
    for fingerprint in &review.stale {
        let message = format!("no change has the accepted fingerprint {}", quoted(fingerprint));
        bare(Severity::Warning, "stale-acceptance", &message);
    }
    let message = format!("{}; crate: {}", words::counts(review), words::release(review, version));
    bare(Severity::Note, "diff", &message);
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn annotation(change: &Change, why: Option<&str>, sources: BothSources<'_>) -> String {
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
    message.push_str("\nhelp: ");
    message.push_str(&match why {
        Some(why) => format!("accepted: {}", quoted(why)),
        None => format!("fingerprint {}", change.fingerprint()),
    });
    github_command(severity, change.kind.code(), change.new_span, &message, sources.new)
}
