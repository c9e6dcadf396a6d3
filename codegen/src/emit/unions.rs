//! Tagged unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use crate::ir::Union;

/// An enum of objects that keeps what fits none of them.
pub(super) fn union(union: &Union) -> TokenStream {
    let (name, tag) = (&union.name, &union.tag);
    let outer = doc::outer(&union.doc, name.as_str());
    let variants = union.variants.iter().map(|variant| {
        let (name, shape) = (&variant.name, &variant.shape);
        let doc = doc::outer(&variant.doc, name.as_str());
        quote!(#doc #name(#shape),)
    });
    let tags = union.variants.iter().map(|variant| {
        let (wire, name, shape) = (&variant.wire, &variant.name, &variant.shape);
        quote!(#wire => #name(#shape))
    });
    quote! {
        #outer
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " What fits no documented variant, kept as it came."]
            Unknown(rt::RawJson),
        }
        rt::tagged_union!(#name, #tag { #(#tags),* });
    }
}
