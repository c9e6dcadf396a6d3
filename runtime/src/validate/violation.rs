//! Documented limits and rules that an instance breaks.

use std::fmt::{self, Write as _};

use crate::request::segment::SegmentFault;
use crate::text::{self, Line};
use crate::validate::at::At;

/// One broken limit or rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    pointer: String,
    rule: &'static str,
    kind: ViolationKind,
}

impl Violation {
    /// JSON Pointer (RFC 6901) to the value at fault, in the checked instance.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Stable id of the broken limit (`max_chars`, `one_of`, ...) or of the endpoint's rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// What is wrong, with the limit and the actual value.
    #[must_use]
    pub fn kind(&self) -> &ViolationKind {
        &self.kind
    }
}

/// One line: pointer, what is wrong, rule id.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Line(f);
        text::one_line(f, &self.pointer)?;
        write!(f, ": {} [{}]", self.kind, self.rule)
    }
}

/// What is wrong with a value. Texts of values are shortened; a sensitive value is left out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// Shorter than documented.
    #[non_exhaustive]
    TooShort {
        /// What was counted.
        unit: Unit,
        /// Least allowed length.
        min: u64,
        /// Length of the value.
        actual: u64,
    },
    /// Longer than documented.
    #[non_exhaustive]
    TooLong {
        /// What was counted.
        unit: Unit,
        /// Greatest allowed length.
        max: u64,
        /// Length of the value.
        actual: u64,
    },
    /// Below the documented range.
    #[non_exhaustive]
    TooSmall {
        /// Least allowed value.
        min: Number,
        /// The value, unless it is sensitive.
        actual: Option<Number>,
    },
    /// Above the documented range.
    #[non_exhaustive]
    TooLarge {
        /// Greatest allowed value.
        max: Number,
        /// The value, unless it is sensitive.
        actual: Option<Number>,
    },
    /// A number that JSON cannot carry: an infinity or no number at all.
    #[non_exhaustive]
    NotFinite,
    /// Not one of the documented members.
    #[non_exhaustive]
    NotOneOf {
        /// The documented members, as they are on the wire.
        allowed: Vec<String>,
        /// The value, unless it is sensitive.
        actual: Option<String>,
    },
    /// Not the one documented value.
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
    /// Text that should hold JSON of a known shape and does not.
    #[non_exhaustive]
    NotJson {
        /// What the JSON reader says, without the value.
        reason: String,
    },
    /// No safe segment of a URL's path.
    #[non_exhaustive]
    PathSegment(
        /// What is wrong with it.
        SegmentFault,
    ),
    /// It holds control characters, which would end the header that it belongs to.
    HeaderValue,
    /// A rule of the endpoint, usually between several fields.
    #[non_exhaustive]
    Rule {
        /// What to do about it.
        message: &'static str,
    },
}

/// One line: what is wrong.
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
            Self::HeaderValue => f.write_str("must not hold control characters in a header"),
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

/// What a length counts.
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

/// All that is wrong with an instance, in declaration order. Empty when nothing is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// No violation.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The violations, in declaration order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Records that a rule of the endpoint is broken: its stable id, and what the caller can do about it.
    #[cold]
    pub fn broken_rule(&mut self, at: &At<'_>, rule: &'static str, message: &'static str) {
        self.push(at, rule, ViolationKind::Rule { message });
    }

    #[cold]
    pub(crate) fn push(&mut self, at: &At<'_>, rule: &'static str, kind: ViolationKind) {
        self.0.push(Violation { pointer: at.to_string(), rule, kind });
    }
}

/// One violation a line.
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
    fn whatever_a_rule_or_a_limit_says_is_one_harmless_line() {
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
    fn what_a_rule_advises_is_shown_whole() {
        let message: &'static str = "give `x`, or set `y` to true, or leave both out; ".repeat(10).leak();
        let mut found = Violations::new();
        found.broken_rule(&At::ROOT.key("x"), "some_rule", message);
        assert_eq!(found.to_string(), format!("/x: {message} [some_rule]"));
    }
}
