//! Names that are awkward in Rust: the output compiles without a warning and keeps every name on the wire.

use std::fs;

use tests::crate_on_disk::Crate;
use tests::fixtures::{self, schemas};
use tests::generator::run;

/// Builds the crate of a fixture and runs the tests that the fixture has for it.
fn compile_and_test(name: &str) {
    let folder = fixtures::path("crates").join(name);
    let crate_ =
        Crate::write(env!("CARGO_TARGET_TMPDIR"), name, &run(schemas(&folder.join("schemas"))).clean_plan());
    crate_.add("tests/wire.rs", &fs::read_to_string(folder.join("tests/wire.rs")).unwrap());
    crate_.cargo(&["test", "--quiet"]);
}

#[test]
fn odd_names_compile_and_keep_their_wire_names() {
    compile_and_test("names");
}

#[test]
fn every_shape_compiles_and_round_trips() {
    compile_and_test("shapes");
}
