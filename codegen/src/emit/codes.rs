//! Enums of error codes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use crate::ir::{Code, CodeEnum};

/// The enum of error codes, with the documentation of each.
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
            #[doc = " A platform-wide code, which any endpoint may return."]
            Common(crate::api::common::CommonCode),
        }
    });
    let common = codes.has_common.then(|| quote!(, common = crate::api::common::CommonCode));
    let documented = documented(codes);
    let numbers = codes.codes.iter().map(|code| {
        let (number, name) = (Literal::i64_unsuffixed(code.number), &code.name);
        quote!(#number => #name)
    });
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #common_variant
            #[doc = " An undocumented code."]
            Other(rt::UnknownCode),
        }
        #documented
        rt::error_codes!(#name #common { #(#numbers),* });
    }
}

/// The function that returns the documentation of a code.
fn documented(codes: &CodeEnum) -> TokenStream {
    let name = &codes.name;
    let known = codes.codes.iter().map(|code| {
        let (name, info) = (&code.name, info(code));
        quote!(Self::#name => Some(#info),)
    });
    let common = codes.has_common.then(|| quote!(Self::Common(_) |));
    quote! {
        impl #name {
            #[doc = " Returns the documentation of the code, if it is one of this endpoint's own."]
            const fn documented(self) -> Option<rt::CodeInfo> {
                match self {
                    #(#known)*
                    #common Self::Other(_) => None,
                }
            }
        }
    }
}

fn info(code: &Code) -> TokenStream {
    let message = &code.message;
    let status = code.status.map(Literal::u16_unsuffixed).map(|status| quote!(.with_http_status(#status)));
    let hint = code.hint.as_ref().map(|hint| quote!(.with_hint(#hint)));
    let retry = code.retry.map(|retry| quote!(.with_retry(#retry)));
    let executed = code.executed.map(|executed| quote!(.with_executed(#executed)));
    quote!(rt::CodeInfo::new(#message) #status #hint #retry #executed)
}
