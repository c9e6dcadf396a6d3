//! Rules between fields.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ty;
use crate::ir::{Access, Expr, Literal as Value, Rule};

/// One rule: when it is broken, the violation goes to the field that it names.
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
        Expr::Not(inner) => {
            let inner = operand(inner);
            quote!(!#inner)
        }
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
        Expr::Present(access) => {
            let option = option(access);
            quote!(#option.is_some())
        }
        Expr::NonEmpty(access) => {
            let option = option(access);
            quote!(#option.is_some_and(|value| !value.is_empty()))
        }
        Expr::OneOf { access, values, absent } => one_of(access, values, *absent),
        Expr::NumberAfter { left, right, or_equal } => order("number_after", left, right, *or_equal),
        Expr::TextAfter { left, right, or_equal } => order("text_after", left, right, *or_equal),
        Expr::Custom(function) => quote!(crate::rules::#function(self)),
    }
}

/// An expression that can stand beside an operator.
fn operand(part: &Expr) -> TokenStream {
    let tokens = expr(part);
    match part {
        Expr::All(_) | Expr::Any(_) | Expr::MoreThan(..) => quote!((#tokens)),
        _ => tokens,
    }
}

fn one_of(access: &Access, values: &[Value], absent: bool) -> TokenStream {
    let option = option(access);
    let holds = values.iter().map(equals);
    let test = quote!(|value| #(#holds)||*);
    if absent { quote!(#option.is_none_or(#test)) } else { quote!(#option.is_some_and(#test)) }
}

fn equals(value: &Value) -> TokenStream {
    match value {
        Value::Text(text) => quote!(value.as_str() == #text),
        Value::Int(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(*value == #number)
        }
        Value::Float(number) => {
            let number = Literal::f64_unsuffixed(*number);
            quote!(*value == #number)
        }
        Value::Bool(true) => quote!(*value),
        Value::Bool(false) => quote!(!*value),
        Value::Variant(path, name) => {
            let variant = ty::variant(path, name);
            quote!(*value == #variant)
        }
    }
}

fn order(function: &str, left: &Access, right: &Access, or_equal: bool) -> TokenStream {
    let function = quote::format_ident!("{function}");
    let (left, right) = (option(left), option(right));
    quote!(rt::order::#function(#left, #right, #or_equal))
}

/// The field as an `Option` of a reference, whatever is optional on the way.
fn option(access: &Access) -> TokenStream {
    let mut tokens = quote!(self);
    let mut is_option = false;
    for step in &access.steps {
        let name = &step.name;
        tokens = match (is_option, step.optional) {
            (false, false) => quote!(#tokens.#name),
            (false, true) => quote!(#tokens.#name.as_ref()),
            (true, false) => quote!(#tokens.map(|value| &value.#name)),
            (true, true) => quote!(#tokens.and_then(|value| value.#name.as_ref())),
        };
        is_option |= step.optional;
    }
    if is_option { tokens } else { quote!(Some(&#tokens)) }
}
