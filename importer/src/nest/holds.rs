//! What a row's type text says about rows below it.

/// Whether rows stand below a row of some type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A scalar: nothing can stand below it.
    Nothing,
    /// Scalar names that pages also use for objects (`file`), and arrays of arrays, whose fields no page shows: rows
    /// below are possible, not expected.
    Rarely,
    /// `-`, `object`, `list`, maps: the fields are shown or left out, as the page likes.
    Maybe,
    /// A named type: its fields stand below it.
    Fields,
}

/// Reads a type text.
pub(super) fn holds(type_text: &str) -> Holds {
    let text = type_text.trim();
    let element = element(text);
    if text.ends_with("[][]") {
        return Holds::Rarely;
    }
    match element.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "int" | "int8" | "int16" | "int32" | "int64" | "uint32" | "uint64" | "integer"
        | "long" | "number" | "float" | "float32" | "float64" | "double" | "number(float)" | "number(int)" | "boolean"
        | "bool" => Holds::Nothing,
        "file" | "enum" => Holds::Rarely,
        "" | "-" | "/" | "object" | "list" | "array" | "map" | "any" => Holds::Maybe,
        other if other.starts_with("map<") => map_holds(other),
        _ => Holds::Fields,
    }
}

/// The type's name without its array brackets: what equal object types have in common.
pub(super) fn element(type_text: &str) -> &str {
    let mut text = type_text.trim();
    while let Some(inner) = text.strip_suffix("[]") {
        text = inner.trim_end();
    }
    text
}

/// A map holds what its values hold, but its fields are not always shown.
fn map_holds(text: &str) -> Holds {
    let value = text.split_once(',').map_or("", |(_, value)| value.trim_end_matches('>'));
    match holds(value) {
        Holds::Nothing => Holds::Nothing,
        _ => Holds::Maybe,
    }
}
