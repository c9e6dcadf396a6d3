//! Data of ordered replies, checked against the types of the endpoint.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::fault::Fault;
use super::strict;
use crate::reply::data::{RawData, ReplyData};
use crate::reply::download::Download;
use crate::reply::repair;

/// Data of a successful response that a mock server can send: every type of data that can be serialized.
pub trait MockData: ReplyData {
    /// Returns it as JSON; `None` for a file.
    #[doc(hidden)]
    fn to_json(&self) -> Option<Value>;
}

impl<T: ReplyData + Serialize> MockData for T {
    fn to_json(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }
}

impl MockData for Download {
    fn to_json(&self) -> Option<Value> {
        None
    }
}

/// Returns all faults of data that is given as JSON: values of another type, and undocumented members.
pub(super) fn check<D: MockData>(given: &Value) -> Vec<Fault> {
    let text = given.to_string();
    let json = (!given.is_null()).then_some(Cow::Borrowed(text.as_str()));
    let read = D::read(&mut RawData::Json(json));
    let read = read.map(|data| (data, Vec::new())).or_else(|error| repair::read("", &text, error));
    let (data, mismatches) = match read {
        Ok(read) => read,
        Err(error) => return vec![Fault::new("", error.to_string())],
    };
    let mut faults: Vec<Fault> =
        mismatches.iter().map(|found| Fault::new(found.pointer(), found.reason())).collect();
    let Some(read) = data.to_json() else {
        return vec![Fault::new("", "the endpoint responds with a file")];
    };
    let mut others = Vec::new();
    strict::compare(given, &read, "", &mut others);
    // Members that are null count as missing.
    let is_null = |fault: &Fault| given.pointer(fault.pointer()).is_some_and(Value::is_null);
    let is_known = |fault: &Fault| mismatches.iter().any(|found| fault.is_within(found.pointer()));
    others.retain(|fault| !is_null(fault) && !is_known(fault));
    faults.extend(others);
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Download, check};

    #[test]
    fn a_file_has_no_json() {
        let said: Vec<String> = check::<Download>(&json!({})).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["the whole: the endpoint responds with a file"]);
    }

    #[test]
    fn data_of_any_shape_is_checked() {
        let places = |faults: Vec<super::Fault>| -> Vec<String> {
            faults.iter().map(|fault| fault.pointer().to_owned()).collect()
        };
        assert_eq!(places(check::<Vec<String>>(&json!(["a", null, "b"]))), Vec::<String>::new());
        assert_eq!(places(check::<Vec<String>>(&json!(["a", 1, null, 2]))), ["/1", "/3"]);
        assert_eq!(places(check::<crate::Map<i64>>(&json!({"a": 1}))), Vec::<String>::new());
        assert_eq!(places(check::<crate::Map<i64>>(&json!({"a": "x"}))), [""]);
        assert_eq!(places(check::<Option<String>>(&json!(null))), Vec::<String>::new());
    }
}
