//! Implementations of `Validate`: straight-line code, one block per field.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{rules, ty};
use crate::ir::{Check, Endpoint, FieldCheck, Struct};

/// `Validate` for an object type.
pub(super) fn object(object: &Struct) -> TokenStream {
    let checks = object.checks.iter().map(field_check);
    let rules = object.rules.iter().map(rules::rule);
    implement(&quote::ToTokens::to_token_stream(&object.name), &quote!(#(#checks)* #(#rules)*))
}

/// `Validate` for a request: its parts, then the rules between them.
pub(super) fn request(endpoint: &Endpoint) -> TokenStream {
    let parts = endpoint.parts.iter().map(|part| {
        let (member, wire) = (&part.member, part.member.as_str());
        quote!(self.#member.check(&at.key(#wire), out);)
    });
    let rules = endpoint.rules.iter().map(rules::rule);
    implement(&quote!(Request), &quote!(#(#parts)* #(#rules)*))
}

fn implement(name: &TokenStream, body: &TokenStream) -> TokenStream {
    let (at, out) = if body.is_empty() { (quote!(_at), quote!(_out)) } else { (quote!(at), quote!(out)) };
    quote! {
        impl rt::Validate for #name {
            fn check(&self, #at: &rt::At<'_>, #out: &mut rt::Violations) { #body }
        }
    }
}

fn field_check(check: &FieldCheck) -> TokenStream {
    let (name, wire) = (&check.name, &check.wire);
    let checks = check.checks.iter().map(self::check);
    if check.optional {
        quote! {
            if let Some(value) = &self.#name {
                let at = at.key(#wire);
                #(#checks)*
            }
        }
    } else {
        quote! {
            {
                let value = &self.#name;
                let at = at.key(#wire);
                #(#checks)*
            }
        }
    }
}

/// One check. `value` is a reference to the checked value, and `at` is its place.
fn check(check: &Check) -> TokenStream {
    match check {
        Check::MinChars(n) => limit("min_chars", &quote!(value), &Literal::u64_unsuffixed(*n)),
        Check::MaxChars(n) => limit("max_chars", &quote!(value), &Literal::u64_unsuffixed(*n)),
        Check::MinBytes(n) => limit("min_bytes", &quote!(value), &Literal::u64_unsuffixed(*n)),
        Check::MaxBytes(n) => limit("max_bytes", &quote!(value), &Literal::u64_unsuffixed(*n)),
        Check::MinItems(n) => limit("min_items", &quote!(value.len()), &Literal::u64_unsuffixed(*n)),
        Check::MaxItems(n) => limit("max_items", &quote!(value.len()), &Literal::u64_unsuffixed(*n)),
        Check::MinInt(n) => limit("min_int", &quote!(*value), &Literal::i64_unsuffixed(*n)),
        Check::MaxInt(n) => limit("max_int", &quote!(*value), &Literal::i64_unsuffixed(*n)),
        Check::MinFloat(n) => limit("min_float", &quote!(*value), &float(*n)),
        Check::MaxFloat(n) => limit("max_float", &quote!(*value), &float(*n)),
        Check::Finite => quote!(rt::check::finite(&at, *value, out);),
        Check::FixedText(text) => limit("fixed_text", &quote!(value), &Literal::string(text)),
        Check::FixedInt(n) => limit("fixed_int", &quote!(*value), &Literal::i64_unsuffixed(*n)),
        Check::FixedBool(fixed) => limit("fixed_bool", &quote!(*value), &quote!(#fixed)),
        Check::FixedFloat(n) => limit("fixed_float", &quote!(*value), &float(*n)),
        Check::PathSegment => quote!(rt::check::path_segment(&at, value, out);),
        Check::HeaderValue => quote!(rt::check::header_value(&at, value, out);),
        Check::Json => quote!(rt::check::json(&at, value, out);),
        Check::Adjacent { tag, union } => {
            let union = ty::type_path(union);
            quote!(#union::check_beside(&at, &self.#tag.to_string(), value, out);)
        }
        Check::Nested => quote!(value.check(&at, out);),
        Check::Member(path, names) => {
            let members = names.iter().map(|name| ty::variant(path, name));
            quote!(rt::check::member(&at, value, &[#(#members),*], out);)
        }
        Check::Pattern(text) => quote! {
            {
                static PATTERN: rt::Pattern = rt::Pattern::new(#text);
                rt::check::pattern(&at, value, &PATTERN, out);
            }
        },
        Check::Each(inner) => each(&all(inner)),
        Check::EachValue(inner) => each_value(&all(inner)),
        Check::Inside(inner) => inside(&all(inner)),
        Check::Exposed(inner) => exposed(&all(inner)),
    }
}

fn each(checks: &TokenStream) -> TokenStream {
    quote! {
        for (index, value) in value.iter().enumerate() {
            let at = at.index(index);
            #checks
        }
    }
}

fn each_value(checks: &TokenStream) -> TokenStream {
    quote! {
        for (key, value) in value {
            let at = at.dynamic_key(key);
            #checks
        }
    }
}

fn inside(checks: &TokenStream) -> TokenStream {
    quote! { if let Some(value) = value.value() { #checks } }
}

fn exposed(checks: &TokenStream) -> TokenStream {
    quote! {
        {
            let value = &**value;
            let at = at.sensitive();
            #checks
        }
    }
}

fn all(checks: &[Check]) -> TokenStream {
    checks.iter().map(check).collect()
}

fn limit(function: &str, value: &TokenStream, bound: &impl quote::ToTokens) -> TokenStream {
    let function = quote::format_ident!("{function}");
    quote!(rt::check::#function(&at, #value, #bound, out);)
}

/// A finite float: the schema reader accepts no others.
fn float(value: f64) -> Literal {
    Literal::f64_unsuffixed(value)
}
