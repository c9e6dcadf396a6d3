//! What all modules share: the enums of `common.json` and of concept pages, and the name of the crate.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::document::SchemaSet;
use model::schema::EnumMember;

use super::{modules, naming};
use crate::ir::TypePath;
use crate::names::{Name, display};
use crate::target::Target;

/// An enum that `use_type` can name.
#[derive(Debug)]
pub(super) struct SharedType {
    pub(super) path: TypePath,
    /// Variant names by the value on the wire.
    pub(super) variants: BTreeMap<String, Name>,
}

/// What all modules share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The shared enums by their text in `use_type`: `common::UserIdType`.
    types: BTreeMap<String, SharedType>,
    /// Numbers of the platform-wide error codes.
    codes: Vec<i64>,
    /// The name of the generated crate in Rust code.
    crate_name: String,
}

impl Shared {
    /// Collects the enums of the set. Bad names are reported where the enums themselves are lowered.
    pub(super) fn collect(set: &SchemaSet, target: &Target) -> Self {
        let mut out = Self { crate_name: target.in_rust.clone(), ..Self::default() };
        if let Some(common) = &set.common {
            for (name, shared) in &common.schema.enums {
                out.add("common", Name::type_name(name), &shared.members);
            }
            out.codes = common.schema.errors.keys().filter_map(|code| code.parse().ok()).collect();
        }
        for page in &set.concepts {
            let mut names = naming::concepts(&page.schema.concepts);
            for (heading, concept) in &page.schema.concepts {
                let Some(name) = names.remove(heading.as_str()) else { continue };
                out.add(&page.id, name, &concept.members);
            }
        }
        out
    }

    fn add(&mut self, id: &str, name: Name, members: &IndexMap<String, EnumMember>) {
        let module = modules::of(id);
        let text = format!("{}::{name}", display(&module));
        let variants =
            naming::variants(members).into_iter().map(|(wire, name)| (wire.to_owned(), name)).collect();
        self.types.insert(text, SharedType { path: TypePath { module, name }, variants });
    }

    /// The enum that `use_type` names.
    pub(super) fn get(&self, text: &str) -> Option<&SharedType> {
        self.types.get(text)
    }

    /// Returns the name of the generated crate in Rust code.
    pub(super) fn crate_name(&self) -> &str {
        &self.crate_name
    }

    /// Returns true if the code is platform-wide.
    pub(super) fn has_code(&self, code: i64) -> bool {
        self.codes.contains(&code)
    }

    /// Returns true if there are platform-wide codes.
    pub(super) fn has_codes(&self) -> bool {
        !self.codes.is_empty()
    }
}
