//! A bare number says nothing: 2 rejects and 3 approves.

use feishu_openapi::corehr::v2::process_approver::update;

fn main() {
    let _ = update::Required { process_id: "1".into(), approver_id: "2".into(), status: 3 };
}
