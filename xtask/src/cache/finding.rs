//! Findings in a cache: their places are the files of one subject, by number, and so hold in any run.

use std::collections::BTreeSet;
use std::sync::Mutex;

use model::diag::{Diagnostic, Label, Severity, Suggestion};
use model::source::{FileId, Sources, Span};
use serde::{Deserialize, Serialize};

/// A span: which of the subject's own files, and the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place(usize, usize, usize);

/// A warning or a note. What is in error is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    code: String,
    is_note: bool,
    message: String,
    primary: (Place, String),
    related: Vec<(Place, String)>,
    help: Option<String>,
    suggestion: Option<(Place, String)>,
}

/// The files that a subject's findings may point into; one that is not there in this run is `None`.
#[derive(Clone, Copy)]
pub(crate) struct OwnFiles<'a, const N: usize> {
    pub(crate) sources: &'a Sources,
    pub(crate) files: [Option<FileId>; N],
}

impl<const N: usize> OwnFiles<'_, N> {
    /// The span of a place, when the file has it.
    pub(crate) fn span(&self, Place(file, start, end): Place) -> Option<Span> {
        let file = self.files.get(file).copied().flatten()?;
        let text = &self.sources.file(file).text;
        text.get(start..end).map(|_| Span { file, start, end })
    }

    /// The place of a span, when it is in one of the files.
    pub(crate) fn place(&self, span: Span) -> Option<Place> {
        let file = self.files.iter().position(|file| *file == Some(span.file))?;
        Some(Place(file, span.start, span.end))
    }
}

impl Finding {
    /// The finding to be stored; `None` when it is in error, or points into a file of others.
    pub(crate) fn new<const N: usize>(finding: &Diagnostic, own: &OwnFiles<'_, N>) -> Option<Self> {
        let Diagnostic { code, severity, message, primary, related, help, suggestion } = finding;
        let label = |label: &Label| Some((own.place(label.span)?, label.text.clone()));
        let change = |change: &Suggestion| Some((own.place(change.span)?, change.replacement.clone()));
        let suggestion = match suggestion {
            Some(suggestion) => Some(change(suggestion)?),
            None => None,
        };
        Some(Self {
            code: (*code).to_owned(),
            is_note: match severity {
                Severity::Note => true,
                Severity::Warning => false,
                Severity::Error => return None,
            },
            message: message.clone(),
            primary: label(primary.as_ref()?)?,
            related: related.iter().map(label).collect::<Option<_>>()?,
            help: help.clone(),
            suggestion,
        })
    }

    /// The finding in the files of this run; `None` when they have no such place.
    pub(crate) fn recall<const N: usize>(&self, own: &OwnFiles<'_, N>) -> Option<Diagnostic> {
        let label =
            |(place, text): &(Place, String)| Some(Label { span: own.span(*place)?, text: text.clone() });
        let suggestion = match &self.suggestion {
            Some((place, text)) => Some(Suggestion { span: own.span(*place)?, replacement: text.clone() }),
            None => None,
        };
        Some(Diagnostic {
            code: code(&self.code)?,
            severity: if self.is_note { Severity::Note } else { Severity::Warning },
            message: self.message.clone(),
            primary: Some(label(&self.primary)?),
            related: self.related.iter().map(label).collect::<Option<_>>()?,
            help: self.help.clone(),
            suggestion,
        })
    }
}

/// A finding's code lives as long as the program. There are some hundred of them, so that is what they may take.
fn code(text: &str) -> Option<&'static str> {
    static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    const MOST: usize = 1000;
    const LONGEST: usize = 60;
    let mut codes = CODES.lock().ok()?;
    if let Some(code) = codes.get(text) {
        return Some(code);
    }
    let is_code = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_code || text.len() > LONGEST || codes.len() >= MOST {
        return None;
    }
    let code: &'static str = Box::leak(text.to_owned().into_boxed_str());
    codes.insert(code);
    Some(code)
}
