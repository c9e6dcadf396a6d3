//! Names that Rust or the generated API already uses. All of them are avoided by a trailing underscore.

use model::keywords::KEYWORDS;

/// Types that every endpoint module has, and prelude names that generated code uses bare.
const TYPES: &[&str] = &[
    "Body",
    "Box",
    "Clone",
    "Code",
    "Copy",
    "Data",
    "Debug",
    "Default",
    "Eq",
    "Err",
    "From",
    "Hash",
    "Headers",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Path",
    "Query",
    "Request",
    "Required",
    "Result",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Catch-all variants of the generated enums.
const VARIANTS: &[&str] = &["Common", "Other", "Unknown"];

/// Methods that a setter must not hide.
const METHODS: &[&str] = &[
    "as_ref",
    "body",
    "borrow",
    "borrow_mut",
    "check",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "eq",
    "fmt",
    "from",
    "inner_status",
    "into",
    "ne",
    "new",
    "serialize",
    "to_owned",
    "to_string",
    "try_into",
    "type_id",
    "validate",
    "write_headers",
    "write_path",
    "write_query",
];

/// Modules, dependencies and features of the generated crate, and public modules of the runtime that it re-exports.
const SERVICES: &[&str] = &[
    "api",
    "blocking",
    "check",
    "client",
    "default",
    "feishu_runtime",
    "guide",
    "mock",
    "mock_routes",
    "order",
    "reqwest",
    "serde",
];

pub(super) fn escape_keyword(name: String) -> String {
    escape(name, &[KEYWORDS])
}

pub(super) fn escape_type(name: String) -> String {
    escape(name, &[KEYWORDS, TYPES])
}

pub(super) fn escape_variant(name: String) -> String {
    escape(name, &[KEYWORDS, VARIANTS])
}

pub(super) fn escape_service(name: String) -> String {
    escape(name, &[SERVICES])
}

pub(super) fn escape_method(name: String) -> String {
    escape(name, &[METHODS])
}

fn escape(mut name: String, lists: &[&[&str]]) -> String {
    if lists.iter().any(|list| list.contains(&name.as_str())) {
        name.push('_');
    }
    name
}
