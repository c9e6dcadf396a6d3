//! Rows of error tables to documented codes.

use indexmap::IndexMap;
use indexmap::map::Entry;
use model::diag::quoted;
use model::schema::ErrorCode;

use crate::account::Account;
use crate::finding::Finding;
use crate::outline::ErrorRow;

/// The page's codes, by number.
pub(super) fn read(
    rows: &[ErrorRow],
    account: &mut Account,
    findings: &mut Vec<Finding>,
) -> IndexMap<String, ErrorCode> {
    let mut errors = IndexMap::new();
    for row in rows {
        let number = match number(&row.code) {
            Ok(number) => number,
            Err(why) => {
                let message = format!("{} is no error code: {why}", quoted(&row.code));
                findings.push(Finding::warning("bad-code", row.line, message));
                account.reported(row.id);
                continue;
            }
        };
        match errors.entry(number.to_string()) {
            Entry::Vacant(slot) => {
                slot.insert(error_code(row, findings));
                account.mapped(row.id);
            }
            Entry::Occupied(_) => {
                let message = format!("the error code {number} is listed twice; the first row counts");
                findings.push(Finding::warning("duplicate-code", row.line, message));
                account.reported(row.id);
            }
        }
    }
    errors
}

fn number(code: &str) -> Result<i64, &'static str> {
    match code.trim().parse() {
        Ok(0) => Err("0 stands for success"),
        Ok(number) => Ok(number),
        Err(_) => Err("codes are integers"),
    }
}

fn error_code(row: &ErrorRow, findings: &mut Vec<Finding>) -> ErrorCode {
    let status = row.status.trim();
    let parsed = status.parse().ok().filter(|status| (100..600).contains(status));
    if parsed.is_none() && !matches!(status, "" | "-" | "/") {
        let message = format!("{} is no HTTP status", quoted(status));
        findings.push(Finding::warning("bad-status", row.line, message));
    }
    ErrorCode { status: parsed, message: row.message.clone(), ..ErrorCode::default() }
}
