//! A required field cannot be forgotten.

use feishu_openapi::corehr::v2::process_extra::update;

fn main() {
    let _ = update::Request::new(update::Required {
        process_id: "1".into(),
        extra_type: update::ExtraType::Before,
    });
}
