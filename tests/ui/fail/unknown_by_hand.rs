//! A documented member cannot hide in `Unknown`.

use feishu_openapi::Value;
use feishu_openapi::corehr::v2::process_extra::update::ExtraType;
use feishu_openapi::feishu_runtime::UnknownValue;

fn main() {
    let _ = ExtraType::Unknown(UnknownValue(Value::from(0)));
}
