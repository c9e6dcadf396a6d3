//! Abstract states of the fields that rules mention, which tell what a set of rules accepts.
//!
//! A rule reads few fields, and of each only its presence, its emptiness and a few values. So a finite number of states
//! stands for all requests: each mentioned field is absent, has one of the mentioned values, or has another value.
//! [`RuleSpace`] lists the states, and [`RuleSpace::accepts`] evaluates a rule in one of them.
//!
//! States do not decide `compare`, which needs the values themselves; such rules count as accepting (see
//! [`is_decided`]). Limits of single fields are considered only as far as enums, fixed values, booleans, minimal lengths
//! and integer ranges.

mod analysis;
mod domain;
mod eval;
mod groups;
mod mentions;
mod scope;
mod space;

pub use analysis::{Analysis, analyse};
pub use domain::same_value;
pub use groups::independent_groups;
pub use mentions::{Mention, MentionKind, ValueAt, is_decided, mentions};
pub use scope::{Root, Scope, Step, Target, TargetFault};
pub use space::{Atom, RuleSpace, Slot, State};

pub(crate) use domain::member_value;
