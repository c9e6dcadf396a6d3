//! Doc comments as attributes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Doc;
use crate::markdown;

/// `/// ...` and `#[doc(alias = "...")]` for the item of that name.
pub(super) fn outer(doc: &Doc, item: &str) -> TokenStream {
    let lines = markdown::lines(doc);
    let aliases = markdown::aliases(doc, item);
    quote! { #(#[doc = #lines])* #(#[doc(alias = #aliases)])* }
}

/// `//! ...`
pub(super) fn inner(doc: &Doc) -> TokenStream {
    let lines = markdown::lines(doc);
    quote! { #(#![doc = #lines])* }
}
