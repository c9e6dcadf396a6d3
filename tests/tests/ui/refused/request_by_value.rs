//~ consider borrowing here
use feishu_openapi::Client;
use feishu_openapi::corehr::v2::process_extra::update;

pub async fn send(client: &Client, request: update::Request) {
    let _ = client.send(request).await;
}
