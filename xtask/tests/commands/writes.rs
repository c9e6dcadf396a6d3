//! Safe writes: killed runs, two runs at once, links, names that are not UTF-8, rights of files.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Stdio;

use fs4::FileExt;

use crate::checkout::{Checkout, xtask};

const ENDPOINT: &str = include_str!("../../../importer/tests/fixtures/portal/endpoint.md");
const SCALARS: &str = "generated/src/api/demo/v1/thing/scalars.rs";
const MOVE: &str = "schemas/depot/v2/parcel_route/move.json";

/// A temporary folder and temporary files as killed runs leave them.
const LEFTOVERS: &[&str] = &[
    "schemas/.xtask-staged-aB3dE6gH9jK2/new-0",
    "schemas/.lock.json.xtask-new",
    "schemas/demo/v1/thing/.scalars.json.xtask-new",
    "generated/.xtask-staged-aB3dE6gH9jK2/new-0",
    "generated/.README.md.xtask-new",
    "generated/src/api/demo/v1/thing/.scalars.rs.xtask-new",
];

#[test]
fn leftovers_of_a_killed_run_are_ignored_and_removed() {
    let checkout = Checkout::generated(&["scalars"]);
    let whole = checkout.tree();
    for path in LEFTOVERS {
        checkout.write(path, "half");
    }
    fs::create_dir_all(checkout.root().join("generated/src/api/demo/v9/begun")).unwrap();
    let check = checkout.xtask(&["check"]);
    assert_eq!(check.code, Some(0), "{check:?}");
    checkout.write(SCALARS, "// stale");
    let ended = checkout.xtask(&["generate"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(!ended.stdout.contains("xtask-"), "{}", ended.stdout);
    assert_eq!(checkout.tree(), whole);
    assert!(!checkout.has("generated/src/api/demo/v9"), "an empty folder stays");
    assert!(!checkout.has("generated/.xtask-staged-aB3dE6gH9jK2"));
}

#[test]
fn an_import_removes_leftovers_too() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let whole = desk.tree();
    for path in &LEFTOVERS[..3] {
        desk.write(path, "half");
    }
    fs::remove_file(desk.root().join(MOVE)).unwrap();
    assert_eq!(desk.import(&[]).code, Some(0));
    assert_eq!(desk.tree(), whole);
}

#[test]
fn names_that_only_resemble_leftovers_are_kept() {
    let checkout = Checkout::generated(&["scalars"]);
    for path in ["generated/.xtask-staged-mine/a", "generated/notes.xtask-new", "generated/.mine"] {
        checkout.write(path, "mine");
    }
    let before = checkout.tree();
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    assert_eq!(checkout.tree(), before);
}

#[test]
fn a_first_run_that_was_killed_is_made_good() {
    let checkout = Checkout::of(&["scalars"]);
    let generate = ["generate", "--out", "sdk", "--name", "my-feishu", "--sdk", "https://git.example"];
    assert_eq!(checkout.xtask(&generate).code, Some(0));
    let whole = checkout.tree();
    let generated: Vec<&String> = whole.keys().filter(|path| path.starts_with("sdk/")).collect();
    // The manifest is written last, so that it is missing whenever another file is.
    for kept in generated.iter().filter(|path| !path.ends_with("/Cargo.toml")) {
        fs::remove_dir_all(checkout.root().join("sdk")).unwrap();
        checkout.write(kept, &whole[*kept]);
        let ended = checkout.xtask(&generate);
        assert_eq!(ended.code, Some(0), "{kept}: {ended:?}");
        assert_eq!(checkout.tree(), whole, "{kept}");
    }
}

/// Holds the lock of a folder, runs a command until it says that it waits, and lets it go on.
fn wait_for_the_lock_of(checkout: &Checkout, held: &str, arguments: &[&str]) -> Option<i32> {
    let lock = File::open(checkout.root().join(held)).unwrap();
    FileExt::lock(&lock).unwrap();
    let before = checkout.tree();
    let mut child = xtask(arguments)
        .current_dir(checkout.root())
        .env("CARGO_MANIFEST_DIR", checkout.root().join("xtask"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, format!("waiting for another run of xtask, which holds {held}\n"), "{arguments:?}");
    assert_eq!(checkout.tree(), before, "{arguments:?} wrote");
    drop(lock);
    child.wait().unwrap().code()
}

#[test]
fn a_run_waits_for_another_run() {
    let checkout = Checkout::generated(&["scalars"]);
    checkout.write("pages/endpoint.md", ENDPOINT);
    let whole = checkout.tree();
    checkout.write(SCALARS, "// stale");
    assert_eq!(wait_for_the_lock_of(&checkout, "generated", &["generate", "--check"]), Some(1));
    assert_eq!(wait_for_the_lock_of(&checkout, "generated", &["generate"]), Some(0));
    assert_eq!(checkout.tree(), whole);
    for command in ["generate", "check"] {
        assert_eq!(wait_for_the_lock_of(&checkout, "schemas", &[command]), Some(0), "{command}");
    }
    assert_eq!(wait_for_the_lock_of(&checkout, "schemas", &["import", "pages"]), Some(0));
    assert!(checkout.has(MOVE));
}

#[test]
fn runs_started_at_once_leave_one_result() {
    let expected = Checkout::generated(&["scalars", "maps"]).tree();
    let checkout = Checkout::of(&["scalars", "maps"]);
    let start = |_| {
        xtask(&["generate"])
            .current_dir(checkout.root())
            .env("CARGO_MANIFEST_DIR", checkout.root().join("xtask"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..4).map(start).collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_eq!(checkout.tree(), expected);
}

#[test]
fn generate_writes_through_no_link() {
    for path in
        ["generated/Cargo.toml", "generated/src", "generated/src/api/demo/v1", "generated/guide", SCALARS]
    {
        let checkout = Checkout::generated(&["scalars"]);
        let manifest = checkout.text("generated/Cargo.toml");
        assert!(manifest.contains("\ndemo = []\n"), "{manifest}");
        checkout.write("generated/Cargo.toml", manifest.replace("\ndemo = []\n", "\n"));
        let at = checkout.root().join(path);
        let outside = checkout.root().join("outside");
        fs::rename(&at, &outside).unwrap();
        symlink(&outside, &at).unwrap();
        checkout.write_all(tests::fixtures::feature("maps"));
        let before = checkout.tree_of("outside");
        let ended = checkout.xtask(&["generate"]);
        assert_eq!(ended.code, Some(2), "{path}: {ended:?}");
        assert!(ended.stderr.contains("is a link"), "{}", ended.stderr);
        assert_eq!(checkout.tree_of("outside"), before, "{path}");
    }
}

#[test]
fn import_writes_through_no_link() {
    for path in [MOVE, "schemas/lock.json", "schemas/depot", "schemas/depot/v2"] {
        let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
        desk.import(&[]);
        let (at, outside) = (desk.root().join(path), desk.root().join("outside"));
        fs::rename(&at, &outside).unwrap();
        symlink(&outside, &at).unwrap();
        desk.write("pages/endpoint.md", ENDPOINT.replace("A note.", "Another note."));
        let before = desk.tree_of("outside");
        let ended = desk.import(&[]);
        assert_eq!(ended.code, Some(2), "{path}: {ended:?}");
        assert!(ended.stderr.contains("is a link"), "{}", ended.stderr);
        assert_eq!(desk.tree_of("outside"), before, "{path}");
    }
}

#[test]
fn a_link_with_the_name_of_a_leftover_leads_nowhere() {
    let checkout = Checkout::generated(&["scalars"]);
    let whole = checkout.tree();
    let outside = tempfile::tempdir().unwrap();
    let precious = outside.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    for path in ["generated/.Cargo.toml.xtask-new", "schemas/.lock.json.xtask-new"] {
        symlink(&precious, checkout.root().join(path)).unwrap();
    }
    checkout.write(SCALARS, "// stale");
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    assert_eq!(checkout.tree(), whole);
    assert_eq!(fs::read(&precious).unwrap(), b"mine");
}

#[test]
fn files_whose_names_are_not_utf8_are_deleted_where_the_generator_owns_all() {
    let checkout = Checkout::generated(&["scalars"]);
    let whole = checkout.tree();
    let api = checkout.root().join("generated/src/api");
    let folder = api.join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mod.rs"), "x").unwrap();
    fs::write(api.join(OsStr::from_bytes(b"\xff.rs")), "x").unwrap();
    assert_eq!(checkout.xtask(&["generate", "--check"]).code, Some(1));
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("0 added, 0 updated, 2 deleted"), "{}", ended.stdout);
    assert_eq!(checkout.tree(), whole);
    assert!(!folder.exists());
}

#[test]
fn a_schema_whose_name_is_not_utf8_is_an_error() {
    let checkout = Checkout::generated(&["scalars"]);
    let schemas = checkout.root().join("schemas/demo/v1/thing");
    let odd = schemas.join(OsStr::from_bytes(b"caf\xe9.json"));
    fs::copy(schemas.join("scalars.json"), &odd).unwrap();
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("caf\u{fffd}.json"), "{}", ended.stdout);
    assert!(odd.exists());
}

#[test]
fn files_keep_their_rights() {
    let checkout = Checkout::generated(&["scalars"]);
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let (code, schema) = (checkout.root().join(SCALARS), desk.root().join(MOVE));
    for (path, rights) in [(&code, 0o600), (&schema, 0o664)] {
        fs::write(path, "{}").unwrap();
        fs::set_permissions(path, Permissions::from_mode(rights)).unwrap();
    }
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    desk.import(&[]);
    for (path, rights) in [(&code, 0o600), (&schema, 0o664)] {
        assert_ne!(fs::read(path).unwrap(), b"{}");
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, rights);
    }
}
