//! Lists the committed endpoints by their Rust types, so that the oracle judges each, and the mock's tests walk each list, without
//! a list by hand.

#![expect(clippy::unwrap_used, reason = "a fault in here is a failed test")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const API: &str = "../generated/src/api";

fn main() {
    println!("cargo::rerun-if-changed={API}");
    let mut tables = Tables::default();
    tables.list(Path::new(API), "feishu_openapi");
    // A test of a table without rows would pass.
    assert!(!tables.judged.is_empty() && !tables.walked.is_empty());
    let out = env::var_os("OUT_DIR").unwrap();
    let write = |file: &str, text: String| fs::write(Path::new(&out).join(file), text).unwrap();
    write("endpoints.rs", format!("const ENDPOINTS: &[(&str, Read)] = &[\n{}];\n", tables.judged));
    write("lists.rs", format!("const LISTS: &[(&str, Walked)] = &[\n{}];\n", tables.walked));
}

#[derive(Default)]
struct Tables {
    /// Requests without files: JSON cannot show a file.
    judged: String,
    /// Requests for lists that are returned page by page.
    walked: String,
}

impl Tables {
    /// Adds the modules below a folder.
    fn list(&mut self, folder: &Path, module: &str) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let module = format!("{module}::{}", path.file_stem().unwrap().to_str().unwrap());
            if path.is_dir() {
                self.list(&path, &module);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            if !source.contains("impl rt::Endpoint for Request") {
                continue;
            }
            let id = source
                .split_once(" from schemas/")
                .and_then(|(_, rest)| rest.split_once(".json;"))
                .unwrap()
                .0;
            if !source.contains("rt::FilePart") {
                writeln!(self.judged, "    (\"{id}\", read::<{module}::Request>),").unwrap();
            }
            if source.contains("impl rt::Paged for Request") {
                writeln!(self.walked, "    (\"{id}\", walk::<{module}::Request>),").unwrap();
            }
        }
    }
}
