//! The crate that `generate` writes: the one that is there, or a new one. What cannot become a crate is refused here, before any
//! work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::{CrateName, Sdk};
use serde::Deserialize;

use crate::cli::GenerateOptions;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::leftovers::{self, entries};
use crate::workspace::{self, SDK, between, shown};

/// Returns the files of a new crate; none if the crate is there. A file that a killed run has left stays as it is.
pub(crate) fn skeleton(options: &GenerateOptions, out: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let there = package(&out.join("Cargo.toml"))?;
    let refused = |what: &str| Err(Failure::Usage(format!("{} {what}", shown(out))));
    match (&options.name, there) {
        (None, Some(_)) => Ok(BTreeMap::new()),
        (None, None) => refused("holds no crate; `--name NAME` makes one"),
        (Some(name), Some(there)) if there == name.to_string() => Ok(BTreeMap::new()),
        (Some(_), Some(there)) => {
            refused(&format!("holds the crate `{there}` already; leave out `--name` to update it"))
        }
        (Some(name), None) => {
            refuse_others(out)?;
            let mut files = codegen::skeleton(name, &sdk(options.sdk.as_deref(), out)?);
            files.retain(|path, _| !out.join(path).exists());
            Ok(files)
        }
    }
}

/// Returns the name of the crate in a folder, if it is another one than `feishu-openapi`.
pub(crate) fn own_name(out: &Path) -> Result<Option<CrateName>, Failure> {
    let manifest = out.join("Cargo.toml");
    let name = package(&manifest)?.filter(|name| name != SDK);
    let parsed = name.map(|name| name.parse()).transpose();
    parsed.map_err(|fault| Failure::Manifest { path: manifest, fault })
}

/// Returns the name of the package in a manifest; `None` if the file is missing.
pub(crate) fn package(manifest: &Path) -> Result<Option<String>, Failure> {
    #[derive(Deserialize)]
    struct Manifest {
        package: Package,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
    }
    let Some(bytes) = read_if_there(manifest)? else { return Ok(None) };
    let read: Result<Manifest, _> = toml::from_slice(&bytes);
    let name = read.map(|manifest| manifest.package.name);
    name.map(Some)
        .map_err(|fault| Failure::Manifest { path: manifest.to_owned(), fault: fault.message().to_owned() })
}

/// Refuses a folder with anything but what a killed run of `generate` may have left in it.
fn refuse_others(out: &Path) -> Result<(), Failure> {
    for (folder, ours) in
        [("", &["guide", "src"][..]), ("guide", &["endpoints.md"]), ("src", &["api", "lib.rs"])]
    {
        for entry in entries(&out.join(folder))? {
            let name = entry.file_name();
            let kind = entry.file_type().map_err(Failure::io("read", entry.path()))?;
            let is_ours = ours.iter().any(|ours| name == *ours) && !kind.is_symlink();
            if !is_ours && !leftovers::is_ours(&name, kind) {
                let what = format!("{} is not empty: it holds {}", shown(out), shown(&entry.path()));
                return Err(Failure::Usage(what));
            }
        }
    }
    Ok(())
}

/// The origin of the crates that the new one depends on.
fn sdk(given: Option<&str>, out: &Path) -> Result<Sdk, Failure> {
    let root = match given {
        Some(address) if address.contains("://") => return Ok(Sdk::Git(address.to_owned())),
        Some(folder) => PathBuf::from(folder),
        None => workspace::root().map_err(|_| {
            Failure::Usage(format!(
                "no registry has `{SDK}` yet: give `--sdk` the folder of a checkout of its repository, or the address of its Git \
                 repository"
            ))
        })?,
    };
    let path = |folder: &str, name: &str| {
        let folder = root.join(folder);
        match package(&folder.join("Cargo.toml"))? {
            Some(found) if found == name => between(out, &folder),
            _ => Err(Failure::Usage(format!(
                "`{name}` is not in {}; give `--sdk` the folder of a checkout of its repository, or the address of its Git \
                 repository",
                shown(&folder)
            ))),
        }
    };
    Ok(Sdk::Folders { openapi: path("generated", SDK)?, runtime: path("runtime", "feishu-runtime")? })
}
