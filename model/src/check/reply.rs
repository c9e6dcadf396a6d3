//! A status inside the reply's data: the client fails on it only when it is told that it is one.

use super::page::Page;
use crate::diag::{Code, Diagnostic};
use crate::pointer::{Pointer, join};
use crate::schema::{Endpoint, Fields, Role, TypeExpr};

/// An integer `code` in `data` may be the status of the call, or a value like any other: the page's prose says which.
pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    let Some((fields, at)) = data(endpoint) else { return };
    let is_told = fields.values().any(|field| field.role == Some(Role::InnerCode));
    let undecided =
        fields.get("code").filter(|field| field.role.is_none() && *field.ty.expr() == TypeExpr::Int);
    if undecided.is_some() && !is_told {
        let at = at.join("code");
        let message = "this field may be a status of the call, which the client would ignore";
        out.push(Diagnostic::warning(Code::UndecidedInnerCode, message, page.key(&at)).help(format!(
            "annotate `{at}` in the overlay with `\"role\": \"inner_code\"`, or with `\"role\": \"plain\"` if it is a value \
             like any other"
        )));
    }
}

/// The fields of `data`, and where they stand.
fn data(endpoint: &Endpoint) -> Option<(&Fields, Pointer)> {
    let data = endpoint.reply.get("data")?;
    match data.ty.expr() {
        TypeExpr::Anonymous => Some((&data.fields, join("/reply/data", "fields"))),
        TypeExpr::Named(name) => {
            let object = endpoint.types.get(name)?;
            Some((&object.fields, join("/types", name).join("fields")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Found, WARNING, clean, expect, of_endpoint};

    fn with(fields: &Value) -> Vec<Found> {
        of_endpoint(&json!({"reply": {"code": {"type": "int"}, "data": {"type": "-", "fields": fields}}}))
    }

    #[test]
    fn a_code_in_the_data_is_a_status_or_not() {
        let found = with(&json!({"code": {"type": "int"}}));
        expect(&found, &[(WARNING, "undecided-inner-code", "\"code\"")]);
        assert!(found[0].finding.help.as_ref().unwrap().contains("`/reply/data/fields/code`"));
        for decided in [
            json!({"code": {"type": "int", "role": "inner_code"}}),
            json!({"code": {"type": "int", "role": "plain"}}),
            json!({"code": {"type": "int"}, "status": {"type": "int", "role": "inner_code"}}),
            json!({"code": {"type": "string"}}),
        ] {
            clean(&with(&decided));
        }
        // The code of the envelope is the platform's.
        clean(&of_endpoint(&json!({"reply": {"code": {"type": "int"}, "data": {"type": "int"}}})));
    }

    #[test]
    fn named_data_is_looked_into() {
        let found = of_endpoint(&json!({"reply": {"data": {"type": "result"}},
            "types": {"result": {"fields": {"code": {"type": "int"}}}}}));
        expect(&found, &[(WARNING, "undecided-inner-code", "\"code\"")]);
    }
}
