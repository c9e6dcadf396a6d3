//! What only the whole schema shows to be impossible: values that are none of their field, and types without end.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use model::check::is_value_of;
use model::diag::quoted;
use model::load::pointer::join;
use model::schema::{Endpoint, Field, Fields, ObjectType, TypeExpr, parse_type};
use serde_json::Value;

use super::Places;
use crate::finding::Finding;

/// Takes out defaults and fixed values that are no value of their field, and each is reported.
pub(super) fn values(endpoint: &mut Endpoint, places: &Places, line: u32, findings: &mut Vec<Finding>) {
    let types = endpoint.types.clone();
    let mut mend = |fields: &mut Fields, at: &str, is_reply| {
        let mut values = Values { types: &types, places, is_reply, findings };
        values.fields(fields, at, line);
    };
    let request = &mut endpoint.request;
    mend(&mut endpoint.headers, "/headers", false);
    mend(&mut request.path, "/request/path", false);
    mend(&mut request.query, "/request/query", false);
    if let Some(body) = &mut request.body {
        mend(body, "/request/body", false);
    }
    mend(&mut endpoint.reply, "/reply", true);
    for (name, object) in &mut endpoint.types {
        mend(&mut object.fields, &join(&join("/types", name), "fields"), false);
    }
}

struct Values<'a> {
    types: &'a IndexMap<String, ObjectType>,
    places: &'a Places,
    is_reply: bool,
    findings: &'a mut Vec<Finding>,
}

impl Values<'_> {
    fn fields(&mut self, fields: &mut Fields, at: &str, line: u32) {
        for (name, field) in fields {
            let at = join(at, name);
            let line = self.places.get(&at).copied().unwrap_or(line);
            self.field(name, field, line);
            self.fields(&mut field.fields, &join(&at, "fields"), line);
            if let Some(shape) = &mut field.json {
                self.fields(&mut shape.fields, &join(&join(&at, "json"), "fields"), line);
            }
        }
    }

    fn field(&mut self, name: &str, field: &mut Field, line: u32) {
        if field.default.is_none() && field.fixed.is_none() {
            return;
        }
        let own = Field { default: None, fixed: None, ..field.clone() };
        let is_foreign = |value: &Option<Value>| {
            value.as_ref().is_some_and(|value| !is_value_of(&own, value, self.types, self.is_reply))
        };
        let (foreign_default, foreign_fixed) = (is_foreign(&field.default), is_foreign(&field.fixed));
        for (is_foreign, value, code, what) in [
            (foreign_default, &mut field.default, "bad-default", "default"),
            (foreign_fixed, &mut field.fixed, "bad-fixed", "fixed value"),
        ] {
            if let Some(value) = value.take_if(|_| is_foreign) {
                let value = quoted(&value.to_string());
                let message = format!(
                    "{value}, the {what} of the field {}, is no value of its type; it was left out",
                    quoted(name)
                );
                self.findings.push(Finding::warning(code, line, message));
            }
        }
    }
}

/// Makes one field of each circle of required fields optional: nobody could ever send such an object.
pub(super) fn circles(endpoint: &mut Endpoint, line: u32, findings: &mut Vec<Finding>) {
    while let Some((name, need)) = circle(&endpoint.types) {
        let field = endpoint.types.get_mut(&name).and_then(|object| field_at(&mut object.fields, &need.path));
        let Some(field) = field else { return };
        field.required = false;
        let message = format!(
            "a value of the type {} needs another one without end; its field {} was read as optional",
            quoted(&name),
            quoted(&need.path.join("."))
        );
        findings.push(Finding::warning("endless-type", line, message));
    }
}

/// A required field that holds one value of a named type.
struct Need {
    target: String,
    /// The field's name, behind those of the anonymous objects around it.
    path: Vec<String>,
}

/// A type of a circle, and the need by which it is on it.
fn circle(types: &IndexMap<String, ObjectType>) -> Option<(String, Need)> {
    let mut endless: IndexMap<&str, Vec<Need>> =
        types.iter().map(|(name, object)| (name.as_str(), needs(&object.fields, &[]))).collect();
    loop {
        let before = endless.len();
        let names: BTreeSet<String> = endless.keys().map(|name| (*name).to_owned()).collect();
        endless.retain(|_, needs| {
            needs.retain(|need| names.contains(&need.target));
            !needs.is_empty()
        });
        if endless.len() == before {
            break;
        }
    }
    // Each type that is left needs another one that is left: following them leads into a circle.
    let mut name: String = endless.keys().next().map(|name| (*name).to_owned())?;
    let mut seen = BTreeSet::new();
    while seen.insert(name.clone()) {
        name.clone_from(&endless.get(name.as_str())?.first()?.target);
    }
    let need = endless.swap_remove(name.as_str())?.into_iter().next()?;
    Some((name, need))
}

fn needs(fields: &Fields, above: &[String]) -> Vec<Need> {
    let mut out = Vec::new();
    for (name, field) in fields.iter().filter(|(_, field)| field.required) {
        let path: Vec<String> = above.iter().chain([name]).cloned().collect();
        match parse_type(&field.type_text) {
            Ok(TypeExpr::Named(target)) => out.push(Need { target, path }),
            Ok(TypeExpr::Anonymous) => out.extend(needs(&field.fields, &path)),
            _ => {}
        }
    }
    out
}

fn field_at<'f>(fields: &'f mut Fields, path: &[String]) -> Option<&'f mut Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.get_mut(first)?;
    if rest.is_empty() { Some(field) } else { field_at(&mut field.fields, rest) }
}
