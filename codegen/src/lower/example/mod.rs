//! The example in an endpoint's documentation, made of the page's own example values.

mod values;

use model::pointer::join;
use model::schema::{Endpoint, Field};
use serde_json::Value;

use self::values::Values;
use super::shared::Shared;
use crate::ir::{RequestValue, Setter, Ty, TypeDef};
use crate::names::{Name, display};

/// A call with all required fields, and with the optional fields that rules or the overlay ask for.
struct Example<'a> {
    /// The name of the crate.
    crate_name: &'a str,
    /// The endpoint's module below the crate.
    module: String,
    /// The module's own name.
    short: String,
    /// Rust name and Rust value of each required field.
    required: Vec<(String, String)>,
    /// Setter and Rust value of each optional field.
    chained: Vec<(String, String)>,
}

/// The code of the example, if the page has a usable value for every required field.
pub(super) fn of_request(
    schema: &Endpoint,
    module: &[Name],
    (required, setters): (&[RequestValue], &[Setter]),
    (types, shared): (&[TypeDef], &Shared),
) -> Option<String> {
    let short = module.last()?;
    let values = Values { module: short, types, shared };
    let needed = |value: &RequestValue| match &value.field.ty {
        Ty::File => values.exact(&Ty::File, &Value::Null),
        ty => values.exact(ty, shown(schema, value)?),
    };
    let chosen = |setter: &Setter| {
        let value = shown_if_optional(schema, &setter.value)?;
        Some((setter.method.to_string(), values.argument(&setter.value.field.ty, value)?))
    };
    let needed = |value: &RequestValue| Some((value.name.to_string(), needed(value)?));
    let example = Example {
        crate_name: shared.crate_name(),
        module: display(module),
        short: short.to_string(),
        required: required.iter().map(needed).collect::<Option<_>>()?,
        chained: setters.iter().filter_map(chosen).collect(),
    };
    Some(example.render())
}

/// The example value of a field: the overlay's, else that of the example request, else the field's own.
fn shown<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    let field = schema_field(schema, value)?;
    field.in_example.as_ref().or(in_example_request(schema, value)).or(field.example.as_ref())
}

/// The example value of an optional field that belongs into the example: one that the overlay gives a value, or that
/// a rule names. If the page has an example request, fields that it leaves out stay out: with them the example might
/// break a rule.
fn shown_if_optional<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    let ours = schema_field(schema, value)?.in_example.as_ref();
    let is_left_out = has_example_request(schema, value) && in_example_request(schema, value).is_none();
    ours.or_else(|| shown(schema, value).filter(|_| is_in_rules(schema, value) && !is_left_out))
}

/// Returns true if a rule of the request names the field: an example without it might break the rule.
fn is_in_rules(schema: &Endpoint, value: &RequestValue) -> bool {
    let pointer = join("", value.part.as_str()).join(&value.field.wire);
    schema.rules.values().any(|rule| rule.assert.fields().contains(&&*pointer))
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

/// The field's value in the example request.
fn in_example_request<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    let request = schema.examples.request.as_ref().filter(|_| has_example_request(schema, value))?;
    request.get(&value.field.wire)
}

/// Returns true if the page shows an example of the whole part that the field belongs to.
fn has_example_request(schema: &Endpoint, value: &RequestValue) -> bool {
    value.part.as_str() == "body" && schema.examples.request.is_some()
}

impl Example<'_> {
    /// The example's code.
    fn render(&self) -> String {
        let Self { crate_name, module, short, .. } = self;
        let mut lines = vec![format!("use {crate_name}::{{Validate, {module}}};"), String::new()];
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
        let parses = lines.iter().any(|line| line.contains(".parse::<"));
        lines.push(if parses {
            "# Ok::<(), Box<dyn std::error::Error>>(())".to_owned()
        } else {
            format!("# Ok::<(), {crate_name}::Violations>(())")
        });
        lines.join("\n")
    }
}
