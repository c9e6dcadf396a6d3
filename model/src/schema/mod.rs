//! The schema format as serde types: one file per concept, no untagged or flattened parts, so that every fault keeps
//! its path.
//!
//! Everything a schema says is addressed by a plain JSON Pointer. Fields, enum members, error codes and rules are
//! therefore objects keyed by name, in the order of the documentation page.

mod common;
mod concept;
mod endpoint;
mod error_code;
mod field;
mod hint;
mod http;
mod ids;
mod limits;
mod lock;
mod overlay;
mod rule;
mod type_expr;
mod walk;

pub use common::{Common, SharedEnum};
pub use concept::{Concept, ConceptPage};
pub use endpoint::{
    AppType, Endpoint, Examples, Per, RateLimit, ReplyKind, Request, Scope, Scopes, Source, TokenKind,
    is_form,
};
pub use error_code::ErrorCode;
pub use field::{EnumMember, Field, FieldScope, Fields, Join, ObjectType, Role, Variant};
pub use hint::{Hint, HintClass};
pub use http::{Http, Method, PathTemplate, Segment, is_header_name, is_sent_header};
pub use ids::Ids;
pub use limits::{Len, LenUnit, Range};
pub use lock::{Lock, Locked, PageForm};
pub use overlay::{Annotation, Correction, Overlay, OverlayRule};
pub use rule::{
    Assertion, Compare, CompareAs, CompareOp, Condition, Custom, FieldSet, Rule, Test, When, WhenValues,
};
pub(crate) use type_expr::FORMAT as TYPE_FORMAT;
pub use type_expr::{FieldType, TypeError, TypeExpr, is_shared_name};
pub use walk::{Place, named_in};

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's `skip_serializing_if` passes a reference
fn is_false(value: &bool) -> bool {
    !value
}
