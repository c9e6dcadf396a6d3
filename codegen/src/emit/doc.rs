//! Doc comments as attributes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::ir::Doc;

/// `/// ...` and `#[doc(alias = "...")]` for the item of that name.
pub(super) fn outer(doc: &Doc, item: &str) -> TokenStream {
    let lines = docs::lines(doc);
    let aliases = docs::aliases(doc, item);
    quote! { #(#[doc = #lines])* #(#[doc(alias = #aliases)])* }
}

/// `//! ...`
pub(super) fn inner(doc: &Doc) -> TokenStream {
    let lines = docs::lines(doc);
    quote! { #(#![doc = #lines])* }
}
