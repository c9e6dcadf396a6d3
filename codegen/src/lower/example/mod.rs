//! The example in an endpoint's documentation: the page's own example values.

mod values;

use model::load::pointer::escape;
use model::schema::{Endpoint, Field};
use serde_json::Value;

use self::values::Values;
use super::module_path;
use crate::ir::{RequestValue, Setter, Ty, TypeDef};
use crate::names::Name;

/// A call with the page's example values: all that is required, and what the rules speak about.
pub(super) struct Example {
    /// The endpoint's module below the crate.
    module: String,
    /// The module's own name.
    short: String,
    /// Rust name and Rust value of each required field.
    required: Vec<(String, String)>,
    /// Setter and Rust value of each optional field that a rule names.
    chained: Vec<(String, String)>,
}

/// An example, if the page has a usable value for every required field.
pub(super) fn of_request(
    schema: &Endpoint,
    module: &[Name],
    (required, setters): (&[RequestValue], &[Setter]),
    types: &[TypeDef],
) -> Option<Example> {
    let short = module.last()?;
    let values = Values { module: short, types };
    let needed = |value: &RequestValue| match &value.field.ty {
        Ty::File => values.exact(&Ty::File, &Value::Null),
        ty => {
            let own = schema_field(schema, value)?.example.as_ref();
            values.exact(ty, in_example_request(schema, value).or(own)?)
        }
    };
    // Where the page shows a whole body, a field that it leaves out stays out: with it, the example might break a rule.
    let optional = |value: &RequestValue| {
        let field = schema_field(schema, value)?;
        let own = || field.example.as_ref().filter(|_| !has_example_request(schema, value));
        values.argument(&value.field.ty, in_example_request(schema, value).or_else(own)?)
    };
    let required = required
        .iter()
        .map(|value| Some((value.name.to_string(), needed(value)?)))
        .collect::<Option<Vec<_>>>()?;
    let chained = setters
        .iter()
        .filter(|setter| is_in_rules(schema, &setter.value))
        .filter_map(|setter| Some((setter.method.to_string(), optional(&setter.value)?)))
        .collect();
    Some(Example { module: module_path::display(module), short: short.to_string(), required, chained })
}

/// Whether a rule of the request names the field: an example without it might break the rule.
fn is_in_rules(schema: &Endpoint, value: &RequestValue) -> bool {
    let pointer = format!("/{}/{}", value.part, escape(&value.field.wire));
    schema.rules.values().any(|rule| rule.assert.fields().contains(&pointer.as_str()))
}

fn schema_field<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Field> {
    let request = &schema.request;
    let fields = match value.part.as_str() {
        "headers" => &schema.headers,
        "path" => &request.path,
        "query" => &request.query,
        _ => request.body.as_ref()?,
    };
    fields.get(&value.field.wire)
}

/// What the example request has in the field's place.
fn in_example_request<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    let request = schema.examples.request.as_ref().filter(|_| has_example_request(schema, value))?;
    request.get(&value.field.wire)
}

/// Whether the page shows the whole of the part that the field stands in.
fn has_example_request(schema: &Endpoint, value: &RequestValue) -> bool {
    value.part.as_str() == "body" && schema.examples.request.is_some()
}

impl Example {
    /// The example's code.
    pub(super) fn render(&self) -> String {
        let Self { module, short, .. } = self;
        let mut lines = vec![format!("use feishu_openapi::{{Validate, {module}}};"), String::new()];
        if self.required.is_empty() {
            lines.push(format!("let request = {short}::Request::new()"));
        } else {
            lines.push(format!("let request = {short}::Request::new({short}::Required {{"));
            let field =
                |(name, value): &(String, String)| format!("    {name}: {},", value.replace('\n', "\n    "));
            lines.extend(self.required.iter().map(field));
            lines.push("})".to_owned());
        }
        lines.extend(self.chained.iter().map(|(method, value)| format!(".{method}({value})")));
        if let Some(last) = lines.last_mut() {
            last.push(';');
        }
        lines.push("request.validate()?;".to_owned());
        lines.push("# Ok::<(), feishu_openapi::Violations>(())".to_owned());
        lines.join("\n")
    }
}
