//! The prose of a description: its text without the facts, and a fingerprint of the text.

use sha2::{Digest, Sha256};

use crate::page::visible;

/// Lines of prose, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    lines: Vec<String>,
}

/// Hex digits of a fingerprint. It is compared with the fingerprints of other editions of one field, for which 48 bits are
/// plenty; another number changes `prose` in every schema.
const DIGITS: usize = 12;

impl Prose {
    /// Adds a line of Markdown.
    pub(crate) fn push(&mut self, line: &str) {
        let shown = visible(line.trim().trim_start_matches(['-', '*', '•']));
        if !shown.trim().is_empty() {
            self.lines.push(shown.trim().to_owned());
        }
    }

    /// Adds the lines of another prose.
    pub(super) fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// The place of the next line.
    pub(super) fn end(&self) -> usize {
        self.lines.len()
    }

    /// Inserts the lines of another prose at a place.
    pub(super) fn insert(&mut self, at: usize, other: Self) {
        let at = at.min(self.lines.len());
        self.lines.splice(at..at, other.lines);
    }

    /// Adds the text behind the label of an enum member. Its further lines are added as lines of their own, because the
    /// site's form does not tell them from the lines below the last member.
    pub(super) fn push_member(&mut self, key: &str, text: &str, label: &str) {
        let mut lines = text.lines();
        let shown = visible(lines.next().unwrap_or_default());
        let rest = shown.trim_start().strip_prefix(label).unwrap_or(&shown).trim_start_matches('。');
        if !rest.trim().is_empty() {
            self.lines.push(format!("{key}：{}", rest.trim()));
        }
        lines.for_each(|line| self.push(line));
    }

    /// The text as a reader sees it; `None` if it has no word: a dash stands for an empty description.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = self.lines.join("\n");
        text.contains(char::is_alphanumeric).then_some(text)
    }

    /// The fingerprint of the text. Line breaks, blanks, links and emphasis do not change it, because the two forms of a page
    /// differ in them.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        let text = self.text()?;
        Some(digest(&text.chars().filter(|c| !c.is_whitespace()).collect::<String>()))
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
        assert_eq!(prose(&["", " ", "\\-", "——"]).fingerprint(), None);
    }

    #[test]
    fn markup_does_not_change_the_fingerprint() {
        let plain = prose(&["See the list: one", "two"]).fingerprint();
        let marked = prose(&["See [the list](https://x.y/z): **one**", "- `two`"]).fingerprint();
        let elsewhere = prose(&["See [the list](/ssl:ttdoc/z): one two"]).fingerprint();
        assert_eq!(marked, plain);
        assert_eq!(elsewhere, plain);
        assert_ne!(prose(&["See the list: one", "three"]).fingerprint(), plain);
    }

    #[test]
    fn only_the_text_behind_a_members_label_is_prose() {
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
