//! The module tree: one `mod.rs` for each folder.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Contents, Module};
use crate::names::Name;

/// `mod.rs` files by folder; the folder is a list of module names below `api`.
pub(crate) type Files = BTreeMap<Vec<Name>, TokenStream>;

/// The folders that the modules need.
pub(crate) fn tree(modules: &[Module]) -> Files {
    let mut children: BTreeMap<Vec<Name>, BTreeSet<Name>> = BTreeMap::from([(Vec::new(), BTreeSet::new())]);
    for module in modules {
        for depth in 0..module.path.len() {
            if let (Some(folder), Some(child)) = (module.path.get(..depth), module.path.get(depth)) {
                children.entry(folder.to_vec()).or_default().insert(child.clone());
            }
        }
    }
    let always: BTreeSet<&Name> =
        modules.iter().filter(|module| is_shared(module)).filter_map(|m| m.path.first()).collect();
    children.iter().map(|(folder, names)| (folder.clone(), declarations(folder, names, &always))).collect()
}

/// What every service may use is there without a feature.
fn is_shared(module: &Module) -> bool {
    matches!(module.contents, Contents::Common { .. })
}

fn declarations(folder: &[Name], names: &BTreeSet<Name>, always: &BTreeSet<&Name>) -> TokenStream {
    let title = match folder {
        [] => " The generated API: one module per endpoint.".to_owned(),
        path => format!(" `{}`", path.iter().map(Name::as_str).collect::<Vec<_>>().join("::")),
    };
    let modules = names.iter().map(|name| {
        let feature = name.as_str();
        let gate = (folder.is_empty() && !always.contains(name)).then(|| quote!(#[cfg(feature = #feature)]));
        quote!(#gate pub mod #name;)
    });
    quote! {
        #![doc = #title]
        #(#modules)*
    }
}
