//! What is wrong with a reply that cannot be read, without a part of it.

use std::fmt;

/// Begins a message that already says where in the reply its fault is. No message of serde or `serde_json` begins so.
const PLACED: &str = "at /";

/// Why a reply could not be read. Holds no part of the reply: replies carry people's data and tokens.
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
    NoPageToken,
    #[cfg(feature = "client")]
    RepeatedPageToken,
}

impl ReplyFault {
    pub(crate) const NOT_AN_OBJECT: Self = Self(Kind::NotAnObject);
    pub(crate) const NO_CODE: Self = Self(Kind::NoCode);
    pub(crate) const TWO_CODES: Self = Self(Kind::TwoCodes);
    pub(crate) const STATUS_DISAGREES: Self = Self(Kind::StatusDisagrees);
    #[cfg(feature = "client")]
    pub(crate) const NO_PAGE_TOKEN: Self = Self(Kind::NoPageToken);
    #[cfg(feature = "client")]
    pub(crate) const REPEATED_PAGE_TOKEN: Self = Self(Kind::RepeatedPageToken);

    /// Whether it may be a part of a good reply, or something else's page.
    pub(crate) const fn may_be_cut(&self) -> bool {
        matches!(self.0, Kind::NotJson { .. })
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        Self(Kind::NotJson { line: error.line(), column: error.column() })
    }

    /// The data is JSON, but not of its documented shape. `root` is the pointer of the data in the reply.
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
            Kind::NotJson { line, column } => write!(f, "it is not JSON (line {line}, column {column})"),
            Kind::NotAnObject => f.write_str("it is not a JSON object"),
            Kind::NoCode => f.write_str("it has no integer `code`"),
            Kind::TwoCodes => f.write_str("it has more than one `code`"),
            Kind::StatusDisagrees => f.write_str("its code is 0 but its HTTP status is not 2xx"),
            Kind::Shape(message) => f.write_str(message),
            #[cfg(feature = "client")]
            Kind::NoPageToken => {
                f.write_str("it says that there are more pages, and has no token of the next")
            }
            #[cfg(feature = "client")]
            Kind::RepeatedPageToken => f.write_str("it leads back to a page that was there before"),
        }
    }
}

impl std::error::Error for ReplyFault {}

/// A message of a fault inside a member or an element, with that step put before its place.
#[cold]
pub(crate) fn within(step: &dyn fmt::Display, message: &str) -> String {
    match placed(message) {
        Some(placed) => format!("{PLACED}{step}/{placed}"),
        None => format!("{PLACED}{step}: {}", reason(message)),
    }
}

/// The place and the fault of a message that has a place.
fn placed(message: &str) -> Option<&str> {
    message.strip_prefix(PLACED).map(without_position)
}

/// The message without the line and column that `serde_json` puts last: they say less than the place.
fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(message, _)| message)
}

/// What serde says of a fault, without the value that it says it of. Its form is
/// `invalid type: string "value", expected i64 at line 1 column 2`.
fn reason(message: &str) -> String {
    let Some((_, fault)) =
        message.split_once("invalid type: ").or_else(|| message.split_once("invalid value: "))
    else {
        return "not of the documented shape".to_owned();
    };
    let found = fault.split([' ', ',']).next().unwrap_or_default();
    // The value may hold ", expected" itself; what follows the last one is serde's.
    match fault.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {}, found {found}", without_position(expected)),
        None => "not of the documented shape".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ReplyFault;

    #[derive(Debug, Default)]
    struct Outer {
        items: Option<Vec<Inner>>,
    }
    crate::reply_object!(Outer { "items" => list items });

    #[derive(Debug, Default)]
    struct Inner {
        size: Option<i64>,
    }
    crate::reply_object!(Inner { "size" => value size });

    fn fault(data: &str) -> String {
        let error = serde_json::from_str::<Outer>(data).expect_err("not of the shape");
        ReplyFault::shape("/data", &error).to_string()
    }

    #[test]
    fn a_fault_has_a_place_and_no_value() {
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
    fn a_fault_without_a_known_form_says_nothing_of_the_value() {
        assert_eq!(
            fault(r#"{"items":[{"size":1e999}]}"#),
            "at /data/items/0/size: not of the documented shape"
        );
    }
}
