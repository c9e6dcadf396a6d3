//! Marked regions of hand-written files: the generator owns only the lines between the two marks.

use crate::ir::{Api, Coverage};
use crate::markdown;

/// A region of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The path of the file below the generated crate.
    pub path: &'static str,
    /// The line that opens the region.
    pub begin: &'static str,
    /// The line that closes it.
    pub end: &'static str,
    /// The lines between.
    pub text: String,
}

/// Why a region cannot be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionFault {
    /// A mark is missing.
    Missing,
    /// A mark occurs twice, or the closing one comes first.
    Tangled,
}

/// The regions of the generated crate.
pub(crate) fn regions(api: &Api) -> Vec<Region> {
    vec![
        Region {
            path: "Cargo.toml",
            begin: "# generated: begin features",
            end: "# generated: end features",
            text: features(api),
        },
        Region {
            path: "guide/endpoints.md",
            begin: "<!-- generated: begin coverage -->",
            end: "<!-- generated: end coverage -->",
            text: coverage(api),
        },
    ]
}

impl Region {
    /// The file's text with the region's lines replaced.
    pub fn apply(&self, text: &str) -> Result<String, RegionFault> {
        let begin = only_line(text, self.begin)?;
        let end = only_line(text, self.end)?;
        let (head, tail) = (text.get(..begin.1), text.get(end.0..));
        match (head, tail) {
            (Some(head), Some(tail)) if begin.1 <= end.0 => Ok(format!("{head}{}{tail}", self.text)),
            _ => Err(RegionFault::Tangled),
        }
    }
}

/// The first byte of the only line with the mark, and the first byte of the next line.
fn only_line(text: &str, mark: &str) -> Result<(usize, usize), RegionFault> {
    let mut found = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let next = start + line.len();
        if line.trim_end() == mark && found.replace((start, next)).is_some() {
            return Err(RegionFault::Tangled);
        }
        start = next;
    }
    found.ok_or(RegionFault::Missing)
}

/// One feature per service.
fn features(api: &Api) -> String {
    let declared = api.folders.iter().filter(|folder| folder.path.is_empty()).flat_map(|top| &top.modules);
    let services: Vec<&str> =
        declared.filter(|module| module.is_feature).map(|module| module.name.as_str()).collect();
    let all = services.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let mut text = format!("# Every service.\nall-services = [{all}]\n");
    for name in services {
        text.push_str(&format!("{name} = []\n"));
    }
    text
}

/// The tables of endpoints and of events.
fn coverage(api: &Api) -> String {
    let mut text = String::from(
        "| call | endpoint | module | feature | page | edition | rate limit | scopes |\n|---|---|---|---|---|---|---|---|\n",
    );
    text.extend(api.coverage.iter().map(|row| line(row, Some(&row.rate_limit))));
    if !api.event_coverage.is_empty() {
        text.push_str("\n## Events\n\nThe types of events need the feature `events`, too.\n\n");
        text.push_str(
            "| event | type | module | feature | page | edition | scopes |\n|---|---|---|---|---|---|---|\n",
        );
        text.extend(api.event_coverage.iter().map(|row| line(row, None)));
    }
    text
}

fn line(row: &Coverage, rate_limit: Option<&String>) -> String {
    let (title, url) = &row.page;
    let page =
        if markdown::is_safe_url(url) { format!("[{}]({url})", text_cell(title)) } else { text_cell(title) };
    let scopes: Vec<String> = row.scopes.iter().map(|scope| format!("`{}`", cell(scope))).collect();
    let mut cells = vec![
        text_cell(&row.name),
        format!("`{}`", cell(&row.call)),
        format!("`{}`", row.module),
        format!("`{}`", row.feature),
        page,
        text_cell(&row.edition),
    ];
    cells.extend(rate_limit.map(|limit| text_cell(limit)));
    cells.push(scopes.join(", "));
    format!("| {} |\n", cells.join(" | "))
}

/// Text outside of code, where Markdown replaces entities by characters.
fn text_cell(text: &str) -> String {
    cell(text).replace('&', "&amp;")
}

/// Text of a table cell, without the characters that could end the cell or start markup.
fn cell(text: &str) -> String {
    let harmless = |c: char| {
        if !markdown::is_plain(c) || matches!(c, '|' | '`' | '<' | '>' | '[' | ']' | '\\') { ' ' } else { c }
    };
    text.chars().map(harmless).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> Region {
        Region { path: "f", begin: "# begin", end: "# end", text: text.to_owned() }
    }

    #[test]
    fn only_the_lines_between_the_marks_change() {
        let before = "a\n# begin\nold\n# end\nb\n";
        assert_eq!(region("new\n").apply(before), Ok("a\n# begin\nnew\n# end\nb\n".to_owned()));
        assert_eq!(region("old\n").apply(before), Ok(before.to_owned()));
    }

    #[test]
    fn missing_and_tangled_marks_are_faults() {
        assert_eq!(region("").apply("# begin\n"), Err(RegionFault::Missing));
        assert_eq!(region("").apply("# end\n# begin\n"), Err(RegionFault::Tangled));
        assert_eq!(region("").apply("# begin\n# begin\n# end\n"), Err(RegionFault::Tangled));
    }

    #[test]
    fn a_cell_stays_a_cell() {
        assert_eq!(cell("a|b\n`c`"), "a b  c ");
        assert_eq!(cell("\u{202e}a"), " a");
        assert_eq!(text_cell("a&#x202e;b"), "a&amp;#x202e;b");
    }
}
