//! `export`: prints the schemas, overlays applied, as OpenAPI or JSON Schema.

use model::document::SchemaSet;
use model::export::{Exported, openapi, reply_schema, request_schema};
use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::cli::{ExportOptions, Language};
use crate::pipeline::{self, Planned};
use crate::report;
use crate::workspace::root;

/// Runs the command. Schemas with errors are not exported.
pub(crate) fn run(options: &ExportOptions) -> Outcome {
    let schemas = options.schemas.clone().map_or_else(|| Ok(root()?.join("schemas")), Ok)?;
    let Planned { set, plan, findings } = pipeline::plan(&schemas, None)?;
    if plan.is_none() {
        report::complain(&findings, &set.sources);
        return Ok(false);
    }
    report::document(&match options.language {
        Language::Openapi => openapi(&set),
        Language::JsonSchema => json_schemas(&set),
    });
    Ok(true)
}

/// Request and response of each endpoint, by id.
fn json_schemas(set: &SchemaSet) -> Value {
    let endpoint = |schema: &model::schema::Endpoint| json!({ "request": described(&request_schema(schema)), "reply": described(&reply_schema(schema)) });
    let all: Map<String, Value> =
        set.endpoints.iter().map(|document| (document.id.clone(), endpoint(&document.schema))).collect();
    Value::Object(all)
}

fn described(exported: &Exported) -> Value {
    json!({ "schema": exported.schema, "notExpressible": exported.not_expressible })
}
