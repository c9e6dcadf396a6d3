//! Approves a task and fills in a field of its form on the way.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example decide_task --features corehr`

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::corehr::v2::process_approver::update;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = support::client()?;
    let city = update::FormVariable::new()
        .variable_api_name("custom123")
        .variable_value(update::FormValue::new().text_value("北京"));
    let request = update::Request::new(update::Required {
        process_id: "7328345170959681068".into(),
        approver_id: "7381468648050787884".into(),
        status: update::Status::Approve,
    })
    .user_id("ou_91791271921729102012")
    .field_values_v2([city]);

    let reply = client.send(&request).await?;
    println!("approved; log id {:?}", reply.log_id);
    Ok(())
}
