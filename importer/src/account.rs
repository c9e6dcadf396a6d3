//! What became of each table row of a page: read = mapped + reported, always.

use model::diag::Code;
use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::page::{Page, Row, RowId};

/// How many table rows were read, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows of tables, heads apart.
    pub read: usize,
    /// Rows that became part of a schema.
    pub mapped: usize,
    /// Rows that a finding speaks of instead.
    pub reported: usize,
}

/// The fate of every row of a page.
#[derive(Debug)]
pub struct Account {
    rows: BTreeMap<RowId, (u32, Fate)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unread,
    Mapped,
    Reported,
}

impl Account {
    /// An account of all rows of a page, none of them read.
    #[must_use]
    pub fn open(page: &Page) -> Self {
        Self { rows: page.rows().map(|row| (row.id, (row.line, Fate::Unread))).collect() }
    }

    /// The row became part of the schema.
    pub fn mapped(&mut self, id: RowId) {
        self.settle(id, Fate::Mapped);
    }

    /// A finding speaks of the row.
    pub fn reported(&mut self, id: RowId) {
        if self.rows.get(&id).is_some_and(|(_, fate)| *fate == Fate::Unread) {
            self.settle(id, Fate::Reported);
        }
    }

    /// How many of the rows nothing has been made of.
    #[must_use]
    pub fn unread(&self, rows: &[Row]) -> usize {
        let is_unread = |row: &&Row| self.rows.get(&row.id).is_some_and(|(_, fate)| *fate == Fate::Unread);
        rows.iter().filter(is_unread).count()
    }

    /// A row that was mapped is left out after all, and a finding speaks of it.
    pub fn left_out(&mut self, id: RowId) {
        self.settle(id, Fate::Reported);
    }

    /// The page yields no schema: one finding speaks of all of it.
    pub fn report_all(&mut self) {
        for (_, fate) in self.rows.values_mut() {
            *fate = Fate::Reported;
        }
    }

    fn settle(&mut self, id: RowId, fate: Fate) {
        if let Some((_, row)) = self.rows.get_mut(&id) {
            *row = fate;
        }
    }

    /// Closes the account: a row that nothing was made of gets a finding of its own.
    #[must_use]
    pub fn close(mut self, findings: &mut Vec<Finding>) -> RowCounts {
        for (line, fate) in self.rows.values_mut().filter(|(_, fate)| *fate == Fate::Unread) {
            findings.push(Finding::warning(
                Code::UnreadRow,
                *line,
                "nothing in the schema comes from this row",
            ));
            *fate = Fate::Reported;
        }
        let mapped = self.rows.values().filter(|(_, fate)| *fate == Fate::Mapped).count();
        RowCounts { read: self.rows.len(), mapped, reported: self.rows.len() - mapped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal;

    const TABLE: &str = "|a|\n|-|\n|1|\n|2|\n|3|\n|4|";

    #[test]
    fn every_row_has_one_fate() {
        let (page, _) = portal::read(TABLE);
        let ids: Vec<RowId> = page.rows().map(|row| row.id).collect();
        let mut account = Account::open(&page);
        account.mapped(ids[0]);
        account.mapped(ids[1]);
        account.left_out(ids[1]);
        account.reported(ids[2]);
        // What is mapped once stays so, whatever else is found there.
        account.reported(ids[0]);
        let mut findings = Vec::new();
        assert_eq!(account.close(&mut findings), RowCounts { read: 4, mapped: 1, reported: 3 });
        let unread: Vec<_> = findings.iter().map(|finding| (finding.code.name(), finding.line)).collect();
        assert_eq!(unread, [("unread-row", 6)]);
    }

    #[test]
    fn a_page_without_a_schema_has_no_mapped_row() {
        let (page, _) = portal::read(TABLE);
        let mut account = Account::open(&page);
        account.mapped(RowId(0));
        account.report_all();
        assert_eq!(account.close(&mut Vec::new()), RowCounts { read: 4, mapped: 0, reported: 4 });
    }
}
