//! A program that asks two people to approve, and its test.

use feishu_openapi::corehr::v2::process_extra::update;
use feishu_openapi::{Client, Error};

/// Adds approvers to a process. That they are there already is as good.
async fn add_approvers(client: &Client, process: &str, people: &[&str]) -> Result<bool, Error> {
    let request = update::Request::new(update::Required {
        process_id: process.into(),
        extra_type: update::ExtraType::Parallel,
        extra_user_ids: people.iter().map(|person| (*person).to_owned()).collect(),
    })
    .node_id("7414045453433439788")
    .system_user(true);
    match client.send(&request).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(update::Code::DuplicateApprover) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder("cli_1", "secret").build()?;
    add_approvers(&client, "7410664363763172908", &["1", "2"]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use feishu_openapi::{Client, mock};

    #[tokio::test]
    async fn approvers_are_added_once() -> Result<(), Box<dyn std::error::Error>> {
        let mock = mock::start()?;
        let client = Client::builder("cli_1", "secret").base_url(mock.base_url()).build()?;
        assert!(super::add_approvers(&client, "7", &["1", "2"]).await?);
        mock.order("corehr/v2/process_extra/update", 1_160_114)?;
        assert!(!super::add_approvers(&client, "7", &["1", "2"]).await?);
        let calls = mock.calls();
        let sent = calls.iter().filter(|call| call.endpoint() == "corehr/v2/process_extra/update");
        let people: Vec<_> = sent.map(|call| call.request()["body"]["extra_user_ids"].to_string()).collect();
        assert_eq!(people, [r#"["1","2"]"#; 2]);
        Ok(())
    }
}
