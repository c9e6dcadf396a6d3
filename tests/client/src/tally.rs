//! The table: what came of many runs, by family of faults and kind of call.

use std::collections::BTreeMap;

use crate::calls::{Kind, Told};
use crate::fault::Family;
use crate::run::{Outcome, Run, Wrong};
use crate::table::FAULTS;

/// Outcomes of the runs of one row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    runs: u64,
    succeeded: u64,
    /// Failed, and the caller was told that the call was not executed.
    refused: u64,
    /// Failed, and the caller was told that the call may have been executed.
    unknown: u64,
    /// Failed without a statement about the execution.
    failed: u64,
    wrong: BTreeMap<Wrong, u64>,
}

/// The rows of a table, and the first runs in which something was wrong.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    rows: BTreeMap<(Family, Kind), Row>,
    by_fault: BTreeMap<&'static str, Row>,
    /// First violation for each fault and kind.
    pub examples: BTreeMap<(&'static str, Wrong), String>,
}

impl Tally {
    /// Counts a run.
    pub fn add(&mut self, run: &Run, outcome: &Outcome) {
        self.rows.entry((run.fault.family, run.kind)).or_default().add(outcome);
        self.by_fault.entry(run.fault.name).or_default().add(outcome);
        for wrong in &outcome.wrong {
            self.examples
                .entry((run.fault.name, *wrong))
                .or_insert_with(|| format!("{wrong:?} in {run:?}: {outcome:?}"));
        }
    }

    /// Adds what another part of the runs has counted.
    pub fn merge(&mut self, other: Self) {
        for (key, row) in other.rows {
            self.rows.entry(key).or_default().merge(&row);
        }
        for (key, row) in other.by_fault {
            self.by_fault.entry(key).or_default().merge(&row);
        }
        for (key, example) in other.examples {
            self.examples.entry(key).or_insert(example);
        }
    }

    /// Returns the number of runs with this violation.
    #[must_use]
    pub fn count(&self, wrong: Wrong) -> u64 {
        self.rows.values().filter_map(|row| row.wrong.get(&wrong)).sum()
    }

    /// All runs.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.rows.values().map(|row| row.runs).sum()
    }

    /// All runs whose caller was told of a success.
    #[must_use]
    pub fn succeeded(&self) -> u64 {
        self.rows.values().map(|row| row.succeeded).sum()
    }

    /// The table by family and kind, as Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut total = Row::default();
        let mut lines = vec![head("faults (kinds) | call"), rule(2)];
        for ((family, kind), row) in &self.rows {
            let kinds = FAULTS.iter().filter(|fault| fault.family == *family).count();
            lines.push(format!("| {} ({kinds}) | {} | {} |", family.name(), kind.name(), row.cells()));
            total.merge(row);
        }
        lines.push(format!("| all ({}) | | {} |", FAULTS.len(), total.cells()));
        lines.join("\n") + "\n"
    }

    /// The table by kind of fault, as Markdown.
    #[must_use]
    pub fn table_by_fault(&self) -> String {
        let rows = FAULTS.iter().filter_map(|fault| Some((fault, self.by_fault.get(fault.name)?)));
        let lines = rows
            .map(|(fault, row)| format!("| {} | {} | {} |", fault.family.name(), fault.name, row.cells()));
        let all: Vec<String> = [head("family | fault"), rule(2)].into_iter().chain(lines).collect();
        all.join("\n") + "\n"
    }
}

impl Row {
    fn add(&mut self, outcome: &Outcome) {
        self.runs += 1;
        match outcome.answer.as_ref().map(|answer| answer.told) {
            Some(Told::Done) => self.succeeded += 1,
            Some(Told::NotExecuted) => self.refused += 1,
            Some(Told::MayHaveExecuted) => self.unknown += 1,
            Some(Told::Failed) => self.failed += 1,
            None => {}
        }
        for wrong in &outcome.wrong {
            *self.wrong.entry(*wrong).or_default() += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        self.succeeded += other.succeeded;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.failed += other.failed;
        for (wrong, count) in &other.wrong {
            *self.wrong.entry(*wrong).or_default() += count;
        }
    }

    fn cells(&self) -> String {
        let told = [self.runs, self.succeeded, self.refused, self.unknown, self.failed];
        let told = told.map(|count| count.to_string());
        let wrong = Wrong::ALL.map(|wrong| self.wrong.get(&wrong).copied().unwrap_or(0).to_string());
        [told.as_slice(), &wrong].concat().join(" | ")
    }
}

fn head(first: &str) -> String {
    format!(
        "| {first} | runs | done | not executed | maybe executed | failed | twice | denied | unsaid | invented | \
         late | panics | leaks | astray |"
    )
}

fn rule(text_columns: usize) -> String {
    format!("|{}{}", "---|".repeat(text_columns), "--:|".repeat(13))
}
