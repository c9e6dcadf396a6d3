//! Approves a task when someone presses the button of a card. Events and callbacks come over a long connection.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example approve_by_card --features approval,card,long-connection`. The
//! button's `value` holds `approval_code`, `instance_code` and `task_id`.

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::Client;
use feishu_openapi::approval::v4::task::approve;
use feishu_openapi::card::v2::event::action_trigger;
use feishu_openapi::event::{
    CardReply, ConnectionState, Dispatcher, EventContext, LongConnection, ToastKind,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = support::client()?;
    let approver = client.clone();
    let dispatcher = Dispatcher::new().on(move |pressed: action_trigger::Event, _: EventContext| {
        let client = approver.clone();
        async move {
            match approve(&client, &pressed).await {
                Ok(()) => CardReply::new().toast(ToastKind::Success, "Approved"),
                Err(error) => {
                    println!("not approved: {error}");
                    CardReply::new().toast(ToastKind::Error, "Not approved, please try again")
                }
            }
        }
    });
    let connection = LongConnection::new(&client, dispatcher);
    let mut states = connection.states();
    tokio::spawn(async move {
        while let Some(state) = states.next().await {
            match state {
                ConnectionState::Open => println!("waiting for the button"),
                state => println!("{state:?}"),
            }
        }
    });
    // Ends with Ctrl-C; an approval that has begun is finished.
    connection.run_until(async { drop(tokio::signal::ctrl_c().await) }).await?;
    Ok(())
}

/// Approves the task that the button belongs to, as the person who pressed it.
async fn approve(
    client: &Client,
    pressed: &action_trigger::Event,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let value =
        pressed.action.as_ref().and_then(|action| action.value.as_ref()).ok_or("the button has no value")?;
    let text = |name: &str| {
        value[name].as_str().map(str::to_owned).ok_or_else(|| format!("the button has no `{name}`"))
    };
    let operator = pressed.operator.as_ref().and_then(|operator| operator.open_id.clone());
    let request = approve::Request::new(approve::Required {
        approval_code: text("approval_code")?,
        instance_code: text("instance_code")?,
        user_id: operator.ok_or("the callback names no operator")?,
        task_id: text("task_id")?,
    });
    client.send(&request).await?;
    println!("approved {}", text("task_id")?);
    Ok(())
}
