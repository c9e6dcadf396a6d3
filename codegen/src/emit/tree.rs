//! The module tree: one `mod.rs` for each folder.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Folder;
use crate::names::Name;

/// The tokens of a `mod.rs`.
pub(crate) fn folder(folder: &Folder) -> TokenStream {
    let title = match folder.path.as_slice() {
        [] => " The generated API: one module per endpoint.".to_owned(),
        path => format!(" `{}`", path.iter().map(Name::as_str).collect::<Vec<_>>().join("::")),
    };
    let modules = folder.modules.iter().map(|module| {
        let (name, feature) = (&module.name, module.name.as_str());
        let gate = module.is_feature.then(|| quote!(#[cfg(feature = #feature)]));
        quote!(#gate pub mod #name;)
    });
    let served = folder.path.is_empty().then(|| {
        quote!(
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
