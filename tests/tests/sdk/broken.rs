//! Requests that are wrong in many places: all of it is said at once, in declaration order.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::{DepartmentIdType, UserIdType};
use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::corehr::v2::process_transfer::update as transfer;
use feishu_openapi::{Error, JsonString};

use crate::{examples, found, violations};

#[test]
fn a_fault_inside_a_list_names_its_place() {
    let value = approver::FormValue::new().list_values(vec!["k"; 10_001]);
    let variable = approver::FormVariable::new().sub_values([approver::FormSubValue::new().value(value)]);
    let none = approver::FormVariable::new;
    let request = examples::approver().field_values_v2([none(), none(), none(), variable, none()]);
    let expected = "/body/field_values_v2/3/sub_values/0/value/list_values".to_owned();
    assert_eq!(found(&request), [(expected, "max_items")]);
}

fn broken_extra() -> extra::Request {
    extra::Request::new(extra::Required {
        process_id: "..".into(),
        extra_type: 9.into(),
        extra_user_ids: vec![],
    })
    .user_id_type(UserIdType::from("lark_id"))
    .approval_type((-1).into())
    .system_user(false)
}

#[test]
fn extra_wrong_everywhere() {
    insta::assert_snapshot!(violations(&broken_extra()));
}

#[test]
fn extra_wrong_in_its_rules_only() {
    let request = extra::Request::new(extra::Required {
        process_id: "1".into(),
        extra_type: extra::ExtraType::Parallel,
        extra_user_ids: vec![String::new(); 20],
    })
    .approval_type(extra::ApprovalType::AnyOne);
    insta::assert_snapshot!(violations(&request));
}

#[test]
fn transfer_wrong_everywhere() {
    let request = transfer::Request::new(transfer::Required {
        process_id: "a\u{0}b".into(),
        to_user_id: String::new(),
        approver_ids: vec![String::new(); 21],
    })
    .user_id_type(UserIdType::from(""));
    insta::assert_snapshot!(violations(&request));
}

#[test]
fn approver_wrong_everywhere() {
    let value = |length| {
        approver::FormValue::new()
            .list_values(vec![""; 10_001])
            .file_value(approver::FileValue::new().length(length))
    };
    let sub_values = [approver::FormSubValue::new(), approver::FormSubValue::new().value(value(-1))];
    let variable = approver::FormVariable::new().variable_value(value(52_428_801)).sub_values(sub_values);
    let request = approver::Request::new(approver::Required {
        process_id: String::new(),
        approver_id: ".".into(),
        status: 1.into(),
    })
    .user_id_type(UserIdType::from("lark_id"))
    .department_id_type(DepartmentIdType::from("a\nb"))
    .reason("审".repeat(1001))
    .field_values_v2([approver::FormVariable::new(), variable]);
    insta::assert_snapshot!(violations(&request));
}

#[test]
fn resubmit_wrong_everywhere() {
    let attachment = resubmit::Attachment::new().type_("video".into());
    let comment = resubmit::Comment::new().files([resubmit::Attachment::new(), attachment]);
    let request = resubmit::Request::new(resubmit::Required {
        approval_code: String::new(),
        instance_code: String::new(),
        user_id: String::new(),
        task_id: String::new(),
        form: JsonString::from_text(r#"{"id":"not a list"}"#),
    })
    .user_id_type(UserIdType::PeopleCorehrId)
    .comment(JsonString::from_value(comment).expect("JSON"));
    insta::assert_snapshot!(violations(&request));
}

/// The page's own example: one bracket too many in `comment`, which is the only violation.
#[test]
fn resubmit_as_the_page_shows_it() {
    insta::assert_snapshot!(violations(&examples::resubmit()));
}

#[test]
fn an_error_names_every_violation_on_one_line() {
    let violations = violations(&broken_extra());
    let error: Error = violations.clone().into();
    let text = error.to_string();
    assert!(!text.contains('\n'));
    for violation in &violations {
        assert!(text.contains(&violation.to_string()), "{violation}");
    }
}
