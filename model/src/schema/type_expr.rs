//! Types of fields: the language of the pages' type column, such as `string[]` or `map<string, int>`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// The documented type of a field: the page's text, and the type that it stands for.
///
/// Pages spell one type in many ways (`int`, `int64`, `long`). A schema keeps the spelling of its page, so the text is
/// written back byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldType {
    text: String,
    expr: TypeExpr,
}

impl FieldType {
    /// Reads a type text.
    pub fn parse(text: impl Into<String>) -> Result<Self, TypeError> {
        let text = text.into();
        let expr = text.parse()?;
        Ok(Self { text, expr })
    }

    /// The text as the page writes it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The type that the text stands for.
    #[must_use]
    pub fn expr(&self) -> &TypeExpr {
        &self.expr
    }

    /// Returns true for the spellings that give no type at all: an empty cell, `-` and `/`.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.text.trim(), "" | "-" | "/")
    }
}

/// An anonymous type with an empty text.
impl Default for FieldType {
    fn default() -> Self {
        Self { text: String::new(), expr: TypeExpr::Anonymous }
    }
}

/// The type in its canonical spelling.
impl From<TypeExpr> for FieldType {
    fn from(expr: TypeExpr) -> Self {
        Self { text: expr.to_string(), expr }
    }
}

impl Serialize for FieldType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for FieldType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The `format` by which the structural check knows a type text.
pub(crate) const FORMAT: &str = "type-expression";

impl JsonSchema for FieldType {
    fn schema_name() -> Cow<'static, str> {
        "FieldType".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": FORMAT })
    }
}

/// A parsed type.
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
    /// `object`, `-`, `/` or an empty text: an object with the field's own `fields`, or any JSON if that is empty.
    Anonymous,
    /// `T[]`; `list` and `array` have anonymous elements.
    Array(Box<TypeExpr>),
    /// `map<string, T>`
    Map(Box<TypeExpr>),
    /// A name of `types`, with its `@owner` suffix where it has one; or the path of a shared type.
    Named(String),
}

/// The reason why a type text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypeError {
    /// `map<...>` that is not `map<string, T>`.
    #[error("`{0}` is not a map from strings: write `map<string, T>`")]
    Map(String),
    /// More than `MAX_NESTING` lists and maps inside each other.
    #[error("the type is nested more than {MAX_NESTING} levels deep")]
    Depth,
    /// A name with characters that no documented type name has.
    #[error(
        "`{0}` is not a type: expected string, int, boolean, float, object, file, map<string, T>, T[] or a name of `types`"
    )]
    Name(String),
}

/// Levels of lists and maps that a type may nest. Pages nest three at most; the limit bounds the recursion of everything
/// that walks a type.
const MAX_NESTING: usize = 16;

impl FromStr for TypeExpr {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        parse_nested(text.trim(), 0)
    }
}

impl TypeExpr {
    /// The type inside all lists and maps.
    #[must_use]
    pub fn leaf(&self) -> &TypeExpr {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.leaf(),
            other => other,
        }
    }

    /// The same lists and maps around another type: `string[]` with `int` is `int[]`.
    #[must_use]
    pub fn with_leaf(&self, leaf: TypeExpr) -> TypeExpr {
        match self {
            Self::Array(inner) => Self::Array(Box::new(inner.with_leaf(leaf))),
            Self::Map(inner) => Self::Map(Box::new(inner.with_leaf(leaf))),
            _ => leaf,
        }
    }

    /// The name of an object type, inside lists and maps too.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self.leaf() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}

/// Writes the canonical spelling, which reads as the same type.
impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("string"),
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("number"),
            Self::Bool => f.write_str("boolean"),
            Self::File => f.write_str("file"),
            Self::Anonymous => f.write_str("object"),
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Map(value) => write!(f, "map<string, {value}>"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

fn parse_nested(text: &str, depth: usize) -> Result<TypeExpr, TypeError> {
    if depth > MAX_NESTING {
        return Err(TypeError::Depth);
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
        other => return Err(TypeError::Name(other.to_owned())),
    })
}

fn parse_map(text: &str, arguments: &str, depth: usize) -> Result<TypeExpr, TypeError> {
    let value = arguments
        .strip_suffix('>')
        .and_then(|inner| inner.split_once(','))
        .filter(|(key, _)| key.trim() == "string")
        .map(|(_, value)| value.trim())
        .ok_or_else(|| TypeError::Map(text.to_owned()))?;
    parse_nested(value, depth + 1).map(|inner| TypeExpr::Map(Box::new(inner)))
}

/// Documented type names consist of letters, digits, blanks and `_ - . @`; the path of a shared type joins such names
/// with `::`.
fn is_type_name(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | ' '))
    };
    text.split("::").all(is_name)
}

/// Returns true if a type's name is the path of a shared type.
#[must_use]
pub fn is_shared_name(name: &str) -> bool {
    name.contains("::")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        let read = TypeExpr::from_str;
        assert_eq!(read("map<int, string>"), Err(TypeError::Map("map<int, string>".into())));
        for text in ["a\"b", "a:b", "::a", "a::", "a::::b"] {
            assert_eq!(read(text), Err(TypeError::Name(text.into())));
        }
        assert_eq!(read(&"[]".repeat(100_000)), Err(TypeError::Depth));
        assert_eq!(read(&"map<string,".repeat(100_000)), Err(TypeError::Map("map<string,".repeat(100_000))));
    }

    #[test]
    fn the_leaf_is_replaced_inside_lists_and_maps() {
        let expr: TypeExpr = "map<string, Item[]>".parse().unwrap();
        assert_eq!(expr.named(), Some("Item"));
        assert_eq!(expr.with_leaf(TypeExpr::Int).to_string(), "map<string, int[]>");
        assert_eq!(TypeExpr::Text.with_leaf(TypeExpr::Anonymous).to_string(), "object");
    }

    fn types() -> impl Strategy<Value = TypeExpr> {
        let leaf = prop_oneof![
            Just(TypeExpr::Text),
            Just(TypeExpr::Int),
            Just(TypeExpr::Float),
            Just(TypeExpr::Bool),
            Just(TypeExpr::File),
            Just(TypeExpr::Anonymous),
            "x[a-z_@.]{0,8}(::[A-Z][a-z]{1,4})?".prop_map(TypeExpr::Named),
        ];
        leaf.prop_recursive(8, 16, 1, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| TypeExpr::Array(Box::new(inner))),
                inner.prop_map(|inner| TypeExpr::Map(Box::new(inner))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn the_canonical_spelling_reads_as_the_same_type(expr in types()) {
            prop_assert_eq!(expr.to_string().parse(), Ok(expr));
        }

        #[test]
        fn any_text_is_read_or_refused_and_written_back_as_it_was(text in "(map<|string|,|>|\\[\\]| |a|\"|::|.){0,12}") {
            if let Ok(read) = FieldType::parse(text.as_str()) {
                let json = serde_json::to_string(&read).unwrap();
                prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
                prop_assert_eq!(serde_json::from_str::<FieldType>(&json).unwrap(), read);
            }
        }
    }
}
