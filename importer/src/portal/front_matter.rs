//! The lines between `---` at the top of a page: title, path and date.

/// What the front matter states; empty where it states nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) title: String,
    pub(super) full_path: String,
    /// `YYYY-MM-DD`
    pub(super) date: String,
    /// Lines that it takes, the marks included.
    pub(super) lines: usize,
}

/// Some editors put it in front of a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// No front matter is longer; a page that opens one and never ends it has none.
const MAX_LINES: usize = 40;

/// Reads the front matter at the start of a page.
pub(super) fn read(text: &str) -> FrontMatter {
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
            "updateTime" => found.date = value.parse().ok().and_then(date).unwrap_or_default(),
            _ => {}
        }
    }
    FrontMatter::default()
}

/// A value without its quotes and their escapes.
pub(crate) fn unquoted(value: &str) -> String {
    match serde_json::from_str(value) {
        Ok(text) => text,
        Err(_) => value.trim_matches('"').to_owned(),
    }
}

/// The day of a Unix time in milliseconds, in Beijing, where the pages are dated.
fn date(milliseconds: i64) -> Option<String> {
    const DAY: i64 = 86_400_000;
    const BEIJING: i64 = 8 * 3_600_000;
    let days = milliseconds.checked_add(BEIJING)?.div_euclid(DAY);
    // Days to a civil date, as Howard Hinnant computes it: eras of 400 years that start on the first of March.
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
                lines: 5
            }
        );
    }

    #[test]
    fn a_page_without_it_or_without_its_end_has_none() {
        assert_eq!(read("# A"), FrontMatter::default());
        assert_eq!(read(&format!("---\n{}", "title: x\n".repeat(100))), FrontMatter::default());
    }

    #[test]
    fn days_change_at_midnight_in_beijing() {
        // `date -u -d @1709222400` is 2024-02-29 16:00, midnight of March in Beijing.
        assert_eq!(date(1_709_222_399_999).as_deref(), Some("2024-02-29"));
        assert_eq!(date(1_709_222_400_000).as_deref(), Some("2024-03-01"));
        assert_eq!(date(i64::MAX), None);
    }
}
