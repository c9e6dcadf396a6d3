//! Builds the schema of a page, in exactly the form of the committed files.
//!
//! - `endpoint`, `concept`: the whole schema of either kind of page
//! - `address`: method, hosts, path, and the id
//! - `meta`: rate limits, kinds of app and scopes
//! - `stated`: accepted tokens, the kind of reply, and deprecation, from sentences
//! - `fields`: a table of fields, read through `tree`
//! - `constraints`, `value`: limits, enum members, examples and defaults of a field
//! - `type_text`, `types`: spellings of types, and named object types
//! - `example`, `shown`: example JSON, and facts that only the example shows
//! - `places`: lines of the page, by pointer into the schema
//! - `settled`: faults that only the complete schema shows

mod address;
mod concept;
mod constraints;
mod endpoint;
mod example;
mod fields;
mod meta;
mod places;
mod settled;
mod shown;
mod stated;
mod tree;
mod type_text;
mod types;
mod value;

pub(crate) use concept::concept_page;
pub use endpoint::Known;
pub(crate) use endpoint::endpoint;
pub use places::Places;
pub(crate) use types::all_fields;
