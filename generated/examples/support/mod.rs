//! What every example needs: a client made from the environment.

use std::env;
use std::error::Error;

use feishu_openapi::Client;

/// A client for the app in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. `FEISHU_BASE_URL` sends its calls elsewhere, such as
/// to a server on this machine.
pub(crate) fn client() -> Result<Client, Box<dyn Error>> {
    let variable = |name: &str| env::var(name).map_err(|_| format!("set {name}"));
    let mut builder = Client::builder(variable("FEISHU_APP_ID")?, variable("FEISHU_APP_SECRET")?);
    if let Ok(url) = env::var("FEISHU_BASE_URL") {
        builder = builder.base_url(url);
    }
    Ok(builder.build()?)
}
