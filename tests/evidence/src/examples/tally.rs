//! The table at the end of a run.

use std::collections::BTreeMap;

use model::check::FaultKind;

use super::case::Case;
use super::judge::{Explained, Verdict};
use super::place::Side;

/// The counts of a run.
#[derive(Default)]
pub(super) struct Tally {
    examples: BTreeMap<&'static str, usize>,
    exact: usize,
    explained: usize,
    unexplained: usize,
    reasons: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts one example.
    pub(super) fn count(&mut self, case: &Case<'_>, verdict: &Verdict) {
        *self.examples.entry(kind_of(case)).or_default() += 1;
        let counter = if !verdict.unexplained.is_empty() {
            &mut self.unexplained
        } else if verdict.explained.is_empty() {
            &mut self.exact
        } else {
            &mut self.explained
        };
        *counter += 1;
        for explained in &verdict.explained {
            *self.reasons.entry(reason(case.side, explained)).or_default() += 1;
        }
    }

    /// The rows of the table: what, and how often.
    pub(super) fn lines(&self) -> Vec<(String, usize)> {
        let mut lines: Vec<(String, usize)> =
            self.examples.iter().map(|(what, number)| ((*what).to_owned(), *number)).collect();
        lines.push(("come back exactly".to_owned(), self.exact));
        lines.push(("explained by faults of their pages".to_owned(), self.explained));
        lines.push(("unexplained".to_owned(), self.unexplained));
        lines.extend(self.reasons.iter().map(|(reason, number)| (reason.clone(), *number)));
        lines
    }
}

fn kind_of(case: &Case<'_>) -> &'static str {
    match case.side {
        Side::Reply => "example replies",
        Side::Request if case.document.schema.examples.request.is_some() => "example requests with a body",
        Side::Request => "example requests of path and query alone",
    }
}

fn reason(side: Side, explained: &Explained) -> String {
    let what = match &explained.kind {
        FaultKind::Undocumented => "no documented field",
        FaultKind::WrongType => "another JSON type than documented",
        FaultKind::Missing(_) => "a required field is missing",
        FaultKind::OtherMember => "no documented member of the enum",
        FaultKind::Limit => "against a documented limit",
        FaultKind::Carried => "the string holds no such JSON",
        FaultKind::Rule(_) => "against a rule",
        FaultKind::Failure => "a failure",
    };
    let kept = if explained.is_kept { ", without effect" } else { "" };
    format!("page faults: {}: {what}{kept}", side.name())
}
