//! Any id is refused or becomes exactly one segment that decodes to it.

use feishu_runtime as rt;
use proptest::prelude::*;

struct Request(String);

impl rt::Validate for Request {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::path_segment(&at.key("id"), &self.0, out);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Code {
    Other(rt::UnknownCode),
}
impl Code {
    const fn documented(self) -> Option<rt::CodeInfo> {
        match self {
            Self::Other(_) => None,
        }
    }
}
rt::error_codes!(Code {});

#[derive(Default)]
struct Data {}
rt::reply_object!(Data {});

impl rt::Endpoint for Request {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation = &rt::Operation {
        id: "test/v1/segment/get",
        method: rt::Method::Get,
        host: "open.feishu.cn",
        path: "/before/:id/after",
        tokens: &[],
        rate_limits: &[],
        idempotency: rt::Idempotency::Unkeyed,
        envelope: rt::Envelope::Data,
        deprecated: false,
    };

    fn write_path(&self, path: &mut rt::PathWriter<'_>) -> Result<(), rt::PathError> {
        path.param("id", &self.0)
    }
}

/// Ids made of what is dangerous in a path, beside any text.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[./\\\\%2eEfF?#@:;a\u{0}\r\n\u{7f} 中]{0,8}"]
}

/// What RFC 3986 says a segment decodes to.
fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = segment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let (digits, tail) = tail.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_id_is_refused_or_one_segment(id in id()) {
        let request = Request(id.clone());
        let is_valid = rt::Validate::validate(&request).is_ok();
        let Ok(encoded) = rt::encode(&request) else {
            prop_assert!(!is_valid, "the validator takes what the writer refuses");
            prop_assert!(id.is_empty() || id == "." || id == ".." || id.chars().any(char::is_control));
            return Ok(());
        };
        prop_assert!(is_valid, "the validator refuses what the writer takes");
        let segments: Vec<_> = encoded.path.split('/').collect();
        prop_assert_eq!(segments.len(), 4);
        let segment = segments[2];
        prop_assert!(segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_~-.%".contains(&byte)));
        prop_assert!(!segment.starts_with('.') && !segment.ends_with('.') && !segment.contains(".."));
        prop_assert_eq!(decoded(segment), Some(id));
    }
}
