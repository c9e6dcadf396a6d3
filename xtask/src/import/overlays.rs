//! The schemas that an import has written, with their overlays.

use std::collections::BTreeSet;
use std::path::Path;

use model::diag::Diagnostic;
use model::document::SchemaSet;
use model::load::{Input, Loaded};

use super::run::Page;
use crate::cache::Keys;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::workspace::shown;

/// Schemas as they stand on the disk.
pub(super) struct Overlaid {
    pub(super) set: SchemaSet,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What their files hold.
    pub(super) keys: Keys,
}

/// Loads each imported schema with its overlay, if it has one, and what schemas share: the findings say which ops no longer
/// apply. Of a page that was taken over there is nothing to find in a schema without an overlay.
pub(super) fn load(schemas: &Path, pages: &[Page]) -> Result<Overlaid, Failure> {
    let ids: BTreeSet<&str> = pages
        .iter()
        .filter_map(|page| Some((page, page.id()?)))
        .filter(|(page, id)| !page.is_recalled || schemas.join(overlay(id)).exists())
        .map(|(_, id)| id)
        .collect();
    let inputs = inputs(schemas, ids)?;
    let keys = Keys::of_inputs(&inputs);
    let Loaded { set, diagnostics } = model::load::load(inputs);
    Ok(Overlaid { set, diagnostics, keys })
}

/// The files of the schemas with these ids, and of what schemas share.
pub(super) fn inputs<'i>(
    schemas: &Path,
    ids: impl IntoIterator<Item = &'i str>,
) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for id in ids {
        inputs.extend(input(schemas, overlay(id))?);
        inputs.extend(input(schemas, format!("{id}.json"))?);
    }
    inputs.extend(input(schemas, "common.json".to_owned())?);
    Ok(inputs)
}

fn overlay(id: &str) -> String {
    format!("{id}.overlay.json")
}

fn input(schemas: &Path, path: String) -> Result<Option<Input>, Failure> {
    let file = schemas.join(&path);
    let bytes = read_if_there(&file)?;
    Ok(bytes.map(|bytes| Input { path, shown: shown(&file), bytes }))
}
