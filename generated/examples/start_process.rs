//! Starts a people process, finds its open task, and adds an approver beside the one who has it.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example start_process --features corehr -- FLOW_DEFINITION_ID
//! INITIATOR_ID APPROVER_ID`, users by their `open_id`.

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::Client;
use feishu_openapi::common::UserIdType;
use feishu_openapi::corehr::v2::{process, process_extra, process_start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("give {name}"));
    let (definition, initiator) = (argument("a flow definition")?, argument("an initiator")?);
    let approver = argument("an approver")?;

    let client = support::client()?;
    let process_id = start(&client, definition, initiator).await?;
    println!("started {process_id}");
    let Some(task) = open_task(&client, &process_id).await? else {
        println!("nobody has to decide yet");
        return Ok(());
    };
    add_approver(&client, process_id, task, approver).await
}

async fn start(client: &Client, definition: String, initiator: String) -> Result<String, Box<dyn Error>> {
    let city = process_start::create::FormVariable::new()
        .variable_api_name("custom123")
        .variable_value(process_start::create::FormValue::new().text_value("北京"));
    let request = process_start::create::Request::new(process_start::create::Required {
        flow_definition_id: definition,
    })
    .user_id_type(UserIdType::OpenId)
    .initiator_id(initiator)
    .flow_data([city]);
    match client.send(&request).await {
        Ok(reply) => Ok(reply.data.process_id.ok_or("no id of the process in the reply")?),
        Err(error) if error.may_have_executed() => {
            Err(format!("look for the process before starting it again: {error}").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The id of a task that waits for a user.
async fn open_task(client: &Client, process_id: &str) -> Result<Option<String>, Box<dyn Error>> {
    let request = process::get::Request::new(process::get::Required { process_id: process_id.into() });
    let process = client.send(&request).await?.data;
    Ok(process.todos.into_iter().flatten().find_map(|task| task.approver_id))
}

async fn add_approver(
    client: &Client,
    process_id: String,
    task: String,
    approver: String,
) -> Result<(), Box<dyn Error>> {
    use process_extra::update::{Code, ExtraType, Request, Required};

    let request = Request::new(Required {
        process_id,
        extra_type: ExtraType::Parallel,
        extra_user_ids: vec![approver],
    })
    .user_id_type(UserIdType::OpenId)
    .approver_id(task)
    .system_user(true)
    .remark("needs a second pair of eyes");
    match client.send(&request).await {
        Ok(_) => println!("added the approver"),
        Err(error) => match error.code() {
            Some(Code::DuplicateApprover) => println!("already an approver of this node"),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
