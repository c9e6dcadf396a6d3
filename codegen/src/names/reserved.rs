//! Names that Rust or the generated API already uses. All of them are avoided by a trailing underscore.

use model::keywords::KEYWORDS;

/// Types that every endpoint module has, and prelude names that generated code uses bare.
const TYPES: &[&str] = &[
    "Body", "Box", "Clone", "Code", "Copy", "Data", "Debug", "Default", "Eq", "Err", "From", "Hash",
    "Headers", "Into", "IntoIterator", "Iterator", "None", "Ok", "Option", "PartialEq", "Path", "Query",
    "Request", "Required", "Result", "Some", "String", "ToString", "Vec",
];

/// Catch-all variants of the generated enums.
const VARIANTS: &[&str] = &["Common", "Other", "Unknown"];

/// Methods that a setter must not hide.
const METHODS: &[&str] = &[
    "as_ref", "body", "borrow", "borrow_mut", "check", "clone", "clone_from", "clone_into", "default", "eq",
    "fmt", "from", "inner_status", "into", "ne", "new", "serialize", "set_if_some", "to_owned", "to_string",
    "try_into", "type_id", "validate", "write_headers", "write_path", "write_query",
];

/// Modules, functions, dependencies and features of the generated crate, with `_` for `-`; public modules of the runtime
/// that it re-exports.
const SERVICES: &[&str] = &[
    "all_services", "api", "axum", "blocking", "bytes", "check", "client", "common", "decode", "default",
    "encode", "event", "events", "feishu_openapi", "feishu_runtime", "filled_control", "full_serde", "guide",
    "http", "long_connection", "messages", "mock", "mock_routes", "order", "receiver", "redis", "reqwest",
    "secrecy", "serde", "serde_json", "tokio",
];

/// Modules that the generator adds to those of ids.
const MODULES: &[&str] = &[super::TYPES];

/// Device names of Windows, where no file or folder can have them, whatever its ending.
const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
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

pub(super) fn escape_module(name: String) -> String {
    escape(name, &[KEYWORDS, DEVICES, MODULES])
}

pub(super) fn escape_service(name: String) -> String {
    escape(name, &[KEYWORDS, DEVICES, SERVICES])
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
