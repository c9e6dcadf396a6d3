//! Starts an approval and waits for its end: the platform tells of it by an event, over a webhook.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... FEISHU_ENCRYPT_KEY=... cargo run --example await_approval --features approval,axum
//! -- APPROVAL_CODE OPEN_ID`, and set the address of this machine's port 8080 in the developer console, with the path `/events`.

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::approval::v1::event::approval_instance::{self, InstanceStatus};
use feishu_openapi::approval::v4::{approval, form, instance};
use feishu_openapi::event::{Dispatcher, EventContext, Receiver, Webhook};
use feishu_openapi::{Client, JsonString};
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("give {name}"));
    let (definition, initiator) = (argument("an approval code")?, argument("an open id")?);
    let address = std::env::var("WEBHOOK_ADDRESS").unwrap_or_else(|_| "0.0.0.0:8080".to_owned());

    let (ended, mut ends) = mpsc::channel(16);
    let dispatcher = Dispatcher::new().on(move |event: approval_instance::Event, _: EventContext| {
        let ended = ended.clone();
        async move { ended.send(event).await }
    });
    let receiver = Receiver::builder().encrypt_key(std::env::var("FEISHU_ENCRYPT_KEY")?).build()?;
    let router = axum::Router::new().route("/events", Webhook::new(receiver, dispatcher).route());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, router).await });

    let instance = start(&support::client()?, &definition, &initiator).await?;
    println!("started {instance}");
    while let Some(event) = ends.recv().await {
        let is_end = !matches!(event.status, None | Some(InstanceStatus::Pending));
        if is_end && event.instance_code.as_deref() == Some(&*instance) {
            println!("ended: {:?}", event.status);
            break;
        }
    }
    Ok(())
}

/// Subscribes to the events of the definition, and starts an instance.
async fn start(client: &Client, definition: &str, initiator: &str) -> Result<String, Box<dyn Error>> {
    client
        .send(&approval::subscribe::Request::new(approval::subscribe::Required {
            approval_code: definition.into(),
        }))
        .await?;
    let request = instance::create::Request::new(instance::create::Required {
        approval_code: definition.into(),
        form: JsonString::from_value(vec![form::Control::input("reason", "a visit to a customer")])?,
    })
    .open_id(initiator);
    let reply = client.send(&request).await?;
    reply.data.instance_code.ok_or_else(|| "the response has no instance code".into())
}
