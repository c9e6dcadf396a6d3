//! Bytes to text: the size of a file and its encoding.

use super::findings::Findings;
use crate::diag::Diagnostic;
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
    Diagnostic::error("file-too-large", message, Span { file, start: 0, end: 0 })
}

fn not_utf8(file: FileId, start: usize) -> Diagnostic {
    let shown = char::REPLACEMENT_CHARACTER.len_utf8();
    Diagnostic::error("not-utf8", "the file is not UTF-8", Span { file, start, end: start + shown })
        .label("the first bytes that are no character")
        .help("save the file as UTF-8")
}
