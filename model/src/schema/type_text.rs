//! The language of the `type` column: `string[]`, `map<string, int>`, `department[]`.

use thiserror::Error;

/// A parsed type text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeExpr {
    /// `string`
    Text,
    /// `int` and its relatives; 64 bits, whatever the page calls them.
    Int,
    /// `number(float)`, `float`, `double`, `number`
    Float,
    /// `boolean`, `bool`
    Bool,
    /// `file`: the content of a multipart part.
    File,
    /// `object`, `-`, `/` or nothing: the children stand beside it, or it may be any JSON.
    Anonymous,
    /// `T[]`, or `list` and `array` (elements are anonymous).
    Array(Box<TypeExpr>),
    /// `map<string, T>`
    Map(Box<TypeExpr>),
    /// A name of `types`, with its `@owner` suffix where it has one; or the path of a shared type.
    Named(String),
}

/// Why a type text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypeTextError {
    /// `map<...` that is not `map<string, T>`.
    #[error("`{0}` is not a map from strings: write `map<string, T>`")]
    Map(String),
    /// Arrays of arrays without end are no documentation.
    #[error("the type is nested more than {MAX_NESTING} levels deep")]
    Depth,
    /// A name with characters that no documented type name has.
    #[error(
        "`{0}` is no type: expected string, int, boolean, float, object, file, map<string, T>, T[] or a name of `types`"
    )]
    Name(String),
}

/// No page nests arrays deeper than three; hostile texts stop here.
const MAX_NESTING: usize = 16;

/// Reads a type text.
pub fn parse_type(text: &str) -> Result<TypeExpr, TypeTextError> {
    parse_nested(text.trim(), 0)
}

fn parse_nested(text: &str, depth: usize) -> Result<TypeExpr, TypeTextError> {
    if depth > MAX_NESTING {
        return Err(TypeTextError::Depth);
    }
    if let Some(element) = text.strip_suffix("[]") {
        return parse_nested(element.trim_end(), depth + 1).map(|inner| TypeExpr::Array(Box::new(inner)));
    }
    if let Some(arguments) = text.strip_prefix("map<") {
        return parse_map(text, arguments, depth);
    }
    Ok(match text {
        "string" => TypeExpr::Text,
        "int" | "integer" | "int32" | "int64" | "long" => TypeExpr::Int,
        "number(float)" | "float" | "double" | "number" => TypeExpr::Float,
        "boolean" | "bool" => TypeExpr::Bool,
        "file" => TypeExpr::File,
        "object" | "-" | "/" | "" => TypeExpr::Anonymous,
        "list" | "array" => TypeExpr::Array(Box::new(TypeExpr::Anonymous)),
        name if is_type_name(name) => TypeExpr::Named(name.to_owned()),
        other => return Err(TypeTextError::Name(other.to_owned())),
    })
}

fn parse_map(text: &str, arguments: &str, depth: usize) -> Result<TypeExpr, TypeTextError> {
    let value = arguments
        .strip_suffix('>')
        .and_then(|inner| inner.split_once(','))
        .filter(|(key, _)| key.trim() == "string")
        .map(|(_, value)| value.trim())
        .ok_or_else(|| TypeTextError::Map(text.to_owned()))?;
    parse_nested(value, depth + 1).map(|inner| TypeExpr::Map(Box::new(inner)))
}

/// Letters, digits and `_ - . @`: what documented type names are made of. The path of a shared type has `::` between
/// its names.
fn is_type_name(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | ' '))
    };
    text.split("::").all(is_name)
}

/// Whether a type's name is the path of a shared type.
#[must_use]
pub fn is_shared_name(name: &str) -> bool {
    name.contains("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_documented_form() {
        let array = |inner| TypeExpr::Array(Box::new(inner));
        for (text, expected) in [
            ("string", TypeExpr::Text),
            ("int", TypeExpr::Int),
            ("number(float)", TypeExpr::Float),
            ("boolean", TypeExpr::Bool),
            ("file", TypeExpr::File),
            ("-", TypeExpr::Anonymous),
            ("/", TypeExpr::Anonymous),
            ("", TypeExpr::Anonymous),
            ("list", array(TypeExpr::Anonymous)),
            ("string[]", array(TypeExpr::Text)),
            ("string[][]", array(array(TypeExpr::Text))),
            ("map<string, int[]>", TypeExpr::Map(Box::new(array(TypeExpr::Int)))),
            ("process_form_variable_v2[]", array(TypeExpr::Named("process_form_variable_v2".into()))),
            ("item@body.list", TypeExpr::Named("item@body.list".into())),
            ("a::v1::b::Item[]", array(TypeExpr::Named("a::v1::b::Item".into()))),
        ] {
            assert_eq!(parse_type(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_type() {
        assert_eq!(parse_type("map<int, string>"), Err(TypeTextError::Map("map<int, string>".into())));
        for text in ["a\"b", "a:b", "::a", "a::", "a::::b"] {
            assert_eq!(parse_type(text), Err(TypeTextError::Name(text.into())));
        }
        assert_eq!(parse_type(&"[]".repeat(100_000)), Err(TypeTextError::Depth));
    }
}
