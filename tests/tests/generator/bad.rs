//! Schemas with one fault each, and what a maintainer is told about it.

use model::diag::Severity;
use tests::fixtures;
use tests::generator::{input, run};

/// Findings that do not stand in the way of generating.
const WARNINGS: &[&str] = &[
    "always_required",
    "content_type_not_sent",
    "dead_rule",
    "example_against_limit",
    "example_against_rule",
    "header_not_sent",
    "overlay_redundant",
    "request_example_against_limit",
    "unreachable_bound",
];

fn snapshot(name: &str) {
    let run = run(fixtures::bad(name));
    let is_error = run.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(is_error, !WARNINGS.contains(&name), "{}", run.report());
    assert_eq!(run.plan.is_none(), is_error);
    insta::with_settings!({ snapshot_path => "../../snapshots/bad", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, run.report());
    });
}

macro_rules! bad {
    ($($name:ident)*) => {
        const LISTED: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { snapshot(stringify!($name)); })*
    };
}

bad! {
    always_required bad_chosen_name bad_id bad_type_text codes_with_one_name content_type_not_sent dead_rule
    default_outside_enum duplicate_error_code duplicate_key enum_member_is_no_integer error_code_twice
    example_against_limit example_against_rule fields_with_one_name file_name_against_id folder_and_module
    foreign_host header_not_sent id_without_service idempotency_keys infinite_type inner_status_of_wrong_type inverted_length
    inverted_range limit_of_another_type long_name many_faults members_with_one_name missing_key not_utf8
    object_in_query one_module_twice overlay_conflict overlay_orphan overlay_redundant overlay_without_schema
    path_field_without_parameter path_parameter_without_field pattern_that_does_not_compile
    request_example_against_limit rule_names_absent_field rule_value_of_wrong_type sensitive_parameter
    shared_type_without_member syntax_error tagged_union_faults types_with_one_name unknown_key unknown_shared_type unknown_type
    unreachable_bound unsatisfiable_rule unshared_type wrong_type
}

#[test]
fn every_fixture_is_listed() {
    assert_eq!(fixtures::names("bad"), LISTED);
}

#[test]
fn ten_megabytes_of_nesting() {
    const DEPTH: usize = 5 * 1024 * 1024;
    let arrays = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let objects = "{\"a\":".repeat(DEPTH / 3) + "1" + &"}".repeat(DEPTH / 3);
    for text in [arrays, objects, "[".repeat(2 * DEPTH)] {
        let run = run([input("demo/v1/thing/make.json", text)]);
        assert!(run.plan.is_none());
        assert_eq!(run.findings.iter().map(|finding| finding.code.name()).collect::<Vec<_>>(), ["too-deep"]);
        assert!(run.report().len() < 2_000, "a short report about a long line");
    }
}
