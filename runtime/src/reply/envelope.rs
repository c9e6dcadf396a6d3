//! The envelope of a response: its `code` and `data`, independent of the HTTP status.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer as _, MapAccess,
    Visitor,
};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::error::detail::ErrorDetail;
use crate::error::failure::{ApiFailure, Failure, InfoOf};
use crate::reply::data::{RawData, ReplyData};
use crate::reply::download::{self, Download};
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::request::operation::Envelope;
use crate::value::member_names::NameSeed;

/// The message of an envelope, if it has one.
pub(crate) type Message = Option<String>;

/// An opened envelope of a successful response.
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    pub(crate) head: ReplyHead,
    pub(crate) msg: Message,
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
        Envelope::Data => members.get(DATA).filter(|data| *data != "null"),
    };
    Ok(Opened { head, msg: members.message(), data: RawData::Json(data.map(Cow::Borrowed)) })
}

/// Parses a response that reports success and whose data is of its documented type, in one pass. Returns the data and the message;
/// `None` for any other response, which [`open`] is for.
pub(crate) fn read_strictly<D: ReplyData>(body: &[u8]) -> Option<(D, Message)> {
    let mut json = serde_json::Deserializer::from_str(std::str::from_utf8(body).ok()?);
    let read = json.deserialize_map(StrictVisitor(PhantomData)).ok()?;
    json.end().ok()?;
    Some(read)
}

struct StrictVisitor<D>(PhantomData<D>);

impl<'de, D: ReplyData> Visitor<'de> for StrictVisitor<D> {
    type Value = (D, Message);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut code, mut data) = (None, None);
        let mut messages: [Option<String>; 2] = [None, None];
        while let Some(position) = map.next_key_seed(POSITION)? {
            match position {
                Some(CODE) if code.replace(map.next_value::<i64>()?).is_none() => {}
                Some(CODE) => return Err(A::Error::custom("two codes")),
                Some(MSG) => messages[0] = map.next_value()?,
                Some(MESSAGE) => messages[1] = map.next_value()?,
                Some(DATA) => data = Some(map.next_value_seed(Data(PhantomData))?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if code != Some(0) {
            return Err(A::Error::custom("no success"));
        }
        let data = data.map_or_else(|| D::from_json(().into_deserializer()), Ok)?;
        let [msg, message] = messages;
        Ok((data, msg.or(message)))
    }
}

struct Data<D>(PhantomData<D>);

impl<'de, D: ReplyData> DeserializeSeed<'de> for Data<D> {
    type Value = D;

    fn deserialize<T: Deserializer<'de>>(self, json: T) -> Result<D, T::Error> {
        D::from_json(json)
    }
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
    let detail = members.get(ERROR).and_then(ErrorDetail::read);
    if head.log_id.is_none() {
        head.log_id = detail.as_ref().and_then(|detail| detail.log_id.clone());
    }
    let msg = members.message().or_else(|| members.text(DESCRIPTION));
    ApiFailure { head, code, msg, detail, info: info_of(code), inner: false }
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

/// The members of an envelope that have a meaning.
const MEMBERS: [&str; 6] = ["code", "msg", "message", "data", "error", "error_description"];

/// Positions in [`MEMBERS`].
const CODE: usize = 0;
const MSG: usize = 1;
const MESSAGE: usize = 2;
const DATA: usize = 3;
const ERROR: usize = 4;
/// The message of a failure of OAuth (RFC 6749, section 5.2).
const DESCRIPTION: usize = 5;

/// Looks up the position of a member.
const POSITION: NameSeed<fn(&str) -> Option<usize>> =
    NameSeed(|name| MEMBERS.iter().position(|member| *member == name));

/// The members of a response, not parsed further, in the order of [`MEMBERS`].
#[derive(Default)]
struct Members<'a> {
    values: [Option<&'a RawValue>; MEMBERS.len()],
    /// With two codes it is unclear which one counts, and so whether the call was executed.
    has_two_codes: bool,
}

impl<'a> Members<'a> {
    fn get(&self, member: usize) -> Option<&'a str> {
        self.values.get(member).copied().flatten().map(RawValue::get)
    }

    fn code(&self) -> Option<i64> {
        self.get(CODE).and_then(|code| serde_json::from_str(code).ok())
    }

    fn message(&self) -> Option<String> {
        self.text(MSG).or_else(|| self.text(MESSAGE))
    }

    fn text(&self, member: usize) -> Option<String> {
        serde_json::from_str(self.get(member)?).ok()
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
        let mut members = Members::default();
        while let Some(position) = map.next_key_seed(POSITION)? {
            let value = map.next_value()?;
            if let Some(slot) = position.and_then(|position| members.values.get_mut(position)) {
                let is_repeated = slot.replace(value).is_some();
                members.has_two_codes |= is_repeated && position == Some(CODE);
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::{open, read_strictly};
    use crate::reply::data::ReplyData as _;
    use crate::reply::head::ReplyHead;
    use crate::request::operation::Envelope;

    #[derive(Debug, Default, PartialEq)]
    struct Data {
        id: Option<String>,
    }
    crate::reply_object!(Data { 0 "id" => value id });

    #[test]
    fn one_pass_reads_what_two_passes_read() {
        for (body, is_read) in [
            (r#"{"code":0,"msg":"ok","data":{"id":"a","new":[{}]}}"#, true),
            (r#" {"data":{"id":"a"},"new":{"code":1},"message":"m","code":0} "#, true),
            (r#"{"code":0,"msg":null,"message":"m","data":null}"#, true),
            (r#"{"code":0,"msg":"a","msg":"b","data":{"id":"a"},"data":{}}"#, true),
            (r#"{"code":0}"#, true),
            (r#"{"code":0,"msg":7,"message":"m","data":{}}"#, false),
            (r#"{"code":0,"code":0,"data":{}}"#, false),
            (r#"{"code":0,"data":{},"code":1}"#, false),
            (r#"{"code":1,"data":{}}"#, false),
            (r#"{"code":"0","data":{}}"#, false),
            (r#"{"code":0.0,"data":{}}"#, false),
            (r#"{"data":{}}"#, false),
            (r#"{"code":0,"data":{"id":7}}"#, false),
            (r#"{"code":0,"data":[]}"#, false),
            (r#"{"code":0,"data":{"id":"a"}"#, false),
            (r#"{"code":0} x"#, false),
            ("[0]", false),
            ("", false),
        ] {
            let strict = read_strictly::<Data>(body.as_bytes());
            assert_eq!(strict.is_some(), is_read, "{body}");
            if let Some((data, msg)) = strict {
                let mut opened =
                    open(Envelope::Data, ReplyHead::new(200, &|_| None), body.as_bytes(), |_| None)
                        .expect(body);
                assert_eq!((Data::read(&mut opened.data).expect(body), opened.msg), (data, msg), "{body}");
            }
        }
        assert!(read_strictly::<Data>(b"{\"code\":0,\"msg\":\"\xff\"}").is_none());
    }
}
