//! Both are integers on the wire, and cannot be mixed up here.

use feishu_openapi::corehr::v2::process_extra::update;

fn main() {
    let _ = update::Request::new(update::Required {
        process_id: "1".into(),
        extra_type: update::ApprovalType::All,
        extra_user_ids: vec![],
    });
}
