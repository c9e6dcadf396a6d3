//! Collects the findings of the lints.

use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// The findings about one schema.
#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Diagnostic>,
}

impl Report {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    pub(super) fn error(
        &mut self,
        code: Code,
        at: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, message, at).help(help));
    }

    pub(super) fn warning(
        &mut self,
        code: Code,
        at: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::warning(code, message, at).help(help));
    }

    pub(super) fn note(&mut self, code: Code, at: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::note(code, message, at).help(help));
    }
}

impl Extend<Diagnostic> for Report {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        self.findings.extend(findings);
    }
}
