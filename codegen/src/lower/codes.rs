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
    CodeEnum {
        name: Name::own("Code"),
        doc: docs::code_enum(shared.has_codes()),
        codes: codes(context, errors, |number| !shared.has_code(number)),
        has_common: shared.has_codes(),
    }
}

/// `CommonCode`.
pub(super) fn common(context: &mut Context<'_>, errors: &IndexMap<String, ErrorCode>) -> CodeEnum {
    let doc = Doc::text(
        "Platform-wide error codes, which any endpoint may return: tokens, permissions, rate limits.",
    );
    CodeEnum {
        name: Name::own("CommonCode"),
        doc,
        codes: codes(context, errors, |_| true),
        has_common: false,
    }
}

/// The codes that are `wanted`, by their numbers.
fn codes(
    context: &mut Context<'_>,
    errors: &IndexMap<String, ErrorCode>,
    wanted: impl Fn(i64) -> bool,
) -> Vec<Code> {
    let mut numbered = Vec::new();
    for (wire, error) in errors {
        let number = wire.parse().ok().filter(|number: &i64| number.to_string() == *wire);
        match number {
            Some(number) if wanted(number) => numbered.push((number, error)),
            Some(_) => {}
            None => context.unchecked(&join("/errors", wire)),
        }
    }
    let mut table = Table::default();
    let mut codes = Vec::with_capacity(numbered.len());
    for ((number, error), name) in numbered.iter().zip(naming::codes(&numbered)) {
        let pointer = join("/errors", &number.to_string());
        context.check_name(error.name.as_deref(), Case::Variant, &pointer, "name");
        context.claim(&mut table, &name, format!("error code {number}"), &pointer);
        codes.push(code(*number, name, error));
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
