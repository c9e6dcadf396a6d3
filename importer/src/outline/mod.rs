//! Outlines a page: its kind, and for an endpoint the meaning of each table and code block.
//!
//! - `kind`: the kinds of page
//! - `section`: the part of an endpoint's page that a heading announces
//! - `endpoint`: the parts of an endpoint's page
//! - `event`: the parts of a page of events
//! - `forms`: joins several tables of one body
//! - `unread`: reports the tables and examples that belong to no part

mod endpoint;
mod event;
mod forms;
mod kind;
mod section;
mod unread;

pub use endpoint::{EndpointOutline, ErrorRow, MetaRow, outline as endpoint_outline};
pub(crate) use event::{ENVELOPE, names_type, stated_type};
pub use event::{EventOutline, EventPart, outline as event_outline};
pub(crate) use kind::named_value;
pub use kind::{Kind, classify, maybe_endpoint};
