//! A documented regular expression.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression, compiled on first use.
///
/// Unless it is anchored, it matches anywhere in a text.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Creates a pattern in the syntax of the `regex-lite` crate. The generator checks that patterns compile; an invalid pattern
    /// matches every text, so that it does not prevent calls.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// Returns the text of the regular expression.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.source
    }

    /// Returns true if the text contains a match.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}
