//! Builds the schema of a page, in exactly the form of the committed files.
//!
//! - `endpoint`, `concept`: the whole schema of either kind of page
//! - `address`: method, hosts, path, and the id
//! - `meta`: rate limits, kinds of app and scopes
//! - `stated`: accepted tokens, the kind of reply, and deprecation, from sentences
//! - `fields`: a table of fields, read through `tree`
//! - `constraints`, `value`: limits, enum members, examples and defaults of a field
//! - `type_text`, `types`: spellings of types, and named object types
//! - `by_example`: types of rows that only the example shows
//! - `example`, `shown`: example JSON, and facts that only the example shows
//! - `pattern`: patterns of JavaScript, for the crates that match them
//! - `places`: lines of the page, by pointer into the schema
//! - `settled`: faults that only the complete schema shows

mod address;
mod by_example;
mod concept;
mod constraints;
mod endpoint;
mod event;
mod example;
mod fields;
mod meta;
mod pattern;
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
pub(crate) use event::event_page;
pub use places::Places;
pub(crate) use types::all_fields;
