//! The controls of approval forms: every example of the pages, and what is made of what no page shows.
//!
//! `tests/fixtures/forms/examples.json` holds each example JSON of the pages 审批实例表单控件参数, 审批定义表单控件参数 and
//! 获取单个审批实例详情 that can be read, comments and trailing commas left out.

use feishu_openapi::approval::v4::form;
use feishu_openapi::approval::v4::form::{
    Control, DateControl, DateControlRequired, DefinedWidget, FieldListControl, FieldListControlRequired,
    FilledControl, InputControl, InputControlRequired, RadioControl, RadioControlRequired, Widget,
};
use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::UserIdType;
use feishu_openapi::{JsonString, Validate};
use model::export::request_schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::found;

/// The examples of one union.
pub(super) fn examples(union: &str) -> Vec<Value> {
    let file = tests::fixtures::path("forms/examples.json");
    let text = std::fs::read_to_string(file).expect("the examples");
    let mut all: Value = serde_json::from_str(&text).expect("JSON");
    match all[union].take() {
        Value::Array(examples) => examples,
        other => panic!("no examples of {union}: {other}"),
    }
}

/// Reads each example and writes it again; those that fit no variant.
fn untyped<T: DeserializeOwned + Serialize>(examples: &[Value], is_unknown: fn(&T) -> bool) -> Vec<&Value> {
    let form: JsonString<Vec<T>> = JsonString::from_text(json!(examples).to_string());
    let controls = form.value().expect("a form is a list");
    assert_eq!(json!(controls), json!(examples), "what was read is written");
    examples
        .iter()
        .zip(controls)
        .filter(|(_, control)| is_unknown(control))
        .map(|(example, _)| example)
        .collect()
}

#[test]
fn every_example_of_the_pages_is_typed_and_comes_back() {
    for (union, expected, unknown) in [
        ("Control", 38, untyped::<Control>(&examples("Control"), |c| matches!(c, Control::Unknown(_))).len()),
        (
            "FilledControl",
            13,
            untyped::<FilledControl>(&examples("FilledControl"), |c| matches!(c, FilledControl::Unknown(_)))
                .len(),
        ),
        ("Widget", 17, untyped::<Widget>(&examples("Widget"), |c| matches!(c, Widget::Unknown(_))).len()),
        (
            "DefinedWidget",
            23,
            untyped::<DefinedWidget>(&examples("DefinedWidget"), |c| matches!(c, DefinedWidget::Unknown(_)))
                .len(),
        ),
    ] {
        assert_eq!((examples(union).len(), unknown), (expected, 0), "{union}");
    }
}

#[test]
fn every_example_of_a_control_is_valid() {
    for example in examples("Control") {
        let control: Control = serde_json::from_value(example.clone()).expect("any JSON is read");
        assert_eq!(found(&control), [], "{example}");
    }
    for example in examples("Widget") {
        let widget: Widget = serde_json::from_value(example.clone()).expect("any JSON is read");
        assert_eq!(found(&widget), [], "{example}");
    }
}

/// Each value with one member gone or replaced, at any depth.
pub(super) fn mutations(value: &Value) -> Vec<Value> {
    let mut out = vec![json!("x"), json!(7.5), json!([]), json!({}), json!(["x"]), json!(true)];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                out.push(Value::Object(without));
                out.extend(mutations(member).into_iter().map(|mutated| {
                    let mut with = members.clone();
                    with.insert(name.clone(), mutated);
                    Value::Object(with)
                }));
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                out.extend(mutations(element).into_iter().map(|mutated| {
                    let mut with = elements.clone();
                    with[index] = mutated;
                    Value::Array(with)
                }));
            }
        }
        _ => {}
    }
    out
}

/// JSON Schema cannot look into the string that holds a form; given the controls themselves it judges as we do.
#[test]
fn controls_agree_with_json_schema() {
    let loaded = model::load::load(tests::fixtures::committed());
    let endpoint = loaded.set.endpoints.iter().find(|endpoint| endpoint.id == "approval/v4/task/resubmit");
    let mut schema = request_schema(&endpoint.expect("it has a schema").schema).schema;
    let name = "approval--v4--form--Control";
    schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"].take()});
    let judge = jsonschema::draft202012::new(&schema).expect("a JSON Schema");
    let mut verdicts = [0_usize; 2];
    for instance in examples("Control").iter().flat_map(mutations).chain(examples("Control")) {
        let control: Control = serde_json::from_value(instance.clone()).expect("any JSON is read");
        let ours = control.validate();
        assert_eq!(ours.is_ok(), judge.is_valid(&instance), "{instance}\n{ours:?}");
        assert_eq!(json!(control), instance, "what was read is written");
        verdicts[usize::from(ours.is_ok())] += 1;
    }
    assert!(verdicts[0] > 500 && verdicts[1] > 50, "both verdicts are tried: {verdicts:?}");
}

#[test]
fn a_form_is_built_without_json_by_hand() {
    let input = |id: &str, value: &str| {
        InputControl::new(InputControlRequired { id: id.into(), value: value.into() })
    };
    let rows = vec![vec![
        Control::Input(input("item", "a train ticket")),
        Control::RadioV2(RadioControl::new(RadioControlRequired {
            id: "class".into(),
            value: "second".into(),
        })),
    ]];
    let form = vec![
        Control::Input(input("reason", "a visit")),
        Control::Date(DateControl::new(DateControlRequired {
            id: "day".into(),
            value: "2019-10-01T08:12:01+08:00".into(),
        })),
        Control::FieldList(FieldListControl::new(FieldListControlRequired {
            id: "costs".into(),
            value: rows,
        })),
    ];
    let form = JsonString::from_value(form).expect("JSON");
    let expected = json!([
        {"type": "input", "id": "reason", "value": "a visit"},
        {"type": "date", "id": "day", "value": "2019-10-01T08:12:01+08:00"},
        {"type": "fieldList", "id": "costs", "value": [[
            {"type": "input", "id": "item", "value": "a train ticket"},
            {"type": "radioV2", "id": "class", "value": "second"}
        ]]}
    ]);
    assert_eq!(serde_json::from_str::<Value>(form.text()).expect("JSON"), expected);
}

/// The example of the page 创建审批实例: it gives a number as a string, and a member that no page describes.
#[test]
fn a_control_keeps_undocumented_members_and_ill_typed_text() {
    let text = r#"[{"id":"222","required":true,"type":"dateInterval","value":{"start":"2019-10-01T08:12:01+08:00","end":"2019-10-02T08:12:01+08:00","interval": 2.0}},{"id":"444","type":"number", "value":"4"}]"#;
    let form: JsonString<Vec<Control>> = JsonString::from_text(text);
    let Some([Control::DateInterval(interval), Control::Unknown(number)]) = form.value().map(Vec::as_slice)
    else {
        panic!("{form:?}")
    };
    assert!((interval.value.interval - 2.0).abs() < f64::EPSILON);
    assert_eq!(interval.undocumented.get("required").expect("it is there").text(), "true");
    assert_eq!(number.text(), r#"{"id":"444","type":"number", "value":"4"}"#);
    let mut changed = interval.clone();
    changed.value.interval = 3.0;
    let expected = json!({"id": "222", "required": true, "type": "dateInterval", "value": {
        "start": "2019-10-01T08:12:01+08:00", "end": "2019-10-02T08:12:01+08:00", "interval": 3.0}});
    assert_eq!(json!(Control::DateInterval(changed)), expected);
}

#[test]
fn a_reply_with_any_form_is_read() {
    for text in [
        r#"[{"type":"dateInterval","value":"soon"},{"type":"mutableGroup","value":[1]},7,null,{}]"#,
        r#"[{"type":"number","value":9007199254740993},{"type":"image","ext":null,"value":null}]"#,
    ] {
        let form: JsonString<Vec<FilledControl>> = JsonString::from_text(text);
        let again = serde_json::to_string(form.value().expect("a form is a list")).expect("JSON");
        assert_eq!(again, text);
    }
}

#[test]
fn controls_are_made_by_functions_and_from_objects() {
    let radio = form::RadioControlRequired { id: "r".to_owned(), value: "k".to_owned() };
    let contact = form::ContactControlRequired { id: "c".to_owned(), value: vec!["u".to_owned()] };
    let controls = vec![
        form::Control::input("i", "text"),
        form::Control::checkbox_v2("o", ["a", "b"]),
        form::Control::number("n", 2.5),
        form::Control::RadioV2(form::RadioControl::new(radio)),
        form::ContactControl::new(contact).open_ids(["ou_1"]).into(),
    ];
    let expected = json!([
        {"type": "input", "id": "i", "value": "text"},
        {"type": "checkboxV2", "id": "o", "value": ["a", "b"]},
        {"type": "number", "id": "n", "value": 2.5},
        {"type": "radioV2", "id": "r", "value": "k"},
        {"type": "contact", "id": "c", "value": ["u"], "open_ids": ["ou_1"]},
    ]);
    assert_eq!(serde_json::to_value(controls).expect("JSON"), expected);
}

#[test]
fn numbers_of_any_length_are_accepted_and_sent_digit_for_digit() {
    let text = r#"[{"type":"amount","id":"w","value":123456789012345.678},{"type":"number","id":"n","value":12345678901234567890}]"#;
    let mut request = crate::examples::resubmit();
    request.body.comment = None;
    let controls = JsonString::<Vec<form::Control>>::from_text(text).into_value().expect("controls");
    request.body.form = JsonString::from_value(controls).expect("JSON");
    assert_eq!(found(&request), []);
    assert_eq!(request.body.form.text(), text);
}

#[test]
fn unsupported_controls_are_violations() {
    let form = r#"[{"id":"a","type":"input","value":"x"},{"id":"b","type":"serialNumber","value":"1"},{"id":"c","type":"input"},
        {"id":"d","type":"leaveGroupV2","value":[]},"text"]"#;
    let mut request = crate::examples::resubmit();
    request.body.comment = None;
    request.body.form = JsonString::from_text(form);
    let expected = [
        ("/body/form/1/type", "one_of"),
        ("/body/form/2/value", "variant"),
        ("/body/form/3/id", "fixed"),
        ("/body/form/3/value", "min_items"),
        ("/body/form/4", "variant"),
    ];
    assert_eq!(found(&request), expected.map(|(at, rule)| (at.to_owned(), rule)));
}

#[test]
fn dates_that_are_not_rfc_3339_and_empty_ids_are_violations() {
    let form = json!([
        {"type": "date", "id": "", "value": "yesterday"},
        {"type": "dateInterval", "id": "a", "value":
            {"start": "2019-10-01 08:12:01", "end": "2019-10-02T08:12:01+08:00", "interval": 1.0}},
        {"type": "shiftGroup", "id": "b", "value":
            {"shiftTime": "2019-10-01T08:12:01Z", "returnTime": "2019-13-01T08:12:01Z", "reason": ""}},
        {"type": "leaveGroupV2", "id": "widgetLeaveGroupV2", "value": []},
        {"type": "workGroup", "id": "widgetWorkGroup", "value": [{"type": "date", "id": "c", "value": "2019-10-01"}]},
        {"type": "address", "id": "d", "value": [{"id": ""}]},
        {"type": "department", "id": "e", "value": [{"open_id": ""}]},
    ]);
    let mut request = crate::examples::resubmit();
    request.body.comment = None;
    request.body.form = JsonString::from_text(form.to_string());
    let expected = [
        ("/body/form/0/id", "min_chars"),
        ("/body/form/0/value", "pattern"),
        ("/body/form/1/value/start", "pattern"),
        ("/body/form/2/value/returnTime", "pattern"),
        ("/body/form/3/value", "min_items"),
        ("/body/form/4/value/0/value", "pattern"),
        ("/body/form/5/value/0/id", "min_chars"),
        ("/body/form/6/value/0/open_id", "min_chars"),
    ];
    assert_eq!(found(&request), expected.map(|(at, rule)| (at.to_owned(), rule)));
}

#[test]
fn a_setter_is_called_with_an_option() {
    let contact = form::ContactControlRequired { id: "c".to_owned(), value: vec!["u".to_owned()] };
    let contact =
        form::ContactControl::new(contact).set_if_some(form::ContactControl::open_ids, None::<[&str; 1]>);
    assert_eq!(contact.open_ids, None);
    let contact = contact.set_if_some(form::ContactControl::open_ids, Some(["ou_1"]));
    assert_eq!(contact.open_ids, Some(vec!["ou_1".to_owned()]));
    let request = crate::examples::resubmit()
        .set_if_some(resubmit::Request::user_id_type, Some(UserIdType::UserId))
        .set_if_some(resubmit::Request::user_id_type, None);
    assert_eq!(request.query.user_id_type, Some(UserIdType::UserId));
}

#[test]
fn secrets_of_external_options_are_never_printed() {
    let widget = json!({"id": "a", "name": "@i18n@a", "type": "radioV2", "required": true,
        "externalData": {"externalUrl": "https://example.com", "token": "canary", "key": "canary"}});
    let widget: Widget = serde_json::from_value(widget).expect("any JSON is read");
    assert!(matches!(widget, Widget::RadioV2(_)));
    assert!(!format!("{widget:?}").contains("canary"));
}

#[test]
fn a_resubmitted_form_is_typed() {
    let request: resubmit::Request = crate::examples::resubmit();
    let form = request.body.form.value().expect("the page's example is a form");
    assert!(
        matches!(form.as_slice(), [Control::Input(input)] if input.id == "user_name" && input.value == "test")
    );
}
