//! The schemas of a folder, as far as they tell which pages are known.

use std::collections::BTreeSet;
use std::path::Path;

use indexmap::IndexMap;
use model::schema::{Http, PageForm};
use serde::Deserialize;

use super::site::PagePath;
use crate::failure::Failure;
use crate::import::store;
use crate::pipeline;

/// A page that a schema was imported from.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: String,
    /// Its path; `None` if its address is that of another site.
    pub(super) path: Option<PagePath>,
    /// `METHOD path` of the schema, if it is an endpoint's.
    pub(super) call: Option<String>,
    /// The edition's date.
    pub(super) date: String,
    pub(super) form: PageForm,
    pub(super) sha256: String,
}

/// The known pages and calls.
#[derive(Debug, Default)]
pub(super) struct Library {
    /// The pages in `lock.json`, by id.
    pub(super) pages: Vec<Known>,
    /// The calls of all schemas, those written by hand included.
    pub(super) calls: BTreeSet<String>,
    /// The ids of calls, by `METHOD path`.
    pub(super) ids: IndexMap<String, String>,
}

/// The part of an endpoint's schema that names its call; no other file has it.
#[derive(Deserialize)]
struct Called {
    id: String,
    http: Http,
}

/// Reads the folder. Facts come from the schemas alone: the pages do not know overlays.
pub(super) fn read(schemas: &Path) -> Result<Library, Failure> {
    let inputs = if schemas.exists() { pipeline::inputs(schemas)? } else { Vec::new() };
    let called = inputs.iter().filter_map(|input| serde_json::from_slice::<Called>(&input.bytes).ok());
    let calls: IndexMap<String, String> = called.map(|schema| (schema.id, schema.http.call())).collect();
    let locked = store::lock(schemas)?.locked.into_iter().map(|(id, locked)| Known {
        path: PagePath::of_address(&locked.url),
        call: calls.get(&id).cloned(),
        id,
        date: locked.date,
        form: locked.form,
        sha256: locked.sha256,
    });
    let ids = store::ids(schemas)?.map_or_else(IndexMap::new, |listed| listed.ids);
    Ok(Library { pages: locked.collect(), calls: calls.into_values().collect(), ids })
}
