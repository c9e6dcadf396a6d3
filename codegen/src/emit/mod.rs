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

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Contents, Folder, Module, TypeDef, TypePath};
use crate::names::{Name, display};

pub(crate) use event::any_event;
pub(crate) use mock_route::routes;

/// The tokens of one module's file.
pub(crate) fn module(module: &Module) -> TokenStream {
    let doc = doc::inner(&module.doc);
    let own = module.types().iter().filter(|def| !module.shared.contains_key(def.name()));
    let types: TokenStream = own.map(types::definition).collect();
    let contents = match &module.contents {
        Contents::Endpoint(endpoint) => endpoint::endpoint(endpoint, &types),
        Contents::Concepts { enums, types } => {
            let enums = enums.iter().map(types::open_enum);
            let types = types.iter().map(types::definition);
            quote! { #(#enums)* #(#types)* }
        }
        Contents::Event(event) => event::event(event, &types),
        Contents::OfSdk => {
            return quote! {
                #doc
                pub use feishu_openapi::common::*;
            };
        }
        Contents::Common { enums, codes } => {
            let enums: TokenStream = enums.iter().map(types::open_enum).collect();
            let codes = codes::code_enum(codes);
            quote! { #enums #codes }
        }
    };
    // A page that only explains fields has no items.
    let import = (!contents.is_empty()).then(runtime);
    let shared = imports(module.shared.iter()).map(|import| quote!(pub #import));
    quote! {
        #doc
        #import
        #(#shared)*
        #contents
    }
}

/// The tokens of the file in the service's `types` for the shared types that are defined as in this module.
pub(crate) fn types(module: &Module) -> TokenStream {
    let home = module.home();
    let is_here =
        |name: &Name| module.shared.get(name).is_some_and(|path| path.module == home && path.name == *name);
    let defined: Vec<&TypeDef> = module.types().iter().filter(|def| is_here(def.name())).collect();
    let mut named = BTreeSet::new();
    for def in &defined {
        TypeDef::clone(def).visit_names(&mut |name| named.extend([name.clone()]));
    }
    let elsewhere = module.shared.iter().filter(|(name, _)| named.contains(name) && !is_here(name));
    let (import, imports) = (runtime(), imports(elsewhere));
    let doc = format!(" Types that `{}` shares.", display(&module.path));
    let types = defined.into_iter().map(types::definition);
    quote! {
        #![doc = #doc]
        #import
        #(#imports)*
        #(#types)*
    }
}

fn runtime() -> TokenStream {
    quote!(
        use feishu_runtime as rt;
    )
}

/// Imports of items from the service's `types`, one from each module.
fn imports<'a>(items: impl Iterator<Item = (&'a Name, &'a TypePath)>) -> impl Iterator<Item = TokenStream> {
    let mut modules: BTreeMap<&[Name], Vec<TokenStream>> = BTreeMap::new();
    for (name, TypePath { module, name: defined }) in items {
        let renamed = (name != defined).then(|| quote!(as #name));
        modules.entry(module).or_default().push(quote!(#defined #renamed));
    }
    modules.into_iter().map(|(module, names)| quote!(use crate::api #(::#module)* ::{#(#names),*};))
}

/// The tokens of a `mod.rs`.
pub(crate) fn folder(folder: &Folder) -> TokenStream {
    let title = match folder.path.as_slice() {
        [] => " The generated API: one module per endpoint.".to_owned(),
        path => format!(" `{}`", display(path)),
    };
    let modules = folder.modules.iter().map(|module| {
        let (name, feature) = (&module.name, module.name.as_str());
        let gate = module.is_feature.then(|| quote!(#[cfg(feature = #feature)]));
        let of_events = module.is_of_events.then(|| quote!(#[cfg(feature = "events")]));
        let visibility = if module.is_private { quote!(pub(crate)) } else { quote!(pub) };
        quote!(#gate #of_events #visibility mod #name;)
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
