//! Open enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use crate::ir::{Enum, EnumBase, Variant};

/// An enum that keeps what it does not know.
pub(super) fn open_enum(open: &Enum) -> TokenStream {
    let name = &open.name;
    let doc = doc::outer(&open.doc, name.as_str());
    let variants = open.variants.iter().map(|variant| {
        let name = &variant.name;
        let doc = doc::outer(&variant.doc, name.as_str());
        quote!(#doc #name,)
    });
    let members = open.variants.iter().map(|variant| {
        let (wire, name) = (wire(open.base, variant), &variant.name);
        quote!(#wire => #name)
    });
    let implement = match open.base {
        EnumBase::Text => quote!(rt::text_enum!),
        EnumBase::Int => quote!(rt::int_enum!),
    };
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that is not documented, kept as it came."]
            Unknown(rt::UnknownValue),
        }
        #implement(#name { #(#members),* });
    }
}

fn wire(base: EnumBase, variant: &Variant) -> Literal {
    match base {
        EnumBase::Text => Literal::string(&variant.wire),
        EnumBase::Int => Literal::i64_unsuffixed(variant.number),
    }
}
