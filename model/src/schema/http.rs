//! The address of an endpoint: method, hosts and path; and the names of its headers.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// HTTP method.
    pub method: Method,
    /// Host names that serve it, the documented one first.
    pub hosts: Vec<String>,
    /// Path with whole segments `:name` for parameters.
    pub path: PathTemplate,
}

impl Http {
    /// Method and path, `GET /open-apis/..`: the key of an endpoint in `ids.json`.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// HTTP methods that the platform uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method as a request line writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A path with parameters: `/open-apis/approval/v4/instances/:instance_id`.
///
/// Any text is a template. Segments that no URL can have are kept, so that the checks report all of them with their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct PathTemplate(String);

/// A part of a path between two slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text that is the same in every call.
    Literal(&'a str),
    /// `:name`, which a call replaces by the value of a path parameter.
    Parameter(&'a str),
}

impl PathTemplate {
    /// The text of the template.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The segments in their order. The first one is empty, because paths start with a slash.
    #[must_use]
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = Segment<'_>> {
        self.0.split('/').map(|segment| match segment.strip_prefix(':') {
            Some(name) => Segment::Parameter(name),
            None => Segment::Literal(segment),
        })
    }

    /// The names of the parameters in their order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name),
            Segment::Literal(_) => None,
        })
    }
}

impl Segment<'_> {
    /// The name of the parameter, or the text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Literal(text) | Self::Parameter(text) => text,
        }
    }
}

impl<T: Into<String>> From<T> for PathTemplate {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes the segment as it stands in a template.
impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Parameter(name) => write!(f, ":{name}"),
        }
    }
}

/// Returns true if the caller supplies a documented header. The client or HTTP itself sets the others, because their
/// values follow from the request.
#[must_use]
pub fn is_sent_header(name: &str) -> bool {
    const SET: &[&str] = &[
        "authorization", "connection", "content-length", "content-type", "expect", "host", "keep-alive",
        "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ];
    is_header_name(name) && !SET.contains(&name.to_ascii_lowercase().as_str())
}

/// Returns true if a text can be the name of a header: a token of RFC 9110.
#[must_use]
pub fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn methods_are_written_as_in_the_format() {
        for method in Method::ALL {
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
    }

    #[test]
    fn a_path_is_read_into_segments() {
        let path = PathTemplate::from("/open-apis/a/:b_id/c:d/:");
        let segments: Vec<_> = path.segments().collect();
        assert_eq!(
            segments,
            [
                Segment::Literal(""),
                Segment::Literal("open-apis"),
                Segment::Literal("a"),
                Segment::Parameter("b_id"),
                Segment::Literal("c:d"),
                Segment::Parameter(""),
            ]
        );
        assert_eq!(path.parameters().collect::<Vec<_>>(), ["b_id", ""]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_a_template_and_its_segments_make_it_up_again(text in "[/:a.é]{0,16}|.{0,8}") {
            let path = PathTemplate::from(text.as_str());
            let written: Vec<String> = path.segments().map(|segment| segment.to_string()).collect();
            prop_assert_eq!(written.join("/"), text.clone());
            prop_assert_eq!(serde_json::to_value(&path).unwrap(), text);
        }
    }
}
