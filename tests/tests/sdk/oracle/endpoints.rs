//! The four endpoints against the judge. Members and limits are those of the pages.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::corehr::v2::process_transfer::update as transfer;
use proptest::prelude::{Just, Strategy as _, prop_oneof};
use serde_json::{Value, json};

use super::instances::{
    Member, Values, bool, int_around, list, long_list, member, no_int_member, no_text_member, object,
    optional, path_id, rare, required, short_list, text, text_up_to,
};
use super::{compare_all, exported, read};

/// Values of path parameters that JSON Schema cannot exclude.
fn in_bytes(name: &str) -> String {
    format!("/request/path/{name}: at most 4096 bytes in a path parameter: JSON Schema counts code points")
}

/// The parts of a request. All are there: the types have no request without them.
fn request(parts: impl IntoIterator<Item = (&'static str, Values)>) -> Values {
    let parts =
        parts.into_iter().map(|(name, values)| values.prop_map(move |value| Some((name, value))).boxed());
    object(parts)
}

fn corehr_user_id_type() -> Member {
    let members = ["open_id", "union_id", "user_id", "people_corehr_id"].map(|member| json!(member));
    optional("user_id_type", member(&members, &no_text_member()))
}

#[test]
fn extra_agrees() {
    let path = object([required("process_id", path_id())]);
    let body = object([
        optional("operator", text()),
        optional("node_id", text()),
        optional("approver_id", text()),
        required(
            "extra_type",
            member(&[json!(0), json!(1), json!(2)], &[no_int_member(), vec![json!(3), json!(null)]].concat()),
        ),
        optional("approval_type", member(&[json!(0), json!(1)], &[no_int_member(), vec![json!(2)]].concat())),
        required("extra_user_ids", list(text(), 1, 20)),
        optional("remark", text()),
        optional("system_user", bool()),
    ]);
    let instances = request([("path", path), ("query", object([corehr_user_id_type()])), ("body", body)]);
    let coverage = compare_all(read::<extra::Request>, "corehr/v2/process_extra/update", &instances, []);
    coverage.assert_balanced();
    coverage.assert_broken(&[
        "/path/process_id path_segment",
        "/query/user_id_type one_of",
        "/body/extra_type one_of",
        "/body/approval_type one_of",
        "/body/extra_user_ids min_items",
        "/body/extra_user_ids max_items",
        "/body/node_id node_or_approver",
        "/body/operator operator_unless_system_user",
        "/body/approval_type parallel_needs_all",
    ]);
    coverage.assert_sizes("/body/extra_user_ids", &[0, 1, 2, 19, 20, 21]);
    coverage.assert_sizes("/body/extra_type", &[0, 1, 2, 3, -1]);
    coverage.assert_sizes("/body/approval_type", &[0, 1, 2, -1]);
    let mentioned = ["node_id", "approver_id", "operator", "system_user", "extra_type", "approval_type"];
    let documented =
        coverage.states(&mentioned, |state| matches!(state, [.., "0" | "1" | "2", "absent" | "0" | "1"]));
    assert_eq!(documented, 2 * 2 * 2 * 3 * 3 * 3, "every state of the fields that rules mention");
    assert_eq!(exported("corehr/v2/process_extra/update").not_expressible, [in_bytes("process_id")]);
}

#[test]
fn transfer_agrees() {
    let path = object([required("process_id", path_id())]);
    let body = object([
        optional("operator", text()),
        required("to_user_id", text()),
        required("approver_ids", list(text(), 1, 20)),
        optional("remark", text()),
        optional("system_user", bool()),
    ]);
    let instances = request([("path", path), ("query", object([corehr_user_id_type()])), ("body", body)]);
    let coverage =
        compare_all(read::<transfer::Request>, "corehr/v2/process_transfer/update", &instances, []);
    coverage.assert_balanced();
    coverage.assert_broken(&[
        "/path/process_id path_segment",
        "/query/user_id_type one_of",
        "/body/approver_ids min_items",
        "/body/approver_ids max_items",
        "/body/operator operator_unless_system_user",
    ]);
    coverage.assert_sizes("/body/approver_ids", &[0, 1, 2, 19, 20, 21]);
    assert_eq!(coverage.states(&["operator", "system_user"], |_| true), 2 * 3);
    assert_eq!(exported("corehr/v2/process_transfer/update").not_expressible, [in_bytes("process_id")]);
}

/// `field_variable_value_to_for_review`, which stands in two places.
fn form_value() -> Values {
    let i18n = object([optional("zh_cn", text()), optional("en_us", text())]);
    let object_ref = object([optional("wk_id", text()), optional("wk_api_name", text())]);
    let file = object([
        optional("open_file_id", text()),
        optional("file_name", text()),
        optional("length", int_around(&[0, 52_428_800])),
    ]);
    object([
        optional("text_value", text()),
        rare("bool_value", bool()),
        rare("number_value", text()),
        rare("enum_value", text()),
        rare("date_value", text()),
        rare("date_time_value", text()),
        rare("i18n_value", i18n),
        rare("object_value", object_ref),
        rare("department_value", text()),
        rare("employment_value", text()),
        rare("list_values", long_list(10_000)),
        rare("file_value", file),
    ])
}

/// Approver requests whose long lists are at their limits, one list in each: too long to be met by chance.
fn long_lists() -> Vec<Value> {
    let mut out = Vec::new();
    for len in [99_999, 100_000, 100_001] {
        out.push(json!(vec![json!({}); len]));
        out.push(json!([{"sub_values": vec![json!({}); len]}]));
    }
    for len in [9_999, 10_000, 10_001] {
        let value = json!({"list_values": vec!["key1"; len]});
        out.push(json!([{"variable_value": value}]));
        out.push(json!([{"sub_values": [{"value": value}]}]));
    }
    out.iter().map(approver_with).collect()
}

/// A good approver request with these `field_values_v2`.
fn approver_with(field_values_v2: &Value) -> Value {
    json!({
        "path": {"process_id": "1", "approver_id": "2"},
        "query": {},
        "body": {"status": 3, "user_id": "ou_1", "field_values_v2": field_values_v2}
    })
}

#[test]
fn approver_agrees() {
    let path = object([required("process_id", path_id()), required("approver_id", path_id())]);
    let departments =
        ["open_department_id", "department_id", "people_corehr_department_id"].map(|id| json!(id));
    let query = object([
        corehr_user_id_type(),
        optional("department_id_type", member(&departments, &no_text_member())),
    ]);
    let sub_value = object([optional("key", text()), optional("value", form_value())]);
    let variable = object([
        optional("variable_api_name", text()),
        optional("variable_value", form_value()),
        optional("sub_values", short_list(sub_value)),
    ]);
    let others = [no_int_member(), vec![json!(0), json!(1), json!(null)]].concat();
    let body = object([
        required("status", member(&[json!(2), json!(3)], &others)),
        optional("user_id", text()),
        optional("system_approval", bool()),
        optional("reason", text_up_to(1000)),
        optional("field_values_v2", short_list(variable)),
    ]);
    let instances = request([("path", path), ("query", query), ("body", body)]);
    let coverage =
        compare_all(read::<approver::Request>, "corehr/v2/process_approver/update", &instances, long_lists());
    coverage.assert_balanced();
    coverage.assert_broken(&[
        "/path/process_id path_segment",
        "/path/approver_id path_segment",
        "/query/user_id_type one_of",
        "/query/department_id_type one_of",
        "/body/status one_of",
        "/body/reason max_chars",
        "/body/field_values_v2 max_items",
        "/body/field_values_v2/*/variable_value/list_values max_items",
        "/body/field_values_v2/*/variable_value/file_value/length min",
        "/body/field_values_v2/*/variable_value/file_value/length max",
        "/body/field_values_v2/*/sub_values max_items",
        "/body/field_values_v2/*/sub_values/*/value/list_values max_items",
        "/body/field_values_v2/*/sub_values/*/value/file_value/length min",
        "/body/field_values_v2/*/sub_values/*/value/file_value/length max",
        "/body/user_id user_id_unless_system_approval",
        "/body/reason reason_when_rejecting",
    ]);
    coverage.assert_sizes("/body/status", &[0, 1, 2, 3, 4]);
    coverage.assert_sizes("/body/reason", &[0, 999, 1000, 1001]);
    coverage.assert_sizes("/body/field_values_v2", &[0, 1, 99_999, 100_000, 100_001]);
    coverage.assert_sizes("/body/field_values_v2/*/sub_values", &[0, 1, 99_999, 100_000, 100_001]);
    for value in ["/body/field_values_v2/*/variable_value", "/body/field_values_v2/*/sub_values/*/value"] {
        coverage.assert_sizes(&format!("{value}/list_values"), &[0, 1, 9_999, 10_000, 10_001]);
        let lengths = [i64::MIN, -1, 0, 1, 52_428_799, 52_428_800, 52_428_801, i64::MAX];
        coverage.assert_sizes(&format!("{value}/file_value/length"), &lengths);
    }
    assert_eq!(coverage.states(&["user_id", "system_approval"], |_| true), 2 * 3);
    assert_eq!(
        exported("corehr/v2/process_approver/update").not_expressible,
        ["process_id", "approver_id"].map(in_bytes)
    );
}

/// The text inside `form` and `comment` is good in all instances here: JSON Schema does not look into strings. See
/// [`super::json_strings`] for what is not good.
#[test]
fn resubmit_agrees() {
    let forms = [
        "[]",
        r#"[{"id":"user_name", "type": "input", "value":"test"}]"#,
        r#"[{"type":"contact","id":"c","value":[],"新":[1, null]}]"#,
    ];
    let comments = ["{}", r#"{"text":"评论","new":1}"#, r#"{"files":[{"type":"image","fileSize":0}]}"#];
    let one_of = |texts: [&str; 3]| member(&texts.map(|text| json!(text)), &[json!(texts[0])]);
    let body = object([
        required("approval_code", text()),
        required("instance_code", text()),
        required("user_id", text()),
        optional("comment", one_of(comments)),
        required("task_id", text()),
        required("form", one_of(forms)),
    ]);
    // The shared type has one member more than this page: where it is given, the request is invalid.
    let members = ["open_id", "union_id", "user_id"].map(|member| json!(member));
    let documented = member(&members, &no_text_member());
    let user_id_type = prop_oneof![documented, Just(json!("people_corehr_id"))].boxed();
    let instances = request([("query", object([optional("user_id_type", user_id_type)])), ("body", body)]);
    let coverage = compare_all(read::<resubmit::Request>, "approval/v4/task/resubmit", &instances, []);
    coverage.assert_balanced();
    coverage.assert_broken(&["/query/user_id_type one_of"]);
}
