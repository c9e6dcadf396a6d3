//! A blocking call of an endpoint that has no type of its own.

use serde::de::DeserializeOwned;

use super::Client;
use crate::client::call::Call;
use crate::client::raw::RawCall;
use crate::error::Error;
use crate::reply::Reply;

impl RawCall<'_, Client> {
    /// Sends the call, blocks until the response arrives, and reads its `data` as a `T`.
    ///
    /// # Errors
    /// Those of `send` of the async client, and [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send<T: DeserializeOwned + Send>(self) -> Result<Reply<Option<T>>, Error<i64>> {
        let Client { client, driver } = self.client;
        driver.outcome(Call::with(client, &self.request.with_data::<T>(), self.settings).send())
    }
}
