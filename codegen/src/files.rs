//! The files of `src/api`. Each can be made by itself, and therefore on any core.

use proc_macro2::TokenStream;

use crate::emit;
use crate::ir::{Api, Folder, Module, Route};
use crate::names::Name;
use crate::plan::OWNED;

/// One Rust file before it is printed.
#[derive(Debug)]
pub(crate) enum File<'a> {
    /// A `mod.rs`.
    Folder(&'a Folder),
    /// The module of one schema.
    Module(&'a Module),
    /// The mock server's table of routes.
    Routes(&'a [Route]),
}

/// Every file.
pub(crate) fn files(api: &Api) -> Vec<File<'_>> {
    let folders = api.folders.iter().map(File::Folder);
    let modules = api.modules.iter().map(File::Module);
    folders.chain(modules).chain([File::Routes(&api.routes)]).collect()
}

impl File<'_> {
    /// The path below the generated crate.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Folder(folder) => path(&folder.path, "/mod.rs"),
            Self::Module(module) => module_file(&module.path),
            Self::Routes(_) => format!("{OWNED}/mock_routes.rs"),
        }
    }

    /// The schema file that it is made from.
    pub(crate) fn origin(&self) -> &str {
        match self {
            Self::Folder(_) | Self::Routes(_) => "schemas",
            Self::Module(module) => &module.origin,
        }
    }

    /// Its content.
    pub(crate) fn tokens(&self) -> TokenStream {
        match self {
            Self::Folder(folder) => emit::folder(folder),
            Self::Module(module) => emit::module(module),
            Self::Routes(routes) => emit::routes(routes),
        }
    }
}

/// The file of a module.
pub(crate) fn module_file(module: &[Name]) -> String {
    path(module, ".rs")
}

fn path(names: &[Name], ending: &str) -> String {
    let mut path = OWNED.to_owned();
    for name in names {
        path.push('/');
        path.push_str(name.as_str());
    }
    path.push_str(ending);
    path
}
