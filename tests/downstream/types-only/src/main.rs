//! A call without a client: a request to bytes, bytes to a reply.

use std::error::Error;

use feishu_openapi::corehr::v2::process_transfer::update;
use feishu_openapi::{Body, Validate, decode, encode};

fn main() -> Result<(), Box<dyn Error>> {
    let request = update::Request::new(update::Required {
        process_id: "7410664363763172908".into(),
        to_user_id: "7184703091806602796".into(),
        approver_ids: vec!["7424452160928106028".into()],
    });
    if let Err(violations) = request.validate() {
        println!("{violations}");
    }
    let encoded = encode(&request.system_user(true))?;
    println!("{:?} {}", encoded.operation.method, encoded.path_and_query());
    if let Body::Json(bytes) = encoded.body {
        println!("{}", String::from_utf8(bytes)?);
    }
    let header = |name: &str| (name == "x-tt-logid").then(|| "LOG1".to_owned());
    let refused = decode::<update::Request>(400, &header, br#"{"code":1160117,"msg":"m"}"#);
    if let Err(error) = refused {
        println!("{:?} {:?}", error.code(), error.log_id());
    }
    Ok(())
}
