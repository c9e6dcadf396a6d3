//! One endpoint in the cache: digests, facts and warnings, with places that hold in any run.

use std::collections::BTreeMap;

use model::diag::Diagnostic;
use model::facts::{Facts, Places, SourcePlaces};
use model::schema::{Method, RateLimit, Scopes, Source};
use model::source::{FileId, Sources};
use serde::{Deserialize, Serialize};

use super::Learned;
use crate::cache::{Finding, Keys, OwnFiles, Place};
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
    fn own(&self, id: &str) -> OwnFiles<'a, 2> {
        let files = self.keys.shown(id).map(|shown| self.by_path.get(shown?).copied());
        OwnFiles { sources: self.sources, files }
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
        let found = own.files.iter().flatten().filter_map(|file| by_file.get(file)).flatten();
        let findings = found.map(|finding| Finding::new(finding, &own)).collect::<Option<Vec<_>>>()?;
        let output = digest::of(plan.files.get(&codegen::file_of(&document.id))?.as_bytes());
        Some((
            document.id.clone(),
            Entry::new(Facts::of(document), keys.of(&document.id)?, output, findings, &own)?,
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
        own: &OwnFiles<'_, 2>,
    ) -> Option<Self> {
        let Facts { id: _, title, name, method, path, source, rate_limits, scopes, places } = facts;
        let Places { id, id_key, path: path_place, source: SourcePlaces { key, url, date } } = places;
        let place = |span| own.place(span);
        let places = [place(id)?, place(id_key)?, place(path_place)?, place(key)?, place(url)?, place(date)?];
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
            places,
            findings,
        })
    }

    /// The facts and findings, pointing into the files of this run.
    pub(super) fn recall(&self, id: &str, files: &Files<'_>) -> Option<(Facts, Vec<Diagnostic>)> {
        let own = files.own(id);
        let findings = self.findings.iter().map(|finding| finding.recall(&own)).collect::<Option<_>>()?;
        let [id_at, id_key, path, key, url, date] = self.places.map(|place| own.span(place));
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
