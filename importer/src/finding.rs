//! Findings about a page, by line. They become diagnostics once the file is known.

use model::diag::{Code, Diagnostic, Proposal, Severity};
use model::source::{FileId, Span};

/// An error, a warning or a note about a line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// The line, from 1.
    pub line: u32,
    /// One sentence that says what is wrong.
    pub message: String,
    /// The way to fix it.
    pub help: Option<String>,
    /// An addition to the overlay that settles the finding.
    pub proposal: Option<Proposal>,
}

impl Finding {
    /// Creates a note: a fact that a reader of the report should know.
    #[must_use]
    pub fn note(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, line, message.into())
    }

    /// Creates a warning: something is probably wrong.
    #[must_use]
    pub fn warning(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, line, message.into())
    }

    /// Creates an error: the page yields no schema.
    #[must_use]
    pub fn error(code: Code, line: u32, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, line, message.into())
    }

    /// Adds the way to fix it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Proposes an addition to the overlay. `condition` says when it is right, `place` which member of the overlay it belongs to.
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

/// Converts findings to diagnostics in a file. Each one spans its whole line.
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
