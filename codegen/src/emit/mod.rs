//! IR to tokens, one file per product. Nothing here decides anything about the API.

mod body;
mod codes;
mod doc;
mod endpoint;
mod enums;
mod mock_route;
mod paging;
mod request;
mod rules;
mod tree;
mod ty;
mod types;
mod unions;
mod validators;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Contents, Module, TypeDef};

pub(crate) use mock_route::routes;
pub(crate) use tree::folder;

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
            let enums = enums.iter().map(enums::open_enum);
            let types = types.iter().map(type_def);
            quote! { #import #(#enums)* #(#types)* }
        }
        Contents::Common { enums, codes } => {
            let enums: TokenStream = enums.iter().map(enums::open_enum).collect();
            let codes = codes::code_enum(codes);
            quote! { #enums #codes }
        }
    };
    // A page that explains fields only has nothing that needs the runtime.
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

/// A nested type.
fn type_def(def: &TypeDef) -> TokenStream {
    match def {
        TypeDef::Struct(object) => types::object(object),
        TypeDef::Union(union) => unions::union(union),
        TypeDef::Enum(open) => enums::open_enum(open),
    }
}
