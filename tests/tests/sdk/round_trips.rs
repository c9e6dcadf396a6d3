//! The pages' examples through the types and back, equal as JSON and in the order of their members.

use std::fmt::Debug;

use feishu_openapi::approval::v4::task::{introduction, resubmit};
use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::corehr::v2::process_transfer::update as transfer;
use feishu_openapi::{Endpoint, OpenEnum, decode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{examples, found};

/// Reads JSON as `T`, writes it again, and compares the texts: values, and the order of members.
fn assert_same<T: Serialize + DeserializeOwned>(json: &Value) -> T {
    let read: T = serde_json::from_str(&json.to_string()).expect("the types hold it");
    assert_eq!(serde_json::to_string(&read).expect("JSON"), json.to_string());
    assert_eq!(serde_json::to_value(&read).expect("JSON"), *json);
    read
}

/// The page's request example is the body that a caller builds, and comes back from JSON as it went there.
fn assert_request<B>(schema: &str, built: &B)
where
    B: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let read: B = assert_same(&examples::page_json(schema, "request"));
    assert_eq!(read, *built);
}

#[test]
fn request_examples() {
    assert_request(examples::APPROVER, &examples::approver().body);
    assert_request(examples::EXTRA, &examples::extra().body);
    assert_request(examples::TRANSFER, &examples::transfer().body);
    assert_request(examples::RESUBMIT, &examples::resubmit().body);
}

/// A request as a whole is the instance that rules and pointers speak about.
#[test]
fn whole_requests() {
    let body = examples::page_json(examples::APPROVER, "request");
    let whole = json!({
        "path": {"process_id": "7328345170959681068", "approver_id": "7381468648050787884"},
        "query": {"user_id_type": "open_id", "department_id_type": "open_department_id"},
        "body": body,
    });
    let read: approver::Request = assert_same(&whole);
    assert_eq!(found(&read), []);
    for violation in [
        "/path/approver_id",
        "/query/department_id_type",
        "/body/field_values_v2/0/sub_values/0/value/list_values",
    ] {
        assert!(whole.pointer(violation).is_some(), "{violation} points into the instance");
    }
}

/// The page's reply example: its `data` through the type, the rest through the envelope.
fn assert_reply<E: Endpoint>(schema: &str)
where
    E::Data: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let example = examples::page_json(schema, "reply");
    let reply = decode::<E>(200, &|_| None, example.to_string().as_bytes()).expect("a success");
    assert_eq!(reply.msg.as_deref(), example["msg"].as_str());
    assert_eq!(serde_json::to_string(&reply.data).expect("JSON"), example["data"].to_string());
    let read: E::Data = assert_same(&example["data"]);
    assert_eq!(read, reply.data);
}

#[test]
fn reply_examples() {
    assert_reply::<approver::Request>(examples::APPROVER);
    assert_reply::<extra::Request>(examples::EXTRA);
    assert_reply::<transfer::Request>(examples::TRANSFER);
    assert_reply::<resubmit::Request>(examples::RESUBMIT);
}

#[test]
fn a_comment_that_is_not_json_keeps_its_bytes() {
    let body: resubmit::Body = assert_same(&examples::page_json(examples::RESUBMIT, "request"));
    let comment = body.comment.as_ref().expect("the example has a comment");
    assert_eq!(comment.text(), "{\"text\":\"评论\"]}");
    assert_eq!(comment.value(), None);
    let form = body.form.value().expect("the example's form is JSON");
    assert_eq!(json!(form), json!([{"id": "user_name", "type": "input", "value": "test"}]));
    assert_eq!(found(&examples::resubmit()), [("/body/comment".to_owned(), "json")]);
}

/// The members of an enum in the page's order, each through JSON and back.
fn assert_enum<E: OpenEnum + Serialize + DeserializeOwned>(members: &[Value]) {
    let read: Vec<E> = members.iter().map(assert_same).collect();
    assert_eq!(read, E::MEMBERS);
    for (member, wire) in read.iter().zip(members) {
        let shown = wire.as_str().map_or_else(|| wire.to_string(), str::to_owned);
        assert_eq!((member.to_string(), member.is_unknown()), (shown, false));
    }
    // Whatever else a server may send comes back as it came.
    for other in
        [json!("NEW"), json!(""), json!(99), json!(1.5), json!(true), json!(null), json!([1, {"a": null}])]
    {
        assert!(assert_same::<E>(&other).is_unknown(), "{other}");
    }
}

#[test]
fn concepts() {
    let statuses = ["PENDING", "APPROVED", "REJECTED", "TRANSFERRED", "DONE"];
    assert_enum::<introduction::TaskStatus>(&statuses.map(Value::from));
    let methods = ["AND", "OR", "AUTO_PASS", "AUTO_REJECT", "SEQUENTIAL"];
    assert_enum::<introduction::ApprovalMethod>(&methods.map(Value::from));
    assert_eq!(introduction::ApprovalMethod::from("AND"), introduction::ApprovalMethod::All);
    assert_eq!(introduction::ApprovalMethod::from("OR"), introduction::ApprovalMethod::AnyOne);
}

#[test]
fn enums_of_the_endpoints() {
    assert_enum::<approver::Status>(&[2, 3].map(Value::from));
    assert_enum::<extra::ExtraType>(&[0, 1, 2].map(Value::from));
    assert_enum::<extra::ApprovalType>(&[0, 1].map(Value::from));
    assert_enum::<resubmit::AttachmentType>(&["image"].map(Value::from));
    let user_ids = ["open_id", "union_id", "user_id", "people_corehr_id"];
    assert_enum::<feishu_openapi::common::UserIdType>(&user_ids.map(Value::from));
    let departments = ["open_department_id", "department_id", "people_corehr_department_id"];
    assert_enum::<feishu_openapi::common::DepartmentIdType>(&departments.map(Value::from));
}
