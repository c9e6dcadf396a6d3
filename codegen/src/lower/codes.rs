//! Documented error codes to the variants of `Code`.

use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::document::Document;
use model::load::pointer::escape;
use model::schema::{Common, Endpoint, ErrorCode};

use super::shared::Shared;
use super::{docs, naming};
use crate::ir::{Code, CodeEnum, Doc};
use crate::names::{Case, Name, Origin, Table};

/// `Code` of an endpoint. A platform-wide code that the page lists again stays a `CommonCode`: it is typed once.
pub(super) fn lower(
    document: &Document<Endpoint>,
    shared: &Shared,
    findings: &mut Vec<Diagnostic>,
) -> CodeEnum {
    let mut codes = lower_all(&document.schema.errors, document, findings);
    codes.retain(|code| !shared.has_code(code.number));
    CodeEnum {
        name: Name::own("Code"),
        doc: docs::code_enum(shared.has_codes()),
        codes,
        has_common: shared.has_codes(),
    }
}

/// `CommonCode`.
pub(super) fn lower_common(document: &Document<Common>, findings: &mut Vec<Diagnostic>) -> CodeEnum {
    let codes = lower_all(&document.schema.errors, document, findings);
    let doc = Doc::text("Error codes that any endpoint may answer with: tokens, permissions, throttling.");
    CodeEnum { name: Name::own("CommonCode"), doc, codes, has_common: false }
}

fn lower_all<T>(
    errors: &IndexMap<String, ErrorCode>,
    document: &Document<T>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Code> {
    let mut table = Table::default();
    let mut codes = Vec::with_capacity(errors.len());
    for (wire, error) in errors {
        let pointer = format!("/errors/{}", escape(wire));
        let span = document.key_span(&pointer);
        let Some(number) = wire.parse().ok().filter(|number: &i64| number.to_string() == *wire) else {
            let message = format!("the error code `{wire}` is no integer as it stands on the wire");
            findings.push(
                Diagnostic::error("error-code", message, span).help("write digits only, no leading zeros"),
            );
            continue;
        };
        let name_span = || document.value_span(&format!("{pointer}/name"));
        naming::check(error.name.as_deref(), Case::Variant, name_span, findings);
        let name = naming::code(number, error);
        let origin = Origin { what: format!("error code {number}"), span };
        table.claim(&name, origin).unwrap_or_else(|collision| findings.push(*collision));
        codes.push(code(number, name, error));
    }
    codes
}

fn code(number: i64, name: Name, error: &ErrorCode) -> Code {
    Code {
        number,
        name,
        doc: docs::code_variant(number, error),
        status: error.status,
        message: error.message.clone(),
        hint: error.hint.clone(),
        retry: error.retry,
        executed: error.executed,
    }
}
