//! What stands on an endpoint's page beside the parts that were read of it.

use model::diag::{self, quoted};
use serde_json::Value;

use crate::finding::Finding;
use crate::page::{Code, Section, Table, has_types, is_field_table};
use crate::report::Report;

/// Reports the rows of a table that is no part of the call. One with types describes fields: whether those are some of the
/// call, the page's headings do not tell. Returns whether it is such a table.
pub(super) fn table(table: &Table, section: &Section, report: &mut Report) -> bool {
    let describes_fields = is_field_table(table) && has_types(table);
    let message = format!(
        "this table of {} rows below {} is no part of the call's description",
        table.rows.len(),
        quoted(section.title())
    );
    report.push(if describes_fields {
        let help = "if its fields are some of the call, add them to `corrections` in the overlay";
        Finding::warning(diag::Code::UnreadFields, table.line, message).help(help)
    } else {
        Finding::note(diag::Code::SideTable, table.line, message)
    });
    for row in &table.rows {
        report.reported(row.id);
    }
    describes_fields
}

/// Reports the JSON of a section that calls itself an example, and does not say of what.
pub(super) fn examples(section: &Section, report: &mut Report) {
    let title = section.title().to_lowercase();
    if !["示例", "样例", "example"].iter().any(|word| title.contains(word)) {
        return;
    }
    for code in section.codes().filter(|code| is_json(code)) {
        let message = format!("this example below {} was left out", quoted(section.title()));
        report.push(Finding::warning(diag::Code::UnreadExample, code.line, message));
    }
}

fn is_json(code: &Code) -> bool {
    let is_composite =
        || serde_json::from_str::<Value>(&code.text).is_ok_and(|value| value.is_object() || value.is_array());
    code.language.eq_ignore_ascii_case("json") || code.language.is_empty() && is_composite()
}
