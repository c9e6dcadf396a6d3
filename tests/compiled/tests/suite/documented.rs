//! The examples in the documentation of the committed requests. rustdoc compiles them; here they run.

#![allow(clippy::too_many_lines, reason = "a page's example is as long as it is")]

use std::error::Error;

/// Makes a request and validates it.
type Example = fn() -> Result<(), Box<dyn Error>>;

include!(concat!(env!("OUT_DIR"), "/documented.rs"));

#[test]
fn every_documented_request_is_accepted() {
    for (path, example) in EXAMPLES {
        if let Some(Err(error)) = example.map(|example| example()) {
            panic!("the example in {path} is refused: {error}");
        }
    }
}

/// A page without example values gives no example. Few pages are so.
#[test]
fn nearly_every_endpoint_has_an_example() {
    let missing: Vec<&str> =
        EXAMPLES.iter().filter(|(_, example)| example.is_none()).map(|(path, _)| *path).collect();
    assert!(EXAMPLES.len() > 10 && missing.len() * 10 < EXAMPLES.len(), "no example: {missing:?}");
}
