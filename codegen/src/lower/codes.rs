//! Documented error codes as the variants of `Code`.

use indexmap::IndexMap;
use model::pointer::join;
use model::schema::ErrorCode;

use super::context::Context;
use super::shared::Shared;
use super::{docs, naming};
use crate::ir::{Code, CodeEnum, Doc};
use crate::names::{Case, Name, Table};

/// `Code` of an endpoint. A platform-wide code that the page lists again stays a `CommonCode`, so that it has one type.
pub(super) fn of_endpoint(
    context: &mut Context<'_>,
    errors: &IndexMap<String, ErrorCode>,
    shared: &Shared,
) -> CodeEnum {
    let mut codes = codes(context, errors);
    codes.retain(|code| !shared.has_code(code.number));
    CodeEnum {
        name: Name::own("Code"),
        doc: docs::code_enum(shared.has_codes()),
        codes,
        has_common: shared.has_codes(),
    }
}

/// `CommonCode`.
pub(super) fn common(context: &mut Context<'_>, errors: &IndexMap<String, ErrorCode>) -> CodeEnum {
    let doc = Doc::text(
        "Platform-wide error codes, which any endpoint may return: tokens, permissions, rate limits.",
    );
    CodeEnum { name: Name::own("CommonCode"), doc, codes: codes(context, errors), has_common: false }
}

fn codes(context: &mut Context<'_>, errors: &IndexMap<String, ErrorCode>) -> Vec<Code> {
    let mut table = Table::default();
    let mut codes = Vec::with_capacity(errors.len());
    for (wire, error) in errors {
        let pointer = join("/errors", wire);
        let Some(number) = wire.parse().ok().filter(|number: &i64| number.to_string() == *wire) else {
            context.unchecked(&pointer);
            continue;
        };
        context.check_name(error.name.as_deref(), Case::Variant, &pointer, "name");
        let name = naming::code(number, error);
        context.claim(&mut table, &name, format!("error code {number}"), &pointer);
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
