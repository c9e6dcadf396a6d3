//! Which kind of page it is, and which table and code block of it is what.

mod endpoint;
mod forms;
mod kind;
mod section;
mod unread;

pub use endpoint::{EndpointOutline, ErrorRow, MetaRow, outline as endpoint_outline};
pub(crate) use kind::named_value;
pub use kind::{Kind, classify, maybe_endpoint};
