//! Findings for someone who wants something else: every error, and of the warnings as many as say what kind they are.

use std::collections::BTreeMap;

use model::diag::{Code, Diagnostic, Severity};

/// Warnings of one code that are shown.
const SHOWN: usize = 3;

/// Findings cut short.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Brief {
    /// What is shown, in the order in which it came.
    pub(crate) shown: Vec<Diagnostic>,
    /// How many more there are, by code.
    pub(crate) more: BTreeMap<Code, usize>,
}

/// Errors, the first warnings of each code, and no notes.
pub(crate) fn brief(findings: Vec<Diagnostic>) -> Brief {
    let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
    let mut is_shown = |finding: &Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Note => false,
        Severity::Warning => {
            let seen = seen.entry(finding.code).or_default();
            *seen += 1;
            *seen <= SHOWN
        }
    };
    let shown = findings.into_iter().filter(|finding| is_shown(finding)).collect();
    let more = seen.into_iter().map(|(code, seen)| (code, seen.saturating_sub(SHOWN)));
    Brief { shown, more: more.filter(|(_, more)| *more > 0).collect() }
}

#[cfg(test)]
mod tests {
    use model::source::{SourceFile, Sources, Span};

    use super::*;

    #[test]
    fn errors_are_shown_whole_and_warnings_by_their_first() {
        let file = Sources::default().add(SourceFile { path: "a.json".into(), text: String::new() });
        let at = |start| Span { file, start, end: start };
        let mut findings = Vec::new();
        for start in 0..5 {
            findings.push(Diagnostic::warning(Code::UnnamedField, "w", at(start)));
            findings.push(Diagnostic::error(Code::BadName, "e", at(start)));
            findings.push(Diagnostic::note(Code::Undocumented, "n", at(start)));
        }
        findings.push(Diagnostic::warning(Code::DeadRule, "w", at(9)));
        let brief = brief(findings);
        let codes: Vec<Code> = brief.shown.iter().map(|finding| finding.code).collect();
        let (many, bad, few) = (Code::UnnamedField, Code::BadName, Code::DeadRule);
        assert_eq!(codes, [many, bad, many, bad, many, bad, bad, bad, few]);
        assert_eq!(brief.more, BTreeMap::from([(many, 2)]));
    }
}
