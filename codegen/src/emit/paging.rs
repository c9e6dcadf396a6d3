//! Implementations of `Paged` and `PagedItems`.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty;
use crate::ir::{Field, Paging, Ty};

pub(super) fn implementations(paging: &Paging) -> TokenStream {
    let paged = paged(paging);
    let items = paging.items.as_ref().map(items);
    quote! { #paged #items }
}

fn paged(paging: &Paging) -> TokenStream {
    let Paging { part, asked, next, .. } = paging;
    let (given, value) = if paging.is_optional {
        (quote!(self.#part.#asked.as_deref()), quote!(Some(token.into())))
    } else {
        (quote!(Some(self.#part.#asked.as_str())), quote!(token.into()))
    };
    let has_more = match &paging.has_more {
        Some(has_more) => quote!(data.#has_more),
        None => quote!(None),
    };
    quote! {
        impl rt::Paged for Request {
            fn asked_page(&self) -> Option<&str> {
                #given
            }
            fn with_page(&self, token: &str) -> Self {
                let mut page = self.clone();
                page.#part.#asked = #value;
                page
            }
            fn next_page(data: &Data) -> rt::NextPage<'_> {
                rt::NextPage::new(data.#next.as_deref(), #has_more)
            }
        }
    }
}

fn items(field: &Field) -> TokenStream {
    let Ty::List(item) = &field.ty else { return TokenStream::new() };
    let (name, item) = (&field.name, ty::ty(item));
    quote! {
        impl rt::PagedItems for Request {
            type Item = #item;
            fn items(data: Data) -> Vec<#item> {
                data.#name.unwrap_or_default()
            }
        }
    }
}
