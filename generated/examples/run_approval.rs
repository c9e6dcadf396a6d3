//! Runs an approval from its creation to its end: creates an instance with a typed form, finds the task, approves it,
//! comments, and reads the result.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example run_approval --features approval -- APPROVAL_CODE
//! USER_ID KEY`, with the code of a definition that has these three controls, the `user_id` of the initiator, and a key of
//! your own for this approval, such as the number of the trip: a second run with it creates no second instance.

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::approval::v4::instance::overview_approval_instance::InstanceStatus;
use feishu_openapi::approval::v4::task::introduction::TaskStatus;
use feishu_openapi::approval::v4::{form, instance, instance_comment, task};
use feishu_openapi::common::UserIdType;
use feishu_openapi::{Client, JsonString};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("give {name}"));
    let (definition, initiator) = (argument("an approval code")?, argument("a user id")?);
    let key = argument("a key for this approval")?;

    let client = support::client()?;
    let instance = start(&client, &definition, &initiator, &key).await?;
    println!("started {instance}");
    for open in open_tasks(&client, &instance).await? {
        approve(&client, &definition, &instance, &open).await?;
        println!("approved the task {}", open.task_id);
    }
    let comment = comment(&client, &instance, &initiator, "booked, see the travel desk").await?;
    println!("commented as {comment}");
    println!("{}", result(&client, &instance).await?);
    Ok(())
}

/// The form: one value for each control of the definition, by the id that the control has there.
fn trip() -> Vec<form::Control> {
    let days = form::DateInterval::new(form::DateIntervalRequired {
        start: "2026-11-23T09:00:00+08:00".into(),
        end: "2026-11-25T18:00:00+08:00".into(),
        interval: 2.5,
    });
    vec![
        form::Control::Input(form::InputControl::new(form::InputControlRequired {
            id: "reason".into(),
            value: "a visit to a customer".into(),
        })),
        form::Control::DateInterval(form::DateIntervalControl::new(form::DateIntervalControlRequired {
            id: "days".into(),
            value: days,
        })),
        form::Control::Amount(
            form::AmountControl::new(form::AmountControlRequired { id: "cost".into(), value: 1234.5 })
                .currency(form::Currency::Cny),
        ),
    ]
}

async fn start(
    client: &Client,
    definition: &str,
    initiator: &str,
    key: &str,
) -> Result<String, Box<dyn Error>> {
    let request = instance::create::Request::new(instance::create::Required {
        approval_code: definition.into(),
        form: JsonString::from_value(trip())?,
    })
    .user_id(initiator)
    .uuid(key);
    let reply = client.send(&request).await?;
    Ok(reply.data.instance_code.ok_or("no code of the instance in the reply")?)
}

/// A task that waits for a decision, and the user who has it.
struct OpenTask {
    task_id: String,
    user_id: String,
}

async fn open_tasks(client: &Client, instance: &str) -> Result<Vec<OpenTask>, Box<dyn Error>> {
    let tasks = read(client, instance).await?.task_list.unwrap_or_default();
    let open = tasks.into_iter().filter(|task| task.status == Some(TaskStatus::Pending));
    Ok(open.filter_map(|task| Some(OpenTask { task_id: task.id?, user_id: task.user_id? })).collect())
}

async fn approve(
    client: &Client,
    definition: &str,
    instance: &str,
    open: &OpenTask,
) -> Result<(), Box<dyn Error>> {
    let request = task::approve::Request::new(task::approve::Required {
        approval_code: definition.into(),
        instance_code: instance.into(),
        user_id: open.user_id.clone(),
        task_id: open.task_id.clone(),
    })
    .user_id_type(UserIdType::UserId)
    .comment("within the budget");
    client.send(&request).await?;
    Ok(())
}

async fn comment(client: &Client, instance: &str, user: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let content = instance_comment::create::CommentContent::new().text(text);
    let request = instance_comment::create::Request::new(instance_comment::create::Required {
        instance_id: instance.into(),
        user_id: user.into(),
    })
    .user_id_type(UserIdType::UserId)
    .content(JsonString::from_value(content)?);
    let reply = client.send(&request).await?;
    Ok(reply.data.comment_id.ok_or("no id of the comment in the reply")?)
}

async fn read(client: &Client, instance: &str) -> Result<instance::get::Data, Box<dyn Error>> {
    let request = instance::get::Request::new(instance::get::Required { instance_id: instance.into() });
    Ok(client.send(&request).await?.data)
}

/// What became of the instance.
async fn result(client: &Client, instance: &str) -> Result<&'static str, Box<dyn Error>> {
    Ok(match read(client, instance).await?.status {
        Some(InstanceStatus::Approved) => "approved",
        Some(InstanceStatus::Rejected) => "rejected",
        Some(InstanceStatus::Pending) => "waiting for others",
        Some(InstanceStatus::Canceled | InstanceStatus::Deleted) => "withdrawn",
        Some(_) | None => "in a state that this program does not know",
    })
}
