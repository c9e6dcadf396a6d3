//! What the compiler tells callers who make a common mistake. Each program of the folder `refused` must not compile, and the compiler's
//! message must hold each text of its lines `//~`. Only these texts are compared: the rest of a message changes with the compiler.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// A program that compiles with the library that the tests use.
const RIGHT: &str = "use feishu_openapi::approval::v4::{external_task, form};
pub async fn send(client: &feishu_openapi::Client, request: &external_task::list::Request) {
    let _ = (client.send(request).await, form::Control::input(\"i\", \"text\"));
}";

/// The folder with the compiled dependencies of this test.
fn dependencies() -> PathBuf {
    let program = std::env::current_exe().expect("this program");
    program.parent().expect("its folder").to_owned()
}

fn compile(library: &Path, name: &str, text: &str) -> Output {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    fs::create_dir_all(&scratch).expect("a folder");
    let file = scratch.join(format!("{name}.rs"));
    fs::write(&file, text).expect("a program");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--color", "never"]);
    rustc.arg("--out-dir").arg(&scratch).arg("-L").arg(dependencies());
    rustc.arg("--extern").arg(format!("feishu_openapi={}", library.display())).arg(&file);
    rustc.output().expect("the compiler")
}

/// The newest of the compiled libraries that has the client. The folder may hold some with other features.
fn library() -> PathBuf {
    let entries = fs::read_dir(dependencies()).expect("a folder").map(|entry| entry.expect("an entry"));
    let mut found: Vec<(SystemTime, PathBuf)> = entries
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("libfeishu_openapi-")
                && entry.path().extension().is_some_and(|kind| kind == "rlib")
        })
        .map(|entry| (entry.metadata().and_then(|file| file.modified()).expect("its time"), entry.path()))
        .collect();
    found.sort();
    let mut newest = found.into_iter().rev().map(|(_, path)| path);
    newest.find(|library| compile(library, "right", RIGHT).status.success()).expect("a library")
}

#[test]
fn common_mistakes_are_explained() {
    let library = library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/refused");
    let mut programs = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let (name, text) = (path.file_stem().expect("a name"), fs::read_to_string(&path).expect("a program"));
        let output = compile(&library, &name.to_string_lossy(), &text);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{}: it compiles", path.display());
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("//~ ")).collect();
        assert!(!expected.is_empty(), "{}: it expects a text", path.display());
        for part in expected {
            assert!(told.contains(part), "{}: `{part}` is missing in\n{told}", path.display());
        }
        programs += 1;
    }
    assert_eq!(programs, 4);
}
