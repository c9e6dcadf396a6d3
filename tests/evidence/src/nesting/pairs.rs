//! Pages that exist in both forms: a rewritten portal page must be read like its site page.

use std::collections::BTreeMap;

use importer::page::{Block, Cell, Page, Piece, Table};
use importer::{portal, site};

use super::flatten::{Branches, flatten};

/// The compared pages and their differences.
#[derive(Default)]
pub(super) struct Pairs {
    lines: Vec<String>,
    is_same: bool,
}

/// Compares each site page with the portal page of the same title and call, if there is one.
pub(super) fn measure(portal: &[(String, String)], sites: &[(String, String)]) -> Pairs {
    let mut pairs = Pairs { lines: Vec::new(), is_same: true };
    for (name, text) in sites {
        let (real, _) = site::read(text);
        let counterpart = portal.iter().find(|(_, text)| is_of(&portal::read(text).0, &real));
        match counterpart {
            Some((_, text)) => pairs.compare(name, &real, &site::read(&flatten(text, Branches::Kept)).0),
            None => pairs.lines.push(format!("pair: {name} has no counterpart")),
        }
    }
    pairs
}

fn is_of(page: &Page, real: &Page) -> bool {
    page.title == real.title && url(page) == url(real)
}

/// The URL of the call that a page describes.
fn url(page: &Page) -> Option<String> {
    let row = page.rows().find(|row| row.cells.first().is_some_and(|cell| cell.text() == "HTTP URL"))?;
    row.cells.get(1).map(Cell::text)
}

impl Pairs {
    fn compare(&mut self, name: &str, real: &Page, flat: &Page) {
        let (real_facts, flat_facts) = (facts(real), facts(flat));
        let lacks = missing(&real_facts, &flat_facts);
        let has_more = missing(&flat_facts, &real_facts);
        let all = real_facts.len();
        let same = format!("pair: {name}, {} of {all} parts the same", all - lacks.len());
        if real.date != flat.date {
            // Between two editions, a difference may come from the page instead of the form.
            self.lines.push(format!("{same}, of the editions {} and {}", real.date, flat.date));
            return;
        }
        self.is_same &= lacks.is_empty() && has_more.is_empty();
        self.lines.push(same);
        self.lines.extend(lacks.iter().map(|fact| format!("only in the site's: {fact}")));
        self.lines.extend(has_more.iter().map(|fact| format!("only in the flattened: {fact}")));
    }

    /// One line for each pair and each difference.
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns true if pages of one edition are read alike.
    pub(super) fn hold(&self) -> bool {
        self.is_same
    }
}

/// The parts of one list that the other lacks, or has less often.
fn missing<'f>(from: &'f [String], other: &[String]) -> Vec<&'f String> {
    let mut left: BTreeMap<&String, usize> = BTreeMap::new();
    for fact in other {
        *left.entry(fact).or_default() += 1;
    }
    let mut is_missing = |fact: &&String| match left.get_mut(*fact) {
        Some(count @ 1..) => {
            *count -= 1;
            false
        }
        _ => true,
    };
    from.iter().filter(|fact| is_missing(fact)).collect()
}

/// Headings, heads, rows, code and text of a page, without its lines.
fn facts(page: &Page) -> Vec<String> {
    let mut facts = Vec::new();
    for section in &page.sections {
        facts.extend(section.heading.as_ref().map(|heading| format!("{} {}", heading.level, heading.text)));
        for block in &section.blocks {
            match block {
                Block::Table(table) => of_table(table, &mut facts),
                Block::Code(code) => facts.push(format!("{} {}", code.language, code.text)),
                Block::Item(item) => facts.push(item.text.clone()),
                Block::Text(_, text) => facts.push(text.clone()),
            }
        }
    }
    facts
}

fn of_table(table: &Table, facts: &mut Vec<String>) {
    facts.push(table.head.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(of_cell).collect();
        facts.push(format!("{:?} {}", row.level, cells.join(" | ")));
    }
}

fn of_cell(cell: &Cell) -> String {
    let pieces: Vec<String> = cell.pieces.iter().map(of_piece).collect();
    pieces.join("; ")
}

fn of_piece(piece: &Piece) -> String {
    match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Member { key, text, .. } => format!("member {key} {text}"),
        Piece::Scope { name, label, .. } => format!("scope {name} {label}"),
        Piece::Token { name, .. } => format!("token {name}"),
        Piece::Apps { kinds, .. } => format!("apps {}", kinds.join(" ")),
        Piece::Code { text, .. } => format!("code {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTAL: &str = "---\ntitle: \"装箱\"\nfullPath: \"/boxes/pack\"\nupdateTime: \"1734523935000\"\n---\n# 装箱\n\
        <md-table><md-tr><md-th>名称</md-th><md-th>值</md-th></md-tr>\n<md-tr><md-td>a</md-td><md-td>one</md-td></md-tr></md-table>\n";
    const SITE: &str = "---\ntitle: \"装箱\"\nsource_url: https://open.feishu.cn/document/x\nlast_remote_update: 2024-12-18\n---\n\
        最后更新于 2024-12-18\n\n# 装箱\n\n名称 | 值\n---|---\na | one\n";

    fn compared(site: &str) -> Pairs {
        measure(&[("portal.md".to_owned(), PORTAL.to_owned())], &[("site.md".to_owned(), site.to_owned())])
    }

    #[test]
    fn pages_of_one_edition_are_read_alike() {
        let pairs = compared(SITE);
        assert_eq!(pairs.lines(), ["pair: site.md, 4 of 4 parts the same"]);
        assert!(pairs.hold());
    }

    #[test]
    fn what_differs_is_named_on_both_sides() {
        let pairs = compared(&SITE.replace("one", "two"));
        assert!(!pairs.hold());
        let lines = ["only in the site's: Known(0) a | two", "only in the flattened: Known(0) a | one"];
        assert_eq!(pairs.lines()[1..], lines);
    }

    #[test]
    fn other_editions_and_other_pages_prove_nothing() {
        let pairs = compared(&SITE.replace("2024-12-18", "2024-12-19").replace("one", "two"));
        assert!(pairs.hold());
        assert_eq!(
            pairs.lines(),
            ["pair: site.md, 2 of 4 parts the same, of the editions 2024-12-19 and 2024-12-18"]
        );
        let pairs = compared(&SITE.replace("装箱", "拆箱"));
        assert_eq!(pairs.lines(), ["pair: site.md has no counterpart"]);
    }
}
