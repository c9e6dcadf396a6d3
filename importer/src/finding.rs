//! A finding about a page, by line; it becomes a diagnostic when the page's file is known.

use model::diag::{Code, Diagnostic, Proposal, Severity};
use model::source::{FileId, Span};

/// What is wrong or doubtful at a line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable name in kebab case.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The line, from 1.
    pub line: u32,
    /// One sentence: what is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// What may be added to the overlay, if the finding is right.
    pub proposal: Option<Proposal>,
}

impl Finding {
    /// Something that the reader of the report should know.
    #[must_use]
    pub fn note(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, line, message.into())
    }

    /// Something that is probably wrong.
    #[must_use]
    pub fn warning(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, line, message.into())
    }

    /// A fault for which the page yields no schema.
    #[must_use]
    pub fn error(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, line, message.into())
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Proposes an addition to the overlay; `condition` and `place` say when it holds and which member it belongs to.
    #[must_use]
    pub fn propose(mut self, condition: &str, place: &str, proposal: Proposal) -> Self {
        self.help = Some(format!("if {condition}, add to {place} in the overlay: {proposal}"));
        self.proposal = Some(proposal);
        self
    }

    fn new(severity: Severity, code: Code, line: u32, message: String) -> Self {
        Self { code, severity, line, message, help: None, proposal: None }
    }
}

/// The findings as diagnostics in a file, each at the whole of its line.
#[must_use]
pub fn diagnostics(findings: Vec<Finding>, file: FileId, text: &str) -> Vec<Diagnostic> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    findings.into_iter().map(|finding| diagnostic(finding, file, text, &starts)).collect()
}

fn diagnostic(finding: Finding, file: FileId, text: &str, starts: &[usize]) -> Diagnostic {
    let line = (finding.line as usize).saturating_sub(1);
    let start = starts.get(line).copied().unwrap_or(text.len());
    let end = starts.get(line + 1).map_or(text.len(), |next| next - 1);
    let content = text.get(start..end).unwrap_or_default();
    let start = start + (content.len() - content.trim_start().len());
    let span = Span { file, start, end: start + content.trim().len() };
    let make = match finding.severity {
        Severity::Note => Diagnostic::note,
        Severity::Warning => Diagnostic::warning,
        Severity::Error => Diagnostic::error,
    };
    Diagnostic { help: finding.help, proposal: finding.proposal, ..make(finding.code, finding.message, span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::source::{SourceFile, Sources};

    #[test]
    fn points_at_the_text_of_the_line() {
        let text = "first\n  第二 \r\nlast";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: "page.md".into(), text: text.into() });
        let findings = vec![
            Finding::warning(Code::UnreadRow, 2, "second"),
            Finding::note(Code::SideTable, 9, "beyond the end"),
        ];
        let made = diagnostics(findings, file, text);
        let spans: Vec<_> =
            made.iter().map(|finding| finding.primary.as_ref().map(|label| label.span)).collect();
        assert_eq!(
            spans,
            [Some(Span { file, start: 8, end: 14 }), Some(Span { file, start: text.len(), end: text.len() }),]
        );
    }
}
