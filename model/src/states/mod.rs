//! The abstract states of the fields that rules mention: what a rule set accepts.
//!
//! A rule looks at a few fields, and at each of them only for presence, emptiness and a few values. So finitely many
//! states stand for all requests: each mentioned field is absent, has one of the mentioned values, or has another
//! value. [`RuleSpace`] lists them, and says of each whether a rule accepts it.
//!
//! What states do not decide: `compare` and `custom` look at values that no state tells apart, and count as accepting
//! ([`is_decided`] says so of a rule). Limits of single fields are known only as far as enums, fixed values, booleans,
//! least lengths and integer ranges.

mod analysis;
mod domain;
mod eval;
mod groups;
mod mentions;
mod scope;
mod space;

pub use analysis::{Analysis, analyse};
pub use eval::{is_decided, same_value};
pub use groups::independent_groups;
pub use mentions::{Mention, MentionKind, ValueAt, mentions};
pub use scope::{Root, Scope, Step, Target, TargetFault};
pub use space::{Atom, RuleSpace, Slot, State};

pub(crate) use domain::member_value;
