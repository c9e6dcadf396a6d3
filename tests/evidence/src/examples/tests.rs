//! Verdicts on hand-written answers.

use model::document::SchemaSet;
use model::load::{Input, load};
use serde_json::{Value, json};

use super::case::{Case, cases};
use super::judge::judge;
use super::place::Side;
use super::program::Answer;
use super::tally::Tally;

fn set(examples: &Value) -> SchemaSet {
    let schema = json!({
        "id": "a/v1/b/c",
        "title": "t",
        "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": "/open-apis/as/:id"},
        "request": {
            "path": {"id": {"type": "string", "required": true, "example": "a/b"}},
            "query": {"ids": {"type": "int[]", "example": "7"}, "must": {"type": "int", "required": true}},
            "body": {
                "kind": {"type": "string", "required": true, "enum": {"x": {}, "y": {}}},
                "n": {"type": "int", "range": {"max": 9}},
                "list": {"type": "item[]"}
            }
        },
        "reply": {"code": {"type": "int"}, "data": {"type": "-", "fields": {"n": {"type": "int"}, "k": {"type": "int", "enum": {"1": {}}}}}},
        "types": {"item": {"fields": {"m": {"type": "int", "required": true}}}},
        "examples": examples
    });
    let bytes = serde_json::to_vec_pretty(&schema).unwrap();
    let loaded = load([Input { path: "a/v1/b/c.json".to_owned(), shown: "c.json".to_owned(), bytes }]);
    assert_eq!(loaded.diagnostics, []);
    loaded.set
}

fn case_of(set: &SchemaSet, side: Side) -> Case<'_> {
    set.endpoints.iter().flat_map(cases).find(|case| case.side == side).unwrap()
}

const URL: &str = "/open-apis/as/a%2Fb?ids=7&must=0";

fn sent(body: &Value, violations: &[(&str, &str)]) -> Answer {
    let violations = violations.iter().map(|(at, rule)| ((*at).to_owned(), (*rule).to_owned())).collect();
    Answer::Sent { path_and_query: URL.to_owned(), body: Some(body.clone()), violations }
}

fn refused() -> Answer {
    Answer::Refused("no".to_owned())
}

/// The places of unexplained differences.
fn unexplained(case: &Case<'_>, answers: &[Answer]) -> Vec<String> {
    assert_eq!(case.variants.len(), answers.len());
    judge(case, answers).unexplained.into_iter().map(|seen| seen.at).collect()
}

fn lines(case: &Case<'_>, answers: &[Answer]) -> Vec<(String, usize)> {
    let mut tally = Tally::default();
    tally.count(case, &judge(case, answers));
    tally.lines()
}

#[test]
fn a_request_has_the_values_of_the_page_and_samples_for_the_rest() {
    let body = json!({"kind": "x", "n": 9_007_199_254_740_993_i64});
    let set = set(&json!({"request": {"kind": "x", "n": 3}}));
    let case = case_of(&set, Side::Request);
    let json = &case.variants[0].json;
    assert_eq!(
        *json,
        json!({"path": {"id": "a/b"}, "query": {"ids": [7], "must": 0}, "body": {"kind": "x", "n": 3}})
    );
    assert_eq!(case.variants[0].made_up, ["/query/must"]);
    assert_eq!(unexplained(&case, &[sent(&json["body"], &[("/query/must", "min")])]), [""; 0]);
    assert_eq!(unexplained(&case, &[sent(&body, &[])]), ["/body/n"]);
    assert_eq!(unexplained(&case, &[sent(&json["body"], &[("/body/n", "max")])]), ["/body/n"]);
    assert_eq!(unexplained(&case, &[refused()]), [""]);
}

#[test]
fn a_url_with_other_values_is_a_difference() {
    let set = set(&json!({"request": {"kind": "x"}}));
    let case = case_of(&set, Side::Request);
    for (url, places) in [
        (URL, &[][..]),
        ("/open-apis/as/a/b?ids=7&must=0", &["/path"]),
        ("/open-apis/as/ab?ids=7&must=0", &["/path/id"]),
        ("/open-apis/as/a%2Fb?ids=8&must=0", &["/query/ids"]),
        ("/open-apis/as/a%2Fb?ids=7", &["/query/must"]),
        ("/open-apis/as/a%2Fb?ids=7&must=0&new=1", &["/query/new"]),
    ] {
        let body = Some(json!({"kind": "x"}));
        let answer = Answer::Sent { path_and_query: url.to_owned(), body, violations: Vec::new() };
        assert_eq!(unexplained(&case, &[answer]), places, "{url}");
    }
}

#[test]
fn each_fault_of_the_page_is_judged_alone() {
    let set = set(&json!({"request": {"kind": "z", "n": "1", "new": 1, "list": [{"m": 1}, {}]}}));
    let case = case_of(&set, Side::Request);
    let bodies: Vec<&Value> = case.variants.iter().map(|variant| &variant.json["body"]).collect();
    let mended = json!({"kind": "x", "list": [{"m": 1}, {"m": 0}]});
    assert_eq!(
        bodies,
        [
            &mended,
            &json!({"kind": "z", "list": [{"m": 1}, {"m": 0}]}),
            &json!({"kind": "x", "list": [{"m": 1}, {}]}),
            &json!({"kind": "x", "n": "1", "list": [{"m": 1}, {"m": 0}]}),
            &json!({"kind": "x", "new": 1, "list": [{"m": 1}, {"m": 0}]}),
        ]
    );
    let answers = [
        sent(&mended, &[]),
        sent(bodies[1], &[("/body/kind", "one_of")]),
        refused(),
        refused(),
        sent(&mended, &[]),
    ];
    assert_eq!(unexplained(&case, &answers), [""; 0]);
    let counted = lines(&case, &answers);
    let explained = ("explained by faults of their pages".to_owned(), 1);
    assert!(counted.contains(&explained), "{counted:?}");
    assert!(
        counted.contains(&("page faults: request: a required field is missing".to_owned(), 1)),
        "{counted:?}"
    );
}

#[test]
fn a_reported_fault_that_the_types_accept_is_unexplained() {
    let set = set(&json!({"request": {"kind": "z"}}));
    let case = case_of(&set, Side::Request);
    let answers = [sent(&json!({"kind": "x"}), &[]), sent(&json!({"kind": "z"}), &[])];
    assert_eq!(unexplained(&case, &answers), ["/body/kind"]);
    // What one fault leads to stands at its own place.
    let answers = [
        sent(&json!({"kind": "x"}), &[]),
        sent(&json!({"kind": "z"}), &[("/body/kind", "one_of"), ("/body/n", "max")]),
    ];
    assert_eq!(unexplained(&case, &answers), ["/body/n"]);
}

#[test]
fn responses_come_back_whole_except_for_nulls() {
    let read = |data: Value| Answer::Read { is_flat: false, data };
    let set = set(&json!({"reply": {"code": 0, "data": {"n": null, "k": 2, "new": 1}}}));
    let case = case_of(&set, Side::Reply);
    let left: Vec<_> = case.variants.iter().map(|variant| variant.left.as_deref()).collect();
    assert_eq!(left, [None, Some("/data/k"), Some("/data/new")]);
    let answers = || [read(json!({})), read(json!({"k": 2})), read(json!({}))];
    assert_eq!(unexplained(&case, &answers()), [""; 0]);
    let counted = lines(&case, &answers());
    for reason in ["no documented member of the enum, without effect", "no documented field"] {
        assert!(counted.contains(&(format!("page faults: reply: {reason}"), 1)), "{counted:?}");
    }
    assert_eq!(
        unexplained(&case, &[read(json!({"n": 0})), read(json!({"k": 2})), read(json!({}))]),
        ["/data/n"]
    );
}

#[test]
fn a_response_without_a_valid_code_is_corrected_with_code_0() {
    for example in [json!({"data": {}}), json!({"code": 99, "data": {}}), json!({"code": "0", "data": {}})] {
        let set = set(&json!({"reply": example}));
        let case = case_of(&set, Side::Reply);
        let mended: Vec<&Value> = case.variants.iter().map(|variant| &variant.json["code"]).collect();
        assert_eq!(mended, [&json!(0), &example["code"]], "{example}");
        let answers = [Answer::Read { is_flat: false, data: json!({}) }, refused()];
        assert_eq!(unexplained(&case, &answers), [""; 0], "{example}");
    }
}

#[test]
fn a_flat_response_is_everything_except_its_envelope() {
    let set = set(&json!({"reply": {"code": 0}}));
    let mut case = case_of(&set, Side::Reply);
    case.variants[0].json = json!({"code": 0, "msg": "ok", "token": "t"});
    let read = |data: Value| Answer::Read { is_flat: true, data };
    assert_eq!(unexplained(&case, &[read(json!({"token": "t"}))]), [""; 0]);
    assert_eq!(unexplained(&case, &[read(json!({}))]), ["/token"]);
}
