//! The faults of one file, as many as a person can use.

use super::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Findings that are kept per file; a broken 10 MB file must not cost gigabytes of messages.
const LIMIT: usize = 100;

/// Collects the findings about one file.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Diagnostic>,
    dropped: usize,
}

impl Findings {
    pub(crate) fn push(&mut self, finding: Diagnostic) {
        if self.kept.len() < LIMIT {
            self.kept.push(finding);
        } else {
            self.dropped += 1;
        }
    }

    /// Adds a finding unless the same fault was found at the same place before. It is only made when there is room for
    /// it: a million messages cost more than the million faults.
    pub(crate) fn push_new(&mut self, finding: impl FnOnce() -> Diagnostic) {
        if self.kept.len() >= LIMIT {
            self.dropped += 1;
            return;
        }
        let finding = finding();
        let known = self.kept.iter().any(|kept| {
            kept.code == finding.code
                && kept.primary.as_ref().map(|label| label.span)
                    == finding.primary.as_ref().map(|label| label.span)
        });
        if !known {
            self.push(finding);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The findings, with a note when there were too many.
    pub(crate) fn into_diagnostics(mut self, file: FileId) -> Vec<Diagnostic> {
        if self.dropped > 0 {
            let start = Span { file, start: 0, end: 0 };
            let message =
                format!("the file has {} more faults that are not shown; fix these first", self.dropped);
            self.kept.push(Diagnostic::note(Code::MoreFaults, message, start));
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn keeps_a_hundred_and_counts_the_rest() {
        let file = Sources::default().add(SourceFile { path: "a.json".into(), text: String::new() });
        let mut findings = Findings::default();
        for start in 0..250 {
            findings.push(Diagnostic::error(Code::Syntax, "wrong", Span { file, start, end: start }));
        }
        let kept = findings.into_diagnostics(file);
        assert_eq!(kept.len(), 101);
        assert_eq!(
            kept.last().unwrap().message,
            "the file has 150 more faults that are not shown; fix these first"
        );
    }

    #[test]
    fn knows_a_fault_by_code_and_place() {
        let file = Sources::default().add(SourceFile { path: "a.json".into(), text: String::new() });
        let mut findings = Findings::default();
        let at = |start| Span { file, start, end: start };
        findings.push_new(|| Diagnostic::error(Code::Syntax, "wrong", at(1)));
        findings.push_new(|| Diagnostic::error(Code::Syntax, "wrong", at(1)));
        findings.push_new(|| Diagnostic::error(Code::Syntax, "wrong", at(2)));
        findings.push_new(|| Diagnostic::error(Code::UnknownKey, "wrong", at(1)));
        assert_eq!(findings.into_diagnostics(file).len(), 3);
    }
}
