//! Removes faults that only the complete schema shows: defaults outside of their type, and types that require themselves.

use indexmap::IndexMap;
use model::check::{self, is_value_of};
use model::diag::{Code, quoted};
use model::pointer::join;
use model::schema::{Endpoint, Field, Fields, ObjectType};
use serde_json::Value;

use super::places::Places;
use crate::finding::Finding;
use crate::report::Report;

/// Removes and reports defaults and fixed values that are not values of their field.
pub(super) fn values(endpoint: &mut Endpoint, places: &Places, line: u32, report: &mut Report) {
    let types = endpoint.types.clone();
    let mut mend = |fields: &mut Fields, at: &str, is_reply| {
        let mut values = Values { types: &types, places, is_reply, report };
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
    report: &'a mut Report,
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
            (foreign_default, &mut field.default, Code::BadDefault, "default"),
            (foreign_fixed, &mut field.fixed, Code::BadFixed, "fixed value"),
        ] {
            if let Some(value) = value.take_if(|_| is_foreign) {
                let value = quoted(&value.to_string());
                let message = format!(
                    "{value}, the {what} of the field {}, is not a value of its type; it was left out",
                    quoted(name)
                );
                self.report.push(Finding::warning(code, line, message));
            }
        }
    }
}

/// The most rounds of [`circles`]. Each one breaks every circle that it finds once; only hostile pages need more than a few.
const MAX_ROUNDS: usize = 64;

/// Breaks circles of required fields, whose objects could not be sent, by making one field of each optional. Returns `None` if
/// circles remain after the last round.
pub(super) fn circles(endpoint: &mut Endpoint, line: u32, report: &mut Report) -> Option<()> {
    for _ in 0..MAX_ROUNDS {
        let circles = check::circles(&endpoint.types, |_| true);
        if circles.is_empty() {
            return Some(());
        }
        for need in circles.iter().filter_map(|circle| circle.last()) {
            let (name, object) = endpoint.types.get_index_mut(need.owner)?;
            field_at(&mut object.fields, &need.path)?.required = false;
            let message = format!(
                "the type {} contains itself through required fields; its field {} was read as optional",
                quoted(name),
                quoted(&need.path.join("."))
            );
            report.push(Finding::warning(Code::EndlessType, line, message));
        }
    }
    let message = "the types of this page contain each other in too many ways";
    report.push(Finding::error(Code::EndlessType, line, message));
    None
}

fn field_at<'f>(fields: &'f mut Fields, path: &[String]) -> Option<&'f mut Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.get_mut(first)?;
    if rest.is_empty() { Some(field) } else { field_at(&mut field.fields, rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Types by the types that each of them needs.
    fn endpoint(needs: &[(usize, &[usize])]) -> Endpoint {
        let types: serde_json::Map<String, Value> = needs
            .iter()
            .map(|(name, needs)| {
                let field = |need: &usize| {
                    (format!("f{need}"), json!({"type": format!("t{need}"), "required": true}))
                };
                let fields: serde_json::Map<String, Value> = needs.iter().map(field).collect();
                (format!("t{name}"), json!({"fields": fields}))
            })
            .collect();
        let page = json!({
            "id": "a/v1/b/c", "title": "", "http": {"method": "GET", "hosts": ["open.feishu.cn"], "path": "/a"},
            "request": {}, "reply": {}, "types": types
        });
        serde_json::from_value(page).expect("an endpoint")
    }

    fn settle(needs: &[(usize, &[usize])]) -> (Option<()>, usize) {
        let (mut endpoint, mut report) = (endpoint(needs), Report::default());
        (circles(&mut endpoint, 1, &mut report), report.findings().len())
    }

    #[test]
    fn one_field_of_each_circle_is_optional() {
        assert_eq!(settle(&[(0, &[1]), (1, &[2]), (2, &[])]), (Some(()), 0));
        assert_eq!(settle(&[(0, &[1]), (1, &[0]), (2, &[3]), (3, &[2])]), (Some(()), 2));
        assert_eq!(settle(&[(0, &[1]), (1, &[0, 2]), (2, &[1])]), (Some(()), 2), "two circles share a type");
    }

    #[test]
    fn many_pairs_are_settled_at_once() {
        let pairs: Vec<(usize, Vec<usize>)> = (0..2_000).map(|name| (name, vec![name ^ 1])).collect();
        let pairs: Vec<(usize, &[usize])> = pairs.iter().map(|(name, needs)| (*name, &**needs)).collect();
        assert_eq!(settle(&pairs), (Some(()), 1_000));
    }

    #[test]
    fn a_tangle_is_an_error() {
        let all: Vec<usize> = (0..80).collect();
        let tangle: Vec<(usize, &[usize])> = all.iter().map(|name| (*name, &*all)).collect();
        assert_eq!(settle(&tangle).0, None);
    }
}
