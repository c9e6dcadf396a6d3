//! What `import` takes over from an earlier run: as much as it may, and nothing that differs from reading it anew.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use tests::fixtures::repository;

use crate::cached::{Cached, MARK, digest};
use crate::checkout::Ended;

const IMPORT: [&str; 6] = ["import", "pages", "--schemas", "schemas", "--report", "json"];
const MOVE: &str = "schemas/depot/v2/parcel_route/move.json";
const OVERLAY: &str = "schemas/depot/v2/parcel_route/move.overlay.json";
const CALL: &str = "PUT /open-apis/depot/v2/parcels/:parcel_id/stops/:stop_id";

/// A page in the form that has lost its nesting.
fn site_page(call: &str, example: &str) -> String {
    format!(
        "---\ntitle: Box\nsource_url: https://open.feishu.cn/document/depot-v1/{call}\n---\n# Box\n\n## 请求\n\n\
         基本 | \n---|---\nHTTP URL | https://open.feishu.cn/open-apis/depot/v1/{call}\nHTTP Method | POST\n\n\
         ### 请求体\n\n名称 | 类型 | 必填 | 描述\n---|---|---|---\nbox | box | 是 | x\nlabel | string | 是 | x\n\
         size | int | 是 | x\ncount | int | 是 | x\nnote | string | 是 | x\n\n### 请求体示例\n\n```json\n{example}\n```\n"
    )
}

/// A checkout with pages of every kind, imported once. Of `taught` only another page says how it is nested.
fn imported(name: &str) -> Cached {
    let cached = Cached::new(&format!("recall_{name}"), &[]);
    for page in ["concept", "endpoint", "event", "old"] {
        let text = fs::read(repository().join(format!("importer/tests/fixtures/portal/{page}.md"))).unwrap();
        cached.checkout.write(&format!("pages/{page}.md"), text);
    }
    let example = r#"{"box": {"label": "a", "size": 1}, "count": 1, "note": "b"}"#;
    cached.checkout.write("pages/teacher.md", site_page("teacher", example));
    cached.checkout.write("pages/taught.md", site_page("taught", "{}"));
    cached.checkout.write("schemas/ids.json", r#"{"ids": {}}"#);
    let ended = cached.xtask(&IMPORT);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    cached
}

const ALL: [&str; 6] = ["concept", "endpoint", "event", "old", "taught", "teacher"];

/// All of them but some.
fn all_but(some: &[&str]) -> Vec<String> {
    ALL.iter().filter(|page| !some.contains(page)).map(|page| (*page).to_owned()).collect()
}

/// The report without the marks, and the pages that have one.
fn report(ended: &Ended) -> (Value, Vec<String>) {
    let mut report: Value = serde_json::from_str(&ended.stdout).expect("one object");
    let findings = report["diagnostics"].as_array_mut().unwrap();
    let marked = findings.iter().filter(|finding| finding["code"] == MARK);
    let stem = |finding: &Value| {
        let file = finding["file"].as_str().unwrap();
        file.trim_start_matches("pages/").trim_end_matches(".md").to_owned()
    };
    let marked = marked.map(stem).collect();
    findings.retain(|finding| finding["code"] != MARK);
    (report, marked)
}

fn restore(cached: &Cached, tree: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(&cached.checkout.root).unwrap();
    for (path, bytes) in tree {
        cached.checkout.write(path, bytes);
    }
}

/// What a run with the cache takes over; it must end, report and write as a run without one does, from the same state.
fn taken_over(cached: &Cached, arguments: &[&str]) -> Vec<String> {
    let before = cached.checkout.tree();
    let with = cached.xtask(arguments);
    let after_with = cached.checkout.tree();
    fs::remove_file(cached.file()).unwrap();
    restore(cached, &before);
    let without = cached.xtask(arguments);
    assert!(after_with == cached.checkout.tree(), "another tree");
    let (report_with, marked) = report(&with);
    assert_eq!((report_with, Vec::new()), report(&without));
    assert_eq!((with.code, with.stderr), (without.code, without.stderr));
    marked
}

/// What a run takes over after a change of what an import has left.
fn taken_over_after(name: &str, change: impl Fn(&Cached)) -> Vec<String> {
    let cached = imported(name);
    cached.mark();
    change(&cached);
    taken_over(&cached, &IMPORT)
}

fn replace(cached: &Cached, path: &str, from: &str, to: &str) {
    let before = cached.checkout.read(path);
    let after = before.replace(from, to);
    assert_ne!(before, after, "{path} has no {from}");
    cached.checkout.write(path, after);
}

#[test]
fn what_is_the_same_is_taken_over() {
    assert_eq!(taken_over_after("same", |_| {}), ALL);
    let lock = |cached: &Cached| fs::remove_file(cached.checkout.root.join("schemas/lock.json")).unwrap();
    assert_eq!(taken_over_after("lock", lock), ALL);
}

#[test]
fn a_changed_page_is_read_anew_with_those_that_all_pages_teach() {
    let page = |cached: &Cached| replace(cached, "pages/endpoint.md", "- 最大长度：`20`", "- 最大长度：`10`");
    assert_eq!(taken_over_after("page", page), all_but(&["endpoint", "taught"]));
    let event = |cached: &Cached| replace(cached, "pages/event.md", "# Parcel moved", "# Parcel was moved");
    assert_eq!(taken_over_after("event", event), all_but(&["event", "taught"]));
    let teacher = |cached: &Cached| cached.checkout.write("pages/teacher.md", site_page("teacher", "{}"));
    assert_eq!(taken_over_after("teacher", teacher), all_but(&["teacher", "taught"]));
    let removed = |cached: &Cached| fs::remove_file(cached.checkout.root.join("pages/old.md")).unwrap();
    assert_eq!(taken_over_after("removed", removed), all_but(&["old", "taught"]));
    let empty = |cached: &Cached| cached.checkout.write("pages/endpoint.md", "");
    assert_eq!(taken_over_after("empty", empty), all_but(&["endpoint", "taught"]));
}

#[test]
fn a_page_whose_schema_or_overlay_was_touched_is_read_anew() {
    let edited = |cached: &Cached| replace(cached, MOVE, "\"note\"", "\"remark\"");
    assert_eq!(taken_over_after("edited", edited), all_but(&["endpoint"]));
    let deleted = |cached: &Cached| fs::remove_file(cached.checkout.root.join(MOVE)).unwrap();
    assert_eq!(taken_over_after("deleted", deleted), all_but(&["endpoint"]));
    let broken = |cached: &Cached| cached.checkout.write(MOVE, "{");
    assert_eq!(taken_over_after("broken", broken), all_but(&["endpoint"]));
    let overlay = |cached: &Cached| {
        let overlay =
            json!({"overlay": "depot/v2/parcel_route/move", "annotations": {"": {"doc": "Moves it."}}});
        cached.checkout.write(OVERLAY, overlay.to_string());
    };
    assert_eq!(taken_over_after("overlay", overlay), all_but(&["endpoint"]));
}

#[test]
fn what_an_overlay_comes_to_is_said_in_each_run() {
    let cached = imported("overlaid");
    let overlay = json!({
        "overlay": "depot/v2/parcel_route/move",
        "annotations": {"/errors/99002": {"name": "Closed"}, "/errors/1": {"name": "Gone"}},
    });
    cached.checkout.write(OVERLAY, overlay.to_string());
    let text = &IMPORT[..4];
    let first = cached.xtask(text);
    let second = cached.xtask(text);
    assert!(first.stdout.contains("1  overlay ops without a target"), "{}", first.stdout);
    assert_eq!((first.code, first.stdout), (second.code, second.stdout));
}

#[test]
fn what_all_pages_may_depend_on_makes_all_anew() {
    let common = |cached: &Cached| cached.checkout.write("schemas/common.json", r#"{"errors": {}}"#);
    assert!(taken_over_after("common", common).is_empty());
    assert!(taken_over_after("executable", Cached::change_executable).is_empty());
    let cached = imported("prose");
    cached.mark();
    assert!(taken_over(&cached, &[&IMPORT[..], &["--prose", "keep"]].concat()).is_empty());
}

#[test]
fn a_page_whose_call_is_listed_otherwise_is_read_anew() {
    let listed = |cached: &Cached| {
        assert!(cached.checkout.read("schemas/ids.json").contains(CALL), "the first run lists it");
        replace(cached, "schemas/ids.json", "parcel_route/move", "parcel_route/carry");
    };
    assert_eq!(taken_over_after("listed", listed), all_but(&["endpoint"]));
    // What the page itself says is what the first run found, unlisted.
    let unlisted = |cached: &Cached| cached.checkout.write("schemas/ids.json", r#"{"ids": {}}"#);
    assert_eq!(taken_over_after("unlisted", unlisted), ALL);
    let cached = imported("listed_then_not");
    cached.xtask(&IMPORT);
    replace(&cached, "pages/endpoint.md", "A note.", "Another note.");
    cached.xtask(&IMPORT);
    cached.mark();
    unlisted(&cached);
    assert_eq!(taken_over(&cached, &IMPORT), all_but(&["endpoint"]));
}

#[test]
fn pages_that_claim_the_same_are_told_apart_as_without_a_cache() {
    let first = |cached: &Cached| {
        let page = cached.checkout.read("pages/endpoint.md");
        cached.checkout.write("pages/a.md", page);
    };
    assert!(taken_over_after("claimed_before", first).is_empty());
    let last = |cached: &Cached| {
        let page = cached.checkout.read("pages/endpoint.md");
        cached.checkout.write("pages/z.md", page);
    };
    assert_eq!(taken_over_after("claimed_after", last), all_but(&["taught"]));
    let other = |cached: &Cached| {
        let page = cached.checkout.read("pages/endpoint.md");
        let page = page.replace("parcels/:parcel_id/stops", "boxes/:parcel_id/stops");
        cached.checkout.write("pages/a.md", page);
    };
    assert!(taken_over_after("same_id", other).is_empty());
}

#[test]
fn a_schema_that_the_lock_gives_to_another_page_is_kept_as_without_a_cache() {
    let other = |cached: &Cached| replace(cached, "schemas/lock.json", "parcel/move\"", "parcel/carry\"");
    assert!(taken_over_after("other_page", other).is_empty());
}

#[test]
fn pages_of_other_runs_are_kept() {
    let cached = imported("kept");
    cached.mark();
    let one = cached.xtask(&["import", "pages/old.md", "--schemas", "schemas", "--report", "json"]);
    assert_eq!(report(&one).1, ["old"]);
    assert_eq!(taken_over(&cached, &IMPORT), ALL);
}

#[test]
fn a_failed_import_leaves_the_cache_and_the_tree() {
    let cached = imported("failed");
    replace(&cached, "pages/endpoint.md", "A note.", "Another note.");
    fs::remove_dir_all(cached.checkout.root.join("schemas/depot/v2")).unwrap();
    cached.checkout.write("schemas/depot/v2", "in the way");
    let before = (cached.checkout.tree(), fs::read(cached.file()).unwrap());
    let ended = cached.xtask(&IMPORT);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!((cached.checkout.tree(), fs::read(cached.file()).unwrap()) == before, "a failed run wrote");
}

#[test]
fn a_cache_that_is_not_whole_is_no_cache() {
    let cached = imported("torn");
    cached.mark();
    let whole = fs::read(cached.file()).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let deep = "[".repeat(1_000_000);
    let torn: [(&str, Vec<u8>); 5] = [
        ("empty", Vec::new()),
        ("truncated", whole[..middle].to_vec()),
        ("flipped", flipped),
        ("no text", vec![0xff; 100]),
        ("deep", format!("{}\n{deep}", digest(&deep)).into_bytes()),
    ];
    let file = cached.file();
    for (what, bytes) in torn {
        fs::write(&file, bytes).unwrap();
        assert!(taken_over(&cached, &IMPORT).is_empty(), "{what}");
        assert_eq!(cached.stored()["entries"].as_object().unwrap().len(), ALL.len(), "{what}");
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let ended = cached.xtask(&IMPORT);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "a folder in its place: {ended:?}");
}

#[test]
fn an_entry_that_lies_is_no_entry() {
    let lies: [fn(&mut Value); 7] = [
        |entry| entry["findings"][0]["primary"] = json!([[0, 0, 1_000_000_000], ""]),
        |entry| entry["findings"][0]["primary"] = json!([[0, 9, 3], ""]),
        |entry| entry["findings"][0]["primary"] = json!([[1, 0, 1], ""]),
        |entry| entry["findings"][0]["code"] = json!("\u{1b}[2J"),
        |entry| entry["kind"] = json!("Event"),
        |entry| entry["schema"]["id"] = json!("../../pages/endpoint"),
        |entry| entry["schema"]["files"] = json!(""),
    ];
    for lie in lies {
        let cached = imported("lying");
        cached.mark();
        let mut stored = cached.stored();
        lie(&mut stored["entries"]["pages/endpoint.md"]);
        cached.store(&stored);
        assert_eq!(taken_over(&cached, &IMPORT), all_but(&["endpoint"]));
    }
}
