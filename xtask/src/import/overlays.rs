//! What becomes of the overlays of the schemas that an import has written.

use std::path::Path;

use model::load::{Input, Loaded};

use super::run::Page;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::workspace::shown;

/// Loads each imported schema that has an overlay: the findings say which ops no longer apply.
pub(super) fn load(schemas: &Path, pages: &[Page]) -> Result<Loaded, Failure> {
    let mut inputs = Vec::new();
    for page in pages {
        let Some(schema) = &page.imported.schema else { continue };
        let overlay = format!("{}.overlay.json", schema.id());
        if let Some(overlay) = input(schemas, overlay)? {
            inputs.push(overlay);
            inputs.extend(input(schemas, format!("{}.json", schema.id()))?);
        }
    }
    Ok(model::load::load(inputs))
}

fn input(schemas: &Path, path: String) -> Result<Option<Input>, Failure> {
    let file = schemas.join(&path);
    let bytes = read_if_there(&file)?;
    Ok(bytes.map(|bytes| Input { path, shown: shown(&file), bytes }))
}
