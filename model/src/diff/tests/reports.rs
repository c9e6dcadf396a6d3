//! An update as it comes in: the approver endpoint in two editions, in every form in which changes are printed.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::super::{
    AcceptList, ApiChange, ApiStep, BothSources, Bump, Format, Review, Version, changelog, render,
};
use super::*;

const VERSION: Version = Version::new(0, 1, 0);
const ID: &str = "corehr/v2/process_approver/update";

static OLD: LazyLock<SchemaSet> = LazyLock::new(|| set(&approver()));
static NEW: LazyLock<SchemaSet> = LazyLock::new(|| set(&updated()));

/// Some facts of the page's old version.
fn approver() -> Value {
    json!({
        "corehr/v2/process_approver/update.json": {
            "$schema": "../../../format.schema.json",
            "id": ID,
            "title": "通过/拒绝审批任务",
            "source": {
                "url": "https://open.feishu.cn/document/corehr-v1/process-form_variable_data/approver-task/update",
                "date": "2025-06-17"
            },
            "http": {
                "method": "PUT",
                "hosts": ["open.feishu.cn"],
                "path": "/open-apis/corehr/v2/processes/:process_id/approvers/:approver_id"
            },
            "rate_limits": [{"requests": 50, "per": "second"}],
            "tokens": ["tenant"],
            "request": {
                "path": {
                    "process_id": {"type": "string", "required": true},
                    "approver_id": {"type": "string", "required": true}
                },
                "body": {
                    "status": {
                        "type": "int",
                        "required": true,
                        "enum": {"2": {"label": "拒绝"}, "3": {"label": "通过"}, "4": {"label": "退回"}}
                    },
                    "user_id": {"type": "string"},
                    "system_approval": {"type": "boolean", "default": false},
                    "reason": {"type": "string", "len": {"max": 1000, "unit": "chars"}, "default": ""},
                    "file_value": {"type": "file_for_write"}
                }
            },
            "types": {
                "file_for_write": {"fields": {
                    "file_name": {"type": "string", "example": "file_name"},
                    "length": {"type": "int", "range": {"min": 0, "max": 52_428_800}}
                }}
            },
            "errors": {"1161001": {"status": 400, "message": "审批已被处理"}}
        },
        "corehr/v2/process_approver/update.overlay.json": {
            "overlay": ID,
            "annotations": {
                "/request/body/status/enum/2": {"name": "Reject"},
                "/request/body/status/enum/3": {"name": "Approve"},
                "/request/body/status/enum/4": {"name": "Return"},
                "/request/body/reason": {"doc": "The reason of the decision."}
            },
            "rules": {
                "user_id_unless_system_approval": {
                    "doc": "give `user_id`, or set `system_approval` to true",
                    "assert": {"require": {
                        "field": "/body/user_id", "unless": {"/body/system_approval": {"is": true}}
                    }}
                }
            }
        }
    })
}

/// The same facts in the new version.
fn updated() -> Value {
    let mut files = approver();
    let schema = &mut files["corehr/v2/process_approver/update.json"];
    schema["source"]["date"] = json!("2026-03-02");
    schema["rate_limits"][0]["requests"] = json!(20);
    let body = &mut schema["request"]["body"];
    body["status"]["enum"].as_object_mut().unwrap().shift_remove("4");
    body["status"]["enum"]["5"] = json!({"label": "加签"});
    body["comment"] = json!({"type": "string"});
    let file = &mut schema["types"]["file_for_write"]["fields"];
    file["file_name"]["example"] = json!("photo|1.png");
    file["length"]["range"]["max"] = json!(20_971_520);
    schema["errors"]["1161006"] = json!({"status": 400, "message": "审批任务不存在"});
    let overlay = &mut files["corehr/v2/process_approver/update.overlay.json"];
    overlay["annotations"].as_object_mut().unwrap().shift_remove("/request/body/status/enum/4");
    overlay["annotations"]["/request/body/status/enum/5"] = json!({"name": "Add"});
    overlay["annotations"]["/request/body/reason"] = json!({"doc": "The reason; a rejection must have one."});
    overlay["rules"]["reason_of_rejection"] = json!({
        "doc": "give a `reason`: `status` is 2",
        "assert": {"require": {
            "field": "/body/reason", "non_empty": true, "when": {"/body/status": {"is": 2}}
        }}
    });
    files
}

/// A change of the API, as the generator would find it.
fn api(path: &str, step: ApiStep, bump: Bump, [old, new]: [Option<&str>; 2]) -> ApiChange {
    let path = format!("corehr::v2::process_approver::update::{path}");
    let (old, new) = (old.map(str::to_owned), new.map(str::to_owned));
    ApiChange { id: ID.to_owned(), path, step, bump, old, new }
}

fn review(accepted: &[Kind]) -> Review {
    let changes = diff(&OLD, &NEW);
    let mut list = AcceptList::default();
    for change in changes.iter().filter(|change| accepted.contains(&change.kind)) {
        list.accepted.insert(change.fingerprint(), "Agreed | with the owners.".to_owned());
    }
    if !accepted.is_empty() {
        list.accepted.insert("0000000000000000".to_owned(), "long ago".to_owned());
    }
    let api = vec![
        api("Data.owner", ApiStep::Added, Bump::Minor, [None, Some("Option<String>")]),
        api("Status::Add", ApiStep::Rewired, Bump::Major, [Some("4"), Some("5")]),
        api("Status::Return", ApiStep::Removed, Bump::Major, [Some(""), None]),
        api("Body.reason", ApiStep::Changed, Bump::Major, [Some("Option<A>"), Some("Option<B>")]),
    ];
    Review::new(changes, api, &list)
}

fn printed(review: &Review, format: Format) -> String {
    render(review, BothSources { old: &OLD.sources, new: &NEW.sources }, &VERSION, format)
}

#[test]
fn as_text() {
    insta::assert_snapshot!(printed(&review(&[]), Format::Text));
}

#[test]
fn as_text_with_accepted_changes() {
    insta::assert_snapshot!(printed(&review(&[Kind::RuleTightened, Kind::LimitTightened]), Format::Text));
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(printed(&review(&[Kind::LimitTightened]), Format::Markdown));
}

#[test]
fn as_github() {
    insta::assert_snapshot!(printed(&review(&[Kind::LimitTightened]), Format::Github));
}

#[test]
fn as_changelog() {
    insta::assert_snapshot!(changelog(&review(&[])));
}

#[test]
fn as_json() {
    let text = printed(&review(&[Kind::LimitTightened]), Format::Json);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rule = lines.iter().find(|line| line["kind"] == "rule-tightened").unwrap();
    assert_eq!(rule["id"], ID);
    assert_eq!(rule["pointer"], "/rules/reason_of_rejection");
    assert_eq!(
        (&rule["request"], &rule["reply"], &rule["bump"]),
        (&json!("breaking"), &json!("none"), &json!("major"))
    );
    let witness = json!({"request": {"body": {"status": 2}}, "accepted_before": true, "accepted_now": false});
    assert_eq!(rule["witnesses"], json!([witness]));
    assert_eq!(rule["accepted"], Value::Null);
    assert_eq!(rule["old_place"], Value::Null);
    assert_eq!(rule["new_place"]["file"], "schemas/corehr/v2/process_approver/update.overlay.json");
    let limit = lines.iter().find(|line| line["kind"] == "limit-tightened").unwrap();
    assert_eq!(limit["accepted"], "Agreed | with the owners.");
    assert_eq!((&limit["old"], &limit["new"]), (&json!(52_428_800), &json!(20_971_520)));
    let summary = &lines.last().unwrap()["summary"];
    assert_eq!(summary["changes"], json!(10));
    assert_eq!(summary["api_changes"], json!(4));
    let rewired = lines.iter().find(|line| line["api"] == "rewired").unwrap();
    assert_eq!(
        (&rewired["old"], &rewired["new"], &rewired["bump"]),
        (&json!("4"), &json!("5"), &json!("major"))
    );
    assert_eq!(summary["clean"], json!(false));
    assert_eq!(summary["stale"], json!(["0000000000000000"]));
    assert_eq!((&summary["version"], &summary["next_version"]), (&json!("0.1.0"), &json!("0.2.0")));
}

#[test]
fn many_changes_without_an_effect_are_one_line() {
    let listed = |count: u32| {
        let ids: serde_json::Map<String, Value> =
            (0..count).map(|it| (format!("GET /open-apis/a{it}"), json!(format!("a/v1/b/c{it}")))).collect();
        set(&json!({"ids.json": {"ids": ids}}))
    };
    let (old, few, many) = (listed(0), listed(10), listed(11));
    let printed = |new: &SchemaSet| {
        let review = Review::new(diff(&old, new), Vec::new(), &AcceptList::default());
        render(&review, BothSources { old: &old.sources, new: &new.sources }, &VERSION, Format::Text)
    };
    assert!(printed(&few).contains("  none       metadata-changed /ids/GET ~1open-apis~1a9\n"));
    assert_eq!(
        printed(&many).lines().collect::<Vec<_>>(),
        [
            "ids",
            "  none       metadata-changed 11 entries",
            "11 changes: 11 none",
            "crate: no release is needed, 0.1.0 stays"
        ]
    );
}

#[test]
fn nothing_to_say() {
    let review = Review::new(diff(&OLD, &OLD), Vec::new(), &AcceptList::default());
    assert!(review.is_clean());
    assert_eq!(printed(&review, Format::Text), "no changes\ncrate: no release is needed, 0.1.0 stays\n");
    assert_eq!(changelog(&review), "");
}

#[test]
fn accepted_changes_do_not_count_and_do_not_hide_the_bump() {
    assert!(!review(&[]).is_clean());
    let dangerous: Vec<Kind> =
        diff(&OLD, &NEW).iter().filter(|change| change.needs_attention()).map(|change| change.kind).collect();
    let mut all = review(&dangerous);
    assert!(!all.is_clean(), "a name with another meaning is open");
    for (change, why) in &mut all.api {
        *why = change.needs_attention().then(|| "fine".to_owned());
    }
    assert!(all.is_clean());
    assert_eq!(all.bump(), review(&[]).bump());
    assert_eq!(all.stale, ["0000000000000000"]);
}

#[test]
fn an_accept_list_says_why() {
    let list = AcceptList::parse(br#"{"accepted": {"0123456789abcdef": "fine"}}"#).unwrap();
    assert_eq!(list.accepted["0123456789abcdef"], "fine");
    for wrong in [r#"{"accepted": ["x"]}"#, r#"{"acepted": {}}"#, "", "{"] {
        let fault = AcceptList::parse(wrong.as_bytes()).unwrap_err().to_string();
        assert!(
            fault.starts_with(r#"the accept list is no object {"accepted": {"FINGERPRINT": "why"}}: "#),
            "{fault}"
        );
    }
}

/// Text of a page cannot write into a terminal, a table or a workflow command.
#[test]
fn hostile_text_stays_text() {
    let with = |label: &str| body(&text(&json!({"enum": {"a": {"label": label}}})));
    let (old, new) = (set(&with("x")), set(&with("`|\u{1b}[31m\n::error::\u{202e}``")));
    let text = "`|\u{1b}[31m\n::error::\u{202e}``";
    let rewired = api("Kind::A", ApiStep::Rewired, Bump::Major, [Some(text), Some(text)]);
    let review = Review::new(diff(&old, &new), vec![rewired], &AcceptList::default());
    let sources = BothSources { old: &old.sources, new: &new.sources };
    for format in [Format::Text, Format::Json, Format::Github, Format::Markdown] {
        let printed = render(&review, sources, &VERSION, format);
        assert!(!printed.contains(['\u{1b}', '\r']), "{printed}");
        assert!(!printed.lines().any(|line| line.starts_with("::error::")), "{printed}");
        if format != Format::Json {
            assert!(!printed.contains('\u{202e}'), "{printed}");
        }
    }
    let table = render(&review, sources, &VERSION, Format::Markdown);
    let row = table.lines().find(|line| line.contains("label changed")).unwrap();
    let bars = row.replace("\\|", "").matches('|').count();
    assert_eq!(bars, 9, "eight cells: {row}");
}
