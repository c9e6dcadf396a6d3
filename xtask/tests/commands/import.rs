//! `import`: what it writes, prints and leaves alone.

mod refused;

use std::fs;

use serde_json::{Value, json};
use tests::fixtures::repository;

use crate::checkout::{Checkout, Ended};

const ENDPOINT: &str = include_str!("../../../importer/tests/fixtures/portal/endpoint.md");
const OLD: &str = include_str!("../../../importer/tests/fixtures/portal/old.md");
const EVENT: &str = include_str!("../../../importer/tests/fixtures/portal/event.md");

const MOVE: &str = "schemas/depot/v2/parcel_route/move.json";

/// Imports all pages and reads the report.
fn report_of(checkout: &Checkout) -> Value {
    parsed(&checkout.import(&["--report", "json"]))
}

fn parsed(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap()
}

fn codes(report: &Value) -> Vec<(String, String)> {
    let text = |finding: &Value, member: &str| finding[member].as_str().unwrap_or_default().to_owned();
    let findings = report["diagnostics"].as_array().unwrap();
    findings.iter().map(|finding| (text(finding, "code"), text(finding, "file"))).collect()
}

#[test]
fn pages_become_schemas_and_one_report() {
    let desk = Checkout::with_pages(&[
        ("a/endpoint.md", ENDPOINT),
        ("event.md", EVENT),
        ("old.md", OLD),
        ("x.txt", "x"),
    ]);
    let output = desk.import(&["--report", "json"]);
    assert_eq!(output.code, Some(0));
    let report: Value = parsed(&output);
    assert_eq!(report["pages"], json!({"endpoint": 2, "concept": 0, "event": 1, "guide": 0, "failed": 0}));
    assert_eq!(report["rows"], json!({"read": 53, "mapped": 48, "reported": 5}));
    let first = &report["diagnostics"][0];
    assert_eq!(
        (&first["code"], &first["severity"], &first["file"], &first["line"]),
        (&json!("several-shapes"), &json!("note"), &json!("pages/a/endpoint.md"), &json!(21))
    );
    let schema: Value = serde_json::from_str(&desk.read(MOVE).unwrap()).unwrap();
    assert_eq!(schema["id"], "depot/v2/parcel_route/move");
    let lock: Value = serde_json::from_str(&desk.read("schemas/lock.json").unwrap()).unwrap();
    let locked = &lock["locked"]["depot/v2/parcel_route/move"];
    assert_eq!((&locked["form"], &locked["date"]), (&json!("portal"), &json!("2024-12-18")));
    assert_eq!(locked["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(desk.read("schemas/ids.json"), None, "a list of ids is a person's to start");
}

#[test]
fn a_second_run_writes_nothing() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    let written = |output: Ended| {
        output
            .stdout
            .lines()
            .find_map(|line| line.strip_suffix("  files written").map(|number| number.trim().to_owned()))
    };
    assert_eq!(written(desk.import(&[])).as_deref(), Some("2"));
    assert_eq!(written(desk.import(&[])).as_deref(), Some("0"));
}

#[test]
fn a_bad_page_stops_no_other_and_leaves_its_schema_alone() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let before = desk.read(MOVE);
    desk.write("pages/endpoint.md", ENDPOINT.replace("<md-td>PUT</md-td>", "<md-td>FETCH</md-td>"));
    desk.write("pages/old.md", OLD);
    desk.write("pages/empty.md", "");
    let output = desk.import(&["--report", "json"]);
    assert_eq!(output.code, Some(1));
    let report: Value = parsed(&output);
    assert_eq!(report["pages"]["failed"], 2);
    assert_eq!(report["pages"]["endpoint"], 1);
    let found = codes(&report);
    for expected in [("bad-method", "pages/endpoint.md"), ("empty-page", "pages/empty.md")] {
        assert!(found.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{found:?}");
    }
    assert_eq!(desk.read(MOVE), before);
    assert!(desk.read("schemas/depot/v1/shelves/find.json").is_some());
}

#[test]
fn overlays_are_kept_and_their_ops_are_reported() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let overlay = r#"{
  "overlay": "depot/v2/parcel_route/move",
  "annotations": {"/errors/99002": {"name": "Closed"}, "/errors/1": {"name": "Gone"}}
}"#;
    desk.write("schemas/depot/v2/parcel_route/move.overlay.json", overlay);
    let output = desk.import(&[]);
    assert_eq!(output.code, Some(1), "an op has lost its target");
    let text = output.stdout;
    assert!(text.contains("overlay-orphan"), "{text}");
    assert!(text.contains("1  overlay ops applied"), "{text}");
    assert_eq!(desk.read("schemas/depot/v2/parcel_route/move.overlay.json").as_deref(), Some(overlay));
}

#[test]
fn listed_ids_win_and_stated_ids_are_added_to_the_list() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT), ("old.md", OLD)]);
    let listed = r#"{"$schema": "format.schema.json", "ids": {"POST /depot/openapi/v1/shelves/find": "depot/v1/shelf/search"}}"#;
    desk.write("schemas/ids.json", listed);
    let report = report_of(&desk);
    assert!(!codes(&report).iter().any(|(code, _)| code == "provisional-id"));
    let ids: Value = serde_json::from_str(&desk.read("schemas/ids.json").unwrap()).unwrap();
    assert_eq!(
        ids["ids"],
        json!({
            "POST /depot/openapi/v1/shelves/find": "depot/v1/shelf/search",
            "PUT /open-apis/depot/v2/parcels/:parcel_id/stops/:stop_id": "depot/v2/parcel_route/move"
        })
    );
    assert!(desk.read("schemas/depot/v1/shelf/search.json").is_some());
}

#[test]
fn pages_that_claim_the_same_call_or_id_are_told_apart() {
    let other_call = ENDPOINT.replace("parcels/:parcel_id/stops", "boxes/:parcel_id/stops");
    let desk = Checkout::with_pages(&[
        ("a.md", ENDPOINT),
        ("b.md", &other_call),
        ("historic-version/c.md", ENDPOINT),
    ]);
    let report = report_of(&desk);
    let found = codes(&report);
    let has = |code: &str, file: &str| found.contains(&(code.to_owned(), file.to_owned()));
    assert!(has("id-collision", "pages/b.md"), "{found:?}");
    assert!(has("duplicate-call", "pages/historic-version/c.md"), "{found:?}");
    let schema: Value = serde_json::from_str(&desk.read(MOVE).unwrap()).unwrap();
    assert_eq!(schema["deprecated"], Value::Null, "the current page wins");
    assert!(desk.read("schemas/depot/v2/parcel_route/move_2.json").is_some());
    let rows = &report["rows"];
    assert_eq!(
        rows["read"].as_u64(),
        Some(rows["mapped"].as_u64().unwrap() + rows["reported"].as_u64().unwrap())
    );
}

/// A page of the site's form, which has lost its nesting.
fn site_page(call: &str, rows: &str, example: &str) -> String {
    format!(
        "---\ntitle: Box\nsource_url: https://open.feishu.cn/document/depot-v1/{call}\n---\n# Box\n\n## 请求\n\n\
         基本 | \n---|---\nHTTP URL | https://open.feishu.cn/open-apis/depot/v1/{call}\nHTTP Method | POST\n\n\
         ### 请求体\n\n名称 | 类型 | 必填 | 描述\n---|---|---|---\n{rows}\n### 请求体示例\n\n```json\n{example}\n```\n"
    )
}

#[test]
fn pages_teach_each_other_how_types_are_nested() {
    let rows = "box | box | 是 | x\nlabel | string | 是 | x\nsize | int | 是 | x\ncount | int | 是 | x\nnote | string | 是 | x\n";
    let (full, bare) = (r#"{"box": {"label": "a", "size": 1}, "count": 1, "note": "b"}"#, "{}");
    let (certain, doubtful) = (site_page("known", rows, full), site_page("open", rows, bare));
    let size = |desk: &Checkout| {
        let text = desk.read("schemas/depot/v1/open/post.json").unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        schema["types"]["box"]["fields"]["size"]["type"].clone()
    };
    let alone = Checkout::with_pages(&[("open.md", &doubtful)]);
    assert!(codes(&report_of(&alone)).iter().any(|(code, _)| code == "uncertain-nesting"));
    for (name, first, second) in [("taught-before", "a.md", "b.md"), ("taught-after", "b.md", "a.md")] {
        let desk = Checkout::with_pages(&[(first, &certain), (second, &doubtful)]);
        report_of(&desk);
        assert_eq!(size(&desk), "int", "{name}");
        let known: Value =
            serde_json::from_str(&desk.read("schemas/depot/v1/known/post.json").unwrap()).unwrap();
        assert_eq!(known["types"]["box"]["fields"]["size"]["type"], "int", "{name}");
    }
}

#[test]
fn two_ids_of_one_module_path_do_not_become_two_schemas() {
    let desk = Checkout::with_pages(&[("a.md", &plain_page("boxes")), ("b.md", &plain_page("Boxes"))]);
    let codes = codes(&report_of(&desk));
    assert!(codes.contains(&("id-collision".to_owned(), "pages/b.md".to_owned())), "{codes:?}");
    assert!(codes.contains(&("name-collision".to_owned(), "pages/b.md".to_owned())), "{codes:?}");
    assert!(desk.read("schemas/depot/v1/boxes/post.json").is_some());
    assert_eq!(desk.read("schemas/depot/v1/Boxes/post_2.json"), None);
    assert_generates(&desk);
}

#[test]
fn of_two_schemas_that_clash_the_one_that_was_there_stays() {
    for (there, comes) in [("big_box", "bigBox"), ("bigBox", "big_box")] {
        let plain_page =
            |call| plain_page(call).replacen("\n---\n", "\nlast_remote_update: 2025-01-02\n---\n", 1);
        let desk = Checkout::with_pages(&[("m.md", &plain_page(there))]);
        desk.import(&[]);
        let file = format!("schemas/depot/v1/{there}/post.json");
        assert!(desk.read(&file).is_some(), "{there}");
        desk.write("pages/a.md", plain_page(comes));
        desk.write("pages/m.md", plain_page(there).replace("| x", "| y"));
        let codes = codes(&report_of(&desk));
        assert!(codes.contains(&("name-collision".to_owned(), "pages/a.md".to_owned())), "{codes:?}");
        assert!(desk.read(&file).is_some(), "{there}");
        assert_eq!(desk.read(&format!("schemas/depot/v1/{comes}/post.json")), None);
        assert_generates(&desk);
    }
}

/// A page of the site's form with one field.
fn plain_page(call: &str) -> String {
    site_page(call, "a | string | 是 | x\n", "{}")
}

fn assert_generates(desk: &Checkout) {
    let generate = ["generate", "--schemas", "schemas", "--out", "crate", "--name", "my-feishu"];
    let sdk = repository();
    let generated = desk.xtask(&[&generate[..], &["--sdk", sdk.to_str().unwrap()]].concat());
    assert_eq!(generated.code, Some(0), "{generated:?}");
}

#[test]
fn what_generate_would_refuse_is_a_failed_page() {
    let address = "source_url: https://open.feishu.cn/document/depot-v1/boxes";
    let good = plain_page("boxes").replace(address, &format!("{address}\nlast_remote_update: 2025-01-02"));
    for (name, changed) in [
        ("blank in the address", good.replace(address, "source_url: https://open.feishu.cn/document/a b")),
        ("text behind the address", good.replace(address, &format!("{address} (old)"))),
        ("unknown host", good.replace("open.feishu.cn/open-apis", "open.example.com/open-apis")),
        ("mark in a host", good.replace("open.feishu.cn/open-apis", "open-.feishu.cn/open-apis")),
    ] {
        let desk = Checkout::with_pages(&[("a.md", &changed), ("b.md", &plain_page("bags"))]);
        let report = report_of(&desk);
        assert_eq!(report["pages"]["failed"], 1, "{name}: {report}");
        let reasons: Vec<&Value> = report["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["severity"] == "error")
            .map(|finding| &finding["file"])
            .collect();
        assert_eq!(reasons, ["pages/a.md"], "{name}: {report}");
        assert_eq!(desk.read("schemas/depot/v1/boxes/post.json"), None, "{name}");
        assert!(desk.read("schemas/depot/v1/bags/post.json").is_some(), "{name}");
        assert_generates(&desk);
    }
}

#[test]
fn a_page_that_clashes_with_a_schema_on_the_disk_fails() {
    let desk = Checkout::with_pages(&[("a.md", &plain_page("boxes"))]);
    desk.import(&[]);
    let before = desk.read("schemas/depot/v1/boxes/post.json");
    // `Boxes` sorts before `boxes`, so the clash is found at the schema that is there.
    desk.write("pages/a.md", plain_page("Boxes"));
    let report = report_of(&desk);
    assert_eq!(report["pages"]["failed"], 1, "{report}");
    assert_eq!(desk.read("schemas/depot/v1/boxes/post.json"), before);
    assert_eq!(desk.read("schemas/depot/v1/Boxes/post.json"), None);
    assert_generates(&desk);
}

#[test]
fn a_page_that_is_not_text_is_in_error() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let before = desk.read(MOVE);
    for bytes in [&b"\xff\xfe\0\0"[..], b"\x89PNG\r\n\x1a\n\0", b"", b"\xef\xbb\xbf", b"\r\r\r"] {
        fs::write(desk.root().join("pages/endpoint.md"), bytes).unwrap();
        assert_eq!(desk.import(&[]).code, Some(1), "{bytes:?}");
        assert_eq!(desk.read(MOVE), before, "{bytes:?}");
    }
}

#[test]
fn a_missing_path_is_a_usage_error() {
    let desk = Checkout::with_pages(&[]);
    let output = desk.import(&[]);
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("cannot read pages"));
}

#[test]
fn notes_of_a_few_pages_are_printed() {
    let printed = |desk: &Checkout| desk.import(&[]).stdout;
    assert!(printed(&Checkout::with_pages(&[("old.md", OLD)])).contains("note[provisional-id]"));
    let names: Vec<String> = (0..11).map(|number| format!("{number}.md")).collect();
    let pages: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), OLD)).collect();
    let many = printed(&Checkout::with_pages(&pages));
    assert!(!many.contains("note["), "{many}");
    assert!(many.contains("note: provisional-id"), "the table counts them");
}

#[test]
fn an_import_prints_the_changes_of_a_schema() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    let first = desk.import(&[]).stdout;
    assert!(!first.contains("crate:"), "nothing was there before: {first}");
    desk.write("pages/endpoint.md", ENDPOINT.replace("- 最大长度：`20`", "- 最大长度：`10`"));
    let text = desk.import(&[]).stdout;
    assert!(text.contains("depot/v2/parcel_route/move"), "{text}");
    assert!(text.contains("/request/body/stops/len"), "{text}");
    assert!(text.contains("1 change"), "{text}");
}

#[test]
fn the_release_counts_the_new_schemas_of_an_import() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    desk.write("pages/endpoint.md", ENDPOINT.replace("A note.", "A remark."));
    desk.write("pages/old.md", OLD);
    let text = desk.import(&[]).stdout;
    assert!(text.contains("endpoint-added"), "{text}");
    assert!(text.contains("crate: minor"), "{text}");
}

/// The line on which the page says so.
fn line_with(page: &str, text: &str) -> usize {
    page.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn a_new_rule_candidate_is_printed_once() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let reworded = ENDPOINT.replace("A note.", "A note. 当 mode 为 1 时必填");
    desk.write("pages/endpoint.md", &reworded);
    let text = desk.import(&[]).stdout;
    assert!(text.contains("review     hint-added /request/body/note/hints/note_when_mode"), "{text}");
    let place = format!("pages/endpoint.md:{} reads like a rule", line_with(&reworded, "当 mode 为 1"));
    assert!(text.contains(&place), "{text}");
    assert!(text.contains(r#""note_when_mode": {"doc":"#), "{text}");
    assert!(text.contains("next: cargo xtask check"), "{text}");
    assert!(!text.contains("note[rule-hint]"), "it is told once: {text}");
    let again = desk.import(&[]).stdout;
    assert!(!again.contains("hint-added") && !again.contains("note[rule-hint]"), "{again}");
}

#[test]
fn a_limit_in_words_is_printed_when_its_field_changes() {
    let page = ENDPOINT.replace("**示例值**：{\n", "单次最多 20。\n\n**示例值**：{\n");
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    desk.write("pages/endpoint.md", &page);
    let told = format!(
        "pages/endpoint.md:{} the description of `labels` seems to state",
        line_with(&page, "单次最多")
    );
    let text = desk.import(&[]).stdout;
    assert!(text.contains("to be decided by a person:") && text.contains(&told), "{text}");
    // Another field changes: what was said of this one has been decided.
    desk.write("pages/endpoint.md", page.replace("A note.", "A long note."));
    let again = desk.import(&[]).stdout;
    assert!(again.contains("/request/body/note/prose") && !again.contains(&told), "{again}");
}

#[test]
fn doubts_are_reported_at_lines_of_the_page_until_the_overlay_settles_them() {
    let page = ENDPOINT.replace("**示例值**：{\n  \"a\": \"b\"\n}", "**示例值**：7");
    let page = page.replace("no such stop", "没有这一站").replace(">Slow<", ">慢<").replace(">Fast<", ">快<");
    let desk = Checkout::with_pages(&[("endpoint.md", &page)]);
    let found = |report: &Value| -> Vec<(String, u64)> {
        let findings = report["diagnostics"].as_array().unwrap().iter();
        findings
            .map(|finding| (finding["code"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap()))
            .filter(|(code, _)| ["bad-example", "unnamed-members", "unnamed-codes"].contains(&code.as_str()))
            .collect()
    };
    let at = |text: &str| line_with(&page, text) as u64;
    let first = found(&report_of(&desk));
    let expected = [
        ("unnamed-members".to_owned(), at("md-enum-item key=\"0\"")),
        ("bad-example".to_owned(), at(">labels<") - 1),
        ("unnamed-codes".to_owned(), at(">99001<") - 2),
    ];
    assert_eq!(first, expected);
    let named = json!({
        "$schema": "../../../format.schema.json", "overlay": "depot/v2/parcel_route/move",
        "annotations": {
            "/request/body/mode/enum/0": {"name": "Slow"}, "/request/body/mode/enum/1": {"name": "Fast"},
            "/request/body/labels": {"example_fault": "A number."},
            "/errors/99001": {"name": "NoStop"}, "/errors/99002": {"name": "Closed"}
        }
    });
    desk.write("schemas/depot/v2/parcel_route/move.overlay.json", named.to_string());
    let settled = report_of(&desk);
    assert_eq!(found(&settled).len(), 1, "the example is a note of what is known");
}
