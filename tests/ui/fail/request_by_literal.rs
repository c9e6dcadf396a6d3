//! A new optional field must not break callers, so a request is made by its constructor only.

use feishu_openapi::corehr::v2::process_transfer::update;

fn main() {
    let body = update::Body {
        operator: None,
        to_user_id: "1".into(),
        approver_ids: vec!["2".into()],
        remark: None,
        system_user: None,
    };
    println!("{body:?}");
}
