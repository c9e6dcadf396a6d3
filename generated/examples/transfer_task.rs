//! Transfers an approval task, and tells a call that was refused from one whose outcome is unknown.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example transfer_task --features corehr`

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::common::UserIdType;
use feishu_openapi::corehr::v2::process_transfer::update;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = support::client()?;
    let request = update::Request::new(update::Required {
        process_id: "7410664363763172908".into(),
        to_user_id: "7184703091806602796".into(),
        approver_ids: vec!["7424452160928106028".into()],
    })
    .user_id_type(UserIdType::PeopleCorehrId) // without it, `open_id`
    .system_user(true);

    match client.send(&request).await {
        Ok(reply) => println!("transferred; log id {:?}", reply.log_id),
        Err(error) if error.may_have_executed() => {
            println!("look at the task before trying again: {error}");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
