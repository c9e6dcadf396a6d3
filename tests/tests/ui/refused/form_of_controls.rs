//~ expected `JsonString<Vec<Control>>`, found `Vec<Control>`
use feishu_openapi::approval::v4::{form, instance};

pub fn required() -> instance::create::Required {
    instance::create::Required {
        approval_code: "7C468A54".into(),
        form: vec![form::Control::input("reason", "a visit")],
    }
}
