//~ `feishu_openapi::corehr::v2::process_extra::update::Required` is not a request of an endpoint
//~ make one by `Request::new(Required { .. })`
use feishu_openapi::Client;
use feishu_openapi::corehr::v2::process_extra::update;

pub async fn send(client: &Client, required: &update::Required) {
    let _ = client.send(required).await;
}
