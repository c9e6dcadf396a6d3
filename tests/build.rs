//! Lists the committed endpoints by their Rust types, so that the oracle judges each without a list by hand.

#![expect(clippy::unwrap_used, reason = "a fault in here is a failed test")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const API: &str = "../generated/src/api";

fn main() {
    println!("cargo::rerun-if-changed={API}");
    let mut table = String::new();
    list(Path::new(API), "feishu_openapi", &mut table);
    let path = Path::new(&env::var_os("OUT_DIR").unwrap()).join("endpoints.rs");
    fs::write(path, format!("const ENDPOINTS: &[(&str, Judged)] = &[\n{table}];\n")).unwrap();
}

/// Adds a row for each module below a folder that has a request without files: JSON cannot show a file.
fn list(folder: &Path, module: &str, table: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let module = format!("{module}::{}", path.file_stem().unwrap().to_str().unwrap());
        if path.is_dir() {
            list(&path, &module, table);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let id = source.split("\n        id: \"").nth(1).and_then(|rest| rest.split('"').next());
        if let (Some(id), false) = (id, source.contains("rt::FilePart")) {
            writeln!(table, "    (\"{id}\", agrees::<{module}::Request>),").unwrap();
        }
    }
}
