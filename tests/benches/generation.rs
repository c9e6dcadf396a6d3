//! Cost of generating the committed schemas, per endpoint and stage, beside reading the same files as JSON.

#![allow(clippy::print_stdout, clippy::expect_used)] // a bench prints its table, and stops at the first surprise

mod support;

use std::fs;
use std::path::Path;

use codegen::Plan;
use model::load::Input;
use serde_json::Value;
use tests::fixtures;

use support::{measure, table};

fn main() {
    let inputs = fixtures::schemas(&fixtures::repository().join("schemas"));
    let set = model::load::load(inputs.clone()).set;
    let endpoints = u32::try_from(set.endpoints.len()).expect("few endpoints");
    let lowered = codegen::lower(&set, &codegen::Target::sdk()).expect("the committed schemas are clean");
    let plan = codegen::generate(&set).expect("the committed schemas are clean");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-plan");
    let rows = [
        ("serde_json reads the same files (yardstick)", measure(|| read_as_json(&inputs))),
        ("load", measure(|| model::load::load(inputs.clone()))),
        ("check", measure(|| model::check::check(&set))),
        ("lower", measure(|| codegen::lower(&set, &codegen::Target::sdk()))),
        ("emit", measure(|| codegen::emit(&lowered))),
        ("emit and format", measure(|| codegen::print(&lowered))),
        ("write", measure(|| write(&plan, &folder))),
        ("all but write", measure(|| generate(&inputs))),
    ];
    let per_endpoint = rows.map(|(what, time)| (what, time / endpoints));
    table("generating, per endpoint", ("ms", 1e3), &per_endpoint);
}

fn read_as_json(inputs: &[Input]) -> Vec<Value> {
    inputs.iter().filter_map(|input| serde_json::from_slice(&input.bytes).ok()).collect()
}

fn generate(inputs: &[Input]) -> Plan {
    let set = model::load::load(inputs.to_vec()).set;
    assert!(model::check::check(&set).len() < 1000, "the findings are used");
    codegen::generate(&set).expect("the committed schemas are clean")
}

fn write(plan: &Plan, folder: &Path) {
    for (path, text) in &plan.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("files stand in a folder"))
            .expect("the target folder is writable");
        fs::write(path, text).expect("the target folder is writable");
    }
}
