//! The pages of a run: the files that the command line names, and the page that each becomes.

use std::fs;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use importer::report::RowCounts;
use importer::{Imported, Schema};
use model::diag::{Code, Diagnostic, Severity};
use model::pointer::split_last;
use model::schema::PageForm;
use model::source::{FileId, SourceFile, Sources, Span};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::workspace::shown;

/// The file of a page.
pub(super) struct PageFile {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
}

/// The files that the command line names.
#[derive(Default)]
pub(super) struct Found {
    pub(super) sources: Sources,
    pub(super) files: Vec<PageFile>,
    /// Pages that could not be read, and pages that are not UTF-8.
    pub(super) unreadable: Vec<Page>,
}

/// Reads every page that is named, and every `.md` file below each folder that is named. A missing path stops the run; an
/// unreadable page in a folder does not.
pub(super) fn find(named: &[PathBuf]) -> Result<Found, Failure> {
    let mut paths = Vec::new();
    for path in named {
        let kind = fs::metadata(path).map_err(Failure::io("read", path))?;
        if kind.is_dir() { below(path, &mut paths)? } else { paths.push(path.clone()) }
    }
    paths.sort();
    paths.dedup();
    let mut found = Found::default();
    for path in paths {
        found.add(&path);
    }
    Ok(found)
}

/// Collects the pages below a folder. Links are not followed, so that no folder is read twice.
fn below(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io("read the folder", folder))? {
        let entry = entry.map_err(Failure::io("read the folder", folder))?;
        let kind = entry.file_type().map_err(Failure::io("read", entry.path()))?;
        let path = entry.path();
        if kind.is_dir() {
            below(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    Ok(())
}

impl Found {
    fn add(&mut self, path: &Path) {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(fault) => return self.add_unreadable(path, &fault),
        };
        let sha256 = digest(&bytes);
        match String::from_utf8(bytes) {
            Ok(text) => {
                let file = self.sources.add(SourceFile { path: shown(path), text });
                self.files.push(PageFile { file, sha256 });
            }
            Err(fault) => self.add_not_utf8(path, &fault),
        }
    }

    fn add_unreadable(&mut self, path: &Path, fault: &std::io::Error) {
        let file = self.sources.add(SourceFile { path: shown(path), text: String::new() });
        let message = format!("the page cannot be read: {fault}");
        let span = Span { file, start: 0, end: 0 };
        self.unreadable.push(Page::unreadable(Diagnostic::error(Code::UnreadablePage, message, span), file));
    }

    /// A replacement character could change a fact, so the page is not read at all.
    fn add_not_utf8(&mut self, path: &Path, fault: &FromUtf8Error) {
        let text = String::from_utf8_lossy(fault.as_bytes()).into_owned();
        let file = self.sources.add(SourceFile { path: shown(path), text });
        let start = fault.utf8_error().valid_up_to();
        let span = Span { file, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() };
        let finding =
            Diagnostic::error(Code::NotUtf8, "these bytes are not UTF-8; the page yields no schema", span);
        self.unreadable.push(Page::unreadable(finding.help("fetch the page again, as UTF-8"), file));
    }
}

/// SHA-256 in hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// One page of the run.
pub(super) struct Page {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
    pub(super) imported: Imported,
    /// True if another page made it lose its schema, or get another id.
    pub(super) is_overruled: bool,
}

impl Page {
    /// A page that could not be read: all it has is a finding.
    pub(super) fn unreadable(fault: Diagnostic, file: FileId) -> Self {
        let imported = Imported {
            kind: None,
            form: PageForm::Portal,
            url: String::new(),
            schema: None,
            has_provisional_id: false,
            findings: vec![fault],
            places: importer::assemble::Places::new(),
            rows: RowCounts::default(),
        };
        Self { file, sha256: String::new(), imported, is_overruled: false }
    }

    /// The id of its schema, if it has one.
    pub(super) fn id(&self) -> Option<&str> {
        self.imported.schema.as_ref().map(Schema::id)
    }

    /// `METHOD path` of its endpoint, as `ids.json` lists it.
    pub(super) fn call(&self) -> Option<String> {
        let Some(Schema::Endpoint(endpoint)) = &self.imported.schema else { return None };
        Some(endpoint.http.call())
    }

    /// The line for a pointer into its schema: that of the nearest enclosing value with a line.
    pub(super) fn line_of(&self, pointer: &str) -> u32 {
        let places = &self.imported.places;
        let mut around = std::iter::successors(Some(pointer), |at| Some(split_last(at)?.0));
        around.find_map(|at| places.get(at)).copied().unwrap_or(1)
    }

    /// The pointer of the field that a line belongs to: the last field that begins on the line or before it.
    pub(super) fn field_at(&self, line: usize) -> Option<&str> {
        let begun = self.imported.places.iter().filter(|(_, start)| **start as usize <= line);
        let (pointer, _) = begun.max_by_key(|(_, start)| **start)?;
        let (parent, _) = split_last(pointer)?;
        // An enum member stands in the row of its field.
        Some(parent.strip_suffix("/enum").unwrap_or(pointer))
    }

    /// Returns true if a finding of the page is an error.
    pub(super) fn is_in_error(&self) -> bool {
        self.imported.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Drops its schema in favour of another page, for the reason that the finding gives.
    pub(super) fn overrule(&mut self, why: Diagnostic) {
        self.is_overruled = true;
        self.imported.findings.push(why);
        self.imported.schema = None;
        self.imported.rows.reported = self.imported.rows.read;
        self.imported.rows.mapped = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_in_hex() {
        // SHA-256 of the empty text, from the test vectors of FIPS 180-4.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(b""), empty);
    }
}
