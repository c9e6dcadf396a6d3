//! Validation against documented limits and rules.
//!
//! - [`Validate`] is implemented by generated types, which call the functions in [`check`], [`order`] and [`pattern`].
//! - [`violation`] is what they report, at the location [`at`].

pub(crate) mod at;
pub mod check;
pub mod order;
pub(crate) mod pattern;
pub(crate) mod violation;

use crate::validate::at::At;
use crate::validate::violation::Violations;

/// A value with documented limits and rules.
pub trait Validate {
    /// Adds every violation of this value, which is located at `at`, to `out`.
    fn check(&self, at: &At<'_>, out: &mut Violations);

    /// Checks the value.
    ///
    /// # Errors
    /// Returns all violations at once, in declaration order.
    fn validate(&self) -> Result<(), Violations> {
        let mut out = Violations::new();
        self.check(&At::ROOT, &mut out);
        if out.is_empty() { Ok(()) } else { Err(out) }
    }
}
