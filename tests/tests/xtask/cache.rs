//! What `generate` takes over from an earlier run: as much as it may, and nothing that differs from making it anew.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};
use tests::fixtures;

use crate::cached::{Cached, MARK, digest};
use crate::checkout::Ended;

const FEATURES: [&str; 4] = ["scalars", "maps", "concept_page", "shared_vocabulary"];
const SCALARS: &str = "schemas/demo/v1/thing/scalars.json";
const MAPS: &str = "schemas/demo/v1/thing/maps.json";
const PAGE: &str = "schemas/demo/v1/thing/concept_page.json";
const RUST: &str = "generated/src/api/demo/v1/thing/scalars.rs";

/// That all is as a run without the cache would have it.
fn assert_right(cached: &Cached, after: &str) {
    let ended = cached.xtask(&["generate", "--check"]);
    assert_eq!(ended.code, Some(0), "after {after}: {ended:?}");
}

/// The findings of a run with `--format json`.
fn findings(ended: &Ended) -> Vec<Value> {
    let lines =
        ended.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"));
    lines.filter(|line| line.get("code").is_some()).collect()
}

/// The last parts of the ids that were taken over.
fn taken_over(ended: &Ended) -> BTreeSet<String> {
    let findings = findings(ended);
    let marks = findings.iter().filter(|finding| finding["code"] == MARK);
    marks.map(|mark| mark["message"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

/// What a run takes over after a change; and the change must leave everything right.
fn taken_over_after(name: &str, change: impl Fn(&Cached)) -> Vec<String> {
    let cached = Cached::generated(name, &FEATURES);
    cached.mark();
    change(&cached);
    let ended = cached.xtask(&["generate", "--format", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_right(&cached, name);
    taken_over(&ended).into_iter().collect()
}

fn replace(cached: &Cached, path: &str, from: &str, to: &str) {
    let before = cached.checkout.read(path);
    let after = before.replace(from, to);
    assert_ne!(before, after, "{path} has no {from}");
    cached.checkout.write(path, after);
}

#[test]
fn what_is_the_same_is_taken_over() {
    assert_eq!(taken_over_after("same", |_| {}), ["maps", "scalars", "shared_vocabulary"]);
    let registry = |cached: &Cached| {
        let page: Value = serde_json::from_str(&cached.checkout.read(PAGE)).unwrap();
        let (url, date) = (&page["source"]["url"], &page["source"]["date"]);
        let locked =
            json!({"demo/v1/thing/concept_page": {"url": url, "date": date, "form": "site", "sha256": "00"}});
        cached.checkout.write("schemas/lock.json", json!({"locked": locked}).to_string());
    };
    assert_eq!(taken_over_after("registry", registry), ["maps", "scalars", "shared_vocabulary"]);
}

#[test]
fn a_changed_endpoint_alone_is_made_anew() {
    let schema = |cached: &Cached| replace(cached, SCALARS, "\"note\"", "\"remark\"");
    assert_eq!(taken_over_after("schema", schema), ["maps", "shared_vocabulary"]);
    let overlay = |cached: &Cached| {
        let overlay =
            r#"{"overlay": "demo/v1/thing/scalars", "annotations": {"": {"doc": "Another text."}}}"#;
        cached.checkout.write("schemas/demo/v1/thing/scalars.overlay.json", overlay);
    };
    assert_eq!(taken_over_after("overlay", overlay), ["maps", "shared_vocabulary"]);
    let removed = |cached: &Cached| fs::remove_file(cached.checkout.root.join(SCALARS)).unwrap();
    assert_eq!(taken_over_after("removed", removed), ["maps", "shared_vocabulary"]);
    let added = |cached: &Cached| {
        let schema = cached.checkout.read(SCALARS);
        let schema = schema.replace("v1/thing/scalars", "v9/thing/new").replace("/v1/scalars", "/v9/new");
        cached.checkout.write("schemas/demo/v9/thing/new.json", schema);
    };
    assert_eq!(taken_over_after("added", added), ["maps", "scalars", "shared_vocabulary"]);
}

#[test]
fn rust_that_somebody_touched_is_made_anew() {
    let edited = |cached: &Cached| cached.checkout.write(RUST, "// mine\n");
    assert_eq!(taken_over_after("edited", edited), ["maps", "shared_vocabulary"]);
    let deleted = |cached: &Cached| fs::remove_file(cached.checkout.root.join(RUST)).unwrap();
    assert_eq!(taken_over_after("deleted", deleted), ["maps", "shared_vocabulary"]);
    let swapped = |cached: &Cached| {
        let other = cached.checkout.read("generated/src/api/demo/v1/thing/maps.rs");
        cached.checkout.write(RUST, other);
    };
    assert_eq!(taken_over_after("swapped", swapped), ["maps", "shared_vocabulary"]);
}

#[test]
fn a_change_that_all_may_depend_on_makes_all_anew() {
    let common = |cached: &Cached| {
        let common = cached.checkout.read("schemas/common.json");
        cached.checkout.write("schemas/common.json", format!("{common}\n"));
    };
    assert!(taken_over_after("common", common).is_empty());
    let page = |cached: &Cached| {
        let page = cached.checkout.read(PAGE);
        cached.checkout.write(PAGE, format!("{page}\n"));
    };
    assert!(taken_over_after("page", page).is_empty());
    assert!(taken_over_after("generator", Cached::change_executable).is_empty());
}

#[test]
fn every_fixture_finds_the_same_with_the_cache_as_without() {
    for feature in fixtures::folders(&fixtures::path("features")) {
        let cached = Cached::new("fixture", &[&feature]);
        let first = cached.xtask(&["generate", "--format", "json"]);
        assert_eq!(first.code, Some(0), "{feature}: {first:?}");
        let second = cached.xtask(&["generate", "--format", "json"]);
        assert_eq!(findings(&first), findings(&second), "{feature}");
        assert!(!second.stdout.contains("\"change\""), "{feature}: {}", second.stdout);
    }
}

#[test]
fn checks_use_no_cache() {
    let cached = Cached::generated("checks", &FEATURES);
    cached.mark();
    for arguments in [&["check", "--format", "json"][..], &["generate", "--check", "--format", "json"]] {
        let ended = cached.xtask(arguments);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(taken_over(&ended), BTreeSet::new(), "{arguments:?}");
    }
}

#[test]
fn a_cache_that_is_not_whole_is_no_cache() {
    let cached = Cached::generated("broken", &FEATURES);
    cached.mark();
    let whole = fs::read(cached.file()).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let deep = "[".repeat(1_000_000);
    let broken: [(&str, Vec<u8>); 7] = [
        ("empty", Vec::new()),
        ("truncated", whole[..middle].to_vec()),
        ("flipped", flipped),
        ("longer", [&whole[..], b" "].concat()),
        ("no text", vec![0xff; 100]),
        ("deep", format!("{}\n{deep}", digest(&deep)).into_bytes()),
        ("foreign", format!("{}\n{{}}", digest("{}")).into_bytes()),
    ];
    let file = cached.file();
    for (what, bytes) in broken {
        fs::write(&file, bytes).unwrap();
        let ended = cached.xtask(&["generate", "--format", "json"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{what}");
        assert_eq!(taken_over(&ended), BTreeSet::new(), "{what}");
        assert_eq!(cached.stored()["entries"].as_object().unwrap().len(), 3, "{what}");
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let ended = cached.xtask(&["generate"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert_right(&cached, "a folder in its place");
}

#[test]
fn a_cache_that_lies_about_places_is_no_cache() {
    let changes: [fn(&mut Value); 6] = [
        |entry| entry["places"][0] = json!([0, 0, 1_000_000_000]),
        |entry| entry["places"][0] = json!([0, 9, 3]),
        |entry| entry["places"][0] = json!([1, 0, 1]),
        |entry| entry["places"][0] = json!([usize::MAX, 0, 1]),
        |entry| entry["findings"][0]["primary"] = json!([[0, 1_000_000_000, 1_000_000_001], ""]),
        |entry| entry["findings"][0]["code"] = json!("\u{1b}[2J"),
    ];
    for change in changes {
        let cached = Cached::generated("lying", &FEATURES);
        cached.mark();
        let mut stored = cached.stored();
        change(&mut stored["entries"]["demo/v1/thing/scalars"]);
        cached.store(&stored);
        let ended = cached.xtask(&["generate", "--format", "json"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert_eq!(taken_over(&ended), BTreeSet::new());
        assert_right(&cached, "a lie");
    }
}

#[test]
fn what_only_all_schemas_show_is_found_among_those_taken_over() {
    let cached = Cached::generated("together", &FEATURES);
    let twin = cached.checkout.read(SCALARS).replace("thing/scalars", "thing/twin");
    cached.checkout.write("schemas/demo/v1/thing/twin.json", twin);
    let same_module =
        cached.checkout.read(MAPS).replace("thing/maps", "thing/ma-ps").replace("v1/maps", "v1/ma_ps");
    cached.checkout.write("schemas/demo/v1/thing/ma-ps.json", same_module.clone());
    cached
        .checkout
        .write("schemas/demo/v1/thing/ma_ps.json", same_module.replace("thing/ma-ps", "thing/ma_ps"));
    cached.checkout.write("schemas/ids.json", r#"{"ids": {}}"#);
    let before = (cached.checkout.tree(), fs::read(cached.file()).unwrap());
    let ended = cached.xtask(&["generate", "--format", "json"]);
    let without = cached.xtask(&["generate", "--check", "--format", "json"]);
    assert_eq!((ended.code, without.code), (Some(1), Some(1)));
    assert_eq!(findings(&ended), findings(&without));
    let found = findings(&ended);
    for code in ["duplicate-endpoint", "name-collision", "unlisted-id"] {
        assert!(found.iter().any(|finding| finding["code"] == code), "no {code} in {found:?}");
    }
    assert!((cached.checkout.tree(), fs::read(cached.file()).unwrap()) == before, "a failed run wrote");
}

#[test]
fn a_schema_that_cannot_be_read_hides_nothing_of_those_taken_over() {
    let cached = Cached::generated("unread", &FEATURES);
    cached.mark();
    cached.checkout.write(SCALARS, "{");
    let ended = cached.xtask(&["generate", "--format", "json"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(taken_over(&ended).into_iter().collect::<Vec<_>>(), ["maps", "shared_vocabulary"]);
    let errors: Vec<Value> =
        findings(&ended).into_iter().filter(|finding| finding["severity"] == "error").collect();
    let without = findings(&cached.xtask(&["generate", "--check", "--format", "json"]));
    assert_eq!(
        errors,
        without.into_iter().filter(|finding| finding["severity"] == "error").collect::<Vec<_>>()
    );
}

#[test]
fn runs_at_the_same_time_leave_a_whole_cache() {
    let cached = Cached::generated("at_once", &FEATURES);
    fs::remove_file(cached.file()).unwrap();
    let start = || {
        let mut run = cached.checkout.command(&cached.binary(), &["generate"]);
        run.stdout(Stdio::null()).spawn().expect("xtask runs")
    };
    let runs: Vec<_> = (0..4).map(|_| start()).collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(0));
    }
    assert_eq!(cached.stored()["entries"].as_object().unwrap().len(), 3);
    assert_right(&cached, "four runs at once");
}

#[test]
fn warnings_of_one_kind_are_counted_after_the_first_ones() {
    let cached = Cached::generated("brief", &FEATURES);
    let mut stored = cached.stored();
    let finding = json!({
        "code": MARK, "is_note": false, "message": "again", "primary": [[0, 0, 1], ""],
        "related": [], "help": null, "suggestion": null,
    });
    stored["entries"]["demo/v1/thing/scalars"]["findings"] =
        json!([finding, finding, finding, finding, finding]);
    cached.store(&stored);
    let ended = cached.xtask(&["generate"]);
    assert_eq!(ended.stdout.matches("warning[taken-over]").count(), 3, "{}", ended.stdout);
    assert!(ended.stdout.contains("and 2 more warnings `taken-over`\n"), "{}", ended.stdout);
    assert!(ended.stdout.contains("`cargo xtask check` prints all of them\n"), "{}", ended.stdout);
}
