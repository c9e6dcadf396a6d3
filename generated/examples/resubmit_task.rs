//! Resubmits a task that was sent back: the form and the comment are JSON inside strings, typed here.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example resubmit_task --features approval`

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::JsonString;
use feishu_openapi::approval::v4::form;
use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::UserIdType;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = support::client()?;
    let comment =
        resubmit::Comment::new().text("the missing receipt is attached").files([resubmit::Attachment::new()
            .url("https://example.com/receipt.png")
            .title("receipt")
            .type_(resubmit::AttachmentType::Image)]);
    let name = form::Control::Input(form::InputControl::new(form::InputControlRequired {
        id: "user_name".into(),
        value: "test".into(),
    }));
    let request = resubmit::Request::new(resubmit::Required {
        approval_code: "7C468A54-8745-2245-9675-08B7C63E7A85".into(),
        instance_code: "81D31358-93AF-92D6-7425-01A5D67C4E71".into(),
        user_id: "f7cb567e".into(),
        task_id: "12345".into(),
        form: JsonString::from_value(vec![name])?,
    })
    .user_id_type(UserIdType::UserId) // without it, `open_id`
    .comment(JsonString::from_value(comment)?);

    let reply = client.send(&request).await?;
    println!("resubmitted; log id {:?}", reply.log_id);
    Ok(())
}
