//! A service defines a type once.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::Item;
use tests::generator::COMMITTED;

/// Types that every module has for itself.
const OWN: &[&str] = &["Body", "Code", "Data", "Event", "Headers", "Path", "Query", "Request", "Required"];

/// The printed types of each service, with the number of modules that print each.
fn printed() -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut services: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (path, text) in &COMMITTED.plan.as_ref().unwrap().files {
        let service = path.strip_prefix("src/api/").and_then(|path| path.split_once('/'));
        let Some((service, _)) = service else { continue };
        let types = services.entry(service.to_owned()).or_default();
        for item in syn::parse_file(text).unwrap().items {
            let name = match &item {
                Item::Struct(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                _ => continue,
            };
            if !OWN.contains(&name.to_string().as_str()) {
                *types.entry(item.to_token_stream().to_string()).or_default() += 1;
            }
        }
    }
    services
}

#[test]
fn a_service_prints_each_type_once() {
    let printed = printed();
    let (mut everything, mut repeats) = (0, 0);
    assert!(printed["approval"].len() > 200, "{}", printed["approval"].len());
    for (service, types) in printed {
        let (all, different) = (types.values().sum::<usize>(), types.len());
        // Two types of one text may name different types: 17 of the 204 of docx do, because its pages describe what blocks are
        // made of in different words.
        assert!((all - different) * 10 <= all, "{service}: {} of {all} types are repeats", all - different);
        (everything, repeats) = (everything + all, repeats + all - different);
    }
    assert!(repeats * 20 <= everything, "{repeats} of {everything} types are repeats");
}
