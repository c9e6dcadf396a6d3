//! The documentation of each item.

mod endpoint;
mod event;
mod text;
mod types;

pub(super) use endpoint::{code_enum, code_variant, endpoint, rate_limit, request};
pub(super) use event::{event, event_object, event_variant};
pub(super) use types::{
    common, concept, concept_page, field, introduced_enum, introduced_object, member, named_type, setter,
    union_shape, union_variant,
};
