//! Reviewed changes to text: for people, for programs, for GitHub Actions, for a pull request, for the changelog.

mod changelog;
mod github;
mod json;
mod markdown;
mod text;
mod words;

use super::accept::Review;
use crate::source::Sources;
use semver::Version;

pub use changelog::changelog;

/// The files of both sides, into which the spans of the changes point.
#[derive(Debug, Clone, Copy)]
pub struct BothSources<'a> {
    /// The files of the old side.
    pub old: &'a Sources,
    /// The files of the new side.
    pub new: &'a Sources,
}

/// The forms in which changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one JSON object a line, the last of which sums up.
    Json,
    /// For GitHub Actions: workflow commands that become annotations.
    Github,
    /// For a comment of a pull request.
    Markdown,
}

/// Prints all changes, the entries of the accept list without a change, and the release that they ask for. `version` is the
/// crate's version before.
#[must_use]
pub fn render(review: &Review, sources: BothSources<'_>, version: &Version, format: Format) -> String {
    match format {
        Format::Text => text::render(review, sources, version),
        Format::Json => json::render(review, sources, version),
        Format::Github => github::render(review, sources, version),
        Format::Markdown => markdown::render(review, version),
    }
}
