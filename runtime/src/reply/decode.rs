//! From a reply's status, headers and bytes to typed data or a typed error.

use crate::error::Error;
use crate::error::failure::{ApiFailure, Failure, info_of};
use crate::reply::Reply;
use crate::reply::envelope::{self, Opened};
use crate::reply::head::ReplyHead;
use crate::reply::reply_data::ReplyData as _;
use crate::reply::reply_fault::ReplyFault;
use crate::request::endpoint::Endpoint;
use crate::request::operation::Envelope;

/// Reads a reply of the endpoint `E`.
///
/// `header` looks up a header by its name in lower case; the log id is asked for, and what describes a file. The body must be whole and no
/// longer than the caller is willing to hold; its depth is bounded here.
///
/// # Errors
/// The server refused or failed ([`ErrorKind::Api`](crate::ErrorKind::Api)), or the reply is none of this endpoint
/// ([`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable)).
pub fn decode<E: Endpoint>(
    status: u16,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<Reply<E::Data>, Error<E::Code>> {
    let head = ReplyHead::new(status, header);
    let opened = envelope::open(E::OPERATION.envelope, head, body, info_of::<E::Code>)?;
    Ok(read_data::<E>(opened)?)
}

/// Reads the data of a successful reply, and the failure that it may report inside.
pub(crate) fn read_data<E: Endpoint>(opened: Opened<'_>) -> Result<Reply<E::Data>, Box<Failure>> {
    let Opened { head, msg, data: mut raw } = opened;
    let data = match E::Data::read(&mut raw) {
        Ok(data) => data,
        Err(error) => {
            let root = if E::OPERATION.envelope == Envelope::Data { "/data" } else { "" };
            let fault = ReplyFault::shape(root, &error);
            return Err(Box::new(Failure::Unreadable { head, fault, data: raw.into_json() }));
        }
    };
    if let Some(inner) = E::inner_status(&data) {
        return Err(Box::new(Failure::Api(ApiFailure {
            head,
            code: inner.code(),
            msg: inner.msg().map(str::to_owned),
            detail: None,
            info: info_of::<E::Code>(inner.code()),
            inner: true,
        })));
    }
    Ok(Reply { data, status: head.status, log_id: head.log_id, msg })
}
