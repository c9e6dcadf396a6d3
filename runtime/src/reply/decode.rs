//! Parsing a response: from status, headers and bytes to typed data or a typed error.

use crate::error::Error;
use crate::error::failure::{ApiFailure, Failure, info_of};
use crate::reply::Reply;
use crate::reply::data::ReplyData as _;
use crate::reply::envelope::{self, Opened};
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::reply::repair::{self, Mismatch};
use crate::request::endpoint::Endpoint;
use crate::request::operation::Envelope;

/// Parses a response of the endpoint `E`.
///
/// `header` returns a header by its lower-case name; it is called for the log id, the content type and the content disposition.
/// Values are UTF-8: the platform sends file names so, which `HeaderValue::to_str` of the `http` crate refuses.
/// `body` must be complete; limiting its size is up to the caller. The nesting depth of JSON is limited here.
///
/// # Errors
/// Fails with [`ErrorKind::Api`](crate::ErrorKind::Api) if the server returned an error code, and with
/// [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) if the response is not in the platform's envelope. Data of another
/// type than its page documents is not an error; see [`Reply::mismatches`].
pub fn decode<E: Endpoint>(
    status: u16,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<Reply<E::Data>, Error<E::Code>> {
    let head = ReplyHead::of(E::OPERATION.envelope, status, header);
    if E::OPERATION.envelope == Envelope::Data
        && head.is_success()
        && let Some((data, msg)) = envelope::read_strictly(body)
    {
        return Ok(reply::<E>(head, msg, data, Vec::new())?);
    }
    let opened = envelope::open(E::OPERATION.envelope, head, body, info_of::<E::Code>)?;
    Ok(read_data::<E>(opened)?)
}

/// Parses the data of a successful response. The data of some endpoints can itself report a failure.
pub(crate) fn read_data<E: Endpoint>(opened: Opened<'_>) -> Result<Reply<E::Data>, Box<Failure>> {
    let Opened { head, msg, data: mut raw } = opened;
    let root = root::<E>();
    let (data, mismatches) = match E::Data::read(&mut raw) {
        Ok(data) => (data, Vec::new()),
        Err(error) => {
            let fault = ReplyFault::shape(root, &error);
            let repaired = if E::KEEPS_WHAT_FITS { repair::read(root, raw.json(), error).ok() } else { None };
            let hides_status = |lost: &Mismatch| E::HAS_INNER_STATUS && lost.is_left_out(root, 1);
            match repaired.filter(|(_, mismatches)| !mismatches.iter().any(hides_status)) {
                Some(repaired) => repaired,
                None => return Err(Box::new(Failure::unreadable(head, fault))),
            }
        }
    };
    reply::<E>(head, msg, data, mismatches)
}

/// Returns the response with its data, unless that reports a failure.
pub(crate) fn reply<E: Endpoint>(
    head: ReplyHead,
    msg: Option<String>,
    data: E::Data,
    mismatches: Vec<Mismatch>,
) -> Result<Reply<E::Data>, Box<Failure>> {
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
    Ok(Reply { data, status: head.status, log_id: head.log_id, msg, mismatches })
}

/// Returns the location of the data in a response.
pub(crate) fn root<E: Endpoint>() -> &'static str {
    if E::OPERATION.envelope == Envelope::Data { "/data" } else { "" }
}
