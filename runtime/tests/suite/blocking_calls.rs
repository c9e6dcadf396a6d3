//! The client that waits has the calls of the client: compared by their sources, so that no new one is forgotten.

use std::collections::BTreeMap;
use std::path::Path;

use quote::ToTokens as _;
use syn::{FnArg, ImplItem, ImplItemFn, Item, ItemImpl, Type, Visibility};

/// Members of one client only: a blocking client is made of an async one.
const ONLY_ASYNC: [&str; 2] = ["Client::builder", "Client::without_secret"];
const ONLY_BLOCKING: [&str; 1] = ["Client::new"];

/// The public methods of the types in these files, and what each takes and gives.
fn methods(files: &[&str]) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client");
    let mut methods = BTreeMap::new();
    for file in files {
        let source = std::fs::read_to_string(folder.join(file)).expect("a source");
        for item in syn::parse_file(&source).expect("Rust").items {
            if let Item::Impl(item) = item {
                methods.extend(methods_of(&item));
            }
        }
    }
    methods
}

/// Those of one `impl`; `next` of an iterator stands for the method that is waited for.
fn methods_of(item: &ItemImpl) -> Vec<(String, String)> {
    let Type::Path(own) = &*item.self_ty else { return Vec::new() };
    let owner = &own.path.segments.last().expect("a name").ident;
    let of_trait = item.trait_.as_ref().map(|(path, _)| path.to_token_stream().to_string());
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    let public = functions.filter(|function| match of_trait.as_deref() {
        None => matches!(function.vis, Visibility::Public(_)),
        Some(name) => name == "Iterator",
    });
    public.map(|function| (format!("{owner}::{}", function.sig.ident), shape(function))).collect()
}

fn shape(function: &ImplItemFn) -> String {
    if function.sig.ident == "next" {
        return String::new();
    }
    let inputs = function.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    let inputs: Vec<String> = inputs.map(|input| input.to_token_stream().to_string()).collect();
    format!("({}) {}", inputs.join(", "), function.sig.output.to_token_stream())
}

#[test]
fn each_call_of_the_client_is_one_of_the_client_that_waits() {
    let mut waited = methods(&["mod.rs", "call.rs", "pages/mod.rs", "pages/items.rs"]);
    let mut waiting = methods(&["blocking/mod.rs", "blocking/call.rs", "blocking/pages.rs"]);
    assert!(waited.contains_key("Client::send") && waited.contains_key("Items::next"), "{waited:?}");
    for name in ONLY_ASYNC {
        assert!(waited.remove(name).is_some(), "{name}");
    }
    for name in ONLY_BLOCKING {
        assert!(waiting.remove(name).is_some(), "{name}");
    }
    let missing: Vec<_> = waited.iter().filter(|(name, shape)| waiting.get(*name) != Some(*shape)).collect();
    assert!(missing.is_empty(), "missing, or not the same: {missing:#?}");
    let more: Vec<_> = waiting.keys().filter(|name| !waited.contains_key(*name)).collect();
    assert!(more.is_empty(), "{more:?}");
}
