//! Which kind of page it is, and which table and code block of it is what.

mod endpoint;
mod fields;
mod kind;
mod lost;
mod part;
mod variants;
mod visible;

pub use endpoint::{EndpointOutline, ErrorRow, MetaRow, outline as endpoint_outline};
use fields::has_types;
pub use fields::{field_table, is_field_table};
pub use kind::{Kind, classify, maybe_endpoint};
pub use visible::{unescape, visible};
