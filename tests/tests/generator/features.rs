//! One small schema per feature of the format, and the Rust that it becomes.

use tests::fixtures;
use tests::generator::run;

/// Whether a file only names modules: a folder's, or the mock server's table.
fn names_modules(path: &str) -> bool {
    path.ends_with("mod.rs") || path.ends_with("mock_routes.rs")
}

/// The Rust of one feature: every module file, without the files that only declare modules.
fn snapshot(feature: &str) {
    let plan = run(fixtures::feature(feature)).clean_plan();
    insta::with_settings!({ snapshot_path => "../../snapshots/features", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (path, text) in plan.files.iter().filter(|(path, _)| !names_modules(path)) {
            let stem = path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap();
            let name = if stem == feature { feature.to_owned() } else { format!("{feature}.{stem}") };
            insta::assert_snapshot!(name, text);
        }
    });
}

macro_rules! features {
    ($($feature:ident)*) => {
        const LISTED: &[&str] = &[$(stringify!($feature)),*];
        $(#[test] fn $feature() { snapshot(stringify!($feature)); })*
    };
}

features! {
    anonymous_object any_json arrays_of_arrays browser concept_page data_list data_map data_value
    default_and_example deprecated download empty_body enum_on_array equal_names error_codes example_call facts fixed
    flat_reply
    form_of_texts headers idempotency_key inner_status int_enum json_string lengths maps multipart named_type no_body
    overlay_annotation overlay_correction overlay_rule pages path pattern query ranges recursive_type reply_shapes
    rule_all_or_none rule_allow rule_at_least_one rule_at_most_one rule_compare rule_conditions
    rule_exactly_one rule_forbid rule_on_type rule_require same_name scalars sensitive shared_union
    shared_vocabulary tagged_union text_enum
}

#[test]
fn every_fixture_is_listed() {
    assert_eq!(fixtures::names("features"), LISTED);
}

#[test]
fn module_tree_and_regions() {
    let plan = run(fixtures::all_features()).clean_plan();
    let mut text = String::new();
    for (path, file) in plan.files.iter().filter(|(path, _)| names_modules(path)) {
        text.push_str(&format!("==> {path}\n{file}\n"));
    }
    for region in &plan.regions {
        text.push_str(&format!(
            "==> {}, from `{}` to `{}`\n{}\n",
            region.path, region.begin, region.end, region.text
        ));
    }
    insta::with_settings!({ snapshot_path => "../../snapshots/features", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("module_tree_and_regions", text);
    });
}
