//! Violations of documented limits and rules.

use std::fmt::{self, Write as _};

use crate::request::segment::SegmentFault;
use crate::text::{self, Line};
use crate::validate::at::At;

/// A violation of a limit or rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pointer: String,
    rule: &'static str,
    kind: ViolationKind,
}

impl Violation {
    /// Returns the location of the violation as a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the stable id of the limit (`max_chars`, `one_of`, ...) or of the endpoint's rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// Returns the kind of violation, with the limit and the actual value.
    #[must_use]
    pub fn kind(&self) -> &ViolationKind {
        &self.kind
    }
}

/// One line: location, description, id of the limit or rule.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Line(f);
        text::one_line(f, &self.pointer)?;
        write!(f, ": {} [{}]", self.kind, self.rule)
    }
}

/// The kind of a violation. Long values are truncated, sensitive values left out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// Shorter than documented.
    #[non_exhaustive]
    TooShort {
        /// Unit of the lengths.
        unit: Unit,
        /// Minimum length.
        min: u64,
        /// Length of the value.
        actual: u64,
    },
    /// Longer than documented.
    #[non_exhaustive]
    TooLong {
        /// Unit of the lengths.
        unit: Unit,
        /// Maximum length.
        max: u64,
        /// Length of the value.
        actual: u64,
    },
    /// Below the documented range.
    #[non_exhaustive]
    TooSmall {
        /// Minimum value.
        min: Number,
        /// The value, unless it is sensitive.
        actual: Option<Number>,
    },
    /// Above the documented range.
    #[non_exhaustive]
    TooLarge {
        /// Maximum value.
        max: Number,
        /// The value, unless it is sensitive.
        actual: Option<Number>,
    },
    /// A number that JSON cannot represent: an infinity or NaN.
    #[non_exhaustive]
    NotFinite,
    /// Not one of the documented values.
    #[non_exhaustive]
    NotOneOf {
        /// The documented values, as in JSON.
        allowed: Vec<String>,
        /// The value, unless it is sensitive.
        actual: Option<String>,
    },
    /// Not the only documented value.
    #[non_exhaustive]
    NotFixed {
        /// The documented value.
        expected: String,
        /// The value, unless it is sensitive.
        actual: Option<String>,
    },
    /// Does not match the documented pattern.
    #[non_exhaustive]
    NoMatch {
        /// The regular expression.
        pattern: &'static str,
    },
    /// A text that does not contain JSON of the documented type.
    #[non_exhaustive]
    NotJson {
        /// The parser's message, without the value.
        reason: String,
    },
    /// Not a valid segment of a URL path.
    #[non_exhaustive]
    PathSegment(
        /// The reason.
        SegmentFault,
    ),
    /// A text with control characters, which are not valid in a header.
    HeaderValue,
    /// A rule of the endpoint, usually between fields.
    #[non_exhaustive]
    Rule {
        /// Advice for satisfying the rule.
        message: &'static str,
    },
}

/// One line: the description of the violation.
impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Line(f);
        match self {
            Self::TooShort { unit, min, actual } => write!(f, "has {actual} {unit}, at least {min} needed"),
            Self::TooLong { unit, max, actual } => write!(f, "has {actual} {unit}, at most {max} allowed"),
            Self::TooSmall { min, actual } => {
                write!(f, "must be at least {min}")?;
                write_actual(f, actual.as_ref())
            }
            Self::TooLarge { max, actual } => {
                write!(f, "must be at most {max}")?;
                write_actual(f, actual.as_ref())
            }
            Self::NotFinite => f.write_str("must be a finite number"),
            Self::NotOneOf { allowed, actual } => {
                write!(f, "must be one of {}", allowed.join(", "))?;
                write_actual(f, actual.as_ref())
            }
            Self::NotFixed { expected, actual } => {
                write!(f, "must be {expected}")?;
                write_actual(f, actual.as_ref())
            }
            Self::NoMatch { pattern } => {
                f.write_str("must match ")?;
                text::one_line(f, pattern)
            }
            Self::NotJson { reason } => f.write_str(reason),
            Self::PathSegment(fault) => write!(f, "{fault}"),
            Self::HeaderValue => f.write_str("must not contain control characters in a header"),
            Self::Rule { message } => f.write_str(message),
        }
    }
}

fn write_actual(f: &mut impl fmt::Write, actual: Option<&impl fmt::Display>) -> fmt::Result {
    match actual {
        Some(actual) => write!(f, ", is {actual}"),
        None => Ok(()),
    }
}

/// Unit of a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Unicode code points of a string.
    Chars,
    /// Bytes of a string in UTF-8.
    Bytes,
    /// Elements of a list.
    Items,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chars => "characters",
            Self::Bytes => "bytes",
            Self::Items => "items",
        })
    }
}

/// A number in a violation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Number {
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
        }
    }
}

/// The violations of a value, in declaration order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Creates an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns an iterator over the violations, in declaration order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// Returns the number of violations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no violations.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the violation of a rule: its stable id, and how to satisfy it.
    #[cold]
    pub fn broken_rule(&mut self, at: &At<'_>, rule: &'static str, message: &'static str) {
        self.push(at, rule, ViolationKind::Rule { message });
    }

    #[cold]
    pub(crate) fn push(&mut self, at: &At<'_>, rule: &'static str, kind: ViolationKind) {
        self.0.push(Violation { pointer: at.to_string(), rule, kind });
    }
}

/// One violation per line.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, violation) in self.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{ViolationKind, Violations};
    use crate::{At, SegmentFault};

    #[test]
    fn each_violation_is_one_line_even_when_a_key_holds_a_line_break() {
        let mut found = Violations::new();
        found.broken_rule(&At::ROOT.dynamic_key("a\nb"), "some_rule", "give `x`");
        found.broken_rule(&At::ROOT.key("c"), "some_rule", "give `y`");
        assert_eq!(found.to_string(), "/a\\nb: give `x` [some_rule]\n/c: give `y` [some_rule]");
    }

    #[test]
    fn control_characters_in_violations_are_escaped() {
        let raw = "a\r\nb\0\u{1b}[31m\u{202e}\u{2028}";
        let shown = "a\\r\\nb\\u{0}\\u{1b}[31m\\u{202e}\\u{2028}";
        for (kind, expected) in [
            (ViolationKind::Rule { message: raw }, shown.to_owned()),
            (ViolationKind::NoMatch { pattern: raw }, format!("must match {shown}")),
            (ViolationKind::NotJson { reason: raw.to_owned() }, shown.to_owned()),
            (
                ViolationKind::NotOneOf { allowed: vec![raw.to_owned()], actual: Some(raw.to_owned()) },
                format!("must be one of {shown}, is {shown}"),
            ),
            (
                ViolationKind::NotFixed { expected: raw.to_owned(), actual: Some(raw.to_owned()) },
                format!("must be {shown}, is {shown}"),
            ),
            (ViolationKind::PathSegment(SegmentFault::Empty), "must not be empty in a path".to_owned()),
        ] {
            assert_eq!(kind.to_string(), expected);
            let mut found = Violations::new();
            found.push(&At::ROOT.key("x"), "some\nrule", kind);
            assert_eq!(found.to_string(), format!("/x: {expected} [some\\nrule]"));
        }
    }

    #[test]
    fn the_message_of_a_rule_is_not_truncated() {
        let message: &'static str = "give `x`, or set `y` to true, or leave both out; ".repeat(10).leak();
        let mut found = Violations::new();
        found.broken_rule(&At::ROOT.key("x"), "some_rule", message);
        assert_eq!(found.to_string(), format!("/x: {message} [some_rule]"));
    }
}
