//! `?` composes calls of different endpoints, and a `match` on codes has an end.

use feishu_openapi::Error;
use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::CommonCode;
use feishu_openapi::corehr::v2::process_approver::update;
use feishu_openapi::feishu_runtime::Client;

async fn both(client: &Client, first: &update::Request, second: &resubmit::Request) -> Result<(), Error> {
    client.send(first).await?;
    client.send(second).await?;
    Ok(())
}

fn advice(error: &Error<update::Code>) -> &'static str {
    match error.code() {
        Some(update::Code::AlreadyProcessed) => "nothing to do",
        Some(update::Code::Common(CommonCode::TooManyRequests)) => "wait",
        Some(code) => code.hint().unwrap_or("look it up"),
        None => "no answer",
    }
}

fn main() {
    let _ = (both, advice);
}
