//! Intermediate representation as tokens. All decisions about the API were made in `lower`.

mod codes;
mod constructor;
mod doc;
mod encode;
mod endpoint;
mod event;
mod mock_route;
mod paging;
mod request;
mod rules;
pub(crate) mod ty;
mod types;
mod validators;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Contents, Folder, Module};
use crate::names::Name;

pub(crate) use event::any_event;
pub(crate) use mock_route::routes;

/// The tokens of one module's file.
pub(crate) fn module(module: &Module) -> TokenStream {
    let doc = doc::inner(&module.doc);
    let contents = match &module.contents {
        Contents::Endpoint(endpoint) => endpoint::endpoint(endpoint),
        Contents::Concepts { uses_common, enums, types } => {
            let import = uses_common.then(|| {
                quote!(
                    use crate::api::common;
                )
            });
            let enums = enums.iter().map(types::open_enum);
            let types = types.iter().map(types::definition);
            quote! { #import #(#enums)* #(#types)* }
        }
        Contents::Event(event) => event::event(event),
        Contents::Common { enums, codes } => {
            let enums: TokenStream = enums.iter().map(types::open_enum).collect();
            let codes = codes::code_enum(codes);
            quote! { #enums #codes }
        }
    };
    // A page that only explains fields has no items.
    let import = (!contents.is_empty()).then(|| {
        quote!(
            use feishu_runtime as rt;
        )
    });
    quote! {
        #doc
        #import
        #contents
    }
}

/// The tokens of a `mod.rs`.
pub(crate) fn folder(folder: &Folder) -> TokenStream {
    let title = match folder.path.as_slice() {
        [] => " The generated API: one module per endpoint.".to_owned(),
        path => format!(" `{}`", path.iter().map(Name::as_str).collect::<Vec<_>>().join("::")),
    };
    let modules = folder.modules.iter().map(|module| {
        let (name, feature) = (&module.name, module.name.as_str());
        let gate = module.is_feature.then(|| quote!(#[cfg(feature = #feature)]));
        let of_events = module.is_of_events.then(|| quote!(#[cfg(feature = "events")]));
        quote!(#gate #of_events pub mod #name;)
    });
    let served = folder.path.is_empty().then(|| {
        quote!(
            #[cfg(feature = "events")]
            pub mod event;
            #[cfg(feature = "mock")]
            pub(crate) mod mock_routes;
        )
    });
    quote! {
        #![doc = #title]
        #(#modules)*
        #served
    }
}
