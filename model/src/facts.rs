//! What the neighbours of an endpoint depend on: its entry in the lists that a whole directory gives, and no more.
//!
//! A run that knows the facts of an endpoint from an earlier run need not read its schema again to check it against
//! `ids.json`, to give it a module, or to list it.

use std::borrow::Cow;

use crate::document::{Document, SchemaSet};
use crate::schema::{Endpoint, Method, RateLimit, Scopes, Source};
use crate::source::Span;

/// The facts of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The id that its file's path gives.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// What the call is called in English.
    pub name: Option<String>,
    /// HTTP method.
    pub method: Method,
    /// URL path.
    pub path: String,
    /// The page.
    pub source: Option<Source>,
    /// Request windows.
    pub rate_limits: Vec<RateLimit>,
    /// Permission scopes.
    pub scopes: Option<Scopes>,
    /// Where findings about these point.
    pub places: Places,
}

/// Where the facts stand; the nearest place for one that the schema does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The value of `id`.
    pub id: Span,
    /// The key of `id`.
    pub id_key: Span,
    /// The value of `http.path`.
    pub path: Span,
    /// Where its page is named.
    pub source: SourcePlaces,
}

/// Where a schema names its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourcePlaces {
    /// The key of `source`.
    pub key: Span,
    /// The value of `source.url`.
    pub url: Span,
    /// The value of `source.date`.
    pub date: Span,
}

impl Facts {
    /// The facts of a schema that was read.
    #[must_use]
    pub fn of(document: &Document<Endpoint>) -> Self {
        let Endpoint { title, name, http, source, rate_limits, scopes, .. } = &document.schema;
        Self {
            id: document.id.clone(),
            title: title.clone(),
            name: name.clone(),
            method: http.method,
            path: http.path.clone(),
            source: source.clone(),
            rate_limits: rate_limits.clone(),
            scopes: scopes.clone(),
            places: Places {
                id: document.value_span("/id"),
                id_key: document.key_span("/id"),
                path: document.value_span("/http/path"),
                source: SourcePlaces::of(document),
            },
        }
    }
}

impl SourcePlaces {
    /// Where a document names its page.
    pub(crate) fn of<T>(document: &Document<T>) -> Self {
        Self {
            key: document.key_span("/source"),
            url: document.value_span("/source/url"),
            date: document.value_span("/source/date"),
        }
    }
}

impl SchemaSet {
    /// The facts of all endpoints, those that were read and those that were known before, sorted by id.
    #[must_use]
    pub fn facts(&self) -> Vec<Cow<'_, Facts>> {
        let read = self.endpoints.iter().map(|document| Cow::Owned(Facts::of(document)));
        let mut facts: Vec<Cow<'_, Facts>> = self.known.iter().map(Cow::Borrowed).chain(read).collect();
        facts.sort_by(|a, b| a.id.cmp(&b.id));
        facts
    }
}
