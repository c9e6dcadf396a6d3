//! What a page says above its first line: title, address, date.

use crate::portal::front_matter::unquoted;

/// The front matter; empty where the page says nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The page's title.
    pub(super) title: String,
    /// The address that the page was exported from.
    pub(super) url: String,
    /// The date of the edition, `YYYY-MM-DD`.
    pub(super) date: String,
    /// The lines that it takes.
    pub(super) lines: usize,
}

/// Longer front matter is none.
const MAX_LINES: usize = 64;

/// Reads the front matter.
pub(super) fn read(text: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    let text = text.trim_start_matches('\u{feff}');
    for (at, line) in text.lines().take(MAX_LINES).enumerate() {
        match (at, line.trim_end()) {
            (0, "---") => {}
            (0, _) => return front,
            (_, "---") => {
                front.lines = at + 1;
                return front;
            }
            (_, line) => front.take(line),
        }
    }
    FrontMatter::default()
}

impl FrontMatter {
    fn take(&mut self, line: &str) {
        let Some((key, value)) = line.split_once(':') else { return };
        let slot = match key.trim() {
            "title" => &mut self.title,
            "source_url" => &mut self.url,
            "last_remote_update" => &mut self.date,
            _ => return,
        };
        *slot = unquoted(value.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_export_writes() {
        let front = read(
            "---\ntitle: \"装箱: 一\"\nsource_url: https://a.b/c\nlast_remote_update: 2025-01-02\n---\nx",
        );
        let expected = FrontMatter {
            title: "装箱: 一".into(),
            url: "https://a.b/c".into(),
            date: "2025-01-02".into(),
            lines: 5,
        };
        assert_eq!(front, expected);
    }

    #[test]
    fn an_open_or_absent_front_matter_is_none() {
        assert_eq!(read("# x\n---\n"), FrontMatter::default());
        assert_eq!(read("---\ntitle: x\n"), FrontMatter::default());
    }
}
