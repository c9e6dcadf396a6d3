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

/// The names that imports bring into a module, each with the path of its definition.
fn imports(file: &syn::File) -> Vec<(String, String)> {
    fn walk(at: &str, tree: &syn::UseTree, out: &mut Vec<(String, String)>) {
        match tree {
            syn::UseTree::Path(path) => walk(&format!("{at}{}::", path.ident), &path.tree, out),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| walk(at, tree, out)),
            syn::UseTree::Name(name) => out.push((name.ident.to_string(), format!("{at}{}", name.ident))),
            syn::UseTree::Rename(name) => out.push((name.rename.to_string(), format!("{at}{}", name.ident))),
            syn::UseTree::Glob(_) => {}
        }
    }
    let mut out = Vec::new();
    for item in &file.items {
        if let syn::Item::Use(import) = item {
            walk("", &import.tree, &mut out);
        }
    }
    let below = |(name, path): (String, String)| Some((name, path.strip_prefix("crate::api::")?.to_owned()));
    out.into_iter().filter_map(below).collect()
}

/// The imports of each module. What a module without private types imports from one with them, it exports.
type Imports = BTreeMap<String, Vec<(String, String)>>;

fn is_private(path: &str) -> bool {
    path.split("::").nth(1) == Some("types")
}

/// Puts the items of private modules under the paths that export them.
fn resolve(items: &mut Items, imports: &Imports) {
    let private: Items = items.extract_if(.., |path, _| is_private(path)).collect();
    for (module, exports) in imports.iter().filter(|(module, _)| !is_private(module)) {
        for (name, definition) in exports {
            for (item, signature) in &private {
                let inside = item.strip_prefix(definition.as_str());
                if let Some(inside) =
                    inside.filter(|inside| inside.is_empty() || inside.starts_with([':', '.']))
                {
                    items.insert(format!("{module}::{name}{inside}"), signature.clone());
                }
            }
        }
    }
}

/// A signature in a module with the paths of shared definitions instead of their names there: a module may have several names
/// for one definition.
fn defined(signature: &str, module: &str, imports: &Imports, items: &Items) -> String {
    let meant = |word: &str| {
        let imported = imports[module].iter().find(|(name, _)| name == word);
        let own = format!("{module}::{word}");
        let is_shared = is_private(module) && items.contains_key(&own);
        imported.map_or_else(|| if is_shared { own } else { word.to_owned() }, |(_, path)| path.clone())
    };
    let is_inside = |at: char| at.is_alphanumeric() || at == '_';
    let mut out = String::new();
    let mut rest = signature;
    while let Some(start) = rest.find(is_inside) {
        let length = rest[start..].find(|at| !is_inside(at)).unwrap_or(rest.len() - start);
        out += &rest[..start];
        out += &meant(&rest[start..start + length]);
        rest = &rest[start + length..];
    }
    out + rest
}

/// All signatures with the paths of shared definitions.
fn all_defined(items: &Items, imports: &Imports) -> Items {
    let signature = |(path, signature): (&String, &String)| {
        let outer = path.match_indices("::").map(|(at, _)| &path[..at]);
        let module = outer.filter(|module| imports.contains_key(*module)).last();
        let defined = module.map(|module| defined(signature, module, imports, items));
        (path.clone(), defined.unwrap_or_else(|| signature.clone()))
    };
    items.iter().map(signature).collect()
}

#[test]
fn the_surface_lists_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let mut files = Vec::new();
    inputs(&root, &root, &mut files);
    let lowered = crate::lower(&load(files).set, &crate::Target::sdk()).unwrap();
    let (mut expected, mut imported) = (Items::new(), Imports::new());
    for (path, printed_text) in crate::print(&lowered).unwrap().files {
        let module = path.strip_prefix("src/api/").and_then(|path| path.strip_suffix(".rs"));
        if let Some(module) = module.filter(|module| !module.ends_with("mod") && *module != "mock_routes") {
            let module = module.replace('/', "::");
            let file = syn::parse_file(&printed_text).unwrap();
            printed(&module, &file, &mut expected);
            imported.insert(module.clone(), imports(&file));
            expected.insert(module, String::new());
        }
    }
    let count: usize = imported.values().map(Vec::len).sum();
    assert!(count > 40, "{count}");
    let mut expected = all_defined(&expected, &imported);
    resolve(&mut expected, &imported);
    let listed = Surface::of(&lowered.api).items.into_iter().filter(|(path, _)| !is_beyond(path));
    let listed: Items = listed.map(|(path, item)| (path, item.signature)).collect();
    let listed = all_defined(&listed, &imported);
    let only = |one: &Items, other: &Items| -> Vec<String> {
        one.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
    };
    assert_eq!(only(&expected, &listed), [""; 0], "printed and not listed");
    assert_eq!(only(&listed, &expected), [""; 0], "listed and not printed");
    assert!(listed.len() > 3000, "{}", listed.len());
    for (path, signature) in &listed {
        // The kind of an enum is a word of the surface's own.
        if !signature.contains("enum") && !signature.ends_with("union") && !path.contains(": ") {
            assert_eq!(*signature, expected[path], "{path}");
        }
    }
}
