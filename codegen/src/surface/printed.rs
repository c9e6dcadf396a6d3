//! The surface beside the printed files of the committed schemas, which are read as Rust, without the intermediate representation.

use std::collections::BTreeMap;
use std::path::Path;

use model::load::{Input, load};
use quote::ToTokens;

use super::Surface;
use super::walk::rust;

/// Reads all files below a folder as inputs.
fn inputs(root: &Path, folder: &Path, out: &mut Vec<Input>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            inputs(root, &path, out);
        } else {
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            out.push(Input { shown: below.clone(), path: below, bytes: std::fs::read(&path).unwrap() });
        }
    }
}

/// The signature of each public item by path.
type Items = BTreeMap<String, String>;

/// Tokens as the surface writes them: without the comma at the end of a list that takes several lines.
fn text(tokens: impl ToTokens) -> String {
    rust(&tokens.to_token_stream()).replace(",>", ">")
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn fields(owner: &str, fields: &syn::Fields, out: &mut Items) {
    for field in fields.iter().filter(|field| is_public(&field.vis)) {
        out.insert(format!("{owner}.{}", field.ident.as_ref().unwrap()), text(&field.ty));
    }
}

fn variants(owner: &str, item: &syn::ItemEnum, out: &mut Items) {
    for variant in &item.variants {
        // Every enum has one for what its page does not list.
        if !matches!(variant.ident.to_string().as_str(), "Unknown" | "Other") {
            let shape = variant.fields.iter().next().map(|field| text(&field.ty));
            out.insert(format!("{owner}::{}", variant.ident), shape.unwrap_or_default());
        }
    }
}

fn functions(owner: &str, item: &syn::ItemImpl, out: &mut Items) {
    for inner in &item.items {
        if let syn::ImplItem::Fn(function) = inner
            && is_public(&function.vis)
        {
            let argument = |argument: &syn::FnArg| match argument {
                syn::FnArg::Receiver(_) => "Self".to_owned(),
                syn::FnArg::Typed(typed) => text(&typed.ty),
            };
            let arguments: Vec<String> = function.sig.inputs.iter().map(argument).collect();
            let signature = format!("fn({}) {}", arguments.join(", "), text(&function.sig.output));
            out.insert(format!("{owner}::{}", function.sig.ident), signature);
        }
    }
}

fn printed(module: &str, file: &syn::File, out: &mut Items) {
    let path = |name: &dyn ToString| format!("{module}::{}", name.to_string());
    for item in &file.items {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let owner = path(&item.ident);
                fields(&owner, &item.fields, out);
                out.insert(owner, "struct".to_owned());
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let owner = path(&item.ident);
                variants(&owner, item, out);
                out.insert(owner, "enum".to_owned());
            }
            syn::Item::Type(item) if is_public(&item.vis) => {
                out.insert(path(&item.ident), text(&item.ty));
            }
            syn::Item::Impl(item) => {
                let owner = path(&text(&item.self_ty));
                match &item.trait_ {
                    None => functions(&owner, item, out),
                    Some((name, _)) => {
                        out.insert(format!("{owner}: {}", text(name)), String::new());
                    }
                }
            }
            _ => {}
        }
    }
}

/// What the surface lists beyond the printed items: what macros of the runtime add, and conditions.
fn is_beyond(path: &str) -> bool {
    let of_macro = [": Default", ": Serialize", ": Deserialize", ": From<"];
    of_macro.iter().any(|what| path.contains(what))
        || [": encoding of lists", " is deprecated", ": Endpoint::inner_status"]
            .iter()
            .any(|end| path.ends_with(end))
        || path.starts_with("feature ")
}

#[test]
fn the_surface_lists_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let mut files = Vec::new();
    inputs(&root, &root, &mut files);
    let lowered = crate::lower(&load(files).set).unwrap();
    let mut expected = Items::new();
    for (path, printed_text) in crate::print(&lowered).unwrap().files {
        let module = path.strip_prefix("src/api/").and_then(|path| path.strip_suffix(".rs"));
        if let Some(module) = module.filter(|module| !module.ends_with("mod") && *module != "mock_routes") {
            let module = module.replace('/', "::");
            printed(&module, &syn::parse_file(&printed_text).unwrap(), &mut expected);
            expected.insert(module, String::new());
        }
    }
    let listed = Surface::of(&lowered.api).0.into_iter().filter(|(path, _)| !is_beyond(path));
    let listed: Items = listed.map(|(path, item)| (path, item.signature)).collect();
    let only = |one: &Items, other: &Items| -> Vec<String> {
        one.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
    };
    assert_eq!(only(&expected, &listed), [""; 0], "printed and not listed");
    assert_eq!(only(&listed, &expected), [""; 0], "listed and not printed");
    assert!(listed.len() > 3000, "{}", listed.len());
    for (path, signature) in &listed {
        // The kind of an enum is a word of the surface's own.
        if !signature.contains("enum") && signature != "union" && !path.contains(": ") {
            assert_eq!(*signature, expected[path], "{path}");
        }
    }
}
