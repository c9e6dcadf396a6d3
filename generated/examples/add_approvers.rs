//! Adds an approver beside those of a node, and tells the codes apart that a caller can act on.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example add_approvers --features corehr`

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::common::UserIdType;
use feishu_openapi::corehr::v2::process_extra::update;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = support::client()?;
    let request = update::Request::new(update::Required {
        process_id: "7410664363763172908".into(),
        extra_type: update::ExtraType::Parallel,
        extra_user_ids: vec!["7184703091806602796".into()],
    })
    .user_id_type(UserIdType::PeopleCorehrId) // without it, `open_id`
    .node_id("7414045453433439788")
    .operator("7184703091806602796");

    match client.send(&request).await {
        Ok(reply) => println!("added; log id {:?}", reply.log_id),
        Err(error) => match error.code() {
            Some(update::Code::DuplicateApprover) => println!("already an approver of this node"),
            Some(update::Code::TaskInProgress) => println!("busy right now, try again later"),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
