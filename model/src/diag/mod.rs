//! Diagnostics: the fault, its place, and the way to mend it.

mod code;
mod excerpt;
mod findings;
mod github;
mod json;
mod quote;
mod render;
mod similar;
mod text;

pub use code::Code;
pub(crate) use findings::Findings;
pub(crate) use github::command as github_command;
pub use github::github_annotation;
pub use quote::{quoted, visible};
pub use render::{Format, render};
pub use similar::similar;

use std::fmt;

use serde_json::Value;

use crate::source::{Sources, Span};

/// Severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; needs no action.
    Note,
    /// Probably wrong; the run goes on.
    Warning,
    /// Wrong; stops the generator.
    Error,
}

impl Severity {
    fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A span and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words about it; may be empty.
    pub text: String,
}

/// A change that mends the fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The text to replace; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

impl Suggestion {
    /// The change as an instruction, for readers who do not see it in place.
    fn in_words(&self) -> String {
        let new = quoted(&self.replacement);
        match (self.span.start == self.span.end, self.replacement.is_empty()) {
            (true, _) => format!("insert {new}"),
            (false, true) => "remove it".to_owned(),
            (false, false) => format!("replace it with {new}"),
        }
    }
}

/// A member that a finding proposes to add to an overlay, such as a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The member's name: the id of a rule, or a pointer.
    pub key: String,
    /// The member's value.
    pub value: Value,
}

impl fmt::Display for Proposal {
    /// Writes the member as JSON, ready to be pasted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Value::from(self.key.as_str()), self.value)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name in kebab case, such as `inverted-range`.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: String,
    /// The place; absent only for a finding that does not concern a file.
    pub primary: Option<Label>,
    /// Other places that belong to it, such as the first of two origins.
    pub related: Vec<Label>,
    /// Advice in words.
    pub help: Option<String>,
    /// The change that mends it, when there is one.
    pub suggestion: Option<Suggestion>,
    /// An addition to the overlay that is right if the finding is.
    pub proposal: Option<Proposal>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>, at: Span) -> Self {
        Self::new(Severity::Error, code, message.into(), at)
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>, at: Span) -> Self {
        Self::new(Severity::Warning, code, message.into(), at)
    }

    /// A note at a place.
    #[must_use]
    pub fn note(code: Code, message: impl Into<String>, at: Span) -> Self {
        Self::new(Severity::Note, code, message.into(), at)
    }

    fn new(severity: Severity, code: Code, message: String, at: Span) -> Self {
        let primary = Some(Label { span: at, text: String::new() });
        Self {
            code,
            severity,
            message,
            primary,
            related: Vec::new(),
            help: None,
            suggestion: None,
            proposal: None,
        }
    }

    /// Says a few words at the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Gives the change that mends it.
    #[must_use]
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { span, replacement: replacement.into() });
        self
    }
}

/// Sorts findings by file, place and code, so that a run prints the same in any order of work.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by_cached_key(|finding| {
        let place = finding
            .primary
            .as_ref()
            .map(|label| (sources.file(label.span.file).path.clone(), label.span.start, label.span.end));
        (place, finding.code, finding.message.clone())
    });
}
