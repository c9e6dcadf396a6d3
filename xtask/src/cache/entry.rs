//! One endpoint in the cache: digests, facts and warnings, with places that hold in any run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use model::diag::{Diagnostic, Label, Severity, Suggestion};
use model::facts::{Facts, Places, SourcePlaces};
use model::schema::{Method, RateLimit, Scopes, Source};
use model::source::{FileId, Sources, Span};
use serde::{Deserialize, Serialize};

use super::Learned;
use super::key::Keys;
use crate::digest;

/// What is known of one endpoint.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The digest of its schema and overlay.
    pub(super) inputs: String,
    /// The digest of its Rust.
    pub(super) output: String,
    title: String,
    name: Option<String>,
    method: Method,
    path: String,
    source: Option<Source>,
    rate_limits: Vec<RateLimit>,
    scopes: Option<Scopes>,
    /// In the order in which [`Entry`] takes them.
    places: [Place; 6],
    findings: Vec<Finding>,
}

/// A span: which of the endpoint's two files, and the bytes.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Place(usize, usize, usize);

/// A warning or a note. What is in error is never stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    code: String,
    is_note: bool,
    message: String,
    primary: (Place, String),
    related: Vec<(Place, String)>,
    help: Option<String>,
    suggestion: Option<(Place, String)>,
}

/// The files of the endpoints of a run: each schema, and its overlay.
pub(super) struct Files<'a> {
    sources: &'a Sources,
    keys: &'a Keys,
    by_path: BTreeMap<&'a str, FileId>,
}

impl<'a> Files<'a> {
    pub(super) fn of(sources: &'a Sources, keys: &'a Keys) -> Self {
        let by_path = sources.iter().map(|(file, source)| (source.path.as_str(), file)).collect();
        Self { sources, keys, by_path }
    }

    /// The two files of an endpoint.
    fn own(&self, id: &str) -> [Option<FileId>; 2] {
        self.keys.shown(id).map(|shown| self.by_path.get(shown?).copied())
    }

    /// The span of a place, when the file has it.
    fn span(&self, own: [Option<FileId>; 2], Place(file, start, end): Place) -> Option<Span> {
        let file = own.get(file).copied().flatten()?;
        let text = &self.sources.file(file).text;
        text.get(start..end).map(|_| Span { file, start, end })
    }
}

/// Entries of all endpoints that were made in a run. One that has a finding which points into another file has none.
pub(super) fn all(learned: &Learned<'_>) -> Vec<(String, Entry)> {
    let Learned { set, findings, plan, keys } = *learned;
    let files = Files::of(&set.sources, keys);
    let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings {
        if let Some(label) = &finding.primary {
            by_file.entry(label.span.file).or_default().push(finding);
        }
    }
    let entry = |document: &model::document::Document<model::schema::Endpoint>| {
        let own = files.own(&document.id);
        let found = own.iter().flatten().filter_map(|file| by_file.get(file)).flatten();
        let findings = found.map(|finding| Finding::new(finding, own)).collect::<Option<Vec<_>>>()?;
        let output = digest::of(plan.files.get(&codegen::file_of(&document.id))?.as_bytes());
        Some((
            document.id.clone(),
            Entry::new(Facts::of(document), keys.of(&document.id)?, output, findings, own)?,
        ))
    };
    model::parallel::map(&set.endpoints, entry).into_iter().flatten().collect()
}

impl Entry {
    fn new(
        facts: Facts,
        inputs: String,
        output: String,
        findings: Vec<Finding>,
        own: [Option<FileId>; 2],
    ) -> Option<Self> {
        let Facts { id: _, title, name, method, path, source, rate_limits, scopes, places } = facts;
        let Places { id, id_key, path: path_place, source: SourcePlaces { key, url, date } } = places;
        let mut stored = [Place(0, 0, 0); 6];
        for (place, span) in stored.iter_mut().zip([id, id_key, path_place, key, url, date]) {
            *place = stored_place(span, own)?;
        }
        Some(Self {
            inputs,
            output,
            title,
            name,
            method,
            path,
            source,
            rate_limits,
            scopes,
            places: stored,
            findings,
        })
    }

    /// The facts and findings, pointing into the files of this run.
    pub(super) fn recall(&self, id: &str, files: &Files<'_>) -> Option<(Facts, Vec<Diagnostic>)> {
        let own = files.own(id);
        let findings =
            self.findings.iter().map(|finding| finding.recall(own, files)).collect::<Option<_>>()?;
        let [id_at, id_key, path, key, url, date] = self.places.map(|place| files.span(own, place));
        let places = Places {
            id: id_at?,
            id_key: id_key?,
            path: path?,
            source: SourcePlaces { key: key?, url: url?, date: date? },
        };
        let facts = Facts {
            id: id.to_owned(),
            title: self.title.clone(),
            name: self.name.clone(),
            method: self.method,
            path: self.path.clone(),
            source: self.source.clone(),
            rate_limits: self.rate_limits.clone(),
            scopes: self.scopes.clone(),
            places,
        };
        Some((facts, findings))
    }
}

impl Finding {
    fn new(finding: &Diagnostic, own: [Option<FileId>; 2]) -> Option<Self> {
        let Diagnostic { code, severity, message, primary, related, help, suggestion } = finding;
        let label = |label: &Label| Some((stored_place(label.span, own)?, label.text.clone()));
        let change =
            |change: &Suggestion| Some((stored_place(change.span, own)?, change.replacement.clone()));
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

    fn recall(&self, own: [Option<FileId>; 2], files: &Files<'_>) -> Option<Diagnostic> {
        let label = |(place, text): &(Place, String)| {
            Some(Label { span: files.span(own, *place)?, text: text.clone() })
        };
        let suggestion = match &self.suggestion {
            Some((place, text)) => {
                Some(Suggestion { span: files.span(own, *place)?, replacement: text.clone() })
            }
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

fn stored_place(span: Span, own: [Option<FileId>; 2]) -> Option<Place> {
    let file = own.iter().position(|file| *file == Some(span.file))?;
    Some(Place(file, span.start, span.end))
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
