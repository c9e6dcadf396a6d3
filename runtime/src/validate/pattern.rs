//! A documented regular expression.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression that is compiled when it is first needed.
///
/// It matches anywhere in a text unless it is anchored.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern in the syntax of the `regex-lite` crate. The generator has checked that it compiles; one that does
    /// not matches every text, because a limit that nobody can read must not stop a call.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// The regular expression's text.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Whether the text holds a match.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}
