//! Example values as Rust code.

use proc_macro2::Literal;
use serde_json::{Map, Value};

use crate::ir::{Field, Presence, Struct, Ty, TypeDef, TypePath};
use crate::lower::naming::wire_text;
use crate::lower::shared::Shared;
use crate::names::{Name, display};

/// Lists with more characters than this get one line per item.
const LONGEST_LINE: usize = 80;

/// The types that the example values of one endpoint have.
pub(super) struct Values<'a> {
    /// The endpoint's module, by its own name.
    pub(super) module: &'a Name,
    /// Its types.
    pub(super) types: &'a [TypeDef],
    /// Shared types that it uses.
    pub(super) shared: &'a Shared,
}

impl Values<'_> {
    /// A value of exactly this type, if one expression can write it.
    pub(super) fn exact(&self, ty: &Ty, value: &Value) -> Option<String> {
        match (ty, value) {
            (Ty::Text, Value::String(text)) => Some(format!("{}.into()", Literal::string(text))),
            (Ty::Enum(path), value) => self.variant(path, &wire_text(value)),
            (Ty::JsonString(_), Value::String(text)) => Some(format!(
                "{}::JsonString::from_text({})",
                self.shared.crate_name(),
                Literal::string(text)
            )),
            (Ty::Int, Value::Number(number)) => number.as_i64().map(|number| number.to_string()),
            (Ty::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
            (Ty::Bool, Value::Bool(value)) => Some(value.to_string()),
            (Ty::Struct(name), Value::Object(members)) => self.object(name, members),
            (Ty::List(inner), Value::Array(items)) => {
                let items = items.iter().map(|item| self.exact(inner, item)).collect::<Option<Vec<_>>>()?;
                Some(format!("vec!{}", list(&items)))
            }
            (Ty::Map(inner), Value::Object(members)) => {
                let member = |(key, value): (&String, &Value)| {
                    Some(format!("({}.into(), {})", Literal::string(key), self.exact(inner, value)?))
                };
                let members = members.iter().map(member).collect::<Option<Vec<_>>>()?;
                Some(format!("{}::Map::from({})", self.shared.crate_name(), list(&members)))
            }
            (Ty::Json, value) => {
                Some(format!("{}.parse::<{}::Value>()?", quoted_json(value), self.shared.crate_name()))
            }
            // No page shows the content of a file.
            (Ty::File, _) => Some(format!(
                "{}::FilePart::new(\"example.bin\", b\"content\".to_vec())",
                self.shared.crate_name()
            )),
            _ => None,
        }
    }

    /// A setter's argument. Setters convert text and lists, so these need no conversion here. An empty list is left
    /// out, because the compiler could not infer the type of its items.
    pub(super) fn argument(&self, ty: &Ty, value: &Value) -> Option<String> {
        match (ty, value) {
            (Ty::Text, Value::String(text)) => Some(Literal::string(text).to_string()),
            (Ty::Sensitive(inner), value) => self.argument(inner, value),
            (Ty::List(inner), Value::Array(items)) => {
                let item = |item| match **inner {
                    Ty::Text => self.argument(inner, item),
                    _ => self.exact(inner, item),
                };
                let items = items.iter().map(item).collect::<Option<Vec<_>>>()?;
                (!items.is_empty()).then(|| list(&items))
            }
            _ => self.exact(ty, value),
        }
    }

    fn object(&self, name: &Name, members: &Map<String, Value>) -> Option<String> {
        let object = self.types.iter().find_map(|def| match def {
            TypeDef::Struct(object) if object.name == *name => Some(object),
            _ => None,
        })?;
        let mut code = self.constructed(object, members)?;
        let margin = if object.required.is_some() { "" } else { "    " };
        let optional = |field: &&Field| field.presence == Presence::Optional && !field.deprecated;
        for field in object.fields.iter().filter(optional) {
            let argument = members.get(&field.wire).and_then(|value| self.argument(&field.ty, value));
            if let Some(argument) = argument {
                let call = format!(".{}({argument})", field.name.setter());
                code.push_str(&format!("\n{margin}{}", call.replace('\n', &format!("\n{margin}"))));
            }
        }
        Some(code)
    }

    /// The object with its required fields.
    fn constructed(&self, object: &Struct, members: &Map<String, Value>) -> Option<String> {
        let Self { module, .. } = self;
        let Some(required) = &object.required else {
            return Some(format!("{module}::{}::new()", object.name));
        };
        let mut lines = Vec::new();
        for field in object.fields.iter().filter(|field| field.presence == Presence::Required) {
            let value = self.exact(&field.ty, members.get(&field.wire)?)?;
            lines.push(format!("{}: {value}", field.name));
        }
        let fields = lines.iter().map(|line| indented(line)).collect::<String>();
        Some(format!("{module}::{}::new({module}::{required} {{\n{fields}}})", object.name))
    }

    /// A member of an enum.
    fn variant(&self, path: &TypePath, wire: &str) -> Option<String> {
        if !path.module.is_empty() {
            return self.shared_variant(path, wire);
        }
        let variants = self.types.iter().find_map(|def| match def {
            TypeDef::Enum(found) if found.name == path.name => Some(&found.variants),
            _ => None,
        })?;
        let variant = variants.iter().find(|variant| variant.wire == wire)?;
        Some(format!("{}::{}::{}", self.module, path.name, variant.name))
    }

    fn shared_variant(&self, TypePath { module, name }: &TypePath, wire: &str) -> Option<String> {
        let path = format!("{}::{name}", display(module));
        let variant = self.shared.get(&path)?.variants.get(wire)?;
        Some(format!("{}::{path}::{variant}", self.shared.crate_name()))
    }
}

/// JSON as a string literal: raw, unless it has characters that a reader may not see as they are.
fn quoted_json(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > LONGEST_LINE {
        text = format!("{value:#}");
    }
    let is_seen = |c: char| {
        c.is_ascii_graphic()
            || matches!(c, ' ' | '\n' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ffef}' | '\u{1f300}'..='\u{1faff}')
            || c.is_alphanumeric()
    };
    if text.chars().all(is_seen) && !text.contains("\"#") {
        format!("r#\"{text}\"#")
    } else {
        Literal::string(&value.to_string()).to_string()
    }
}

/// A list in brackets. It gets one line per item if an item has several lines, or if all items are too long for one
/// line.
fn list(items: &[String]) -> String {
    let is_long = items.len() > 1 && items.iter().map(String::len).sum::<usize>() > LONGEST_LINE;
    if is_long || items.iter().any(|item| item.contains('\n')) {
        format!("[\n{}]", items.iter().map(|item| indented(item)).collect::<String>())
    } else {
        format!("[{}]", items.join(", "))
    }
}

/// An item of a list or an object on its own line, with a comma.
fn indented(item: &str) -> String {
    format!("    {},\n", item.replace('\n', "\n    "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::quoted_json;

    #[test]
    fn json_is_a_literal_that_reads_back() {
        let long = json!({"a": "word ".repeat(30)});
        for value in
            [json!({"a": "b"}), json!("中文，🌞"), json!("\"#"), json!("\u{202e}"), json!(null), long]
        {
            let code = quoted_json(&value);
            let literal: syn::LitStr = syn::parse_str(&code).unwrap();
            assert_eq!(serde_json::from_str::<serde_json::Value>(&literal.value()).unwrap(), value, "{code}");
            assert!(!code.contains('\u{202e}'), "{code}");
        }
        assert_eq!(quoted_json(&json!({"a": "b"})), r##"r#"{"a":"b"}"#"##);
        assert!(!quoted_json(&json!("\"#")).starts_with('r'));
    }
}
