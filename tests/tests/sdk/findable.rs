//! rustdoc finds an endpoint by its Chinese title, its English name, its path and its id.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta};
use tests::fixtures::{files, repository};

/// The committed endpoints by id, with what the page says and what the overlay adds.
fn endpoints() -> Vec<(String, Value, Value)> {
    let folder = repository().join("schemas");
    let ids = files(&folder).into_iter().filter_map(|(path, bytes)| {
        let id = path.strip_suffix(".json").filter(|id| !id.contains('.'))?.to_owned();
        let schema: Value = serde_json::from_slice(&bytes).expect("JSON");
        schema.get("http").is_some().then_some((id, schema))
    });
    ids.map(|(id, schema)| {
        let overlay = fs::read(folder.join(format!("{id}.overlay.json"))).expect("an overlay");
        (id, schema, serde_json::from_slice(&overlay).expect("JSON"))
    })
    .collect()
}

/// What stands in the `doc(alias)` attributes of `Request` in a generated module.
fn aliases_of_request(file: &Path) -> BTreeSet<String> {
    let source =
        syn::parse_file(&fs::read_to_string(file).expect("the module of the endpoint")).expect("Rust");
    let request = source.items.into_iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == "Request" => Some(item),
        _ => None,
    });
    request.expect("a request").attrs.iter().filter_map(alias).collect()
}

fn alias(attribute: &Attribute) -> Option<String> {
    let Meta::List(list) = &attribute.meta else { return None };
    let pair = list.path.is_ident("doc").then(|| list.parse_args::<syn::MetaNameValue>().ok())??;
    match pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if pair.path.is_ident("alias") => Some(text.value()),
        _ => None,
    }
}

#[test]
fn every_endpoint_is_found_by_title_name_path_and_id() {
    let endpoints = endpoints();
    assert!(endpoints.len() >= 45, "{}", endpoints.len());
    for (id, schema, overlay) in endpoints {
        let text = |value: &Value| value.as_str().map_or_else(|| panic!("{id}: no text"), str::to_owned);
        let wanted = [
            text(&schema["title"]),
            text(&overlay["annotations"][""]["name"]),
            text(&schema["http"]["path"]),
            id.clone(),
        ];
        let found = aliases_of_request(&repository().join(format!("generated/src/api/{id}.rs")));
        assert_eq!(found, wanted.into_iter().collect(), "{id}");
    }
}

/// Two endpoints of one name could not be told apart in a list of results.
#[test]
fn each_english_name_is_the_name_of_one_endpoint() {
    let mut names = BTreeSet::new();
    for (id, _, overlay) in endpoints() {
        assert!(names.insert(overlay["annotations"][""]["name"].to_string()), "{id}");
    }
}

/// What the generator calls a member that nobody gave a name: fine for pages that are new, and for none that is committed.
fn is_a_number(name: &str) -> bool {
    let digits = name.trim_start_matches("Value").trim_start_matches("Code").trim_start_matches("Minus");
    digits.len() < name.len() && !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[test]
fn no_enum_member_and_no_code_is_named_by_its_number() {
    let mut members = 0;
    for (path, bytes) in files(&repository().join("generated/src/api")) {
        let source = syn::parse_file(&String::from_utf8(bytes).expect("UTF-8")).expect("Rust");
        for item in source.items {
            let Item::Enum(item) = item else { continue };
            for variant in item.variants {
                assert!(
                    !is_a_number(&variant.ident.to_string()),
                    "{path}: {}::{}",
                    item.ident,
                    variant.ident
                );
                members += 1;
            }
        }
    }
    assert!(members > 500, "{members}");
    assert!(is_a_number("Value3") && is_a_number("Code1234567") && !is_a_number("CodeNotFound"));
}
