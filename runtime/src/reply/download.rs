//! Responses that are the content of a file.

use std::fmt;

use crate::request::percent;
use crate::text;

/// The content of a file, returned by endpoints that document a file instead of JSON.
///
/// The whole file is held in memory; the client's `max_reply_bytes` limits its size. A JSON response with an error code and a
/// message is a failure regardless of its content type, unless it has a `Content-Disposition`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// The content.
    pub bytes: Vec<u8>,
    /// The response's `Content-Type`.
    pub content_type: Option<String>,
    /// The file name from the response's `Content-Disposition`: its last path component, without control characters and those
    /// that reorder or hide text, so it is safe to create in a directory of the caller's choice.
    pub file_name: Option<String>,
}

/// Shows the length of the content, not the content.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// Returns the file name of a `Content-Disposition`. `filename*` takes precedence over `filename` (RFC 6266).
pub(crate) fn file_name(disposition: &str) -> Option<String> {
    let extended = parameter(disposition, "filename*").and_then(|value| extended_value(&value));
    extended.or_else(|| parameter(disposition, "filename")).and_then(|name| safe_name(&name))
}

/// Returns the value of a parameter without quotes.
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition;
    while let Some((_, after)) = rest.split_once(';') {
        let end = after.find(['=', ';'])?;
        let (name, value) = after.split_at(end);
        let Some(value) = value.strip_prefix('=') else {
            rest = value;
            continue;
        };
        let (value, next) = parameter_value(value.trim_start());
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// Splits a token or quoted string from the rest.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((position, char)) = chars.next() {
        match char {
            '"' => return (value, quoted.get(position + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// Decodes a value like `UTF-8''%E4%B8%AD.pdf`; `None` for other charsets.
fn extended_value(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    charset.eq_ignore_ascii_case("utf-8").then(|| percent::decoded(encoded))?
}

/// Returns the last path component of a name, if it is a valid file name.
fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = last.chars().filter(|char| !char.is_control() && !text::is_invisible(*char)).collect();
    let safe = safe.trim();
    (!matches!(safe, "" | "." | "..")).then(|| safe.to_owned())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_parsed_as_servers_write_them() {
        for (disposition, expected) in [
            ("attachment; filename=\"a b.pdf\"", Some("a b.pdf")),
            ("attachment;filename=a.pdf", Some("a.pdf")),
            ("attachment; filename=\"x.pdf\"; filename*=UTF-8''%E4%B8%AD%20a.pdf", Some("中 a.pdf")),
            ("attachment; filename*=utf-8'zh'%E4%B8%AD; filename=x", Some("中")),
            ("attachment; filename*=gbk''%D6; filename=x", Some("x")),
            ("attachment; filename*=UTF-8''%FF; filename=x", Some("x")),
            ("attachment; filename=\"a;b\\\"c\"; x=y", Some("a;b\"c")),
            ("attachment; filename=\"报销单.pdf\"", Some("报销单.pdf")),
            ("attachment; filename=\"报销单.pdf\"; filename*=UTF-8''%E6%8A%A5.pdf", Some("报.pdf")),
            ("attachment; extension; filename=a.pdf", Some("a.pdf")),
            ("inline", None),
            ("attachment; filename=", None),
            ("attachment; filename", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }

    #[test]
    fn a_file_name_contains_no_directory() {
        for (disposition, expected) in [
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename*=UTF-8''..%2F..%5Cevil.exe", Some("evil.exe")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"a/\"", None),
            ("attachment; filename*=UTF-8''a%00%0Ab", Some("ab")),
            ("attachment; filename=\"fdp\u{202e}.exe\"", Some("fdp.exe")),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }
}
