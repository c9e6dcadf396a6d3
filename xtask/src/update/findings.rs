//! The findings of an update, each with the address of its page.

use std::collections::BTreeMap;

use model::diag::{Code, Diagnostic, quoted};
use model::source::{SourceFile, Sources, Span};

use super::plan::{Task, Why};
use super::site::{Listed, PagePath};
use crate::cli::Format;
use crate::pipeline::has_errors;
use crate::report;

/// The findings of a run.
#[derive(Default)]
pub(super) struct Findings {
    sources: Sources,
    all: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a page that could not be had.
    pub(super) fn add_not_fetched(&mut self, task: &Task<'_>, reason: &str) {
        let schema =
            task.known.map_or_else(String::new, |known| format!("; {} stays as it was", quoted(&known.id)));
        let finding = Diagnostic::error(Code::NotFetched, format!("{reason}{schema}"), self.page(&task.path));
        self.all.push(finding.help(
            "look at the page in a browser; what is known of the site stands in `xtask/src/update/site.rs`",
        ));
    }

    /// Adds a page that `update` would import.
    pub(super) fn add_changed(&mut self, task: &Task<'_>) {
        let id = task.known.map_or("", |known| known.id.as_str());
        let message = match (&task.why, task.known) {
            (Why::Newer(date), Some(known)) => format!(
                "{} was imported from the edition of {}; this is that of {date}",
                quoted(id),
                known.date
            ),
            (Why::Moved, _) => format!("the page of {} has moved to this address", quoted(id)),
            (Why::Compared, _) => {
                format!("{} was imported from another edition of the same date", quoted(id))
            }
            _ => format!("{} has no schema", quoted(task.call.unwrap_or("the event"))),
        };
        let finding = Diagnostic::warning(Code::PageChanged, message, self.page(&task.path));
        self.all.push(finding.help("the command without `--check` imports it"));
    }

    /// Adds calls that the documentation has and `ids.json` has not, by service.
    pub(super) fn add_unknown(&mut self, unknown: &BTreeMap<&str, Vec<&Listed>>) {
        for (service, entries) in unknown {
            self.add_unknown_of(service, entries);
        }
    }

    fn add_unknown_of(&mut self, service: &str, entries: &[&Listed]) {
        let Some(first) = entries.first() else { return };
        let call = quoted(first.call.as_deref().unwrap_or_default());
        let what = report::counted(entries.len(), "call");
        let message = format!("`ids.json` lacks {what} of {}, such as {call}", quoted(service));
        let finding = Diagnostic::note(Code::NewPage, message, self.page(&first.path));
        self.all.push(
            finding.help(
                "`cargo xtask update --new SERVICE` imports all pages of a service that have no schema",
            ),
        );
    }

    fn page(&mut self, path: &PagePath) -> Span {
        let file = self.sources.add(SourceFile { path: path.address(), text: String::new() });
        Span { file, start: 0, end: 0 }
    }

    pub(super) fn print(&self, format: Format) {
        report::findings(&self.all, &self.sources, format);
    }

    /// Returns true if a page could not be had.
    pub(super) fn has_errors(&self) -> bool {
        has_errors(&self.all)
    }

    /// Returns true if a check found changes.
    pub(super) fn has_changes(&self) -> bool {
        self.all.iter().any(|finding| finding.code == Code::PageChanged)
    }
}
