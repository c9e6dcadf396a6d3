//! Strict comparison of JSON with what the types of a request or reply parsed.

use serde_json::Value;

use super::fault::{Fault, MAX, below};

/// Adds a fault, up to [`MAX`], for everything that was sent and that the types ignored or parsed as something else. Derived implementations
/// ignore unknown members and accept arrays for objects; a mock server must report such mistakes.
pub(super) fn compare(sent: &Value, read: &Value, pointer: &str, out: &mut Vec<Fault>) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for (key, sent) in sent {
                if out.len() >= MAX {
                    return;
                }
                let pointer = below(pointer, key);
                match read.get(key) {
                    Some(read) => compare(sent, read, &pointer, out),
                    None => out.push(Fault::new(pointer, missed(sent))),
                }
            }
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            compare_elements(sent.iter().enumerate(), read, pointer, out);
        }
        // Lists of replies drop null elements.
        (Value::Array(sent), Value::Array(read)) if given(sent).count() == read.len() => {
            compare_elements(given(sent), read, pointer, out);
        }
        (Value::Number(sent), Value::Number(read)) if sent.as_f64() == read.as_f64() => {}
        (sent, read) if sent == read => {}
        (sent, read) => {
            out.push(Fault::new(pointer, format!("is {}, expected {}", kind(sent), kind(read))));
        }
    }
}

/// Returns the elements that are not null, with their indices.
fn given(elements: &[Value]) -> impl Iterator<Item = (usize, &Value)> {
    elements.iter().enumerate().filter(|(_, element)| !element.is_null())
}

fn compare_elements<'a>(
    sent: impl Iterator<Item = (usize, &'a Value)>,
    read: &[Value],
    pointer: &str,
    out: &mut Vec<Fault>,
) {
    for ((index, sent), read) in sent.zip(read) {
        if out.len() >= MAX {
            return;
        }
        compare(sent, read, &below(pointer, &index.to_string()), out);
    }
}

fn missed(sent: &Value) -> &'static str {
    if sent.is_null() { "is null; omit members without a value" } else { "is not documented" }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Fault, compare};

    #[test]
    fn ignored_and_mistyped_members_are_faults() {
        let sent = json!({"a": 1, "b": null, "c": [{"d": 1}], "e": ["x"], "f": "1", "g": 1.0, "h": {}});
        let read = json!({"a": 1, "c": [{}], "e": {"name": "x"}, "f": 1, "g": 1});
        let mut found = Vec::new();
        compare(&sent, &read, "/body", &mut found);
        let expected = [
            ("/body/b", "is null; omit members without a value"),
            ("/body/c/0/d", "is not documented"),
            ("/body/e", "is an array, expected an object"),
            ("/body/f", "is a string, expected a number"),
            ("/body/h", "is not documented"),
        ];
        assert_eq!(found, expected.map(|(pointer, what)| Fault::new(pointer, what)));
    }
}
