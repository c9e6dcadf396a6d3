//! The trait of what can be checked against its documented limits.

use crate::at::At;
use crate::violation::Violations;

/// A value with documented limits and rules.
pub trait Validate {
    /// Adds every violation of this value, which stands at `at`, to `out`.
    fn check(&self, at: &At<'_>, out: &mut Violations);

    /// Checks the value as a whole instance.
    ///
    /// # Errors
    /// All violations at once, in declaration order.
    fn validate(&self) -> Result<(), Violations> {
        let mut out = Violations::new();
        self.check(&At::ROOT, &mut out);
        if out.is_empty() { Ok(()) } else { Err(out) }
    }
}
