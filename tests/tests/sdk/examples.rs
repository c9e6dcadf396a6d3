//! The example requests of the pages, written as a caller would write them, and the pages' JSON.

use feishu_openapi::JsonString;
use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::corehr::v2::{process_approver, process_extra, process_transfer};
use serde_json::Value;

/// The schemas whose examples are those of the pages.
pub(crate) const APPROVER: &str = include_str!("../../../schemas/corehr/v2/process_approver/update.json");
pub(crate) const EXTRA: &str = include_str!("../../../schemas/corehr/v2/process_extra/update.json");
pub(crate) const RESUBMIT: &str = include_str!("../../../schemas/approval/v4/task/resubmit.json");
pub(crate) const TRANSFER: &str = include_str!("../../../schemas/corehr/v2/process_transfer/update.json");

/// The page's example of a request's body or of a reply, its members in the page's order.
pub(crate) fn page_json(schema: &str, which: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).expect("a schema is JSON");
    let example = &schema["examples"][which];
    assert!(example.is_object(), "the page shows an example");
    example.clone()
}

/// The example of 通过/拒绝审批任务.
pub(crate) fn approver() -> process_approver::update::Request {
    use process_approver::update::{FormSubValue, FormVariable, Request, Required, Status};
    let variable = FormVariable::new()
        .variable_api_name("custom123")
        .variable_value(form_value())
        .sub_values([FormSubValue::new().key("key1").value(form_value())]);
    Request::new(Required {
        process_id: "7328345170959681068".into(),
        approver_id: "7381468648050787884".into(),
        status: Status::Reject,
    })
    .user_id("ou_91791271921729102012")
    .system_approval(true)
    .reason("原因自定义字符串")
    .field_values_v2([variable])
}

/// The value that the example of 通过/拒绝审批任务 holds twice.
pub(crate) fn form_value() -> process_approver::update::FormValue {
    use process_approver::update::{FileValue, FormValue, I18nText, ObjectRef};
    FormValue::new()
        .text_value("测试测试")
        .bool_value(true)
        .number_value("100")
        .enum_value("home_address")
        .date_value("19838")
        .date_time_value("1714013877512")
        .i18n_value(I18nText::new().zh_cn("北京").en_us("Beijing"))
        .object_value(ObjectRef::new().wk_id("6863326263210149383").wk_api_name("country_region_subdivision"))
        .department_value("od-a761814f6bc3f14bd3b00905ec1d7c6f")
        .employment_value("ou_c57053dad6eea0aea4696c48433d8562")
        .list_values(["key1"])
        .file_value(
            FileValue::new()
                .open_file_id("66867ed00740ddd4a0bad4a5_c99b5322dc744fe4b99b76426ffe5d53")
                .file_name("file_name.jpg")
                .length(65535),
        )
}

/// The example of 加签审批任务.
pub(crate) fn extra() -> process_extra::update::Request {
    use process_extra::update::{ApprovalType, ExtraType, Request, Required};
    Request::new(Required {
        process_id: "7410664363763172908".into(),
        extra_type: ExtraType::Parallel,
        extra_user_ids: vec!["7184703091806602796".into()],
    })
    .operator("7184703091806602796")
    .node_id("7414045453433439788")
    .approver_id("7424452160928106028")
    .approval_type(ApprovalType::All)
    .remark("备注")
    .system_user(true)
}

/// The example of 转交审批任务.
pub(crate) fn transfer() -> process_transfer::update::Request {
    use process_transfer::update::{Request, Required};
    Request::new(Required {
        process_id: "7410664363763172908".into(),
        to_user_id: "7184703091806602796".into(),
        approver_ids: vec!["7424452160928106028".into()],
    })
    .operator("7184703091806602796")
    .remark("备注")
    .system_user(true)
}

/// The example of 重新提交审批任务. Its `comment` is not JSON: the page has a bracket too many.
pub(crate) fn resubmit() -> resubmit::Request {
    use resubmit::{Request, Required};
    Request::new(Required {
        approval_code: "7C468A54-8745-2245-9675-08B7C63E7A85".into(),
        instance_code: "81D31358-93AF-92D6-7425-01A5D67C4E71".into(),
        user_id: "f7cb567e".into(),
        task_id: "12345".into(),
        form: JsonString::from_text(r#"[{"id":"user_name", "type": "input", "value":"test"}]"#),
    })
    .comment(JsonString::from_text(r#"{"text":"评论"]}"#))
}
