//! The envelope of a reply: success or failure, whatever the HTTP status.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::error::{ApiFailure, Failure, InfoOf};
use crate::error_detail::ErrorDetail;
use crate::operation::Envelope;
use crate::reply_fault::ReplyFault;

/// What of a reply is known before its body is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReplyHead {
    pub(crate) status: u16,
    pub(crate) log_id: Option<String>,
}

impl ReplyHead {
    /// Takes the log id from the headers; `header` is asked for names in lower case.
    pub(crate) fn new(status: u16, header: &dyn Fn(&str) -> Option<String>) -> Self {
        let named = |name| header(name).filter(|value| !value.is_empty());
        Self { status, log_id: named("x-tt-logid").or_else(|| named("x-request-id")) }
    }

    const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// The envelope of a successful reply.
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    pub(crate) head: ReplyHead,
    pub(crate) msg: Option<String>,
    /// The JSON of the data; `None` when it is null or missing.
    pub(crate) data: Option<Cow<'a, str>>,
}

#[cfg(feature = "client")]
impl Opened<'_> {
    /// The same, without the reply's bytes.
    pub(crate) fn into_owned(self) -> Opened<'static> {
        Opened { head: self.head, msg: self.msg, data: self.data.map(|data| Cow::Owned(data.into_owned())) }
    }
}

/// Opens a reply. Success is a 2xx status, a JSON object, and `code` 0; all else is a failure.
pub(crate) fn open(
    envelope: Envelope,
    mut head: ReplyHead,
    body: &[u8],
    info_of: InfoOf,
) -> Result<Opened<'_>, Box<Failure>> {
    let members = match read_members(body) {
        Ok(members) => members,
        Err(fault) => return Err(Box::new(Failure::Unreadable { head, fault })),
    };
    let Some(code) = members.get("code").and_then(|code| serde_json::from_str::<i64>(code.get()).ok()) else {
        return Err(Box::new(Failure::Unreadable { head, fault: ReplyFault::NO_CODE }));
    };
    let msg = text(&members, "msg").or_else(|| text(&members, "message"));
    if code != 0 {
        let detail = members.get("error").and_then(|json| ErrorDetail::read(json.get()));
        if head.log_id.is_none() {
            head.log_id = detail.as_ref().and_then(|detail| detail.log_id.clone());
        }
        return Err(Box::new(Failure::Api(ApiFailure {
            head,
            code,
            msg,
            detail,
            info: info_of(code),
            inner: false,
        })));
    }
    if !head.is_success() {
        return Err(Box::new(Failure::Unreadable { head, fault: ReplyFault::STATUS_DISAGREES }));
    }
    let data = match envelope {
        Envelope::Flat => std::str::from_utf8(body).ok(),
        Envelope::Data => members.get("data").map(|data| data.get()).filter(|data| *data != "null"),
    };
    Ok(Opened { head, msg, data: data.map(Cow::Borrowed) })
}

/// The members of a reply, unread. A map takes objects only, where a derived struct would take an array as well.
fn read_members(body: &[u8]) -> Result<BTreeMap<String, &RawValue>, ReplyFault> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => ReplyFault::NOT_AN_OBJECT,
        _ => ReplyFault::not_json(&error),
    })
}

fn text(members: &BTreeMap<String, &RawValue>, name: &str) -> Option<String> {
    members.get(name).and_then(|json| serde_json::from_str(json.get()).ok())
}
