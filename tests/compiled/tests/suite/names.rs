//! Every name on the wire is kept, whatever it became in Rust.

use compiled::names::Validate;
use compiled::names::demo::v1::name::{
    case, introduced, members, optional, parameters, required, three_parts, types_ as types,
};
use compiled::names::feishu_runtime::{Body, Endpoint, ErrorCode, encode};
use serde_json::{Value, json};

const WIRE: &[&str] = &[
    "type", "self", "super", "crate", "Result", "Option", "String", "Vec", "Box", "Some", "None", "Ok",
    "send", "new", "validate", "check", "clone", "into", "query", "body", "path", "Request", "Required",
    "Data", "Code", "9lives", "-1", "zh-CN", "frozen RowCount", "审批", "fn", "async", "gen", "try", "union",
    "value", "at", "out", "key", "index", "rt", "serde", "default", "to_string", "_private", "user.name",
    "a/b~c",
];

/// Each field with its own name as its value, so that two swapped names would show.
fn each_by_name() -> Value {
    WIRE.iter().map(|name| ((*name).to_owned(), json!(name))).collect::<serde_json::Map<_, _>>().into()
}

fn body_text<E: Endpoint>(request: &E) -> Value {
    match encode(request).expect("the request can be written").body {
        Body::Json(bytes) => serde_json::from_slice(&bytes).expect("the body is JSON"),
        _ => panic!("there is no body"),
    }
}

#[test]
fn odd_field_names_round_trip() {
    let wire = each_by_name();
    let body: required::Body = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&body).unwrap(), wire);
    let body: optional::Body = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&body).unwrap(), wire);
    let data: required::Data = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&data).unwrap(), wire);
}

#[test]
fn each_setter_sets_its_field() {
    let request =
        optional::Request::new().type_("type").self_("self").new_("new").clone_("clone").zh_cn("zh-CN");
    let request =
        request._9lives("9lives").frozen_row_count("frozen RowCount").u5ba1_u6279("审批").value("value");
    let wire = body_text(&request);
    let expected = ["type", "self", "new", "clone", "zh-CN", "9lives", "frozen RowCount", "审批", "value"];
    let expected: Value = expected
        .iter()
        .map(|name| ((*name).to_owned(), json!(name)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(wire, expected);
    assert!(request.validate().is_ok());
}

#[test]
fn odd_parameters_are_written_under_their_own_names() {
    let request = parameters::Request::new(parameters::Required {
        path_type: "t".into(),
        self_: 7,
        _9lives: "s".into(),
        path: "p".into(),
        new: 1,
    })
    .query_type("q")
    .zh_cn("z")
    .value(["a", "b"]);
    let encoded = encode(&request).ok().unwrap();
    assert_eq!(encoded.path_and_query(), "/demo/t/7/s?type=q&zh-CN=z&path=p&value=a&value=b&new=1");
}

#[test]
fn one_name_in_three_parts() {
    let required = three_parts::Required { path_id: "1".into(), query_id: "2".into(), body_id: "3".into() };
    let request = three_parts::Request::new(required).query_type("4").body_type("5").other_id("6");
    let encoded = encode(&request).ok().unwrap();
    assert_eq!(encoded.path_and_query(), "/demo/three/1?id=2&type=4");
    assert_eq!(body_text(&request), json!({ "id": "3", "Id_": "6", "type": "5" }));
}

#[test]
fn names_that_differ_by_case_only() {
    let wire = json!({ "userid": "1", "userId": "2", "user_ID": "3", "UserId": "4" });
    let body: case::Body = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(
        (body.userid.as_str(), body.user_id_camel.as_str(), body.user_id_shouting.as_str()),
        ("1", "2", "3")
    );
    assert_eq!(body.user_id_pascal.as_deref(), Some("4"));
    assert_eq!(serde_json::to_value(&body).unwrap(), wire);
}

#[test]
fn odd_type_names() {
    let wire: Value = (0..34)
        .map(|n| (format!("f{n}"), json!({ "at": n.to_string(), "n": n })))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let body: types::Body = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&body).unwrap(), wire);
    let data: types::Data = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&data).unwrap(), wire);
}

#[test]
fn types_that_fields_introduce() {
    let wire = json!({
        "Option": { "Some": "s", "None": 1 }, "String": "b", "Vec": [{ "Box": "x" }], "Request": "y", "Data": 1, "Code": -1,
        "inner": { "Option": { "x": 1 } },
    });
    let body: introduced::Body = serde_json::from_value(wire.clone()).unwrap();
    assert!(
        introduced::Request::new(introduced::Required { option: body.option.clone() }).validate().is_ok()
    );
    assert_eq!(serde_json::to_value(&body).unwrap(), wire);
    let wire = json!({ "Option": { "Some": "s" }, "String": "c", "Request": "x", "Data": { "q": 1 } });
    let data: introduced::Data = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&data).unwrap(), wire);
}

#[test]
fn odd_members_and_codes() {
    for text in [
        "Unknown", "Other", "Common", "self", "1", "-1", "true", "None", "Ok", "zh-CN", "审批", "Self",
        "9lives", "MEMBERS",
    ] {
        let wire = json!({ "text": text, "int": -1 });
        let body: members::Body = serde_json::from_value(wire.clone()).unwrap();
        let request =
            members::Request::new(members::Required { text: body.text.clone(), int: body.int.clone() });
        assert!(request.validate().is_ok(), "{text} is a documented member");
        assert_eq!(body_text(&request), wire);
    }
    for int in [1, -1, 0, i64::MAX, i64::MIN] {
        let wire = json!({ "text": "true", "int": int });
        let body: members::Body = serde_json::from_value(wire.clone()).unwrap();
        assert!(body.validate().is_ok(), "{int} is a documented member");
        assert_eq!(serde_json::to_value(&body).unwrap(), wire);
    }
    let unknown: members::Body = serde_json::from_value(json!({ "text": "Unknown_", "int": 2 })).unwrap();
    assert_eq!(unknown.validate().unwrap_err().len(), 2);
    assert_eq!(members::Code::from_code(2), members::Code::None);
    assert_eq!(members::Code::from_code(-4), members::Code::D);
    assert_eq!(members::Code::from_code(7).code(), 7);
    assert_eq!(members::Code::from_code(99), members::Code::Common(compiled::names::common::CommonCode::Ok));
    assert_eq!(members::Code::from_code(98).code(), 98);
}

#[test]
fn odd_module_names() {
    let ids = [
        compiled::names::type_::v1::self_::new::Request::OPERATION.id,
        compiled::names::crate_::v1::super_::_9lives::Request::OPERATION.id,
        compiled::names::core::v1::std::serde::Request::OPERATION.id,
        compiled::names::api_::v1::common::common::Request::OPERATION.id,
        compiled::names::u5ba1_u6279::v1::u4efb_u52a1::u65b0_u5efa::Request::OPERATION.id,
        compiled::names::alloc::v1::option::result::Request::OPERATION.id,
        compiled::names::client_::v1::a::b::Request::OPERATION.id,
        compiled::names::default_::v1::a::b::Request::OPERATION.id,
        compiled::names::check_::v1::a::b::Request::OPERATION.id,
        compiled::names::serde_::v1::a::b::Request::OPERATION.id,
    ];
    let expected = [
        "type/v1/self/new",
        "crate/v1/super/9lives",
        "core/v1/std/serde",
        "api/v1/common/common",
        "审批/v1/任务/新建",
        "alloc/v1/option/result",
        "client/v1/a/b",
        "default/v1/a/b",
        "check/v1/a/b",
        "serde/v1/a/b",
    ];
    assert_eq!(ids, expected);
}
