//! rustdoc finds an endpoint by its Chinese title, its English name, its path and its id.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use model::check::{check, missing_texts};
use model::diag::Code;
use model::schema::Endpoint;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta};
use tests::fixtures::{committed, files, repository};

/// The committed endpoints, overlays merged.
fn endpoints() -> Vec<Endpoint> {
    let set = model::load::load(committed()).set;
    set.endpoints.into_iter().map(|document| document.schema).collect()
}

/// Texts of the `doc(alias)` attributes of a struct in a generated module.
fn aliases_of(name: &str, file: &Path) -> BTreeSet<String> {
    let source =
        syn::parse_file(&fs::read_to_string(file).expect("the module of the endpoint")).expect("Rust");
    let request = source.items.into_iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    });
    request.expect("the struct").attrs.iter().filter_map(alias).collect()
}

fn alias(attribute: &Attribute) -> Option<String> {
    let Meta::List(list) = &attribute.meta else { return None };
    let pair = list.path.is_ident("doc").then(|| list.parse_args::<syn::MetaNameValue>().ok())??;
    match pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if pair.path.is_ident("alias") => Some(text.value()),
        _ => None,
    }
}

/// An endpoint without an English name is found by the rest.
#[test]
fn every_endpoint_is_found_by_title_name_path_and_id() {
    let endpoints = endpoints();
    assert!(endpoints.len() > 40, "{}", endpoints.len());
    for endpoint in endpoints {
        let id = endpoint.id;
        let found = aliases_of("Request", &repository().join(format!("generated/src/api/{id}.rs")));
        let mut wanted = BTreeSet::from([endpoint.title, endpoint.http.path.to_string(), id.clone()]);
        wanted.extend(endpoint.name);
        assert_eq!(found, wanted, "{id}");
    }
}

#[test]
fn every_event_is_found_by_titles_name_and_type() {
    let set = model::load::load(committed()).set;
    let mut events = 0;
    for page in set.events.into_iter().map(|document| document.schema) {
        for (wire, event) in &page.events {
            let module = codegen::module(&page.module_id(wire)).replace("::", "/");
            let found = aliases_of("Event", &repository().join(format!("generated/src/api/{module}.rs")));
            let mut wanted = BTreeSet::from([page.title.clone(), wire.clone()]);
            wanted.extend(event.title.iter().chain(&event.name).cloned());
            assert_eq!(found, wanted, "{wire}");
            events += 1;
        }
    }
    assert!(events > 20, "{events}");
}

/// Two endpoints of one name could not be told apart in a list of results.
#[test]
fn each_english_name_is_the_name_of_one_endpoint() {
    let mut names = BTreeSet::new();
    for endpoint in endpoints() {
        if let Some(name) = endpoint.name {
            assert!(names.insert(name), "{}", endpoint.id);
        }
    }
}

/// Returns true for the name that the generator gives to a member without a name. Committed pages name all members.
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

/// Every description, label and error code of the committed pages has English, and no text is left over.
#[test]
fn every_word_of_a_page_has_a_text() {
    let set = model::load::load(committed()).set;
    assert_eq!(missing_texts(&set), BTreeMap::new());
    let findings = check(&set);
    let unused = findings.iter().filter(|finding| finding.code == Code::UnusedText);
    assert_eq!(unused.map(|finding| finding.message.as_str()).collect::<Vec<_>>(), [""; 0]);
}
