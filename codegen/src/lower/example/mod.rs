//! The example in an endpoint's documentation: the page's own example values.

mod id_kind;
mod values;

use model::pointer::escape;
use model::schema::{Endpoint, Field};
use serde_json::Value;

use self::values::Values;
use super::modules;
use super::shared::Shared;
use crate::ir::{RequestValue, Setter, Ty, TypeDef};
use crate::names::Name;

/// A call with the page's example values: all that is required, what the rules speak about, and of which kind ids are.
struct Example {
    /// The endpoint's module below the crate.
    module: String,
    /// The module's own name.
    short: String,
    /// Rust name and Rust value of each required field.
    required: Vec<(String, String)>,
    /// Setter and Rust value of each optional field that a rule names, or that says of which kind the ids are.
    chained: Vec<(String, String)>,
}

/// An example, if the page has a usable value for every required field.
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
        let field = &setter.value.field;
        let kind = kind_to_state(schema, &setter.value, required, setters);
        let value = match &kind {
            Some(kind) => kind,
            None if is_in_rules(schema, &setter.value) => shown_if_optional(schema, &setter.value)?,
            None => return None,
        };
        Some((setter.method.to_string(), values.argument(&field.ty, value)?))
    };
    let needed = |value: &RequestValue| Some((value.name.to_string(), needed(value)?));
    let example = Example {
        module: modules::display(module),
        short: short.to_string(),
        required: required.iter().map(needed).collect::<Option<_>>()?,
        chained: setters.iter().filter_map(chosen).collect(),
    };
    Some(example.render())
}

/// What the page shows in a field's place.
fn shown<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    in_example_request(schema, value).or(schema_field(schema, value)?.example.as_ref())
}

/// The same of an optional field. Where the page shows a whole body, a field that it leaves out stays out: with it, the
/// example might break a rule.
fn shown_if_optional<'a>(schema: &'a Endpoint, value: &RequestValue) -> Option<&'a Value> {
    shown(schema, value)
        .filter(|_| !has_example_request(schema, value) || in_example_request(schema, value).is_some())
}

/// The kind of the ids that the example shows, where the parameter says another one by default.
fn kind_to_state(
    schema: &Endpoint,
    parameter: &RequestValue,
    required: &[RequestValue],
    setters: &[Setter],
) -> Option<Value> {
    let required = required.iter().filter_map(|value| Some((value, shown(schema, value)?)));
    let optional = setters.iter().map(|setter| &setter.value).filter(|value| is_in_rules(schema, value));
    let optional = optional.filter_map(|value| Some((value, shown_if_optional(schema, value)?)));
    let all = required.chain(optional).map(|(value, shown)| (value.field.wire.as_str(), shown));
    let kind = id_kind::to_state((&parameter.field.wire, schema_field(schema, parameter)?), all);
    kind.map(Value::String)
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
    fn render(&self) -> String {
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
