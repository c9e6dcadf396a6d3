//! The schemas that an import has written, with their overlays.

use std::path::Path;

use model::load::{Input, Loaded};

use super::run::Page;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::workspace::shown;

/// Loads each imported schema with its overlay, if it has one, and what schemas share: the findings say which ops no longer
/// apply.
pub(super) fn load(schemas: &Path, pages: &[Page]) -> Result<Loaded, Failure> {
    let mut inputs = Vec::new();
    for page in pages {
        let Some(schema) = &page.imported.schema else { continue };
        inputs.extend(input(schemas, format!("{}.overlay.json", schema.id()))?);
        inputs.extend(input(schemas, format!("{}.json", schema.id()))?);
    }
    inputs.extend(input(schemas, "common.json".to_owned())?);
    Ok(model::load::load(inputs))
}

fn input(schemas: &Path, path: String) -> Result<Option<Input>, Failure> {
    let file = schemas.join(&path);
    let bytes = read_if_there(&file)?;
    Ok(bytes.map(|bytes| Input { path, shown: shown(&file), bytes }))
}
