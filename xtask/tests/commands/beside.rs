//! A crate beside the SDK: made from pages in an empty folder, by a binary that knows of no checkout, and used in one program with
//! `feishu-openapi`. Its name puts it first, because it takes the longest: libtest starts tests in the order of their names.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::fixtures::{files, repository};

use crate::checkout::{Checkout, Ended, xtask};

const GENERATE: &[&str] = &["generate", "--schemas", "schemas", "--out", "my-feishu"];

/// Runs the command as an installed binary: no environment of cargo, no repository around it.
fn installed(desk: &Checkout, arguments: &[&str]) -> Ended {
    Ended::of(xtask(arguments).current_dir(desk.root()).env_remove("CARGO_MANIFEST_DIR"))
}

/// The folder of the program, with its pages.
fn program() -> Checkout {
    let desk = Checkout::empty();
    for (path, bytes) in files(&repository().join("tests/downstream/beside")) {
        desk.write(&path, bytes);
    }
    desk
}

/// A folder with schemas of the five pages.
fn imported() -> Checkout {
    let desk = program();
    let ended = installed(&desk, &["import", "pages", "--schemas", "schemas"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    desk
}

fn new(desk: &Checkout, name: &str, sdk: &str) -> Ended {
    installed(desk, &[GENERATE, &["--name", name, "--sdk", sdk]].concat())
}

fn sdk() -> String {
    repository().to_str().unwrap().to_owned()
}

#[test]
fn a_crate_beside_the_sdk_is_used_with_it_in_one_program() {
    let desk = imported();
    let made = new(&desk, "my-feishu", &sdk());
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""), "{made:?}");
    assert!(desk.text("my-feishu/src/api/common.rs").contains("pub use feishu_openapi::common::*;"));
    assert!(
        desk.text("my-feishu/src/api/contact/v3/user/find_by_department.rs")
            .contains("/// use my_feishu::{Validate, contact")
    );
    // The versions that this workspace uses, which are there already.
    fs::copy(repository().join("Cargo.lock"), desk.root().join("Cargo.lock")).unwrap();
    let output = run(desk.root());
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert_eq!(
        output.stdout.lines().collect::<Vec<_>>(),
        [
            "bot/v3/bot/get",
            "contact/v3/user/find_by_department",
            "contact/v3/group/create",
            "contact/v3/department/children",
            "contact/v3/user/find_by_department",
            "Li",
        ]
    );
    let lock = desk.text("Cargo.lock");
    for name in ["feishu-openapi", "feishu-runtime", "my-feishu"] {
        assert_eq!(lock.matches(&format!("name = \"{name}\"\n")).count(), 1, "{name}");
    }
}

/// The guide shows these commands, and lines of the program in their order.
#[test]
fn the_guide_shows_what_is_tested() {
    let guide = fs::read_to_string(repository().join("generated/guide/own_crate.md")).unwrap();
    let block =
        |opening: &str| guide.split_once(opening).and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let commands = block("```sh\n");
    assert!(commands.contains("\nxtask import pages --schemas schemas\n"), "{commands}");
    assert!(
        commands.contains(&format!("\nxtask {} --name my-feishu --sdk ", GENERATE.join(" "))),
        "{commands}"
    );
    let program = program().text("src/main.rs");
    let mut lines = program.lines().map(str::trim);
    for shown in block("```rust,ignore\n").lines().filter(|line| !line.is_empty()) {
        assert!(lines.any(|line| line == shown.trim()), "not in the program, or not in this order: {shown}");
    }
}

/// Builds and runs the program offline, as one that takes `feishu-openapi` from a registry. The target folder stays, so a second
/// run starts at once.
fn run(program: &Path) -> Ended {
    let patch = |(name, folder): (&str, &str)| {
        format!("--config=patch.crates-io.{name}.path='{}'", repository().join(folder).display())
    };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(program).args(["run", "--quiet", "--offline"]);
    cargo.args([("feishu-openapi", "generated"), ("feishu-runtime", "runtime")].map(patch));
    cargo.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside"));
    Ended::of(&mut cargo)
}

#[test]
fn the_same_command_twice_writes_nothing_new() {
    let desk = imported();
    assert_eq!(new(&desk, "my-feishu", &sdk()).code, Some(0));
    let before = desk.tree();
    for arguments in
        [&["--name", "my-feishu", "--sdk", &sdk()][..], &["--name", "my-feishu"], &[], &["--check"]]
    {
        let again = installed(&desk, &[GENERATE, arguments].concat());
        assert_eq!(again.code, Some(0), "{arguments:?}: {again:?}");
        assert_eq!(desk.tree(), before, "{arguments:?}");
    }
    desk.write("my-feishu/src/api/mod.rs", "");
    let stale = installed(&desk, &["check", "--schemas", "schemas", "--out", "my-feishu"]);
    assert_eq!(stale.code, Some(1));
    assert!(
        stale.stdout.contains("run `xtask generate --schemas schemas --out my-feishu`"),
        "{}",
        stale.stdout
    );
}

#[test]
fn what_cannot_become_a_crate_is_refused_before_any_work() {
    let desk = imported();
    desk.write("full/notes.txt", "mine");
    desk.write("other/Cargo.toml", "[package]\nname = \"other\"\n");
    // Nothing reads this schema: each of the commands is refused before.
    desk.write("schemas/broken.json", "{");
    let before = desk.tree();
    let sdk = sdk();
    let named = |name| ["--out", "new", "--name", name, "--sdk", &sdk];
    let refused: &[(&[&str], &str)] = &[
        (&named("My Feishu"), "a crate's name starts with a letter"),
        (&named("fn"), "is a keyword of Rust"),
        (&named("feishu_openapi"), "is the name of a crate that generated code uses"),
        (&["--out", "new"], "new holds no crate; `--name NAME` makes one"),
        (&["--name", "my-feishu", "--sdk", &sdk], "--out"),
        (&["--out", "new", "--name", "my-feishu"], "no registry has `feishu-openapi` yet: give `--sdk`"),
        (
            &["--out", "new", "--name", "my-feishu", "--sdk", "schemas"],
            "`feishu-openapi` is not in schemas/generated",
        ),
        (
            &["--out", "full", "--name", "my-feishu", "--sdk", &sdk],
            "full is not empty: it holds full/notes.txt",
        ),
        (&["--out", "other", "--name", "my-feishu", "--sdk", &sdk], "other holds the crate `other` already"),
    ];
    for (arguments, message) in refused {
        let ended = installed(&desk, &[&["generate", "--schemas", "schemas"], *arguments].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains(message), "{arguments:?}: {}", ended.stderr);
        assert_eq!(desk.tree(), before, "{arguments:?}");
    }
}

#[test]
fn what_a_killed_run_left_is_completed_and_kept() {
    let desk = imported();
    assert_eq!(new(&desk, "my-feishu", &sdk()).code, Some(0));
    let whole = desk.tree();
    fs::remove_file(desk.root().join("my-feishu/Cargo.toml")).unwrap();
    desk.write("my-feishu/src/api/mod.rs", "half");
    desk.write("my-feishu/.xtask-staged-0aZ9zz0aZ9zz/new-1", "half");
    assert_eq!(new(&desk, "my-feishu", &sdk()).code, Some(0));
    assert_eq!(desk.tree(), whole);
    // A file of a person is never overwritten.
    fs::remove_file(desk.root().join("my-feishu/Cargo.toml")).unwrap();
    desk.write("my-feishu/src/lib.rs", "mine");
    assert_eq!(new(&desk, "my-feishu", &sdk()).code, Some(0));
    assert_eq!(desk.text("my-feishu/src/lib.rs"), "mine");
}

#[test]
fn a_git_repository_is_a_source_of_the_sdk() {
    let desk = imported();
    assert_eq!(new(&desk, "my-feishu", "https://git.example/feishu \"x\"").code, Some(0));
    let manifest = desk.text("my-feishu/Cargo.toml");
    let source = r#"{ git = "https://git.example/feishu \"x\"", default-features = false }"#;
    assert!(manifest.contains(&format!("feishu-openapi = {source}")), "{manifest}");
    assert!(manifest.contains("feishu-runtime = { git = \"https://git.example/feishu "), "{manifest}");
}
