//! Equal schemas give equal bytes, whatever the order and the place; what no schema asks for is not in the plan.

use std::sync::LazyLock;

use codegen::Plan;
use model::load::Input;
use tests::fixtures::{self, approvals};
use tests::generator::run;

fn plan(inputs: Vec<Input>) -> Plan {
    let run = run(inputs);
    let report = run.report();
    run.plan.unwrap_or_else(|| panic!("{report}"))
}

static APPROVALS: LazyLock<Plan> = LazyLock::new(|| plan(approvals()));

#[test]
fn twice_gives_equal_bytes() {
    assert_eq!(plan(approvals()), *APPROVALS);
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut reversed = approvals();
    reversed.reverse();
    assert_eq!(plan(reversed), *APPROVALS);
    let mut rotated = approvals();
    rotated.rotate_left(3);
    assert_eq!(plan(rotated), *APPROVALS);
}

#[test]
fn the_place_of_the_schemas_does_not_matter() {
    let elsewhere =
        approvals().into_iter().map(|input| Input { shown: format!("../far/away/{}", input.path), ..input });
    assert_eq!(plan(elsewhere.collect()), *APPROVALS);
}

#[test]
fn line_ends_and_indentation_of_a_schema_do_not_matter() {
    let respaced = |input: Input| {
        let text = String::from_utf8(input.bytes).unwrap();
        let with_tabs = |line: &str| {
            let inner = line.trim_start_matches(' ');
            format!("{}{inner}\r\n", "\t".repeat((line.len() - inner.len()) / 2))
        };
        Input { bytes: text.lines().map(with_tabs).collect::<String>().into_bytes(), ..input }
    };
    assert_eq!(plan(approvals().into_iter().map(respaced).collect()), *APPROVALS);
}

#[test]
fn a_schema_that_is_removed_takes_its_rust_with_it() {
    let all = &*APPROVALS;
    let is_gone = |path: &str| path.contains("process_transfer");
    let rest = plan(approvals().into_iter().filter(|input| !is_gone(&input.path)).collect());
    let removed: Vec<&String> = all.files.keys().filter(|path| !rest.files.contains_key(*path)).collect();
    assert_eq!(
        removed,
        ["src/api/corehr/v2/process_transfer/mod.rs", "src/api/corehr/v2/process_transfer/update.rs"]
    );
    let parent = "src/api/corehr/v2/mod.rs";
    assert!(all.files[parent].contains("pub mod process_transfer;"));
    assert!(!rest.files[parent].contains("process_transfer"));
    assert!(rest.regions.iter().all(|region| !region.text.contains("process_transfer")));
}

#[test]
fn no_schema_at_all_is_an_empty_api() {
    let plan = plan(Vec::new());
    assert_eq!(
        plan.files.keys().collect::<Vec<_>>(),
        ["src/api/event.rs", "src/api/mock_routes.rs", "src/api/mod.rs"]
    );
}

#[test]
fn schemas_do_not_change_each_other_s_rust() {
    let scalars = fixtures::feature("scalars");
    let alone = plan(scalars.clone());
    let path = "src/api/demo/v1/thing/scalars.rs";
    let other = fixtures::feature("rule_compare");
    assert_eq!(plan(scalars.into_iter().chain(other).collect()).files[path], alone.files[path]);
}
