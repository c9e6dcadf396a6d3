//! One small schema per feature of the format, and the Rust that it becomes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use codegen::Plan;
use tests::fixtures;
use tests::generator::run;

/// Returns true for files that only list modules: `mod.rs`, the table of the mock server, and the enum of all events.
fn names_modules(path: &str) -> bool {
    ["mod.rs", "mock_routes.rs", "src/api/event.rs"].iter().any(|end| path.ends_with(end))
}

/// Features whose snapshots are whole. What other features have in common with them is left out there.
const WHOLE: [&str; 2] = ["no_body", "scalars"];

/// Features whose snapshots show how a request is made: its required fields, constructor and setters follow from the
/// types of its fields, and these features have fields of every type.
const MADE: &[&str] = &[
    "any_json", "arrays_of_arrays", "deprecated", "enum_on_array", "example_call", "fixed", "headers",
    "int_enum", "json_string", "maps", "multipart", "named_type", "path", "query", "same_name", "scalars",
    "shared_union", "text_enum",
];

/// Lines of nearly every item. The whole snapshots show where they stand; without them the crates of the package
/// `compiled` would not compile, or not write what they read.
const EVERYWHERE: [&str; 4] = [
    "#[must_use]",
    "#[non_exhaustive]",
    "#[serde(skip_serializing_if = \"Option::is_none\")]",
    "#[cfg_attr(feature = \"full-serde\", serde(skip_serializing_if = \"Option::is_none\"))]",
];

/// Paragraphs of the whole snapshots: an item with its documentation is one.
static COMMON: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let whole = WHOLE.iter().map(|feature| (*feature, run(fixtures::feature(feature)).clean_plan()));
    let paragraphs = |(feature, plan): (&str, Plan)| {
        let texts = plan.files.values().flat_map(|text| text.split("\n\n"));
        texts.map(|paragraph| neutral(paragraph, feature)).collect::<Vec<_>>()
    };
    whole.flat_map(paragraphs).collect()
});

/// A paragraph without the name of its feature.
fn neutral(paragraph: &str, name: &str) -> String {
    paragraph.trim().replace(name, "NAME").replace(&name.replace('_', " "), "NAME")
}

/// The part of a module that shows the feature.
fn shown(feature: &str, name: &str, module: &str) -> String {
    if WHOLE.contains(&feature) {
        return module.to_owned();
    }
    let makes = |paragraph: &str| {
        paragraph.lines().any(|line| matches!(line, "pub struct Required {" | "impl Request {"))
    };
    let is_shown = |paragraph: &&str| {
        !COMMON.contains(&neutral(paragraph, name)) && (MADE.contains(&feature) || !makes(paragraph))
    };
    let paragraphs: Vec<String> = module.trim().split("\n\n").filter(is_shown).map(essential).collect();
    paragraphs.join("\n\n")
}

/// A paragraph without what the same or another snapshot shows: names that rustdoc finds, lines that are everywhere, and
/// the documentation of setters, which is that of their fields.
fn essential(paragraph: &str) -> String {
    let of_setters = paragraph.lines().any(|line| line.starts_with("impl "));
    let is_essential = |line: &&str| {
        let text = line.trim_start();
        !(EVERYWHERE.contains(&text)
            || line.starts_with("#[doc(alias")
            || (of_setters && line.starts_with("    ///")))
    };
    paragraph.lines().filter(is_essential).collect::<Vec<_>>().join("\n")
}

/// The Rust of one feature, without the files that only declare modules.
fn snapshot(feature: &str) {
    let plan = run(fixtures::feature(feature)).clean_plan();
    insta::with_settings!({ snapshot_path => "../../snapshots/features", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (path, text) in plan.files.iter().filter(|(path, _)| !names_modules(path)) {
            let stem = path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap();
            let name = if stem == feature { feature.to_owned() } else { format!("{feature}.{stem}") };
            let name = if path.contains("/types/") { format!("{name}.types") } else { name };
            insta::assert_snapshot!(name, shown(feature, stem, text));
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
    adjacent_union anonymous_object any_json arrays_of_arrays browser concept_page data_list data_map data_value
    default_and_example deprecated download empty_body enum_on_array equal_names error_codes events example_call facts fixed
    flat_reply
    form_of_texts headers idempotency_key inner_status int_enum json_string lengths maps multipart named_type no_body
    overlay_annotation overlay_correction overlay_rule pages path pattern query ranges recursive_type reply_shapes
    rule_all_or_none rule_allow rule_at_least_one rule_at_most_one rule_compare rule_conditions
    rule_exactly_one rule_forbid rule_on_type rule_require same_name scalars sensitive shared_types shared_union
    shared_vocabulary tagged_union text_enum
}

#[test]
fn every_fixture_is_listed() {
    assert_eq!(fixtures::names("features"), LISTED);
}

#[test]
fn module_tree_and_regions() {
    let features = [
        "concept_page", "events", "no_body", "shared_types", "shared_union", "shared_vocabulary",
        "tagged_union",
    ];
    let plan = run(features.into_iter().flat_map(fixtures::feature)).clean_plan();
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
