//! Tables and examples of an endpoint's page that belong to no part.

use model::diag::{self, quoted};
use serde_json::Value;

use crate::finding::Finding;
use crate::page::{Code, Section, Table, has_types, is_field_table};
use crate::report::Report;

/// Reports the rows of a table below an unknown heading. Returns true if the table has types: its fields may belong to the
/// endpoint.
pub(super) fn table(table: &Table, section: &Section, report: &mut Report) -> bool {
    let describes_fields = is_field_table(table) && has_types(table);
    let message = format!(
        "this table of {} rows below {} was not read as part of the endpoint",
        table.rows.len(),
        quoted(section.title())
    );
    report.push(if describes_fields {
        let help = "if its fields belong to the endpoint, add them to `corrections` in the overlay";
        Finding::warning(diag::Code::UnreadFields, table.line, message).help(help)
    } else {
        Finding::note(diag::Code::SideTable, table.line, message)
    });
    for row in &table.rows {
        report.reported(row.id);
    }
    describes_fields
}

/// Reports the JSON of a section whose heading says that it is an example, but not of which part.
pub(super) fn examples(section: &Section, report: &mut Report) {
    let title = section.title().to_lowercase();
    if !["示例", "样例", "example"].iter().any(|word| title.contains(word)) {
        return;
    }
    for code in section.codes().filter(|code| is_json(code)) {
        let message = format!(
            "this example below {} was not read, because the heading does not say of which part it is",
            quoted(section.title())
        );
        report.push(Finding::warning(diag::Code::UnreadExample, code.line, message));
    }
}

fn is_json(code: &Code) -> bool {
    let is_composite =
        || serde_json::from_str::<Value>(&code.text).is_ok_and(|value| value.is_object() || value.is_array());
    code.language.eq_ignore_ascii_case("json") || code.language.is_empty() && is_composite()
}
