//! The types of values that generated types consist of.

pub(crate) mod by_name;
pub(crate) mod json_string;
pub(crate) mod kept_object;
pub(crate) mod open_enum;
pub(crate) mod raw_json;
pub(crate) mod same_json;
pub(crate) mod sensitive;
pub(crate) mod tagged_union;
