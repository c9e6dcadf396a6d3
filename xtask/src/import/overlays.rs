//! The schemas that an import has written, with their overlays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::diag::Diagnostic;
use model::document::SchemaSet;
use model::load::{Input, Loaded};

use super::run::Page;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::transaction::Write;
use crate::workspace::shown;

/// Schemas as they stand on the disk.
pub(super) struct Overlaid {
    pub(super) set: SchemaSet,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Loads each imported schema, as it is to be written, with its overlay, if it has one, and what schemas share: the findings
/// say which ops no longer apply.
pub(super) fn load(schemas: &Path, pages: &[Page], writes: &[Write]) -> Result<Overlaid, Failure> {
    let ids: BTreeSet<&str> = pages.iter().filter_map(Page::id).collect();
    let planned = writes.iter().filter_map(|write| Some((write.path.as_path(), write.bytes.as_deref()?)));
    let Loaded { set, diagnostics } = model::load::load(inputs(schemas, ids, &planned.collect())?);
    Ok(Overlaid { set, diagnostics })
}

/// The files of the schemas with these ids, and of what schemas share. What is planned is taken for what stands on the disk.
fn inputs<'i>(
    schemas: &Path,
    ids: impl IntoIterator<Item = &'i str>,
    planned: &BTreeMap<&Path, &[u8]>,
) -> Result<Vec<Input>, Failure> {
    let own = ids.into_iter().flat_map(|id| [overlay(id), format!("{id}.json")]);
    let mut inputs = Vec::new();
    for path in own.chain(["common.json".to_owned()]) {
        let file = schemas.join(&path);
        let bytes = match planned.get(file.as_path()) {
            Some(bytes) => Some(bytes.to_vec()),
            None => read_if_there(&file)?,
        };
        inputs.extend(bytes.map(|bytes| Input { path, shown: shown(&file), bytes }));
    }
    Ok(inputs)
}

fn overlay(id: &str) -> String {
    format!("{id}.overlay.json")
}
