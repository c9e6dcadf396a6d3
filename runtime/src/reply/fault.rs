//! Why a response does not match the endpoint's schema.
//!
//! The location of a mismatch travels inside the message of a serde error, because that is the only data that serde's error trait
//! carries. `serde_path_to_error` would track it outside of the message, but it also records the keys of maps, which are
//! data of the response and must not be shown.

use std::fmt;

/// Prefix of a message that contains a location. Messages of serde and `serde_json` do not begin like this.
const PLACED: &str = "at /";

/// Why a response does not match the endpoint's schema. It contains no part of the response except documented names and
/// positions, because responses carry personal data and tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyFault(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    NotJson {
        line: usize,
        column: usize,
    },
    NotAnObject,
    NoCode,
    TwoCodes,
    StatusDisagrees,
    Shape(String),
    #[cfg(feature = "client")]
    Compressed,
    #[cfg(feature = "client")]
    NoPageToken,
    #[cfg(feature = "client")]
    RepeatedPageToken,
    #[cfg(feature = "client")]
    IncompletePage,
}

impl ReplyFault {
    pub(crate) const NOT_AN_OBJECT: Self = Self(Kind::NotAnObject);
    pub(crate) const NO_CODE: Self = Self(Kind::NoCode);
    pub(crate) const TWO_CODES: Self = Self(Kind::TwoCodes);
    pub(crate) const STATUS_DISAGREES: Self = Self(Kind::StatusDisagrees);
    #[cfg(feature = "client")]
    pub(crate) const COMPRESSED: Self = Self(Kind::Compressed);
    #[cfg(feature = "client")]
    pub(crate) const NO_PAGE_TOKEN: Self = Self(Kind::NoPageToken);
    #[cfg(feature = "client")]
    pub(crate) const REPEATED_PAGE_TOKEN: Self = Self(Kind::RepeatedPageToken);
    #[cfg(feature = "client")]
    pub(crate) const INCOMPLETE_PAGE: Self = Self(Kind::IncompletePage);

    /// Returns true if the body may be a truncated response, or the page of a proxy.
    pub(crate) const fn may_be_cut(&self) -> bool {
        matches!(self.0, Kind::NotJson { .. })
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        Self(Kind::NotJson { line: error.line(), column: error.column() })
    }

    /// Creates the fault of JSON that does not match the schema. `root` is the JSON Pointer of the data in the response.
    pub(crate) fn shape(root: &str, error: &serde_json::Error) -> Self {
        let message = error.to_string();
        Self(Kind::Shape(match placed(&message) {
            Some(placed) => format!("at {root}/{placed}"),
            None => format!("at {root}: {}", reason(&message)),
        }))
    }
}

impl fmt::Display for ReplyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::NotJson { line, column } => write!(f, "not JSON (line {line}, column {column})"),
            Kind::NotAnObject => f.write_str("not a JSON object"),
            Kind::NoCode => f.write_str("no integer `code`"),
            Kind::TwoCodes => f.write_str("more than one `code`"),
            Kind::StatusDisagrees => f.write_str("`code` is 0, but the HTTP status is not 2xx"),
            Kind::Shape(message) => f.write_str(message),
            #[cfg(feature = "client")]
            Kind::Compressed => f.write_str(
                "compressed, although the request accepts no `Content-Encoding`; a proxy or gateway may have done it",
            ),
            #[cfg(feature = "client")]
            Kind::NoPageToken => f.write_str("the page announces another page and has no page token"),
            #[cfg(feature = "client")]
            Kind::RepeatedPageToken => f.write_str("the page token repeats that of an earlier page"),
            #[cfg(feature = "client")]
            Kind::IncompletePage => {
                f.write_str("a part of the page is not of its documented type, so items or further pages may be missing")
            }
        }
    }
}

impl std::error::Error for ReplyFault {}

/// Returns the location of a mismatch as steps from the data, and its reason without values.
#[cold]
pub(crate) fn location(error: &serde_json::Error) -> (Vec<String>, String) {
    let message = error.to_string();
    match placed(&message).map(|placed| placed.split_once(": ").unwrap_or((placed, ""))) {
        Some((steps, reason)) => {
            let step = |step: &str| step.replace("~1", "/").replace("~0", "~");
            (steps.split('/').map(step).collect(), reason.to_owned())
        }
        None => (Vec::new(), reason(&message)),
    }
}

/// Escapes a step of a JSON Pointer (RFC 6901).
pub(crate) fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Returns the message of a fault inside a member or element, with that step added to its location.
#[cold]
pub(crate) fn within(step: &dyn fmt::Display, message: &str) -> String {
    let step = escaped(&step.to_string());
    match placed(message) {
        Some(placed) => format!("{PLACED}{step}/{placed}"),
        None => format!("{PLACED}{step}: {}", reason(message)),
    }
}

/// Reason of a required member that is missing.
pub(crate) const MISSING: &str = "is missing";

/// Returns a message without values: its location, if it has one, and its fault.
pub(crate) fn shown(message: &str) -> String {
    placed(message).map_or_else(|| reason(message), |placed| format!("{PLACED}{placed}"))
}

/// Returns the location and fault of a message that contains a location.
fn placed(message: &str) -> Option<&str> {
    message.strip_prefix(PLACED).map(without_position)
}

/// Removes the line and column that `serde_json` appends; the location is more precise.
fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(message, _)| message)
}

/// Returns the expected and found types of a serde message, without the value that it quotes. Its form is
/// `invalid type: string "value", expected i64 at line 1 column 2`.
fn reason(message: &str) -> String {
    if message == MISSING {
        return message.to_owned();
    }
    let Some((_, fault)) =
        message.split_once("invalid type: ").or_else(|| message.split_once("invalid value: "))
    else {
        return "not of the documented type".to_owned();
    };
    let found = fault.split([' ', ',']).next().unwrap_or_default();
    // The quoted value may contain ", expected" itself; the last occurrence is serde's.
    match fault.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {}, found {found}", without_position(expected)),
        None => "not of the documented type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ReplyFault;

    #[derive(Debug, Default)]
    struct Outer {
        items: Option<Vec<Inner>>,
    }
    crate::reply_object!(Outer { 0 "items" => list items });

    #[derive(Debug, Default)]
    struct Inner {
        size: Option<i64>,
    }
    crate::reply_object!(Inner { 0 "size" => value size });

    fn fault(data: &str) -> String {
        let error = serde_json::from_str::<Outer>(data).expect_err("not of the shape");
        ReplyFault::shape("/data", &error).to_string()
    }

    #[test]
    fn a_fault_has_a_location_and_no_value() {
        assert_eq!(
            fault(r#"{"items":[{},{"size":"canary"}]}"#),
            "at /data/items/1/size: expected i64, found string"
        );
        assert_eq!(
            fault(r#"{"items":[{"size":"canary, expected x at line "}]}"#),
            "at /data/items/0/size: expected i64, found string"
        );
        assert_eq!(fault(r#"{"items":{}}"#), "at /data/items: expected a JSON array, found map");
        assert_eq!(
            fault(r#"{"items":[["canary"]]}"#),
            "at /data/items/0: expected a JSON object, found sequence"
        );
        assert_eq!(fault("[]"), "at /data: expected a JSON object, found sequence");
    }

    #[test]
    fn an_unknown_serde_message_is_not_shown() {
        assert_eq!(
            fault(r#"{"items":[{"size":1e999}]}"#),
            "at /data/items/0/size: not of the documented type"
        );
    }
}
