//! Calls endpoints of two crates through one client, served by one mock.

mod plain;

use std::error::Error;

use feishu_openapi::bot::v3::bot;
use feishu_openapi::common::{CommonCode, DepartmentIdType, UserIdType};
use feishu_openapi::event::{Decoded, EventEnvelope, FromEvent as _};
use feishu_openapi::mock::{self, Mock};
use feishu_openapi::{Client, RetryPolicy, Validate as _};
use my_feishu::contact::v3::{
    department::children, event::user_created, group::create, user::find_by_department,
};
use my_feishu::event::AnyEvent;

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(calls())?;
    event()
}

async fn calls() -> Result<(), Box<dyn Error>> {
    let mock = Mock::start(mock::routes().iter().chain(my_feishu::mock::routes()), 0)?;
    let client = Client::builder("cli_1", "any secret")
        .base_url(mock.base_url())
        .transport(plain::Http)
        .runtime(plain::Tokio)
        .retry(RetryPolicy::new().attempts(1))
        .build()?;

    // An endpoint of `feishu-openapi`, and three of the crate beside it.
    client.send(&bot::get::Request::new()).await?;
    let people =
        find_by_department::Request::new(find_by_department::Required { department_id: "D096".into() })
            .user_id_type(UserIdType::OpenId);
    client.send(&people).await?;
    client.send(&create::Request::new(create::Required { name: "Post".into() })).await?;
    let departments = children::Request::new(children::Required { department_id: "D096".into() })
        .department_id_type(DepartmentIdType::DepartmentId);
    client.send(&departments).await?;

    // The types are shared; each page still accepts its own members only.
    let undocumented = people.clone().user_id_type(UserIdType::PeopleCorehrId).validate();
    let violations = undocumented.expect_err("the page does not document the member");
    assert_eq!(
        violations.iter().map(|violation| violation.pointer()).collect::<Vec<_>>(),
        ["/query/user_id_type"]
    );

    mock.order("contact/v3/user/find_by_department", 99_991_400)?;
    let code = client.send(&people).await.expect_err("the mock was told to fail").code();
    assert_eq!(code, Some(find_by_department::Code::Common(CommonCode::TooManyRequests)));

    for call in mock.calls().iter().filter(|call| !call.endpoint().starts_with("auth/")) {
        println!("{}", call.endpoint());
    }
    Ok(())
}

/// An event of the crate beside, in an envelope of `feishu-openapi`.
fn event() -> Result<(), Box<dyn Error>> {
    let body = r#"{"schema": "2.0", "header": {"event_id": "1", "event_type": "contact.user.created_v3"},
        "event": {"object": {"name": "Li"}}}"#;
    let envelope = EventEnvelope::parse(body.as_bytes())?;
    let event: Decoded<AnyEvent> = AnyEvent::from_event(&envelope)?;
    let AnyEvent::ContactV3UserCreated(event) = event.event else { return Err("another event".into()) };
    let user_created::Event { object, .. } = *event;
    println!("{}", object.and_then(|person| person.name).unwrap_or_default());
    Ok(())
}
