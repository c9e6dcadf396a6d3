//! The envelope of a response: its `code` and `data`, independent of the HTTP status.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::error::detail::ErrorDetail;
use crate::error::failure::{ApiFailure, Failure, InfoOf};
use crate::reply::data::RawData;
use crate::reply::download::{self, Download};
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::request::operation::Envelope;

/// An opened envelope of a successful response.
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    pub(crate) head: ReplyHead,
    pub(crate) msg: Option<String>,
    pub(crate) data: RawData<'a>,
}

#[cfg(feature = "client")]
impl Opened<'_> {
    /// Detaches it from the response's bytes.
    pub(crate) fn into_owned(self) -> Opened<'static> {
        Opened { head: self.head, msg: self.msg, data: self.data.into_owned() }
    }
}

/// Opens the envelope of a response. Success means a 2xx status and a JSON object with `code` 0. If a file is expected, success
/// means a 2xx status and any body but the JSON of a failure.
pub(crate) fn open(
    envelope: Envelope,
    head: ReplyHead,
    body: &[u8],
    info_of: InfoOf,
) -> Result<Opened<'_>, Box<Failure>> {
    if envelope == Envelope::File && head.is_success() && !has_failed(&head, body) {
        return Ok(opened_file(head, body));
    }
    let members = match read_members(body) {
        Ok(members) => members,
        Err(fault) => {
            let excerpt = fault.may_be_cut().then(|| excerpt(body).into());
            return Err(Box::new(Failure::Unreadable { head, fault, excerpt }));
        }
    };
    let Some(code) = members.code() else {
        return Err(Box::new(Failure::unreadable(head, ReplyFault::NO_CODE)));
    };
    if code != 0 {
        return Err(Box::new(Failure::Api(api_failure(head, code, &members, info_of))));
    }
    if !head.is_success() {
        return Err(Box::new(Failure::unreadable(head, ReplyFault::STATUS_DISAGREES)));
    }
    let data = match envelope {
        Envelope::Flat | Envelope::File => std::str::from_utf8(body).ok(),
        Envelope::Data => members.get("data").filter(|data| *data != "null"),
    };
    Ok(Opened { head, msg: members.message(), data: RawData::Json(data.map(Cow::Borrowed)) })
}

fn opened_file(head: ReplyHead, body: &[u8]) -> Opened<'_> {
    let file = Download {
        bytes: body.to_vec(),
        content_type: head.content_type.clone(),
        file_name: head.disposition.as_deref().and_then(download::file_name),
    };
    Opened { head, msg: None, data: RawData::File(file) }
}

fn api_failure(mut head: ReplyHead, code: i64, members: &Members<'_>, info_of: InfoOf) -> ApiFailure {
    let detail = members.get("error").and_then(ErrorDetail::read);
    if head.log_id.is_none() {
        head.log_id = detail.as_ref().and_then(|detail| detail.log_id.clone());
    }
    ApiFailure { head, code, msg: members.message(), detail, info: info_of(code), inner: false }
}

/// Maximum length of a body that is checked for being a failure although its content type is not JSON.
const LONGEST_FAILURE: usize = 64 * 1024;

/// Returns true if the body is the JSON of a failure in place of a file. Files that are JSON have a name, failures do not. The
/// content type is not trusted: with another type than JSON, a failure is recognized by its code and message.
fn has_failed(head: &ReplyHead, body: &[u8]) -> bool {
    let is_short_object = || body.len() <= LONGEST_FAILURE && body.trim_ascii_start().starts_with(b"{");
    if head.disposition.is_some() || !(head.may_be_json() || is_short_object()) {
        return false;
    }
    match read_members(body) {
        Ok(members) => {
            let has_code = members.code().is_some_and(|code| code != 0);
            has_code && (head.may_be_json() || members.message().is_some())
        }
        Err(fault) => fault == ReplyFault::TWO_CODES && head.may_be_json(),
    }
}

/// Maximum length of the text that is kept of a body that is not JSON.
const LONGEST_EXCERPT: usize = 1024;

/// Returns the beginning of a body that is not JSON, on character boundaries.
fn excerpt(body: &[u8]) -> String {
    let start = body.get(..LONGEST_EXCERPT).unwrap_or(body);
    String::from_utf8_lossy(start).trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned()
}

fn read_members(body: &[u8]) -> Result<Members<'_>, ReplyFault> {
    let members: Members<'_> = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => ReplyFault::NOT_AN_OBJECT,
        _ => ReplyFault::not_json(&error),
    })?;
    if members.has_two_codes { Err(ReplyFault::TWO_CODES) } else { Ok(members) }
}

/// The members of a response, not parsed further.
struct Members<'a> {
    by_name: BTreeMap<String, &'a RawValue>,
    /// With two codes it is unclear which one counts, and so whether the call was executed.
    has_two_codes: bool,
}

impl<'a> Members<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.by_name.get(name).map(|json| json.get())
    }

    fn code(&self) -> Option<i64> {
        self.get("code").and_then(|code| serde_json::from_str(code).ok())
    }

    fn message(&self) -> Option<String> {
        let text = |name| serde_json::from_str(self.get(name)?).ok();
        text("msg").or_else(|| text("message"))
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// Accepts objects only; a derived struct would also accept an array.
struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members { by_name: BTreeMap::new(), has_two_codes: false };
        while let Some((name, json)) = map.next_entry::<String, &RawValue>()? {
            let is_code = name == "code";
            members.has_two_codes |= members.by_name.insert(name, json).is_some() && is_code;
        }
        Ok(members)
    }
}
