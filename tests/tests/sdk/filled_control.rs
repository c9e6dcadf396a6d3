//! From the control of a reply to one that can be sent. Expectations are made by hand from the pages 审批实例表单控件参数 (calls)
//! and 获取单个审批实例详情 (replies).

use feishu_openapi::approval::v4::form::{Control, DefinedWidget, FilledControl};
use feishu_openapi::{ToControlFault as Fault, Validate};
use serde_json::{Value, json};

use crate::forms::{examples, mutations};

fn converted(filled: &str, defined: &Value) -> Result<String, (String, Fault)> {
    let filled: FilledControl = serde_json::from_str(filled).expect("any JSON is read");
    let defined: DefinedWidget = serde_json::from_value(defined.clone()).expect("any JSON is read");
    assert_eq!(json!([filled.id(), defined.id()]), json!([json!(filled)["id"], json!(defined)["id"]]));
    match filled.to_control(&defined) {
        Ok(control) => {
            assert_eq!(control.validate(), Ok(()), "it can be sent");
            Ok(serde_json::to_string(&control).expect("JSON"))
        }
        Err(error) => Err((error.pointer().to_owned(), error.fault())),
    }
}

/// Converts a control without members that are not part of its value.
fn with(kind: &str, value: &Value, defined: &Value) -> Result<Value, Fault> {
    let filled = json!({"id": "w", "name": "n", "custom_id": "c", "type": kind, "value": value});
    let sent = converted(&filled.to_string(), defined).map_err(|(_, fault)| fault)?;
    Ok(serde_json::from_str(&sent).expect("JSON"))
}

#[test]
fn kinds_of_one_shape_keep_their_value() {
    let time = "2019-10-01T08:12:01+08:00";
    for (kind, value) in [
        ("input", json!("a visit")),
        ("textarea", json!("")),
        ("date", json!(time)),
        ("number", json!(1234.56)),
        ("contact", json!(["f8ca557e"])),
        ("connect", json!(["19EAC829-F1CB-527F-BE2A-1330422E60C0"])),
        ("dateInterval", json!({"start": time, "end": time, "interval": 2.0})),
        ("shiftGroup", json!({"shiftTime": time, "returnTime": time, "reason": "ask for leave"})),
        ("department", json!([{"open_id": "od-xxx"}])),
    ] {
        let sent = with(kind, &value, &json!({"id": "w", "type": kind}));
        assert_eq!(sent, Ok(json!({"id": "w", "type": kind, "value": value})));
    }
}

#[test]
fn members_are_taken_under_the_names_of_calls() {
    let telephone = json!({"country_code": "+86", "national_number": "13122222222"});
    let sent = with("telephone", &telephone, &json!({"id": "w"})).expect("a control");
    assert_eq!(sent["value"], json!({"countryCode": "+86", "nationalNumber": "13122222222"}));
    let document = json!({"token": "doxcx7", "type": "docx", "title": "title", "url": "https://x"});
    let sent = with("document", &document, &json!({"id": "w"})).expect("a control");
    assert_eq!(sent["value"], json!({"token": "doxcx7", "type": "docx"}));
    let contact = r#"{"id":"w","type":"contact","value":["f8ca557e"],"open_ids":["ou_12345"],"name":"x"}"#;
    let expected = r#"{"type":"contact","id":"w","value":["f8ca557e"],"open_ids":["ou_12345"]}"#;
    assert_eq!(converted(contact, &json!({"id": "w"})).as_deref(), Ok(expected));
}

#[test]
fn numbers_keep_all_digits() {
    let number = r#"{"id":"w","type":"number","value":123456789012345.678}"#;
    let expected = r#"{"type":"number","id":"w","value":123456789012345.678}"#;
    assert_eq!(converted(number, &json!({"id": "w"})).as_deref(), Ok(expected));
    let interval = r#"{"id":"w","type":"dateInterval","value":{"start":"2019-10-01T08:12:01Z","end":"2019-10-01T08:12:01Z","interval":0.10000000000000000001}}"#;
    let sent = converted(interval, &json!({"id": "w"})).expect("a control");
    assert!(sent.contains(r#""interval":0.10000000000000000001"#), "{sent}");
}

#[test]
fn options_are_given_by_their_values() {
    let option = json!([{"value": "k1", "text": "First"}, {"value": "k2", "text": "Second"}, {"value": "k3", "text": "Second"}]);
    let defined = json!({"id": "w", "type": "radioV2", "option": option});
    let sent = |kind, value: Value| with(kind, &value, &defined).map(|control| control["value"].clone());
    for kind in ["radio", "radioV2"] {
        assert_eq!(sent(kind, json!("First")), Ok(json!("k1")));
        assert_eq!(sent(kind, json!("Second")), Err(Fault::Option), "two options have this text");
        assert_eq!(sent(kind, json!("Third")), Err(Fault::Option));
    }
    for kind in ["checkbox", "checkboxV2"] {
        assert_eq!(sent(kind, json!(["First", "First"])), Ok(json!(["k1", "k1"])));
        assert_eq!(sent(kind, json!([])), Ok(json!([])));
        assert_eq!(sent(kind, json!(["First", "k2"])), Err(Fault::Option));
    }
    let external =
        json!({"id": "w", "type": "radioV2", "externalData": {"externalUrl": "https://x", "token": "t"}});
    let sent = with("radioV2", &json!("id-of-the-option"), &external).expect("a control");
    assert_eq!(sent["value"], "id-of-the-option");
}

#[test]
fn an_amount_has_the_only_possible_currency() {
    let sent =
        |defined: Value| with("amount", &json!(12.5), &defined).map(|control| control["currency"].clone());
    assert_eq!(sent(json!({"id": "w", "type": "amount", "value": "USD"})), Ok(json!("USD")));
    let range = |currencies: &[&str]| json!({"id": "w", "type": "amount", "value": "CNY", "option": {"currencyRange": currencies}});
    assert_eq!(sent(range(&["EUR"])), Ok(json!("EUR")));
    assert_eq!(sent(range(&["CNY", "EUR"])), Err(Fault::Currency));
    assert_eq!(sent(json!({"id": "w", "type": "amount"})), Err(Fault::Currency));
    let named = r#"{"id":"w","type":"amount","value":1.5,"currency":"EUR"}"#;
    let expected = r#"{"type":"amount","id":"w","value":1.5,"currency":"EUR"}"#;
    assert_eq!(converted(named, &range(&["CNY", "EUR"])).as_deref(), Ok(expected));
}

#[test]
fn what_a_reply_does_not_tell_is_an_error() {
    for (kind, value, fault) in [
        ("image", json!(["https://x"]), Fault::Files),
        ("imageV2", json!(["https://x"]), Fault::Files),
        ("attachment", json!(["https://x"]), Fault::Files),
        ("attachmentV2", json!(["https://x"]), Fault::Files),
        ("formula", json!(3.5), Fault::Computed),
        ("address", json!("China/Beijing/Beijing"), Fault::NamesOnly),
        ("leaveGroup", json!({"name": "annual leave"}), Fault::NamesOnly),
        ("leaveGroupV2", json!({"name": "annual leave"}), Fault::NamesOnly),
        ("workGroup", json!({"name": "Overtime pay"}), Fault::NamesOnly),
        ("tripGroup", json!({"reason": "business"}), Fault::Unsupported),
        ("remedyGroup", json!({"reason": "forgot"}), Fault::Unsupported),
        ("document", json!({"token": "t", "type": "doc"}), Fault::Unsupported),
        ("newKind", json!(1), Fault::Unsupported),
        ("input", json!(null), Fault::Incomplete),
        ("input", json!(7), Fault::Unsupported),
        ("dateInterval", json!({"start": "2019-10-01T08:12:01Z"}), Fault::Incomplete),
        ("telephone", json!({"country_code": "+86"}), Fault::Incomplete),
        ("department", json!([{}]), Fault::Incomplete),
    ] {
        assert_eq!(with(kind, &value, &json!({"id": "w", "type": kind})), Err(fault), "{kind} {value}");
    }
    assert_eq!(with("input", &json!("x"), &json!({"id": "v"})), Err(Fault::OtherDefinition));
    assert_eq!(
        converted(r#"{"type":"input","value":"x"}"#, &json!({})),
        Err((String::new(), Fault::OtherDefinition))
    );
}

#[test]
fn tables_are_converted_row_by_row() {
    let defined = json!({"id": "w", "type": "fieldList", "children": [
        {"id": "item", "type": "input"},
        {"id": "class", "type": "radioV2", "option": [{"value": "k1", "text": "First"}]},
        {"id": "bill", "type": "image"},
    ]});
    let item = json!({"id": "item", "type": "input", "value": "a ticket"});
    let class = json!({"id": "class", "type": "radioV2", "value": "First"});
    let sent = with("fieldList", &json!([[item, class], []]), &defined).expect("a control");
    let row = json!([item, {"id": "class", "type": "radioV2", "value": "k1"}]);
    assert_eq!(sent["value"], json!([row, []]));
    let table = |cell: &str| {
        let bill = json!({"id": cell, "type": "image", "value": ["https://x"]});
        json!({"id": "w", "type": "fieldList", "value": [[item], [item, bill]]}).to_string()
    };
    assert_eq!(converted(&table("bill"), &defined), Err(("/value/1/1".to_owned(), Fault::Files)));
    assert_eq!(converted(&table("other"), &defined), Err(("/value/1/1".to_owned(), Fault::OtherDefinition)));
}

/// Any change of any example: the control that is made is documented, and has the id, kind and text of the reply.
#[test]
fn mutated_replies_yield_an_error_or_a_documented_control() {
    let mut verdicts = [0_usize; 2];
    for filled in examples("FilledControl").iter().flat_map(mutations) {
        let control: FilledControl = serde_json::from_value(filled.clone()).expect("any JSON is read");
        let defined =
            json!({"id": filled["id"], "value": "CNY", "option": [{"value": "k", "text": "Item 1"}]});
        let defined: DefinedWidget = serde_json::from_value(defined).expect("any JSON is read");
        let sent = control.to_control(&defined);
        verdicts[usize::from(sent.is_ok())] += 1;
        if let Ok(sent) = sent {
            assert!(!matches!(sent, Control::Unknown(_)), "{filled}");
            let sent = json!(sent);
            assert_eq!((&sent["id"], &sent["type"]), (&filled["id"], &filled["type"]));
            let kinds = ["input", "textarea", "date", "number", "amount", "contact", "connect"];
            if kinds.iter().any(|kind| filled["type"] == *kind) {
                assert_eq!(sent["value"], filled["value"]);
            }
        }
    }
    assert!(verdicts[0] > 100 && verdicts[1] > 20, "both verdicts are tried: {verdicts:?}");
}
