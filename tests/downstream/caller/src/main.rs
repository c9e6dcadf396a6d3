//! What a downstream user writes. The first argument is the base URL of a server.

use std::error::Error;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use feishu_openapi::{Client, corehr::v2::process_extra::update};
use feishu_openapi::{Transport, TransportFuture, TransportRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = std::env::args().nth(1).ok_or("give a base URL")?;
    let client = Client::builder("cli_1", "secret").base_url(base_url).build()?;
    add_an_approver(&client).await;
    add_an_approver(&client).await;
    match two_endpoints(&client).await {
        Err(error) => println!("{} {:?}", error.raw_code().unwrap_or_default(), error.log_id()),
        Ok(()) => println!("both succeeded"),
    }
    a_transport_of_ones_own().await
}

/// The sample of the design, word for word. It would call the platform itself, so it is compiled and not run.
#[allow(dead_code)]
#[rustfmt::skip]
async fn sample(app_id: &str, app_secret: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(app_id, app_secret).build()?;
    let request = update::Request::new(update::Required {
            process_id: "7410664363763172908".into(),
            extra_type: update::ExtraType::Parallel,
            extra_user_ids: vec!["7184703091806602796".into()],
        })
        .node_id("7414045453433439788")
        .operator("7184703091806602796");
    match client.send(&request).await {
        Ok(reply) => println!("done, log id {:?}", reply.log_id),
        Err(e) => match e.code() {
            Some(update::Code::DuplicateApprover) => { /* typed, with message, hint and HTTP status */ }
            _ => eprintln!("{e}"),
        },
    }
    Ok(())
}

/// The same with a client for another server, and something to say about the typed code.
async fn add_an_approver(client: &Client) {
    let request = update::Request::new(update::Required {
        process_id: "7410664363763172908".into(),
        extra_type: update::ExtraType::Parallel,
        extra_user_ids: vec!["7184703091806602796".into()],
    })
    .node_id("7414045453433439788")
    .operator("7184703091806602796");
    match client.send(&request).await {
        Ok(reply) => println!("done, log id {:?}", reply.log_id),
        Err(e) => match e.code() {
            Some(code @ update::Code::DuplicateApprover) => {
                println!("{:?} {:?} {}", code.message(), code.http_status(), code.hint().is_some());
            }
            _ => eprintln!("{e}"),
        },
    }
}

/// `?` makes one error type of two.
async fn two_endpoints(client: &Client) -> Result<(), feishu_openapi::Error> {
    use feishu_openapi::corehr::v2::{process_approver, process_transfer};

    let decision = process_approver::update::Request::new(process_approver::update::Required {
        process_id: "1".into(),
        approver_id: "2".into(),
        status: process_approver::update::Status::Approve,
    })
    .system_approval(true);
    client.send(&decision).await?;
    let transfer = process_transfer::update::Request::new(process_transfer::update::Required {
        process_id: "1".into(),
        to_user_id: "2".into(),
        approver_ids: vec!["3".into()],
    })
    .system_user(true);
    client.send(&transfer).await?;
    Ok(())
}

/// An HTTP stack of the caller's own.
#[derive(Clone, Default)]
struct InMemory(Arc<Mutex<Vec<String>>>);

impl Transport for InMemory {
    fn send(&self, outgoing: TransportRequest) -> TransportFuture<'_> {
        let line = format!("{} {}", outgoing.request.method(), outgoing.request.uri());
        self.0.lock().expect("not poisoned").push(line);
        let body = r#"{"code":0,"msg":"success","tenant_access_token":"t-1","expire":7200,"data":{}}"#;
        Box::pin(async move { Ok(http::Response::new(Bytes::from(body))) })
    }
}

async fn a_transport_of_ones_own() -> Result<(), Box<dyn Error>> {
    let transport = InMemory::default();
    let client = Client::builder("cli_1", "secret").transport(transport.clone()).build()?;
    two_endpoints(&client).await?;
    for line in transport.0.lock().expect("not poisoned").iter() {
        println!("{line}");
    }
    Ok(())
}
