//! Every limit that the pages document, at its ends and just beyond them.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::{DepartmentIdType, UserIdType};
use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::{JsonString, OpenEnum, Validate};

use crate::{examples, found};

/// The expected violations: one broken limit, or an empty list.
fn expected(broken: Option<&'static str>, pointer: &str) -> Vec<(String, &'static str)> {
    broken.map(|rule| (pointer.to_owned(), rule)).into_iter().collect()
}

/// Checks lists of lengths around their limits: the page gives the least and the greatest.
fn assert_items<R: Validate>(pointer: &str, min: usize, max: usize, request: impl Fn(usize) -> R) {
    for len in [min.checked_sub(1), Some(min), Some(min + 1), Some(max - 1), Some(max), Some(max + 1)] {
        let Some(len) = len else { continue };
        let broken = match len {
            _ if len < min => Some("min_items"),
            _ if len > max => Some("max_items"),
            _ => None,
        };
        assert_eq!(found(&request(len)), expected(broken, pointer), "{len} items");
    }
}

#[test]
fn extra_user_ids_are_1_to_20() {
    assert_items("/body/extra_user_ids", 1, 20, |len| {
        let mut request = examples::extra();
        request.body.extra_user_ids = vec!["7184703091806602796".to_owned(); len];
        request
    });
}

#[test]
fn approver_ids_are_1_to_20() {
    assert_items("/body/approver_ids", 1, 20, |len| {
        let mut request = examples::transfer();
        request.body.approver_ids = vec![String::new(); len];
        request
    });
}

#[test]
fn field_values_v2_are_0_to_100000() {
    assert_items("/body/field_values_v2", 0, 100_000, |len| {
        examples::approver().field_values_v2(vec![approver::FormVariable::new(); len])
    });
}

#[test]
fn sub_values_are_0_to_100000() {
    assert_items("/body/field_values_v2/1/sub_values", 0, 100_000, |len| {
        let variable = approver::FormVariable::new().sub_values(vec![approver::FormSubValue::new(); len]);
        examples::approver().field_values_v2([approver::FormVariable::new(), variable])
    });
}

#[test]
fn list_values_are_0_to_10000_in_both_places() {
    let value = |len| examples::form_value().list_values(vec!["key1"; len]);
    assert_items("/body/field_values_v2/0/variable_value/list_values", 0, 10_000, |len| {
        examples::approver().field_values_v2([approver::FormVariable::new().variable_value(value(len))])
    });
    assert_items("/body/field_values_v2/0/sub_values/1/value/list_values", 0, 10_000, |len| {
        let sub_values = [approver::FormSubValue::new(), approver::FormSubValue::new().value(value(len))];
        examples::approver().field_values_v2([approver::FormVariable::new().sub_values(sub_values)])
    });
}

#[test]
fn the_length_of_a_file_is_0_to_52428800_in_both_places() {
    for (length, broken) in [
        (i64::MIN, Some("min")),
        (-1, Some("min")),
        (0, None),
        (1, None),
        (52_428_799, None),
        (52_428_800, None),
        (52_428_801, Some("max")),
        (i64::MAX, Some("max")),
    ] {
        let value = || approver::FormValue::new().file_value(approver::FileValue::new().length(length));
        let variable = approver::FormVariable::new().variable_value(value());
        let request = examples::approver().field_values_v2([variable]);
        let pointer = "/body/field_values_v2/0/variable_value/file_value/length";
        assert_eq!(found(&request), expected(broken, pointer), "{length}");

        let variable =
            approver::FormVariable::new().sub_values([approver::FormSubValue::new().value(value())]);
        let request = examples::approver().field_values_v2([variable]);
        let pointer = "/body/field_values_v2/0/sub_values/0/value/file_value/length";
        assert_eq!(found(&request), expected(broken, pointer), "{length}");
    }
}

/// At most 1000 characters: code points, not bytes, not what a reader would call a letter.
#[test]
fn a_reason_has_at_most_1000_characters() {
    for (text, code_points) in [("a", 1), ("é", 1), ("中", 1), ("😀", 1), ("e\u{301}", 2), ("👨‍👩‍👧", 5)]
    {
        assert_eq!(text.chars().count(), code_points);
        for count in [0, 1, 999, 1000, 1001, 4000] {
            // Whole texts, and single letters for what is left over.
            let reason = text.repeat(count / code_points) + &"x".repeat(count % code_points);
            // The page's example rejects, and a rejection needs a reason.
            let broken = match count {
                0 => Some("reason_when_rejecting"),
                1..=1000 => None,
                _ => Some("max_chars"),
            };
            let request = examples::approver().reason(reason);
            assert_eq!(found(&request), expected(broken, "/body/reason"), "{count} of {text}");
        }
    }
}

/// Texts of which the pages say no length may have any.
#[test]
fn no_limit_is_invented() {
    for text in [String::new(), "中".repeat(100_000), "\0\n".to_owned()] {
        let request = examples::extra().operator(&text).node_id(&text).approver_id(&text).remark(&text);
        assert_eq!(found(&request), []);
        let mut request = examples::transfer().operator(&text).remark(&text);
        request.body.to_user_id.clone_from(&text);
        request.body.approver_ids = vec![text.clone(); 20];
        assert_eq!(found(&request), []);
        let mut request = examples::resubmit().comment(JsonString::from_text("{}"));
        request.body.approval_code.clone_from(&text);
        request.body.instance_code.clone_from(&text);
        request.body.user_id.clone_from(&text);
        request.body.task_id.clone_from(&text);
        assert_eq!(found(&request), []);
        let value = approver::FormValue::new()
            .text_value(&text)
            .number_value(&text)
            .enum_value(&text)
            .date_value(&text)
            .date_time_value(&text)
            .department_value(&text)
            .employment_value(&text)
            .list_values([&text])
            .i18n_value(approver::I18nText::new().zh_cn(&text).en_us(&text))
            .object_value(approver::ObjectRef::new().wk_id(&text).wk_api_name(&text))
            .file_value(approver::FileValue::new().open_file_id(&text).file_name(&text));
        let sub_value = approver::FormSubValue::new().key(&text).value(value.clone());
        let variable = approver::FormVariable::new()
            .variable_api_name(&text)
            .variable_value(value)
            .sub_values([sub_value]);
        let request = examples::approver().user_id(&text).field_values_v2([variable]);
        assert_eq!(found(&request), []);
    }
}

/// Checks the documented members of an enum, and that other values are a violation.
fn assert_members<V: Clone, E: From<V> + OpenEnum, R: Validate>(
    pointer: &str,
    documented: &[V],
    others: &[V],
    request: impl Fn(E) -> R,
) {
    for value in documented {
        let member = E::from(value.clone());
        assert_eq!(found(&request(member.clone())), [], "{member}");
        assert!(!member.is_unknown());
    }
    for value in others {
        let other = E::from(value.clone());
        assert_eq!(found(&request(other.clone())), expected(Some("one_of"), pointer), "{other}");
    }
}

const COREHR_USER_ID_TYPES: [&str; 4] = ["open_id", "union_id", "user_id", "people_corehr_id"];

#[test]
fn user_id_type_has_the_members_of_its_page() {
    let others = ["", "OPEN_ID", "open_id ", "lark_id"];
    let at = "/query/user_id_type";
    assert_members(at, &COREHR_USER_ID_TYPES, &others, |id: UserIdType| examples::extra().user_id_type(id));
    assert_members(at, &COREHR_USER_ID_TYPES, &others, |id: UserIdType| {
        examples::transfer().user_id_type(id)
    });
    assert_members(at, &COREHR_USER_ID_TYPES, &others, |id: UserIdType| {
        examples::approver().user_id_type(id)
    });
}

/// The Rust type is shared; that this page does not list `people_corehr_id` still holds. It is the wire's own name of
/// a known member, so it is no unknown value, and a violation here all the same.
#[test]
fn user_id_type_of_resubmit_has_three_members() {
    let request = |id| examples::resubmit().comment(JsonString::from_text("{}")).user_id_type(id);
    let others = ["people_corehr_id", "lark_id"];
    let at = "/query/user_id_type";
    assert_members(at, &["open_id", "union_id", "user_id"], &others, |id: UserIdType| request(id));
}

#[test]
fn department_id_type_has_the_members_of_its_page() {
    assert_members(
        "/query/department_id_type",
        &["open_department_id", "department_id", "people_corehr_department_id"],
        &["open_id", ""],
        |id: DepartmentIdType| examples::approver().department_id_type(id),
    );
}

#[test]
fn status_rejects_with_2_and_approves_with_3() {
    assert_eq!(
        (approver::Status::from(2), approver::Status::from(3)),
        (approver::Status::Reject, approver::Status::Approve)
    );
    assert_members("/body/status", &[2, 3], &[0, 1, 4, -1, i64::MIN, i64::MAX], |status| {
        let mut request = examples::approver();
        request.body.status = status;
        request
    });
}

#[test]
fn extra_type_is_before_beside_or_after() {
    use extra::ExtraType::{After, Before, Parallel};
    assert_eq!([0, 1, 2].map(extra::ExtraType::from), [Before, Parallel, After]);
    assert_members("/body/extra_type", &[0, 1, 2], &[3, -1], |extra_type| {
        let mut request = examples::extra();
        request.body.extra_type = extra_type;
        request
    });
}

#[test]
fn approval_type_is_any_one_or_all() {
    use extra::ApprovalType::{All, AnyOne};
    assert_eq!([0, 1].map(extra::ApprovalType::from), [AnyOne, All]);
    assert_members("/body/approval_type", &[0, 1], &[2, -1], |approval_type: extra::ApprovalType| {
        let mut request = examples::extra().approval_type(approval_type);
        request.body.extra_type = extra::ExtraType::After;
        request
    });
}

#[test]
fn the_kind_of_an_attachment_is_image() {
    assert_members(
        "/body/comment/files/1/type",
        &["image"],
        &["file", ""],
        |kind: resubmit::AttachmentType| {
            let files = [resubmit::Attachment::new(), resubmit::Attachment::new().type_(kind)];
            let comment = resubmit::Comment::new().files(files);
            examples::resubmit().comment(JsonString::from_value(comment).expect("JSON"))
        },
    );
}

#[test]
fn ids_in_the_path_must_be_one_segment_each() {
    for (id, is_good) in [
        ("", false),
        (".", false),
        ("..", false),
        ("\u{0}", false),
        ("a\tb", false),
        ("a\r\n", false),
        ("\u{7f}", false),
        ("\u{9f}", false),
        ("0", true),
        ("...", true),
        ("a/../b", true),
        ("%2e%2e", true),
        ("NzR3/+==", true),
        (" ", true),
        ("任务", true),
    ] {
        let broken = (!is_good).then_some("path_segment");
        let mut request = examples::transfer();
        request.path.process_id = id.to_owned();
        assert_eq!(found(&request), expected(broken, "/path/process_id"), "{id:?}");
        let mut request = examples::extra();
        request.path.process_id = id.to_owned();
        assert_eq!(found(&request), expected(broken, "/path/process_id"), "{id:?}");
        let mut request = examples::approver();
        request.path.process_id = id.to_owned();
        assert_eq!(found(&request), expected(broken, "/path/process_id"), "{id:?}");
        let mut request = examples::approver();
        request.path.approver_id = id.to_owned();
        assert_eq!(found(&request), expected(broken, "/path/approver_id"), "{id:?}");
    }
}
