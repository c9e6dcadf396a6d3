//! The files about all schemas: `ids.json` and `lock.json`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `ids.json`: the id of each method and path, as Feishu's official SDKs name them. A page in the site's form does not
/// state its id, and it does not always follow from the URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ids {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Ids by `METHOD path`.
    pub ids: IndexMap<String, String>,
}

/// `lock.json`: the origin of each schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The edition that each schema was read from, by id.
    pub locked: IndexMap<String, Locked>,
}

/// One page's edition.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// The page's address.
    pub url: String,
    /// The date of the edition, `YYYY-MM-DD`.
    pub date: String,
    /// The form that the page was read in.
    pub form: PageForm,
    /// SHA-256 of the page's bytes, in hex.
    pub sha256: String,
    /// The version of the importer; absent when a person transcribed the page.
    pub importer: Option<String>,
}

/// The forms in which pages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PageForm {
    /// The documentation site's Markdown export.
    Site,
    /// The text that the portal's API returns.
    Portal,
}
