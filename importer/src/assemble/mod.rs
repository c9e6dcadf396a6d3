//! The outlined page to `model::schema` values, in exactly the form of the committed schemas.

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
