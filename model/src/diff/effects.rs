//! Effects of a change: its severity for requests and responses. The parts of a version that a release raises.

use semver::Version;

/// Severity of a change for callers who send requests, or who read responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Not affected.
    None,
    /// Existing code keeps working.
    Compatible,
    /// Existing code may behave differently.
    Dangerous,
    /// Existing requests may be rejected, or responses no longer understood.
    Breaking,
}

impl Impact {
    /// Returns the name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        }
    }
}

/// The part of the crate's version to raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// No release is needed.
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Returns the name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Returns the bump as Cargo reads versions below 1.0: a major raises the second number, a minor the third.
    #[must_use]
    pub fn before_1_0(self) -> Self {
        match self {
            Self::Major => Self::Minor,
            Self::Minor | Self::Patch => Self::Patch,
            Self::None => Self::None,
        }
    }

    /// Returns the version to release after `version`.
    #[must_use]
    pub fn next(self, version: &Version) -> Version {
        let (major, minor, patch) = (version.major, version.minor, version.patch);
        match if major == 0 { self.before_1_0() } else { self } {
            Self::None => version.clone(),
            Self::Patch => Version::new(major, minor, patch.saturating_add(1)),
            Self::Minor => Version::new(major, minor.saturating_add(1), 0),
            Self::Major => Version::new(major.saturating_add(1), 0, 0),
        }
    }
}

/// The messages that have a place of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) request: bool,
    pub(super) reply: bool,
}

impl Reach {
    pub(super) const REQUEST: Self = Self { request: true, reply: false };
    pub(super) const REPLY: Self = Self { request: false, reply: true };
    pub(super) const BOTH: Self = Self { request: true, reply: true };
    /// Text for people, and names that no single call has.
    pub(super) const TEXT: Self = Self { request: false, reply: false };
}

/// Effects of a change on calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    /// On callers who send requests.
    pub request: Impact,
    /// On callers who read responses.
    pub reply: Impact,
    /// A person has to review the change, because its meaning cannot be decided automatically.
    pub review: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raises_the_number_that_cargo_compares() {
        let next = |text: &str, bump: Bump| bump.next(&text.parse().unwrap()).to_string();
        assert_eq!(next("0.1.2", Bump::Major), "0.2.0");
        assert_eq!(next("0.1.2", Bump::Minor), "0.1.3");
        assert_eq!(next("0.1.2", Bump::Patch), "0.1.3");
        assert_eq!(next("0.1.2", Bump::None), "0.1.2");
        assert_eq!(next("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(next("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(next("1.2.3", Bump::Patch), "1.2.4");
    }
}
