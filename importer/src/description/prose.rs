//! What a description says beyond the facts that are taken out of it: its text, and a fingerprint of that.

use sha2::{Digest, Sha256};

use crate::page::visible;

/// Lines of prose, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    lines: Vec<String>,
}

/// Hex digits of a fingerprint: a field has few editions, so that 48 bits tell them apart.
const DIGITS: usize = 12;

impl Prose {
    /// One more line, as Markdown.
    pub(crate) fn push(&mut self, line: &str) {
        let shown = visible(line.trim().trim_start_matches(['-', '*', '•']));
        if !shown.trim().is_empty() {
            self.lines.push(shown.trim().to_owned());
        }
    }

    /// More lines.
    pub(super) fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Where the next line would stand.
    pub(super) fn end(&self) -> usize {
        self.lines.len()
    }

    /// More lines, where some stand already.
    pub(super) fn insert(&mut self, at: usize, other: Self) {
        let at = at.min(self.lines.len());
        self.lines.splice(at..at, other.lines);
    }

    /// What a member of an enum says after its label. Its further lines are lines like others: the site's form does not
    /// tell them from those that follow the last member.
    pub(super) fn push_member(&mut self, key: &str, text: &str, label: &str) {
        let mut lines = text.lines();
        let shown = visible(lines.next().unwrap_or_default());
        let rest = shown.trim_start().strip_prefix(label).unwrap_or(&shown).trim_start_matches('。');
        if !rest.trim().is_empty() {
            self.lines.push(format!("{key}：{}", rest.trim()));
        }
        lines.for_each(|line| self.push(line));
    }

    /// The text as a reader sees it; `None` when there is none.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        (!self.lines.is_empty()).then(|| self.lines.join("\n"))
    }

    /// The text's fingerprint. How it is broken into lines and set with blanks, links and emphasis is no part of it: the two
    /// forms of a page differ in that.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        let text: String =
            self.lines.iter().flat_map(|line| line.chars()).filter(|c| !c.is_whitespace()).collect();
        (!text.is_empty()).then(|| digest(&text))
    }
}

/// The fingerprint of two descriptions of one field: a type may be described at several places.
pub(crate) fn both(first: &str, second: &str) -> String {
    if first == second { first.to_owned() } else { digest(&format!("{first} {second}")) }
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.take(DIGITS).filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(lines: &[&str]) -> Prose {
        let mut prose = Prose::default();
        for line in lines {
            prose.push(line);
        }
        prose
    }

    #[test]
    fn the_fingerprint_is_the_head_of_a_sha_256() {
        // `printf abc | sha256sum`, as FIPS 180-4's first example gives it.
        assert_eq!(prose(&["a b", "c"]).fingerprint().as_deref(), Some("ba7816bf8f01"));
        assert_eq!(prose(&["", " "]).fingerprint(), None);
    }

    #[test]
    fn markup_is_no_part_of_it() {
        let plain = prose(&["See the list: one", "two"]).fingerprint();
        let marked = prose(&["See [the list](https://x.y/z): **one**", "- `two`"]).fingerprint();
        let elsewhere = prose(&["See [the list](/ssl:ttdoc/z): one two"]).fingerprint();
        assert_eq!(marked, plain);
        assert_eq!(elsewhere, plain);
        assert_ne!(prose(&["See the list: one", "three"]).fingerprint(), plain);
    }

    #[test]
    fn of_a_member_only_what_follows_its_label_is_prose() {
        let mut prose = Prose::default();
        prose.push_member("1", "By **open** ID。See [there](/x)。", "By open ID");
        prose.push_member("2", "Plain", "Plain");
        prose.push_member("3", "First\nsecond", "First");
        assert_eq!(prose.text().as_deref(), Some("1：See there。\nsecond"));
    }

    #[test]
    fn two_descriptions_of_one_field_have_one_fingerprint() {
        assert_eq!(both("a", "a"), "a");
        assert_ne!(both("a", "b"), both("a", "c"));
        assert_eq!(both("a", "b").len(), DIGITS);
    }
}
