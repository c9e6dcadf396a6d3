//! `generate` and `check`.

use std::fs;

use tests::fixtures::{self, files, repository};

use crate::checkout::{Checkout, Ended, xtask};

const SCALARS: &str = "generated/src/api/demo/v1/thing/scalars.rs";

#[test]
fn the_first_run_writes_a_crate_and_the_second_nothing() {
    let checkout = Checkout::of(&["scalars", "concept_page"]);
    let first = checkout.xtask(&["generate"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""));
    for path in ["generated/Cargo.toml", "generated/guide/endpoints.md"] {
        assert!(first.stdout.contains(&format!("updated {path}\n")), "{path} is not in\n{}", first.stdout);
    }
    for path in [
        "schemas/format.schema.json",
        "generated/src/api/mod.rs",
        "generated/src/api/event.rs",
        "generated/src/api/demo/v1/thing/concept_page.rs",
        SCALARS,
    ] {
        assert!(checkout.has(path), "{path}");
        assert!(first.stdout.contains(&format!("added {path}\n")), "{path} is not in\n{}", first.stdout);
    }
    let last = first.stdout.lines().last().unwrap();
    assert!(
        last.starts_with("1 endpoint, 1 concept page and 0 event pages in ")
            && last.contains(" added, 2 updated, 0 deleted"),
        "{last}"
    );

    let written = |path: &str| fs::metadata(checkout.root().join(path)).unwrap().modified().unwrap();
    let before: Vec<_> =
        checkout.tree().into_iter().map(|(path, bytes)| (written(&path), path, bytes)).collect();
    let second = checkout.xtask(&["generate"]);
    assert_eq!((second.code, second.stderr.as_str()), (Some(0), ""));
    assert_eq!(second.stdout.lines().count(), 1, "{}", second.stdout);
    assert!(second.stdout.contains("everything is up to date"));
    let after: Vec<_> =
        checkout.tree().into_iter().map(|(path, bytes)| (written(&path), path, bytes)).collect();
    assert!(before == after, "the second run wrote");
}

#[test]
fn check_names_the_stale_file_and_the_command_that_updates_it() {
    let checkout = Checkout::generated(&["scalars"]);
    let clean = checkout.xtask(&["generate", "--check"]);
    assert_eq!(clean.code, Some(0), "{clean:?}");
    checkout.write(SCALARS, "// edited by hand\n");
    let before = checkout.tree();
    for arguments in [&["generate", "--check"][..], &["check"]] {
        let stale = checkout.xtask(arguments);
        assert_eq!(stale.code, Some(1), "{stale:?}");
        assert!(stale.stdout.contains(&format!("stale: {SCALARS}")), "{}", stale.stdout);
        assert!(stale.stdout.contains("cargo xtask generate"), "{}", stale.stdout);
        assert_eq!(checkout.tree(), before, "{arguments:?} wrote");
    }
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    assert_eq!(checkout.xtask(&["generate", "--check"]).code, Some(0));
    assert_eq!(checkout.xtask(&["check"]).code, Some(0));
}

#[test]
fn check_of_an_id_reports_that_schema_alone() {
    let checkout = Checkout::generated(&["scalars", "maps", "rule_compare"]);
    let broken = checkout.text("schemas/demo/v1/thing/maps.json").replace("\"map<", "\"mop<");
    checkout.write(SCALARS, "// edited by hand\n");
    let check = |id: &str| checkout.xtask(&["check", id]);
    let (stale, other) = (check("demo/v1/thing/scalars"), check("demo/v1/thing/maps"));
    assert_eq!((stale.code, other.code), (Some(1), Some(0)), "{stale:?} {other:?}");
    assert!(stale.stdout.contains(&format!("stale: {SCALARS}")) && !other.stdout.contains("stale: "));

    checkout.write("schemas/demo/v1/thing/maps.json", broken);
    let (faulty, other) = (check("demo/v1/thing/maps"), check("demo/v1/thing/rule_compare"));
    assert_eq!((faulty.code, other.code), (Some(1), Some(0)), "{faulty:?} {other:?}");
    assert!(faulty.stdout.contains("schemas/demo/v1/thing/maps.json:"), "{}", faulty.stdout);
    assert!(!other.stdout.contains("maps"), "{}", other.stdout);
    assert!(other.stdout.contains("check: 0 errors, "), "{}", other.stdout);

    let unknown = check("demo/v1/thing/scalar");
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(2), ""), "{unknown:?}");
    assert!(unknown.stderr.contains("did you mean `demo/v1/thing/scalars`?"), "{}", unknown.stderr);
    assert!(check("other/v9/box/scalars").stderr.contains("did you mean `demo/v1/thing/scalars`?"));
    assert!(check("nothing").stderr.contains("no schema has the id `nothing`; an id is "));
}

#[test]
fn a_failed_run_changes_nothing() {
    let checkout = Checkout::generated(&["scalars", "maps"]);
    // One schema is broken, another one would change its Rust.
    checkout.write("schemas/demo/v1/thing/maps.json", "{ \"id\": ");
    let scalars = checkout.text("schemas/demo/v1/thing/scalars.json").replace("\"note\"", "\"remark\"");
    checkout.write("schemas/demo/v1/thing/scalars.json", scalars);
    let before = checkout.tree();
    let failed = checkout.xtask(&["generate"]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.stdout.contains("schemas/demo/v1/thing/maps.json:1:"), "{}", failed.stdout);
    assert_eq!(checkout.tree(), before);
}

#[test]
fn one_run_reports_all_faults_of_all_files() {
    let checkout = Checkout::with_crate();
    checkout.write_all(fixtures::bad("many_faults"));
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(1));
    for file in ["first", "second", "third", "fourth.overlay", "fifth"] {
        let place = format!("schemas/demo/v1/thing/{file}.json:");
        assert!(ended.stdout.contains(&place), "nothing about {file} in\n{}", ended.stdout);
    }
    assert!(!checkout.has("generated/src"));
}

#[test]
fn generate_prints_the_first_warnings_of_a_code_and_counts_the_others() {
    let checkout = Checkout::of(&["scalars"]);
    for name in ["a", "b", "c", "d", "e"] {
        checkout.write(&format!("schemas/{name}.txt"), "not a schema");
    }
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.stdout.matches("warning[not-a-schema]").count(), 3, "{}", ended.stdout);
    assert!(ended.stdout.contains("and 2 more warnings `not-a-schema`\n"), "{}", ended.stdout);
    assert!(ended.stdout.contains("`cargo xtask check` prints all of them\n"), "{}", ended.stdout);
}

#[test]
fn the_generator_deletes_foreign_files_in_its_folder_and_nowhere_else() {
    let checkout = Checkout::generated(&["scalars"]);
    checkout.write("generated/src/api/demo/v2/old.rs", "mine");
    checkout.write("generated/src/api/note.txt", "mine");
    checkout.write("generated/src/mine.rs", "mine");
    checkout.write("generated/examples/mine.rs", "mine");
    let before = checkout.tree();
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for gone in ["generated/src/api/demo/v2/old.rs", "generated/src/api/note.txt"] {
        assert!(ended.stdout.contains(&format!("deleted {gone}\n")), "{}", ended.stdout);
    }
    assert!(!checkout.has("generated/src/api/demo/v2"), "the empty folder stays");
    let mut expected = before;
    expected.retain(|path, _| !path.ends_with("old.rs") && !path.ends_with("note.txt"));
    assert_eq!(checkout.tree(), expected);
}

#[test]
fn deleting_a_schema_deletes_its_code_and_empty_folders() {
    let checkout = Checkout::generated(&["scalars"]);
    let schema = checkout.text("schemas/demo/v1/thing/scalars.json");
    let other =
        schema.replace("demo/v1/thing/scalars", "other/v1/thing/make").replace("/demo/v1/scalars", "/other");
    checkout.write("schemas/other/v1/thing/make.json", other);
    let without = checkout.tree();
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    assert!(checkout.has("generated/src/api/other/v1/thing/make.rs"));
    assert!(checkout.text("generated/Cargo.toml").contains("\nother = []\n"));

    fs::remove_dir_all(checkout.root().join("schemas/other")).unwrap();
    assert_eq!(checkout.xtask(&["generate"]).code, Some(0));
    assert!(!checkout.has("generated/src/api/other"));
    let mut expected = without;
    expected.remove("schemas/other/v1/thing/make.json");
    assert_eq!(checkout.tree(), expected);
}

#[test]
fn two_checkouts_give_equal_bytes() {
    let features = ["scalars", "concept_page", "shared_vocabulary", "rule_compare"];
    let (one, two) = (Checkout::generated(&features), Checkout::generated(&features));
    assert_eq!(one.tree(), two.tree());
    let place = one.root().to_str().unwrap();
    for (path, bytes) in one.tree() {
        assert!(!String::from_utf8(bytes).unwrap().contains(place), "{path} names the place of its checkout");
    }
}

#[test]
fn the_flags_for_folders_are_repeated_in_the_command_that_updates() {
    let checkout = Checkout::of(&["scalars"]);
    for (from, to) in [("schemas", "descriptions"), ("generated", "sdk")] {
        fs::rename(checkout.root().join(from), checkout.root().join(to)).unwrap();
    }
    let places = ["--schemas", "descriptions", "--out", "sdk"];
    assert_eq!(checkout.xtask(&[&["generate"], &places[..]].concat()).code, Some(0));
    assert!(checkout.has("sdk/src/api/demo/v1/thing/scalars.rs") && !checkout.has("generated"));
    checkout.write("sdk/src/api/mod.rs", "");
    let stale = checkout.xtask(&[&["generate", "--check"], &places[..]].concat());
    assert_eq!(stale.code, Some(1));
    assert!(
        stale.stdout.contains("cargo xtask generate --schemas descriptions --out sdk"),
        "{}",
        stale.stdout
    );
}

#[test]
fn findings_are_printed_as_json_and_for_github() {
    let checkout = Checkout::with_crate();
    checkout.write_all(fixtures::bad("inverted_range"));
    let json = checkout.xtask(&["generate", "--format", "json"]);
    assert_eq!(json.code, Some(1));
    let lines: Vec<serde_json::Value> =
        json.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let codes: Vec<&str> = lines.iter().filter_map(|line| line["code"].as_str()).collect();
    assert_eq!(codes, ["inverted-range"], "{}", json.stdout);

    let github = checkout.xtask(&["generate", "--format", "github"]);
    assert_eq!(github.code, Some(1));
    let is_command = |line: &str| line.starts_with("::error file=schemas/demo/v1/thing/make.json,line=15,");
    assert!(github.stdout.lines().all(is_command) && !github.stdout.is_empty(), "{}", github.stdout);

    let good = Checkout::of(&["scalars"]);
    let json = good.xtask(&["generate", "--format", "json"]);
    assert_eq!(json.code, Some(0));
    assert!(
        json.stdout.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "{}",
        json.stdout
    );
}

#[test]
fn an_empty_schema_directory_is_an_error() {
    let checkout = Checkout::generated(&["scalars"]);
    fs::create_dir(checkout.root().join("nothing")).unwrap();
    let before = checkout.tree();
    for command in ["generate", "check"] {
        let ended = checkout.xtask(&[command, "--schemas", "nothing"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("holds no schema"), "{ended:?}");
    }
    assert_eq!(checkout.tree(), before);
}

#[test]
fn outside_a_checkout_the_flags_name_the_folders() {
    let checkout = Checkout::generated(&["scalars"]);
    let elsewhere = Checkout::empty();
    let run = |arguments: &[&str]| {
        Ended::of(xtask(arguments).current_dir(elsewhere.root()).env_remove("CARGO_MANIFEST_DIR"))
    };
    let folder = |below: &str| checkout.root().join(below).to_str().unwrap().to_owned();
    let both = run(&["generate", "--check", "--schemas", &folder("schemas"), "--out", &folder("generated")]);
    assert_eq!(both.code, Some(0), "{both:?}");
    assert_eq!(run(&["generate", "--check"]).code, Some(2));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let checkout = Checkout::of(&["scalars"]);
    let before = checkout.tree();
    for arguments in [
        &[][..],
        &["generat"],
        &["generate", "--chek"],
        &["generate", "--format", "xml"],
        &["generate", "--schemas", "nowhere"],
        &["check", "--schemas", "nowhere"],
    ] {
        let ended = checkout.xtask(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert!(!ended.stderr.is_empty(), "{arguments:?} says nothing");
    }
    assert_eq!(checkout.tree(), before);
}

#[test]
fn a_place_that_cannot_be_written_is_exit_code_2() {
    // A file where a folder should be stops even root, whom permissions do not.
    let checkout = Checkout::of(&["scalars"]);
    checkout.write("file", "mine");
    let before = checkout.tree();
    let new = ["--out", "file/sdk", "--name", "my-feishu", "--sdk", "https://git.example"];
    let ended = checkout.xtask(&[&["generate"], &new[..]].concat());
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("file/sdk"), "{}", ended.stderr);
    assert_eq!(checkout.tree(), before);
}

#[test]
fn a_lost_region_is_exit_code_2() {
    let checkout = Checkout::generated(&["scalars"]);
    let manifest = checkout.text("generated/Cargo.toml").replace("# generated: end features\n", "");
    checkout.write("generated/Cargo.toml", manifest);
    checkout.write(SCALARS, "// stale");
    let before = checkout.tree();
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("# generated: end features"), "{}", ended.stderr);
    assert_eq!(checkout.tree(), before);
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    use std::os::unix::fs::symlink;

    let checkout = Checkout::generated(&["scalars"]);
    checkout.write("precious/file.rs", "mine");
    checkout.write(SCALARS, "// stale");
    let link = checkout.root().join("generated/src/api/link");
    for target in ["precious", "precious/file.rs", "nowhere"] {
        symlink(checkout.root().join(target), &link).unwrap();
        let ended = checkout.xtask(&["generate"]);
        assert_eq!(ended.code, Some(2), "{target}: {ended:?}");
        assert!(ended.stderr.contains("generated/src/api/link"), "{}", ended.stderr);
        assert_eq!(checkout.text("precious/file.rs"), "mine");
        assert_eq!(checkout.text(SCALARS), "// stale");
        fs::remove_file(&link).unwrap();
    }
    // The folder itself, somewhere else: what stands there is not the generator's to delete.
    fs::remove_dir_all(checkout.root().join("generated/src/api")).unwrap();
    symlink(checkout.root().join("precious"), checkout.root().join("generated/src/api")).unwrap();
    let ended = checkout.xtask(&["generate"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_eq!(files(&checkout.root().join("precious")), [("file.rs".to_owned(), b"mine".to_vec())]);
}

#[test]
fn the_committed_crate_is_up_to_date() {
    let root = repository();
    let check = ["generate", "--check"];
    let ended = Ended::of(xtask(&check).current_dir(&root).env("CARGO_MANIFEST_DIR", root.join("xtask")));
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
}

/// `.ci/run` starts with the commands that README.md shows, and stops if README.md shows others.
#[test]
fn the_readme_shows_the_commands_that_ci_starts_with() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let ci = fs::read_to_string(repository().join(".ci/run")).unwrap();
    let shown = |command: &str| {
        let is_command = |line: &&str| line.split(" #").next().is_some_and(|line| line.trim_end() == command);
        readme.lines().filter(is_command).count()
    };
    for command in ["cargo xtask generate", "cargo test --workspace"] {
        assert!(shown(command) > 0, "README.md does not show `{command}` on a line of its own");
        assert!(ci.contains(&format!("readme_step {command}\n")), ".ci/run does not run `{command}`");
    }
}
