//! Replies that are the content of a file.

use std::fmt;

use crate::request::percent;

/// The content of a file, as an endpoint answers that documents no JSON.
///
/// The whole file is in memory: the client's `max_reply_bytes` bounds it. JSON with an error code and a message is a failure
/// and no file, whatever its content type, unless the reply has a `Content-Disposition`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// The content.
    pub bytes: Vec<u8>,
    /// The reply's `Content-Type`.
    pub content_type: Option<String>,
    /// The name that the reply's `Content-Disposition` gives the file: its last part only, so that it names no other
    /// folder, and without control characters.
    pub file_name: Option<String>,
}

/// Says how long the content is, not what it holds.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The file name of a `Content-Disposition`; the one with a charset wins, as RFC 6266 has it.
pub(crate) fn file_name(disposition: &str) -> Option<String> {
    let extended = parameter(disposition, "filename*").and_then(|value| extended_value(&value));
    extended.or_else(|| parameter(disposition, "filename")).and_then(|name| safe_name(&name))
}

/// The value of a parameter, its quotes removed.
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition;
    while let Some((_, after)) = rest.split_once(';') {
        let (name, value) = after.split_once('=')?;
        let (value, next) = parameter_value(value.trim_start());
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// A token or a quoted string, and what follows it.
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

/// `UTF-8''%E4%B8%AD.pdf`; other charsets are left to the plain name.
fn extended_value(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    charset.eq_ignore_ascii_case("utf-8").then(|| percent::decoded(encoded))?
}

/// The name's last part, if it is one that a file can have.
fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = last.chars().filter(|char| !char.is_control()).collect();
    let safe = safe.trim();
    (!matches!(safe, "" | "." | "..")).then(|| safe.to_owned())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_are_read_as_servers_write_them() {
        for (disposition, expected) in [
            ("attachment; filename=\"a b.pdf\"", Some("a b.pdf")),
            ("attachment;filename=a.pdf", Some("a.pdf")),
            ("attachment; filename=\"x.pdf\"; filename*=UTF-8''%E4%B8%AD%20a.pdf", Some("中 a.pdf")),
            ("attachment; filename*=utf-8'zh'%E4%B8%AD; filename=x", Some("中")),
            ("attachment; filename*=gbk''%D6; filename=x", Some("x")),
            ("attachment; filename*=UTF-8''%FF; filename=x", Some("x")),
            ("attachment; filename=\"a;b\\\"c\"; x=y", Some("a;b\"c")),
            ("inline", None),
            ("attachment; filename=", None),
            ("attachment; filename", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }

    #[test]
    fn a_name_names_no_other_folder() {
        for (disposition, expected) in [
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename*=UTF-8''..%2F..%5Cevil.exe", Some("evil.exe")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"a/\"", None),
            ("attachment; filename*=UTF-8''a%00%0Ab", Some("ab")),
        ] {
            assert_eq!(file_name(disposition).as_deref(), expected, "{disposition}");
        }
    }
}
