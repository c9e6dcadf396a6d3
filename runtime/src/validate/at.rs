//! The location of a check: a JSON Pointer, linked on the stack.

use std::fmt;

/// A location in the value that is being validated.
///
/// Going one level deeper does not allocate; the JSON Pointer's text is built only when a violation is reported.
///
/// ```
/// use feishu_runtime::At;
///
/// let items = At::ROOT.key("items");
/// let third = items.index(3);
/// assert_eq!(third.dynamic_key("a/b~c").to_string(), "/items/3/a~1b~0c");
/// ```
#[derive(Clone, Copy)]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
    sensitive: bool,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl At<'static> {
    /// The whole value: the empty pointer.
    pub const ROOT: At<'static> = At { parent: None, step: Step::Index(0), sensitive: false };
}

impl<'a> At<'a> {
    /// Returns the location of a documented member.
    #[inline]
    #[must_use]
    pub const fn key(&'a self, name: &'static str) -> At<'a> {
        self.step(Step::Key(name))
    }

    /// Returns the location of a member whose name is data.
    #[inline]
    #[must_use]
    pub const fn dynamic_key(&'a self, name: &'a str) -> At<'a> {
        self.step(Step::Key(name))
    }

    /// Returns the location of a list element, counted from 0.
    #[inline]
    #[must_use]
    pub const fn index(&'a self, position: usize) -> At<'a> {
        self.step(Step::Index(position))
    }

    /// Returns the same location, marked as sensitive: violations at or below it never show the value.
    #[inline]
    #[must_use]
    pub const fn sensitive(mut self) -> At<'a> {
        self.sensitive = true;
        self
    }

    /// Returns true if values at this location must not be shown.
    #[inline]
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    const fn step(&'a self, step: Step<'a>) -> At<'a> {
        At { parent: Some(self), step, sensitive: self.sensitive }
    }
}

/// The JSON Pointer (RFC 6901).
impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The recursion is as deep as the value. Only recursive types are unbounded, and those are limited by what the caller
        // could build, or by serde_json's depth limit for parsed values.
        let Some(parent) = self.parent else { return Ok(()) };
        write!(f, "{parent}/")?;
        match self.step {
            Step::Index(position) => write!(f, "{position}"),
            Step::Key(name) => write_escaped(name, f),
        }
    }
}

/// Writes a reference token with `~` escaped as `~0` and `/` as `~1`.
fn write_escaped(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = name;
    while let Some(position) = rest.find(['~', '/']) {
        let (plain, escaped) = rest.split_at(position);
        f.write_str(plain)?;
        f.write_str(if escaped.starts_with('~') { "~0" } else { "~1" })?;
        rest = escaped.get(1..).unwrap_or_default();
    }
    f.write_str(rest)
}

impl fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::At;

    #[test]
    fn the_root_is_the_empty_pointer() {
        assert_eq!(At::ROOT.to_string(), "");
    }

    #[test]
    fn names_are_escaped_as_rfc_6901_says() {
        // Names and pointers of RFC 6901, section 5.
        for (name, pointer) in [("a/b", "/a~1b"), ("m~n", "/m~0n"), ("", "/"), ("~1", "/~01"), (" ", "/ ")] {
            assert_eq!(At::ROOT.dynamic_key(name).to_string(), pointer);
        }
    }

    #[test]
    fn locations_below_a_sensitive_one_are_sensitive() {
        let person = At::ROOT.key("person").sensitive();
        assert!(person.key("name").is_sensitive());
        assert!(!At::ROOT.key("person").is_sensitive());
    }
}
