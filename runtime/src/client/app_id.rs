//! What the id of an app looks like, and what may be shown of a text that stands in its place.

use std::fmt;

/// Every app id begins so, and no secret does.
const PREFIX: &str = "cli_";

/// Whether the text looks like an app id.
pub(super) fn is_app_id(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Shows a text that was given as an app id if it looks like one: else it may be the secret, given in the wrong place.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_app_id(self.0) { self.0.fmt(f) } else { f.write_str("[withheld: no app id begins so]") }
    }
}
