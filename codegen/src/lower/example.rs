//! The example in an endpoint's documentation: the page's own example values.

use model::load::pointer::escape;
use model::schema::{Endpoint, Field};
use proc_macro2::Literal;
use serde_json::Value;

use super::enums::wire_text;
use super::{module_path, naming};
use crate::ir::{RequestValue, Setter, Ty, TypePath};
use crate::names::Name;

/// A file; no page has one to show.
const FILE: &str = "feishu_openapi::FilePart::new(\"example.bin\", b\"content\".to_vec())";

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
    required: &[RequestValue],
    setters: &[Setter],
) -> Option<Example> {
    let short = module.last()?;
    let needed = |value: &RequestValue| {
        if value.field.ty == Ty::File {
            return Some(FILE.to_owned());
        }
        let field = schema_field(schema, value)?;
        let example = in_example_request(schema, value).or(field.example.as_ref())?;
        literal(short, &value.field.ty, field, example)
    };
    // Where the page shows a whole body, a field that it leaves out stays out: with it, the example might break a rule.
    let optional = |value: &RequestValue| {
        let field = schema_field(schema, value)?;
        let own = || field.example.as_ref().filter(|_| !has_example_request(schema, value));
        argument(short, &value.field.ty, field, in_example_request(schema, value).or_else(own)?)
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

/// A setter's argument: text, and lists of text, go in as they are. An empty list does not tell what it is a list of.
fn argument(module: &Name, ty: &Ty, field: &Field, value: &Value) -> Option<String> {
    match (ty, value) {
        (Ty::Text, Value::String(text)) => Some(Literal::string(text).to_string()),
        (Ty::List(inner), Value::Array(items)) if **inner == Ty::Text => {
            let items = items.iter().map(|item| argument(module, inner, field, item));
            let items = items.collect::<Option<Vec<_>>>()?;
            (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
        }
        _ => literal(module, ty, field, value),
    }
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

/// A value as Rust writes it; only for types whose values can be written in one expression.
fn literal(module: &Name, ty: &Ty, field: &Field, value: &Value) -> Option<String> {
    match (ty, value) {
        (Ty::Text, Value::String(text)) => Some(format!("{}.into()", Literal::string(text))),
        (Ty::Enum(path), value) => variant(module, path, field, value),
        (Ty::JsonString(_), Value::String(text)) => {
            Some(format!("feishu_openapi::JsonString::from_text({})", Literal::string(text)))
        }
        (Ty::Int, Value::Number(number)) => number.as_i64().map(|number| number.to_string()),
        (Ty::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
        (Ty::Bool, Value::Bool(value)) => Some(value.to_string()),
        (Ty::List(inner), Value::Array(items)) => {
            let items =
                items.iter().map(|item| literal(module, inner, field, item)).collect::<Option<Vec<_>>>()?;
            Some(format!("vec![{}]", items.join(", ")))
        }
        _ => None,
    }
}

/// An enum of the endpoint's own by its variant, a shared one by its value.
fn variant(module: &Name, path: &TypePath, field: &Field, value: &Value) -> Option<String> {
    let wire = wire_text(value);
    let name = naming::variant(&wire, &field.members)?;
    Some(if path.module.is_empty() {
        format!("{module}::{}::{name}", path.name)
    } else {
        format!("{}.into()", Literal::string(&wire))
    })
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
            lines.extend(self.required.iter().map(|(name, value)| format!("    {name}: {value},")));
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
