//! The example in an endpoint's documentation: the page's own example values.

use model::schema::Endpoint;
use proc_macro2::Literal;
use serde_json::Value;

use crate::ir::{RequestValue, Ty};

/// A call with the page's example values for all that is required.
pub(super) struct Example {
    /// Rust name and Rust value of each required field.
    fields: Vec<(String, String)>,
}

/// An example, if the page has a usable value for every required field.
pub(super) fn of_request(schema: &Endpoint, required: &[RequestValue]) -> Option<Example> {
    let fields = required
        .iter()
        .map(|value| {
            let example = example_value(schema, value)?;
            Some((value.name.to_string(), literal(&value.field.ty, example)?))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Example { fields })
}

/// The field's own example, else what the example request has in its place.
fn example_value<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    let wire = &value.field.wire;
    let fields = match value.part.as_str() {
        "path" => &schema.request.path,
        "query" => &schema.request.query,
        _ => schema.request.body.as_ref()?,
    };
    let from_body = || schema.examples.request.as_ref()?.get(wire);
    fields.get(wire)?.example.as_ref().or_else(from_body)
}

/// A value as Rust writes it; only for types whose values can be written in one expression.
fn literal(ty: &Ty, value: &Value) -> Option<String> {
    match (ty, value) {
        (Ty::Text | Ty::Enum(_), Value::String(text)) => Some(format!("{}.into()", Literal::string(text))),
        (Ty::JsonString(_), Value::String(text)) => {
            Some(format!("feishu_openapi::JsonString::from_text({})", Literal::string(text)))
        }
        (Ty::Enum(_), Value::Number(number)) => number.as_i64().map(|number| format!("{number}.into()")),
        (Ty::Int, Value::Number(number)) => number.as_i64().map(|number| number.to_string()),
        (Ty::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
        (Ty::Bool, Value::Bool(value)) => Some(value.to_string()),
        (Ty::List(inner), Value::Array(items)) => {
            let items = items.iter().map(|item| literal(inner, item)).collect::<Option<Vec<_>>>()?;
            Some(format!("vec![{}]", items.join(", ")))
        }
        _ => None,
    }
}

impl Example {
    /// The example's code, with the module where `Request` stands.
    pub(super) fn render(&self, module: &str) -> String {
        let last = module.rsplit("::").next().unwrap_or(module);
        let mut lines = vec![format!("use feishu_openapi::{{Validate, {module}}};"), String::new()];
        if self.fields.is_empty() {
            lines.push(format!("let request = {last}::Request::new();"));
        } else {
            lines.push(format!("let request = {last}::Request::new({last}::Required {{"));
            lines.extend(self.fields.iter().map(|(name, value)| format!("    {name}: {value},")));
            lines.push("});".to_owned());
        }
        lines.push("let verdict = request.validate();".to_owned());
        lines.join("\n")
    }
}
