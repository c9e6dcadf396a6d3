//! The schema format as serde types: one file per concept, no untagged or flattened parts, so that every fault keeps
//! its path.
//!
//! Everything a schema says is addressed by a plain JSON Pointer. Fields, enum members, error codes and rules are
//! therefore objects keyed by name, in the order of the documentation page.

mod endpoint;
mod event;
mod field;
mod format;
mod http;
mod index;
mod overlay;
mod rule;
mod shared;
mod texts;
mod type_expr;
mod walk;
mod wording;

pub use endpoint::{
    AppType, Endpoint, Examples, Per, RateLimit, ReplyKind, Request, Scope, Scopes, TokenKind, is_form,
};
pub use event::{EventEnvelope, EventName, EventPage, EventType};
pub use field::{
    EnumMember, Field, FieldScope, Fields, Join, Len, LenUnit, ObjectType, Range, Role, Variant,
};
pub(crate) use format::definitions;
pub use format::format_schema;
pub use http::{Http, Method, PathTemplate, Segment, is_header_name, is_sent_header};
pub use index::{Ids, Lock, Locked, PageForm};
pub use overlay::{Annotation, Correction, Overlay, OverlayRule};
pub use rule::{
    Assertion, Compare, CompareAs, CompareOp, Condition, FieldSet, Hint, HintClass, Rule, Test, When,
    WhenValues,
};
pub use shared::{Common, Concept, ConceptPage, ErrorCode, SharedEnum, Source};
pub use texts::{CodeText, MemberText, Texts};
pub(crate) use type_expr::FORMAT as TYPE_FORMAT;
pub use type_expr::{FieldType, TypeError, TypeExpr, is_shared_name};
pub use walk::{Place, named_in};
pub use wording::{names_itself, naming_words};

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's `skip_serializing_if` passes a reference
fn is_false(value: &bool) -> bool {
    !value
}
