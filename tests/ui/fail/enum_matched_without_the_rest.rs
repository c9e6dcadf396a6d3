//! The platform adds members; a `match` has to say what becomes of them.

use feishu_openapi::corehr::v2::process_approver::update::Status;

fn main() {
    let _ = match Status::from(3) {
        Status::Reject => "reject",
        Status::Approve => "approve",
        Status::Unknown(_) => "unknown",
    };
}
