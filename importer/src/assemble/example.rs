//! Example JSON, read leniently: comments and trailing commas are accepted.

use model::diag;
use serde_json::Value;

use crate::finding::Finding;
use crate::page::Code;
use crate::report::Report;

/// A value read from an example.
#[derive(Debug, PartialEq)]
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) mended: bool,
    /// True if further objects follow.
    pub(super) several: bool,
}

/// Reads the text as JSON, after repairs if needed. The error is that of the original text.
pub(super) fn parse(text: &str) -> Result<Parsed, serde_json::Error> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(Parsed { value, mended: false, several: false }),
        Err(fault) => {
            let text = mended(text);
            match serde_json::from_str(&text) {
                Ok(value) => Ok(Parsed { value, mended: true, several: false }),
                Err(_) => first_of_several(&text)
                    .map(|value| Parsed { value, mended: true, several: true })
                    .ok_or(fault),
            }
        }
    }
}

/// Returns the first of several objects: some pages show one for each case.
fn first_of_several(text: &str) -> Option<Value> {
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    let values = values.ok().filter(|values| values.len() > 1 && values.iter().all(Value::is_object))?;
    values.into_iter().next()
}

/// Returns true if arrays and objects nest at most so many levels. Schemas are read to a bounded depth, so a value in a schema
/// must leave room for the levels around it.
pub(super) fn is_within(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(elements) => levels > 0 && elements.iter().all(|element| is_within(element, levels - 1)),
        Value::Object(members) => levels > 0 && members.values().all(|member| is_within(member, levels - 1)),
        _ => true,
    }
}

/// Removes comments, trailing commas and no-break blanks outside of strings.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The position of a comma that only blanks have followed so far.
    let mut comma: Option<usize> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                comma = None;
                out.push(c);
                copy_string(&mut characters, &mut out);
            }
            '/' if characters.peek() == Some(&'/') => while characters.next_if(|c| *c != '\n').is_some() {},
            '/' if characters.peek() == Some(&'*') => {
                characters.next();
                let mut last = ' ';
                for c in characters.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            ',' => {
                comma = Some(out.len());
                out.push(c);
            }
            ']' | '}' => {
                if let Some(at) = comma.take() {
                    out.replace_range(at..=at, " ");
                }
                out.push(c);
            }
            c if c.is_whitespace() => out.push(if c == '\n' { '\n' } else { ' ' }),
            c => {
                comma = None;
                out.push(c);
            }
        }
    }
    out
}

fn copy_string(characters: &mut impl Iterator<Item = char>, out: &mut String) {
    let mut escaped = false;
    for c in characters.by_ref() {
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return,
            _ => {}
        }
    }
}

/// The deepest nesting of an example. No documented example nests half as deep.
pub(super) const MAX_LEVELS: usize = 40;

/// Returns the first example that is JSON. Others are reported.
pub(super) fn example(codes: &[&Code], report: &mut Report) -> Option<Value> {
    for code in codes {
        match parse(&code.text) {
            Ok(parsed) if !is_within(&parsed.value, MAX_LEVELS) => {
                let message = format!("this example nests more than {MAX_LEVELS} levels; it was left out");
                report.push(Finding::warning(diag::Code::DeepExample, code.line, message));
            }
            Ok(parsed) => {
                if parsed.several {
                    let message = "this example has several objects; the first was used";
                    report.push(Finding::note(diag::Code::SeveralExamples, code.line, message));
                } else if parsed.mended {
                    let message = "this example was read without its comments and trailing commas, which JSON does not allow";
                    report.push(Finding::note(diag::Code::LenientExample, code.line, message));
                }
                return Some(parsed.value);
            }
            Err(_) if !matches!(code.language.as_str(), "" | "json") => {}
            Err(fault) => {
                let line =
                    code.line.saturating_add(u32::try_from(fault.line()).unwrap_or(1)).saturating_sub(1);
                report.push(Finding::warning(
                    diag::Code::BadExampleJson,
                    line,
                    format!("this example is not JSON and was left out: {fault}"),
                ));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_trailing_commas_are_accepted() {
        let text = "{\"a\": [1, 2, ], // one\n /* two, */ \"b\": \"//, }\\\"\", \n}";
        assert_eq!(
            parse(text).unwrap(),
            Parsed { value: json!({"a": [1, 2], "b": "//, }\""}), mended: true, several: false }
        );
        assert!(!parse("{}").unwrap().mended);
        assert!(parse("{,}").is_ok(), "an empty object with a comma");
        assert!(parse("{\"a\": }").is_err());
        assert!(parse("{\"a\": 1, /*").is_err());
    }

    #[test]
    fn the_first_of_several_objects_is_used() {
        let parsed = parse("// one\n{\"a\": 1}\n// or\n{\"a\": 2,}").unwrap();
        assert_eq!((parsed.value, parsed.several), (json!({"a": 1}), true));
        for text in ["{} 1", "{} {", "1 2", "{} words"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn levels_are_counted() {
        let value = json!({"a": [{"b": 1}], "c": 2});
        assert!(is_within(&value, 3));
        assert!(!is_within(&value, 2));
        assert!(is_within(&json!(1), 0));
    }

    #[test]
    fn deep_nesting_is_an_error() {
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
