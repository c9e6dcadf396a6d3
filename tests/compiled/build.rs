//! Generates one module per set of fixtures: what `cargo xtask generate` writes to an empty folder, as a module of one
//! crate instead of a crate of its own.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a fault in here is a failed test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::Plan;
use tests::fixtures::{self, schemas};
use tests::generator::run;
use tests::{hostile, runbook};

fn main() {
    println!("cargo::rerun-if-changed=../fixtures");
    println!("cargo::rerun-if-changed=../../CONTRIBUTING.md");
    // Each service is behind a feature. Here all are there.
    println!("cargo::rustc-check-cfg=cfg(feature, values(any()))");
    let hostile = hostile::run_with_choices(&hostile::compiled(), &hostile::payloads());
    let sets = [
        ("features", run(fixtures::all_features()).clean_plan()),
        ("hostile", hostile.plan.expect("the hostile texts are accepted")),
        ("names", run(schemas(&fixtures::path("names"))).clean_plan()),
        ("runbook", run(runbook::printed().files).clean_plan()),
        ("shapes", run(fixtures::shapes()).clean_plan()),
    ];
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
    let mut gates = BTreeSet::new();
    for (name, plan) in &sets {
        write(&out.join(name), name, plan);
        plan.files.values().for_each(|text| gates.extend(features(text)));
    }
    for feature in gates {
        println!("cargo::rustc-cfg=feature=\"{feature}\"");
    }
    println!("cargo::rerun-if-changed=../../generated/src/api");
    fs::write(out.join("documented.rs"), documented()).unwrap();
}

/// The examples in the documentation of the committed requests, as functions: rustdoc compiles them, but does not run
/// them.
fn documented() -> String {
    let (mut functions, mut table) = (String::new(), String::new());
    let sources = fixtures::files(&fixtures::repository().join("generated/src/api"));
    for (number, (path, bytes)) in sources.into_iter().enumerate() {
        let source = String::from_utf8(bytes).unwrap();
        if !source.contains("pub struct Request ") {
            continue;
        }
        let lines = source.lines().skip_while(|line| *line != "/// ```no_run").skip(1);
        let lines = lines.take_while(|line| *line != "/// ```");
        let code: String = lines
            .map(|line| line.trim_start_matches("///").trim_start_matches(" # ").to_owned() + "\n")
            .collect();
        if code.is_empty() {
            writeln!(table, "    (\"{path}\", None),").unwrap();
        } else {
            // An example that reads JSON ends with another type of error than the others.
            let body = code.rsplit_once("Ok::<(), ").expect("it ends with `Ok`").0;
            writeln!(functions, "fn example_{number}() -> Result<(), Box<dyn Error>> {{\n{body}Ok(())\n}}")
                .unwrap();
            writeln!(table, "    (\"{path}\", Some(example_{number})),").unwrap();
        }
    }
    format!(
        "/// Endpoints with the example of each.\nconst EXAMPLES: &[(&str, Option<Example>)] = &[\n{table}];\n{functions}"
    )
}

/// Writes the sources of a plan and of the skeleton, which know themselves as the module `name` of this crate.
fn write(folder: &Path, name: &str, plan: &Plan) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    // `include!` takes no documentation of a module from within.
    let sdk = codegen::Sdk::Git(String::new());
    let lib = codegen::skeleton(&"compiled".parse().unwrap(), &sdk)["src/lib.rs"].clone();
    let lib = lib.split_once("\n\n").expect("the documentation ends with an empty line").1.to_owned();
    let files = plan.files.iter().map(|(path, text)| (path.as_str(), text));
    for (path, text) in files.chain([("src/lib.rs", &lib)]) {
        let path = folder.join(path.strip_prefix("src/").expect("a source"));
        // Inside of a macro's call there is a space.
        let text =
            text.replace("crate ::api", "crate::api").replace("crate::api", &format!("crate::{name}::api"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace("feishu_openapi::", &format!("compiled::{name}::"))).unwrap();
    }
}

/// The features that a file asks for.
fn features(text: &str) -> impl Iterator<Item = &str> {
    text.split("feature = \"").skip(1).filter_map(|rest| rest.split('"').next())
}
