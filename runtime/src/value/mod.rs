//! The types of values that generated types consist of.
//!
//! - [`open_enum`]: enums that keep unknown values.
//! - [`json_string`]: JSON inside a string.
//! - [`sensitive`]: values that are not shown.
//! - [`setters`]: calling a setter with an `Option`.
//! - [`member_names`]: looking up the names of an object's members.
//! - [`kept_object`], [`tagged_union`], [`adjacent_union`], [`raw_json`]: objects that keep undocumented members, unions of them, and
//!   JSON as text.

pub(crate) mod adjacent_union;
pub(crate) mod json_string;
pub(crate) mod kept_object;
pub(crate) mod member_names;
pub(crate) mod open_enum;
pub(crate) mod raw_json;
pub(crate) mod sensitive;
pub(crate) mod setters;
pub(crate) mod tagged_union;
