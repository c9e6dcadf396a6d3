//! Bytes to text: the size of a file and its encoding.

use super::findings::Findings;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Bytes that one schema file may have. The largest documented page is far below 1 MiB.
const MAX_BYTES: usize = 16 << 20;

/// Adds a file to the table. Whether its text may be parsed is what the findings say.
pub(super) fn add_source(
    sources: &mut Sources,
    path: String,
    bytes: Vec<u8>,
    findings: &mut Findings,
) -> FileId {
    if bytes.len() > MAX_BYTES {
        let size = bytes.len();
        let file = sources.add(SourceFile { path, text: String::new() });
        findings.push(too_large(file, size));
        return file;
    }
    match String::from_utf8(bytes) {
        Ok(text) => sources.add(SourceFile { path, text }),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = sources.add(SourceFile { path, text });
            findings.push(not_utf8(file, start));
            file
        }
    }
}

fn too_large(file: FileId, size: usize) -> Diagnostic {
    let message = format!("the file has {size} bytes, more than the {MAX_BYTES} that a schema may have");
    Diagnostic::error(Code::FileTooLarge, message, Span { file, start: 0, end: 0 })
}

fn not_utf8(file: FileId, start: usize) -> Diagnostic {
    let shown = char::REPLACEMENT_CHARACTER.len_utf8();
    Diagnostic::error(Code::NotUtf8, "the file is not UTF-8", Span { file, start, end: start + shown })
        .label("the first bytes that are no character")
        .help("save the file as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::super::testing::slice;
    use super::*;

    fn added(bytes: &[u8]) -> (Sources, FileId, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let file = add_source(&mut sources, "a.json".into(), bytes.to_vec(), &mut findings);
        let findings = findings.into_diagnostics(file);
        (sources, file, findings)
    }

    #[test]
    fn text_is_kept_as_it_is() {
        let (sources, file, findings) = added("{\"审\": \"\u{202e}\"}\r\n".as_bytes());
        assert_eq!(sources.file(file).text, "{\"审\": \"\u{202e}\"}\r\n");
        assert_eq!(findings, []);
    }

    #[test]
    fn points_at_the_first_bytes_that_are_no_utf_8() {
        let (sources, _, findings) = added(b"{\"a\": \"\xb0\xa1 \xff\"}");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code.name(), "not-utf8");
        let span = findings[0].primary.as_ref().unwrap().span;
        assert_eq!((span.start, slice(&sources, span)), (7, "\u{fffd}"));
    }

    #[test]
    fn the_limit_is_16_mib() {
        assert_eq!(added(&vec![b' '; 16 << 20]).2, []);
        let (sources, file, findings) = added(&vec![b' '; (16 << 20) + 1]);
        assert_eq!(findings[0].code.name(), "file-too-large");
        assert_eq!(
            findings[0].message,
            "the file has 16777217 bytes, more than the 16777216 that a schema may have"
        );
        assert_eq!(sources.file(file).text, "");
    }
}
