//! Fields, their enum members, and named object types.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{FieldType, Hint, Rule, is_false};

/// Fields by wire name, in the order of the page.
pub type Fields = IndexMap<String, Field>;

/// One documented field, or the shape of JSON carried in a string.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the format, independent of the others")]
pub struct Field {
    /// The type as the page writes it, escapes removed: `string[]`, `int`, `-`, or a name of `types`.
    #[serde(rename = "type")]
    pub ty: FieldType,
    /// The page's required column says yes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Rust name of the field (overlay).
    pub name: Option<String>,
    /// Rust name of the enum or object type that the field introduces (overlay).
    pub type_name: Option<String>,
    /// A shared Rust type instead of one of the endpoint's own: `approval::v4::form::Currency` (overlay). Loading adds it where
    /// `common.json` lists the field's name.
    pub use_type: Option<String>,
    /// English description of the field (overlay).
    pub doc: Option<String>,
    /// Documented members, by the value on the wire (`"2"` for the int 2); on arrays, of the elements.
    #[serde(default, rename = "enum", skip_serializing_if = "IndexMap::is_empty")]
    pub members: IndexMap<String, EnumMember>,
    /// Documented length.
    pub len: Option<Len>,
    /// Documented numeric range, ends included.
    pub range: Option<Range>,
    /// Documented regular expression; it matches anywhere unless anchored.
    pub pattern: Option<String>,
    /// The only value that the server accepts.
    pub fixed: Option<Value>,
    /// The value that the server takes when the field is absent.
    pub default: Option<Value>,
    /// The page's example value.
    pub example: Option<Value>,
    /// Explanation of a wrong example on the page (overlay). Findings about the example are notes then.
    pub example_fault: Option<String>,
    /// The field's value in the example that the generator writes into the documentation, instead of the page's (overlay).
    pub in_example: Option<Value>,
    /// Composition of a header's value, as the page writes it: "Bearer `access_token`".
    pub format: Option<String>,
    /// The page calls the field old.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The value is secret or personal: it is left out of `Debug` output and violations.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// The server executes a call once for each value of this request field, however often it arrives (overlay).
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotency_key: bool,
    /// Scopes that this field, or one of its values, needs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub scopes: IndexMap<String, FieldScope>,
    /// Separator of an array in the query.
    pub join: Option<Join>,
    /// Fingerprint of the page's description without what the other members say: a reworded description has another.
    pub prose: Option<String>,
    /// The description in the page's own words. Only private imports keep it; it is never committed.
    pub text: Option<String>,
    /// Sentences of the description that read like rules, by the id of the rule that each suggests, or by class.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub hints: IndexMap<String, Hint>,
    /// The shape of the JSON that the string carries.
    pub json: Option<Box<Field>>,
    /// Children of an anonymous object (`object`, `-`), or of the elements of an anonymous array.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: Fields,
    /// The meaning of a reply field to the client, beyond its value (overlay).
    pub role: Option<Role>,
}

/// One documented value of a field.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnumMember {
    /// The page's label: its text up to the first full stop.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Rust name of the variant (overlay).
    pub name: Option<String>,
    /// English description of the member (overlay).
    pub doc: Option<String>,
}

/// A scope that a field needs, keyed by the scope's name.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldScope {
    /// The page's label of the scope.
    pub label: String,
    /// The scope is needed only for this value of the field.
    pub when: Option<String>,
}

/// Ways to write an array in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// `ids=a&ids=b`
    Repeat,
    /// `ids=a,b`
    Comma,
}

/// Meaning of a reply field to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A status code inside `data`: non-zero is a failure.
    InnerCode,
    /// The message that belongs to the inner code.
    InnerMessage,
    /// An ordinary value, although the field looks like a status.
    Plain,
}

/// A named object type, or a tagged union of several.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectType {
    /// Rust name (overlay).
    pub name: Option<String>,
    /// English description of the type (overlay).
    pub doc: Option<String>,
    /// The string member whose value says which of `variants` an object is: the type is a tagged union.
    pub tag: Option<String>,
    /// The tag is not in the object: it is a field beside the string that carries the object as JSON (`json`), of the same name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adjacent: bool,
    /// Its fields; of a tagged union, those that every variant has beside the tag.
    pub fields: Fields,
    /// The variants of a tagged union, by the value of the tag, in the order of the page.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub variants: IndexMap<String, Variant>,
    /// Rules between its fields; pointers start at the object (`/start`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, Rule>,
}

/// Shape of a tagged union's objects for one value of the tag.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The page's label: its text up to the first full stop.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Rust name of the variant (overlay).
    pub name: Option<String>,
    /// English description of the variant (overlay).
    pub doc: Option<String>,
    /// The variant has the shape of another one, named by its tag.
    pub same_as: Option<String>,
    /// Documented length of the string that carries the object, with its quotes and escapes; of adjacent unions only.
    pub len: Option<Len>,
    /// Fields that the variant has beside those of all; one of the same name stands in its place.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: Fields,
}

impl ObjectType {
    /// The fields of every part: those of all variants, then those of each.
    pub fn field_sets(&self) -> impl Iterator<Item = &Fields> {
        std::iter::once(&self.fields).chain(self.variants.values().map(|variant| &variant.fields))
    }

    /// The same fields, to be changed.
    pub(crate) fn field_sets_mut(&mut self) -> impl Iterator<Item = &mut Fields> {
        std::iter::once(&mut self.fields).chain(self.variants.values_mut().map(|variant| &mut variant.fields))
    }

    /// All fields that an object with this tag has beside the tag; `None` when no variant has it.
    #[must_use]
    pub fn fields_of(&self, tag: &str) -> Option<Fields> {
        let variant = self.variants.get(tag)?;
        let shape = variant.same_as.as_ref().map_or(Some(variant), |other| self.variants.get(other))?;
        let all = self.fields.iter().chain(&shape.fields);
        Some(all.map(|(wire, field)| (wire.clone(), field.clone())).collect())
    }
}

/// A documented length; both ends included.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Len {
    /// Least length.
    pub min: Option<u64>,
    /// Greatest length.
    pub max: Option<u64>,
    /// Unit of the length.
    pub unit: LenUnit,
}

/// Units of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LenUnit {
    /// Unicode code points of a string, the pages' 字符.
    Chars,
    /// Bytes of a string in UTF-8.
    Bytes,
    /// Elements of an array.
    Items,
}

/// A documented numeric range; both ends included.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least value.
    #[schemars(with = "Option<f64>")]
    pub min: Option<Number>,
    /// Greatest value.
    #[schemars(with = "Option<f64>")]
    pub max: Option<Number>,
}
