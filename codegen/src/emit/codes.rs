//! Error codes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use crate::ir::{Code, CodeEnum};

/// The enum of error codes and what is known of each.
pub(super) fn code_enum(codes: &CodeEnum) -> TokenStream {
    let name = &codes.name;
    let doc = doc::outer(&codes.doc, name.as_str());
    let variants = codes.codes.iter().map(|code| {
        let name = &code.name;
        let doc = doc::outer(&code.doc, name.as_str());
        quote!(#doc #name,)
    });
    let common_variant = codes.has_common.then(|| {
        quote! {
            #[doc = " A code that any endpoint may answer with."]
            Common(crate::api::common::CommonCode),
        }
    });
    let head = if codes.has_common {
        quote!(#name, common = crate::api::common::CommonCode;)
    } else {
        quote!(#name;)
    };
    let rows = codes.codes.iter().map(row);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #common_variant
            #[doc = " A code that is not documented."]
            Other(rt::UnknownCode),
        }
        rt::error_codes! { #head #(#rows),* }
    }
}

fn row(code: &Code) -> TokenStream {
    let (number, name, message, hint) =
        (Literal::i64_unsuffixed(code.number), &code.name, &code.message, &code.hint);
    let status = option(code.status.map(Literal::u16_unsuffixed));
    let (retry, executed) = (option(code.retry), option(code.executed));
    quote! {
        #number => #name { status: #status, message: #message, hint: #hint, retry: #retry, executed: #executed }
    }
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
