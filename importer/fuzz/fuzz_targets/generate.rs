//! Any two texts as a schema and its overlay: they load, are checked and generated, or say what is wrong.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use model::diag::Severity;
use model::load::{Input, Loaded, load};

const SCHEMA: &str = "demo/v1/booking/create.json";
const OVERLAY: &str = "demo/v1/booking/create.overlay.json";

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    importer_fuzz::mutate(data, size, max_size, seed)
});

// The overlay stands behind a line of its own.
fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (schema, overlay) = text.split_once("\n====\n").unwrap_or((&text, ""));
    let mut inputs = vec![input(SCHEMA, schema)];
    if !overlay.is_empty() {
        inputs.push(input(OVERLAY, overlay));
    }
    let Loaded { set, mut diagnostics } = load(inputs);
    diagnostics.extend(model::check::check(&set));
    let _ = codegen::faults_of_rust(&set);
    if diagnostics.iter().all(|finding| finding.severity != Severity::Error) {
        let _ = codegen::generate(&set);
    }
});

fn input(path: &str, text: &str) -> Input {
    Input { path: path.to_owned(), shown: path.to_owned(), bytes: text.as_bytes().to_vec() }
}
