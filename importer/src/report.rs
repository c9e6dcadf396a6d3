//! The report on a page: its findings, and the fate of each table row.

use std::collections::BTreeMap;

use model::diag::Code;

use crate::finding::Finding;
use crate::page::{Page, Row, RowId};

/// The number of table rows of a page: `read` is always the sum of the other two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// All rows of all tables, without the rows of heads.
    pub read: usize,
    /// Rows that became part of a schema.
    pub mapped: usize,
    /// Rows that a finding reports instead.
    pub reported: usize,
}

/// Collects findings and keeps account of the table rows while a page is read.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    rows: BTreeMap<RowId, (u32, Fate)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unread,
    Mapped,
    Reported,
}

impl Report {
    /// Opens the report on a page with the findings of its front end. All rows are unread.
    #[must_use]
    pub fn open(page: &Page, findings: Vec<Finding>) -> Self {
        Self { findings, rows: page.rows().map(|row| (row.id, (row.line, Fate::Unread))).collect() }
    }

    /// The findings so far.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Notes that the row became part of the schema.
    pub(crate) fn mapped(&mut self, id: RowId) {
        self.settle(id, Fate::Mapped);
    }

    /// Notes that a finding reports the row, unless it is part of the schema.
    pub(crate) fn reported(&mut self, id: RowId) {
        if self.rows.get(&id).is_some_and(|(_, fate)| *fate == Fate::Unread) {
            self.settle(id, Fate::Reported);
        }
    }

    /// Notes that a row that was part of the schema is not any more, and that a finding reports it.
    pub(crate) fn left_out(&mut self, id: RowId) {
        self.settle(id, Fate::Reported);
    }

    /// Notes that the page yields no schema; the finding that says why stands for all rows.
    pub(crate) fn report_all(&mut self) {
        for (_, fate) in self.rows.values_mut() {
            *fate = Fate::Reported;
        }
    }

    /// Counts the rows that are still unread.
    pub(crate) fn unread(&self, rows: &[Row]) -> usize {
        let is_unread = |row: &&Row| self.rows.get(&row.id).is_some_and(|(_, fate)| *fate == Fate::Unread);
        rows.iter().filter(is_unread).count()
    }

    fn settle(&mut self, id: RowId, fate: Fate) {
        if let Some((_, row)) = self.rows.get_mut(&id) {
            *row = fate;
        }
    }

    /// Closes the report: each row that is still unread gets a finding of its own.
    pub(crate) fn close(mut self) -> (Vec<Finding>, RowCounts) {
        for (line, fate) in self.rows.values_mut().filter(|(_, fate)| *fate == Fate::Unread) {
            let message = "this row was not read into the schema";
            self.findings.push(Finding::warning(Code::UnreadRow, *line, message));
            *fate = Fate::Reported;
        }
        let mapped = self.rows.values().filter(|(_, fate)| *fate == Fate::Mapped).count();
        let counts = RowCounts { read: self.rows.len(), mapped, reported: self.rows.len() - mapped };
        (self.findings, counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal;

    fn report() -> (Report, Vec<RowId>) {
        let (page, findings) = portal::read("|a|\n|-|\n|1|\n|2|\n|3|\n|4|");
        let ids = page.rows().map(|row| row.id).collect();
        (Report::open(&page, findings), ids)
    }

    #[test]
    fn every_row_has_one_fate() {
        let (mut report, ids) = report();
        report.mapped(ids[0]);
        report.mapped(ids[1]);
        report.left_out(ids[1]);
        report.reported(ids[2]);
        // A mapped row stays mapped, whatever else is found in it.
        report.reported(ids[0]);
        let (findings, counts) = report.close();
        assert_eq!(counts, RowCounts { read: 4, mapped: 1, reported: 3 });
        let unread: Vec<_> = findings.iter().map(|finding| (finding.code.name(), finding.line)).collect();
        assert_eq!(unread, [("unread-row", 6)]);
    }

    #[test]
    fn a_page_without_a_schema_has_no_mapped_row() {
        let (mut report, _) = report();
        report.mapped(RowId(0));
        report.report_all();
        assert_eq!(report.close().1, RowCounts { read: 4, mapped: 0, reported: 4 });
    }
}
