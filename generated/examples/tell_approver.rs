//! Tells an approver by a card that a task waits for them, and approves or rejects it when they press one of the card's buttons.
//!
//! Run: `FEISHU_APP_ID=... FEISHU_APP_SECRET=... cargo run --example tell_approver --features
//! approval,card,contact,im,long-connection E-MAIL INSTANCE_CODE`. The app needs the bot ability, and in the developer console the
//! callback `card.action.trigger` over a long connection.

#![allow(clippy::print_stdout)] // an example shows what it did

mod support;

use std::error::Error;

use feishu_openapi::approval::v4::instance::get as instance_get;
use feishu_openapi::approval::v4::task::introduction::TaskStatus;
use feishu_openapi::approval::v4::task::{approve, reject};
use feishu_openapi::card::v2::event::action_trigger;
use feishu_openapi::contact::v3::user::batch_get_id;
use feishu_openapi::event::{
    CardReply, ConnectionState, Dispatcher, EventContext, LongConnection, ToastKind,
};
use feishu_openapi::im::v1::message::create;
use feishu_openapi::im::v1::message_content::CardContent;
use feishu_openapi::{Client, Value};
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("give the {name}"));
    let (email, instance_code) = (argument("e-mail address")?, argument("code of the instance")?);
    let client = support::client()?;

    let decider = client.clone();
    let dispatcher = Dispatcher::new().on(move |pressed: action_trigger::Event, _: EventContext| {
        let client = decider.clone();
        async move { answer(&client, &pressed).await }
    });
    let connection = LongConnection::new(&client, dispatcher);
    let mut states = connection.states();
    tokio::spawn(async move {
        let mut told = false;
        while let Some(state) = states.next().await {
            // The card goes out once, when its buttons can be answered.
            if matches!(state, ConnectionState::Open) && !told {
                told = true;
                match tell(&client, &email, &instance_code).await {
                    Ok(message) => println!("sent {message}"),
                    Err(error) => println!("not sent: {error}"),
                }
            }
        }
    });
    // Ends with Ctrl-C; a decision that has begun is finished.
    connection.run_until(async { drop(tokio::signal::ctrl_c().await) }).await?;
    Ok(())
}

/// Sends the card to the person with the e-mail address. Returns the id of the message.
async fn tell(client: &Client, email: &str, instance_code: &str) -> Result<String> {
    let find = batch_get_id::Request::new().emails([email]);
    let users = client.send(&find).await?.data.user_list.unwrap_or_default();
    let approver =
        users.into_iter().find_map(|user| user.user_id).ok_or("the app sees no user with this address")?;

    let read = instance_get::Request::new(instance_get::Required { instance_id: instance_code.into() });
    let instance = client.send(&read).await?.data;
    let mut tasks = instance.task_list.iter().flatten();
    let task = tasks
        .find(|task| task.status == Some(TaskStatus::Pending) && task.open_id.as_ref() == Some(&approver))
        .and_then(|task| task.id.as_deref())
        .ok_or("no task of this approval waits for the user")?;

    let card =
        CardContent::json(card(&instance, instance_code, task)).ok_or("the card is nested too deeply")?;
    let request = create::Request::with(create::ReceiveIdType::OpenId, approver, card)?;
    Ok(client.send(&request).await?.data.message_id.ok_or("no id in the reply")?)
}

/// The card: the approval's facts, and a button for each decision. Names that people chose stand in `plain_text`, so that they are
/// not read as markup.
fn card(instance: &instance_get::Data, instance_code: &str, task_id: &str) -> Value {
    let plain = |text: &str| json!({"tag": "plain_text", "content": text});
    let line = |text: &str| json!({"tag": "div", "text": plain(text)});
    let name = instance.approval_name.as_deref().unwrap_or("An approval");
    let button = |text: &str, kind: &str, decision: &str| {
        let value = json!({
            "decision": decision, "name": name, "approval_code": instance.approval_code,
            "instance_code": instance_code, "task_id": task_id,
        });
        json!({"tag": "button", "text": plain(text), "type": kind, "behaviors": [{"type": "callback", "value": value}]})
    };
    json!({
        "schema": "2.0",
        "config": {"update_multi": true},
        "header": {"title": plain(name)},
        "body": {"elements": [
            line(&format!("Number {}", instance.serial_number.as_deref().unwrap_or("unknown"))),
            button("Approve", "primary", "approve"),
            button("Reject", "danger", "reject"),
        ]},
    })
}

/// Decides as the person who pressed a button, and answers with the card without buttons.
async fn answer(client: &Client, pressed: &action_trigger::Event) -> CardReply {
    match decide(client, pressed).await {
        Ok((name, decision)) => {
            let plain = |text: &str| json!({"tag": "plain_text", "content": text});
            let card = json!({
                "schema": "2.0",
                "config": {"update_multi": true},
                "header": {"title": plain(&name)},
                "body": {"elements": [{"tag": "div", "text": plain(decision)}]},
            });
            CardReply::new().toast(ToastKind::Success, decision).card(&card)
        }
        Err(error) => {
            println!("not decided: {error}");
            CardReply::new().toast(ToastKind::Error, "Not decided, please try again")
        }
    }
}

/// Returns the name of the approval, and the decision.
async fn decide(client: &Client, pressed: &action_trigger::Event) -> Result<(String, &'static str)> {
    let value =
        pressed.action.as_ref().and_then(|action| action.value.as_ref()).ok_or("the button has no value")?;
    let text = |name: &str| {
        value[name].as_str().map(str::to_owned).ok_or_else(|| format!("the button has no `{name}`"))
    };
    let operator = pressed.operator.as_ref().and_then(|operator| operator.open_id.clone());
    let user_id = operator.ok_or("the callback names no operator")?;
    let (approval_code, instance_code, task_id) =
        (text("approval_code")?, text("instance_code")?, text("task_id")?);
    let decision = match text("decision")?.as_str() {
        "approve" => {
            let required = approve::Required { approval_code, instance_code, user_id, task_id };
            client.send(&approve::Request::new(required)).await?;
            "Approved"
        }
        "reject" => {
            let required = reject::Required { approval_code, instance_code, user_id, task_id };
            client.send(&reject::Request::new(required)).await?;
            "Rejected"
        }
        other => return Err(format!("unknown decision `{other}`").into()),
    };
    println!("{decision} {}", text("task_id")?);
    Ok((text("name")?, decision))
}
