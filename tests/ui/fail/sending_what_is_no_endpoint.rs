//! Only requests of endpoints can be sent.

use feishu_runtime::Client;

struct NoRequest;

async fn send(client: &Client) {
    let _ = client.send(&NoRequest).await;
}

fn main() {
    let _ = send;
}
