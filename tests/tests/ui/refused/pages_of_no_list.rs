//~ is not a request for a list with pages
//~ make a single call by `Client::send`
use feishu_openapi::Client;
use feishu_openapi::corehr::v2::process_extra::update;

pub fn pages(client: &Client, request: &update::Request) {
    let _ = client.pages(request);
}
