//! Which endpoint stands where in the SDK.

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
