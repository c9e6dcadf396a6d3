//! Front matter: the lines between `---` at the top of a page.

/// The front matter of a page. Values that the page does not give are empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    /// The path of a portal page: `fullPath`.
    pub(crate) full_path: String,
    /// The address that a site page was exported from: `source_url`.
    pub(crate) source_url: String,
    /// The date of the edition, `YYYY-MM-DD`.
    pub(crate) date: String,
    /// The number of lines, both `---` included.
    pub(crate) lines: usize,
}

/// Some editors put it at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A `---` that is not followed by another one within so many lines is a horizontal rule. All 1,038 pages that were counted have
/// 5 or 6 lines of front matter.
const MAX_LINES: usize = 64;

/// Reads the front matter at the start of a page, in either form.
pub(crate) fn read(text: &str) -> FrontMatter {
    let mut found = FrontMatter::default();
    let mut lines = text.trim_start_matches(BYTE_ORDER_MARK).lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return found;
    }
    for (index, line) in lines.take(MAX_LINES).enumerate() {
        if line.trim_end() == "---" {
            found.lines = index + 2;
            return found;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = unquoted(value.trim());
        match key.trim() {
            "title" => found.title = value,
            "fullPath" => found.full_path = value,
            "source_url" => found.source_url = value,
            "updateTime" => found.date = value.parse().ok().and_then(edition).unwrap_or_default(),
            "last_remote_update" => found.date = value,
            _ => {}
        }
    }
    FrontMatter::default()
}

/// Removes quotes and escapes.
fn unquoted(value: &str) -> String {
    match serde_json::from_str(value) {
        Ok(text) => text,
        Err(_) => value.trim_matches('"').to_owned(),
    }
}

/// Converts the time of an edition, a Unix time in milliseconds, to its date in Beijing, whose time the pages use.
#[must_use]
pub fn edition(milliseconds: i64) -> Option<String> {
    const DAY: i64 = 86_400_000;
    const BEIJING: i64 = 8 * 3_600_000;
    let days = milliseconds.checked_add(BEIJING)?.div_euclid(DAY);
    // Howard Hinnant's `civil_from_days`: eras of 400 years that start on 1 March.
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1970..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_title_path_and_date() {
        let text =
            "---\ntitle: \"A \\\"b\\\"\"\nfullPath: \"/a/b\"\nupdateTime: \"1734523935000\"\n---\n\n# A";
        assert_eq!(
            read(text),
            FrontMatter {
                title: "A \"b\"".into(),
                full_path: "/a/b".into(),
                date: "2024-12-18".into(),
                lines: 5,
                ..FrontMatter::default()
            }
        );
    }

    #[test]
    fn reads_what_the_site_exports() {
        let text =
            "---\ntitle: \"装箱: 一\"\nsource_url: https://a.b/c\nlast_remote_update: 2025-01-02\n---\nx";
        assert_eq!(
            read(text),
            FrontMatter {
                title: "装箱: 一".into(),
                source_url: "https://a.b/c".into(),
                date: "2025-01-02".into(),
                lines: 5,
                ..FrontMatter::default()
            }
        );
    }

    #[test]
    fn a_page_without_it_or_without_its_end_has_none() {
        assert_eq!(read("# A"), FrontMatter::default());
        assert_eq!(read("# x\n---\n"), FrontMatter::default());
        assert_eq!(read("---\ntitle: x\n"), FrontMatter::default());
        assert_eq!(read(&format!("---\n{}", "title: x\n".repeat(100))), FrontMatter::default());
    }

    #[test]
    fn days_change_at_midnight_in_beijing() {
        // `date -u -d @1709222400` is 2024-02-29 16:00, midnight of March in Beijing.
        assert_eq!(edition(1_709_222_399_999).as_deref(), Some("2024-02-29"));
        assert_eq!(edition(1_709_222_400_000).as_deref(), Some("2024-03-01"));
        assert_eq!(edition(i64::MAX), None);
    }
}
