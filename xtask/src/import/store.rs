//! The files that an import writes: schemas, `lock.json`, and `ids.json` if it exists. Overlays are never touched.

use std::path::{Path, PathBuf};

use importer::Schema;
use indexmap::IndexMap;
use model::schema::{Ids, Lock, Locked};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pages::Page;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::transaction::Write;

/// Reads `ids.json`, if it exists.
pub(crate) fn ids(schemas: &Path) -> Result<Option<Ids>, Failure> {
    read(&schemas.join("ids.json"))
}

/// Reads `lock.json`; a missing file is an empty lock.
pub(crate) fn lock(schemas: &Path) -> Result<Lock, Failure> {
    let empty = Lock { schema: Some("format.schema.json".to_owned()), locked: IndexMap::new() };
    Ok(read(&schemas.join("lock.json"))?.unwrap_or(empty))
}

/// Returns a write for each file that differs from the disk.
pub(super) fn writes(
    schemas: &Path,
    pages: &[Page],
    ids: Option<&Ids>,
    lock: &Lock,
) -> Result<Vec<Write>, Failure> {
    let (mut ids, mut lock) = (ids.cloned(), lock.clone());
    let mut writes = Vec::new();
    for page in pages {
        let Some(schema) = &page.imported.schema else { continue };
        let path = schemas.join(format!("{}.json", schema.id()));
        match schema {
            Schema::Endpoint(endpoint) => changed(&path, endpoint, &mut writes)?,
            Schema::Concept(concept) => changed(&path, concept, &mut writes)?,
            Schema::Event(events) => changed(&path, events, &mut writes)?,
        }
        // A person lists an id that was derived from the URL.
        if let (Some(call), Some(ids), false) = (page.call(), &mut ids, page.imported.has_provisional_id) {
            ids.ids.insert(call, schema.id().to_owned());
        }
        if let Some(locked) = locked(page, schema) {
            lock.locked.insert(schema.id().to_owned(), locked);
        }
    }
    if let Some(ids) = &mut ids {
        ids.ids.sort_keys();
        changed(&schemas.join("ids.json"), ids, &mut writes)?;
    }
    lock.locked.sort_keys();
    changed(&schemas.join("lock.json"), &lock, &mut writes)?;
    Ok(writes)
}

fn locked(page: &Page, schema: &Schema) -> Option<Locked> {
    let source = schema.source()?;
    Some(Locked {
        url: source.url.clone(),
        date: source.date.clone(),
        form: page.imported.form,
        sha256: page.sha256.clone(),
        importer: Some(env!("CARGO_PKG_VERSION").to_owned()),
    })
}

/// Adds a write when the file does not hold the value yet.
fn changed(path: &PathBuf, value: &impl Serialize, writes: &mut Vec<Write>) -> Result<(), Failure> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|fault| Failure::io("write", path)(fault.into()))?;
    text.push('\n');
    if read_if_there(path)?.as_deref() != Some(text.as_bytes()) {
        writes.push(Write { path: path.clone(), bytes: Some(text.into_bytes()) });
    }
    Ok(())
}

/// Reads a file that the run continues. One that cannot be read stops the run: it must not be overwritten.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    let Some(bytes) = read_if_there(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|fault| Failure::io("read", path)(fault.into()))
}
