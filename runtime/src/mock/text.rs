//! Conversion of texts in URLs, headers and forms into JSON.

use serde_json::{Map, Value};

use super::fault::{Fault, below};
use super::wire::{Kind, List, Parameter};
use crate::request::percent;

/// Parses the pairs of a query.
pub(super) fn pairs(query: &str) -> Result<Vec<(String, String)>, Fault> {
    let decoded = |text: &str| percent::decoded(&text.replace('+', " "));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let pair = decoded(name).zip(decoded(value));
        pair.ok_or_else(|| Fault::new("/query", "is not percent-encoded UTF-8"))
    };
    query.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

/// Converts pairs into one object. Names that are not in the table are single texts.
pub(super) fn object<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    table: &[Parameter],
    pointer: &str,
    faults: &mut Vec<Fault>,
) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, text) in pairs {
        let parameter = table.iter().find(|parameter| parameter.name == name);
        if let Err(what) = add(&mut out, name, text, parameter) {
            faults.push(Fault::new(below(pointer, name), what));
        }
    }
    out
}

/// Adds one value.
pub(super) fn add(
    out: &mut Map<String, Value>,
    name: &str,
    text: &str,
    parameter: Option<&Parameter>,
) -> Result<(), String> {
    let (kind, list) = parameter.map_or((Kind::Text, List::No), |found| (found.kind, found.list));
    let value = match list {
        List::No | List::Repeated => value(kind, text)?,
        List::Joined if text.is_empty() => Value::Array(Vec::new()),
        List::Joined => text.split(',').map(|text| value(kind, text)).collect::<Result<_, _>>()?,
    };
    match (list, out.get_mut(name)) {
        (List::Repeated, Some(Value::Array(values))) => values.push(value),
        (_, Some(_)) => return Err("is given twice".to_owned()),
        (List::Repeated, None) => drop(out.insert(name.to_owned(), Value::Array(vec![value]))),
        (_, None) => drop(out.insert(name.to_owned(), value)),
    }
    Ok(())
}

fn value(kind: Kind, text: &str) -> Result<Value, String> {
    let (value, what) = match kind {
        Kind::Text | Kind::File => (Some(Value::from(text)), ""),
        Kind::Int => (text.parse::<i64>().ok().map(Value::from), "an integer"),
        Kind::Float => (text.parse::<f64>().ok().map(Value::from), "a number"),
        Kind::Bool => (text.parse::<bool>().ok().map(Value::from), "true or false"),
        Kind::Json => (serde_json::from_str(text).ok(), "JSON"),
    };
    value.ok_or_else(|| format!("must be {what}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{object, pairs};
    use crate::mock::{Fault, Parameter};

    const TABLE: &[Parameter] = &[
        Parameter::int("n"),
        Parameter::float("f"),
        Parameter::boolean("b"),
        Parameter::json("j"),
        Parameter::text("l").repeated(),
        Parameter::int("c").joined(),
    ];

    fn read(query: &str) -> (Value, Vec<Fault>) {
        let pairs = pairs(query).expect("a query");
        let mut faults = Vec::new();
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let read = object(pairs, TABLE, "/query", &mut faults);
        (Value::Object(read), faults)
    }

    #[test]
    fn texts_are_converted_to_the_types_in_the_table() {
        let (read, faults) = read("n=-1&f=0.5&b=true&j=%7B%7D&l=1&l=2&c=1%2C2&t=a+%2B%E4%B8%AD&empty=");
        let expected = json!({
            "n": -1, "f": 0.5, "b": true, "j": {}, "l": ["1", "2"], "c": [1, 2], "t": "a +中", "empty": ""
        });
        assert_eq!((read, faults), (expected, vec![]));
        assert_eq!(super::pairs("").map(|pairs| pairs.len()), Ok(0));
    }

    #[test]
    fn values_of_another_type_are_faults() {
        let (read, faults) = read("n=1x&b=1&f=&j=%7B&c=1,x&t=1&t=2");
        assert_eq!(read, json!({"t": "1"}));
        let expected = [
            ("/query/n", "must be an integer"),
            ("/query/b", "must be true or false"),
            ("/query/f", "must be a number"),
            ("/query/j", "must be JSON"),
            ("/query/c", "must be an integer"),
            ("/query/t", "is given twice"),
        ];
        assert_eq!(faults, expected.map(|(pointer, what)| Fault::new(pointer, what)));
        assert_eq!(pairs("a=%ff"), Err(Fault::new("/query", "is not percent-encoded UTF-8")));
    }
}
