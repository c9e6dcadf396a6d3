//! A code means what its endpoint's page says.

use feishu_openapi::Error;
use feishu_openapi::corehr::v2::{process_extra, process_transfer};

fn is_duplicate(error: &Error<process_transfer::update::Code>) -> bool {
    error.code() == Some(process_extra::update::Code::DuplicateApprover)
}

fn main() {
    let _ = is_duplicate;
}
