//! `explain`: what a diagnostic code means and how to mend what it reports.

use std::fmt::Write as _;

use model::diag::{Code, quoted, similar};

use crate::Outcome;
use crate::cli::ExplainOptions;
use crate::failure::Failure;
use crate::report;

/// Prints the explanation of one code, or lists all codes by group.
pub(crate) fn run(options: &ExplainOptions) -> Outcome {
    let text = match &options.code {
        Some(name) => explained(name)?,
        None => list(),
    };
    report::printed(&text);
    Ok(true)
}

fn explained(name: &str) -> Result<String, Failure> {
    match Code::named(name) {
        Some(code) => Ok(format!("{code} ({})\n{}\n", code.group(), code.explanation())),
        None => Err(Failure::Usage(unknown(name))),
    }
}

fn unknown(name: &str) -> String {
    let meant = match similar(name, Code::ALL.iter().map(|code| code.name())) {
        Some(near) => format!("did you mean {}? ", quoted(near)),
        None => String::new(),
    };
    format!("{} is not a diagnostic code; {meant}`cargo xtask explain` lists all codes", quoted(name))
}

fn list() -> String {
    let mut text = String::new();
    let mut group = "";
    for code in Code::ALL {
        if code.group() != group {
            let gap = if group.is_empty() { "" } else { "\n" };
            group = code.group();
            let _ = writeln!(text, "{gap}{group}");
        }
        // The first sentence says what is wrong, which is enough to choose from.
        let first = code.explanation().split_inclusive(". ").next().unwrap_or_default();
        let _ = writeln!(text, "  {code:<24}  {}", first.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_line_in_the_list() {
        let list = list();
        for code in Code::ALL {
            let lines = list.lines().filter(|line| line.starts_with(&format!("  {code} ")));
            assert_eq!(lines.count(), 1, "{code}");
        }
    }

    #[test]
    fn a_misspelt_code_is_an_error_that_names_the_nearest() {
        let text = explained("inverted-range").unwrap();
        assert!(text.starts_with("inverted-range (values and limits)\nThe lower bound is "), "{text}");
        let message = explained("inverted-rang").unwrap_err().to_string();
        assert!(message.contains("did you mean `inverted-range`?"), "{message}");
    }
}
