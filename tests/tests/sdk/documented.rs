//! The examples in the documentation of requests: rustdoc compiles them, and here they are run.

use std::fmt::Write as _;

use tests::fixtures::{files, repository};

use crate::cargo::{Downstream, output};

/// The example of each endpoint that has one, by the file of the endpoint.
fn examples() -> Vec<(String, String)> {
    let sources = files(&repository().join("generated/src/api"));
    let example = |(path, bytes): (String, Vec<u8>)| {
        let source = String::from_utf8(bytes).expect("Rust is UTF-8");
        let lines = source.lines().skip_while(|line| *line != "/// ```no_run").skip(1);
        let code: Vec<&str> = lines
            .take_while(|line| *line != "/// ```")
            .map(|line| line.trim_start_matches("///").trim_start_matches(" # "))
            .collect();
        (!code.is_empty()).then(|| (path, code.join("\n")))
    };
    sources.into_iter().filter_map(example).collect()
}

/// A program that says which requests of the examples are refused, and how many there are.
fn program(examples: &[(String, String)]) -> String {
    let (mut functions, mut calls) = (String::new(), String::new());
    for (number, (path, code)) in examples.iter().enumerate() {
        writeln!(functions, "fn example_{number}() -> Result<(), feishu_openapi::Violations> {{\n{code}\n}}")
            .expect("a string takes it");
        writeln!(calls, "if let Err(refused) = example_{number}() {{ println!(\"{path}: {{refused}}\"); }}")
            .expect("a string takes it");
    }
    format!("{functions}\nfn main() {{\n{calls}println!(\"{} examples\");\n}}\n", examples.len())
}

#[test]
fn every_endpoint_shows_a_request_that_is_accepted() {
    let examples = examples();
    let documented = Downstream::new("documented", "run").with_program(&program(&examples));
    assert_eq!(output(&mut documented.cargo(&["run", "--quiet"])), "45 examples\n");
}
