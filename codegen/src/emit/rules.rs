//! Rules between fields, as conditions in a validator.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ty;
use crate::ir::{Access, Expr, Literal as Value, Rule};

/// One rule. If it is broken, the field that it names gets the violation.
pub(super) fn rule(rule: &Rule) -> TokenStream {
    let broken = expr(&rule.broken);
    let (id, doc) = (&rule.id, &rule.doc);
    let at = rule.report.iter().fold(quote!(at), |at, key| quote!(#at.key(#key)));
    quote! {
        if #broken {
            out.broken_rule(&#at, #id, #doc);
        }
    }
}

fn expr(expr_: &Expr) -> TokenStream {
    match expr_ {
        Expr::True => quote!(true),
        Expr::False => quote!(false),
        Expr::Not(inner) => not(inner),
        Expr::All(parts) => {
            let parts = parts.iter().map(operand);
            quote!(#(#parts)&&*)
        }
        Expr::Any(parts) => {
            let parts = parts.iter().map(operand);
            quote!(#(#parts)||*)
        }
        Expr::MoreThan(n, parts) => {
            let (n, parts) = (Literal::u64_unsuffixed(*n), parts.iter().map(expr));
            quote!([#(#parts),*].into_iter().filter(|holds| *holds).count() > #n)
        }
        Expr::Present(access) => presence(access, &quote!(is_some)),
        Expr::NonEmpty(access) => {
            let option = option(access);
            quote!(#option.is_some_and(|value| !value.is_empty()))
        }
        Expr::OneOf { access, values, absent } => one_of(access, values, *absent, Sense::Is),
        Expr::NumberAfter { left, right, or_equal } => order("number_after", left, right, *or_equal),
        Expr::TextAfter { left, right, or_equal } => order("text_after", left, right, *or_equal),
    }
}

/// An expression that can stand beside an operator.
fn operand(part: &Expr) -> TokenStream {
    let tokens = expr(part);
    match part {
        Expr::All(_) | Expr::Any(_) | Expr::MoreThan(..) => quote!((#tokens)),
        _ if is_bare_list(part) => quote!((#tokens)),
        Expr::Not(inner) if is_bare_list(inner) => quote!((#tokens)),
        _ => tokens,
    }
}

/// Returns true if the test is printed as several comparisons with an operator between them.
fn is_bare_list(part: &Expr) -> bool {
    matches!(part, Expr::OneOf { access, values, .. } if values.len() > 1 && access.is_certain())
}

fn not(inner: &Expr) -> TokenStream {
    match inner {
        Expr::Present(access) => presence(access, &quote!(is_none)),
        Expr::OneOf { access, values, absent } => one_of(access, values, *absent, Sense::IsNot),
        other => {
            let inner = operand(other);
            quote!(!#inner)
        }
    }
}

/// A test for the presence of a field, without a reference to it.
fn presence(access: &Access, test: &TokenStream) -> TokenStream {
    match plain_option(access) {
        Some(place) => quote!(#place.#test()),
        None => {
            let option = option(access);
            quote!(#option.#test())
        }
    }
}

/// The path of an optional field whose parents are all required.
fn plain_option(access: &Access) -> Option<TokenStream> {
    let (last, way) = access.steps.split_last()?;
    if !last.optional || way.iter().any(|step| step.optional) {
        return None;
    }
    let names = access.steps.iter().map(|step| &step.name);
    Some(quote!(self #(.#names)*))
}

/// The sense of a test: for the values, or for all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Is,
    IsNot,
}

fn one_of(access: &Access, values: &[Value], absent: bool, sense: Sense) -> TokenStream {
    if let ([value], Some(place), false) = (values, plain_option(access), absent)
        && !is_wrapped(access)
    {
        return compare(&place, sense, value, |place, value| match value {
            Value::Text(text) => (quote!(#place.as_deref()), quote!(Some(#text))),
            other => {
                let value = literal(other);
                (quote!(#place), quote!(Some(#value)))
            }
        });
    }
    let by_value = |place: &TokenStream, value: &Value| (place.clone(), literal(value));
    if access.is_certain() {
        let names = access.steps.iter().map(|step| &step.name);
        let unwrap = is_wrapped(access).then(|| quote!(*));
        let place = quote!(#unwrap self #(.#names)*);
        return joined(values, sense, |value| compare(&place, sense, value, by_value));
    }
    let option = option(access);
    let test = joined(values, sense, |value| compare(&quote!(*value), sense, value, by_value));
    // `absent` is the result of `Is` for an absent field; `IsNot` gives the opposite.
    let test = quote!(|value| #test);
    if absent == (sense == Sense::Is) {
        quote!(#option.is_none_or(#test))
    } else {
        quote!(#option.is_some_and(#test))
    }
}

/// Returns true if the value is inside a `Sensitive`, and needs one more dereference.
fn is_wrapped(access: &Access) -> bool {
    access.steps.last().is_some_and(|step| step.sensitive)
}

fn compare(
    place: &TokenStream,
    sense: Sense,
    value: &Value,
    sides: impl Fn(&TokenStream, &Value) -> (TokenStream, TokenStream),
) -> TokenStream {
    let (left, right) = sides(place, value);
    match sense {
        Sense::Is => quote!(#left == #right),
        Sense::IsNot => quote!(#left != #right),
    }
}

fn joined(values: &[Value], sense: Sense, each: impl Fn(&Value) -> TokenStream) -> TokenStream {
    let parts = values.iter().map(each);
    match sense {
        Sense::Is => quote!(#(#parts)||*),
        Sense::IsNot => quote!(#(#parts)&&*),
    }
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Text(text) => quote!(*#text),
        Value::Int(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        Value::Float(number) => {
            let number = Literal::f64_unsuffixed(*number);
            quote!(#number)
        }
        Value::Bool(value) => quote!(#value),
        Value::Variant(path, name) => ty::variant(path, name),
    }
}

fn order(function: &str, left: &Access, right: &Access, or_equal: bool) -> TokenStream {
    let function = quote::format_ident!("{function}");
    let (left, right) = (option(left), option(right));
    quote!(rt::order::#function(#left, #right, #or_equal))
}

/// The field as an `Option` of a reference.
fn option(access: &Access) -> TokenStream {
    let mut tokens = quote!(self);
    let mut is_option = false;
    for step in &access.steps {
        let name = &step.name;
        let borrow = if step.sensitive { quote!(as_deref) } else { quote!(as_ref) };
        let unwrap = step.sensitive.then(|| quote!(*));
        tokens = match (is_option, step.optional) {
            (false, false) => quote!(#tokens.#name),
            (false, true) => quote!(#tokens.#name.#borrow()),
            (true, false) => quote!(#tokens.map(|value| &#unwrap value.#name)),
            (true, true) => quote!(#tokens.and_then(|value| value.#name.#borrow())),
        };
        is_option |= step.optional;
    }
    let unwrap = is_wrapped(access).then(|| quote!(*));
    if is_option { tokens } else { quote!(Some(&#unwrap #tokens)) }
}
