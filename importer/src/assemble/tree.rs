//! Rows with levels, as a tree.

use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level, MAX_DEPTH};
use crate::report::Report;
use model::diag::Code;

/// A table's rows as a tree.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    nodes: Vec<Node<'t>>,
    roots: Vec<usize>,
    /// Rows that are nested too deep.
    pub(super) dropped: Vec<&'t FieldRow>,
}

#[derive(Debug)]
struct Node<'t> {
    row: &'t FieldRow,
    children: Vec<usize>,
}

impl<'t> Tree<'t> {
    /// Builds the tree. A row that skips levels becomes a child of the row before it.
    pub(super) fn build(table: &'t FieldTable, report: &mut Report) -> Self {
        let mut tree = Self { nodes: Vec::new(), roots: Vec::new(), dropped: Vec::new() };
        let mut path: Vec<usize> = Vec::new();
        for row in &table.rows {
            let stated = match row.level {
                Level::Known(level) => usize::try_from(level).unwrap_or(usize::MAX),
                Level::Unknown => 0,
            };
            if stated > path.len() {
                let message = format!(
                    "this row is {} levels below the row before it; it was read one level below",
                    stated - path.len() + 1
                );
                report.push(Finding::warning(Code::LevelGap, row.line, message));
            }
            path.truncate(stated);
            if path.len() >= MAX_DEPTH as usize {
                let message =
                    format!("this row is nested more than {MAX_DEPTH} levels deep; it was left out");
                report.push(Finding::warning(Code::TooDeep, row.line, message));
                tree.dropped.push(row);
                continue;
            }
            let index = tree.nodes.len();
            tree.nodes.push(Node { row, children: Vec::new() });
            match path.last().and_then(|parent| tree.nodes.get_mut(*parent)) {
                Some(parent) => parent.children.push(index),
                None => tree.roots.push(index),
            }
            path.push(index);
        }
        tree
    }

    /// Returns the rows at the top.
    pub(super) fn roots(&self) -> impl Iterator<Item = Branch<'_, 't>> {
        self.branches(&self.roots)
    }

    fn branches<'s>(&'s self, indices: &'s [usize]) -> impl Iterator<Item = Branch<'s, 't>> {
        indices.iter().filter_map(|index| Some(Branch { tree: self, node: self.nodes.get(*index)? }))
    }
}

/// A row with the rows below it.
#[derive(Clone, Copy)]
pub(super) struct Branch<'s, 't> {
    tree: &'s Tree<'t>,
    node: &'s Node<'t>,
}

impl<'s, 't> Branch<'s, 't> {
    pub(super) fn row(self) -> &'t FieldRow {
        self.node.row
    }

    pub(super) fn has_children(self) -> bool {
        !self.node.children.is_empty()
    }

    pub(super) fn children(self) -> impl Iterator<Item = Branch<'s, 't>> {
        self.tree.branches(&self.node.children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, RowId};

    fn table(levels: &[u32]) -> FieldTable {
        let rows = (0..)
            .zip(levels)
            .map(|(id, level)| FieldRow {
                id: RowId(id),
                line: id + 1,
                level: Level::Known(*level),
                name: format!("f{id}"),
                type_text: String::new(),
                required: None,
                description: Cell::default(),
            })
            .collect();
        FieldTable { line: 1, rows }
    }

    fn shape(branch: Branch<'_, '_>) -> String {
        let children: Vec<String> = branch.children().map(shape).collect();
        format!("{}[{}]", branch.row().name, children.join(""))
    }

    #[test]
    fn levels_make_a_tree() {
        let (table, mut report) = (table(&[0, 1, 2, 1, 0]), Report::default());
        let tree = Tree::build(&table, &mut report);
        assert_eq!(tree.roots().map(shape).collect::<Vec<_>>(), ["f0[f1[f2[]]f3[]]", "f4[]"]);
        assert_eq!(report.findings(), []);
    }

    #[test]
    fn gaps_and_endless_depth_are_found() {
        let deep: Vec<u32> = std::iter::once(3).chain(1..100).collect();
        let (table, mut report) = (table(&deep), Report::default());
        let tree = Tree::build(&table, &mut report);
        assert_eq!(tree.roots().count(), 1);
        assert_eq!(tree.dropped.len(), 80);
        assert_eq!(report.findings()[0].code.name(), "level-gap");
        assert!(report.findings().iter().filter(|finding| finding.code == Code::TooDeep).count() == 80);
    }
}
