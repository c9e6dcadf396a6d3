//! Findings as text, in the format that the reader asks for.

use super::{Diagnostic, github, json, text};
use crate::source::Sources;

/// The forms in which findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: the source with carets, and the change that mends it.
    #[default]
    Text,
    /// For programs: one JSON object per line.
    Json,
    /// For GitHub Actions: workflow commands that become annotations.
    Github,
}

/// Renders the findings in their order, each with a line break at its end.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format) -> String {
    let one = match format {
        Format::Text => text::render,
        Format::Json => json::render,
        Format::Github => github::render,
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic, sources));
        out.push('\n');
    }
    out
}
