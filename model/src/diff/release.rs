//! From a bump to the next version of the crate.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::change::Bump;

/// A released version: three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// First number.
    pub major: u64,
    /// Second number.
    pub minor: u64,
    /// Third number.
    pub patch: u64,
}

/// Why a text is no version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a version is three numbers with dots between them, such as 0.1.0")]
pub struct VersionFault;

impl FromStr for Version {
    type Err = VersionFault;

    fn from_str(text: &str) -> Result<Self, VersionFault> {
        let mut numbers = text.split('.').map(|number| number.parse().map_err(|_| VersionFault));
        let mut next = || numbers.next().unwrap_or(Err(VersionFault));
        let version = Self { major: next()?, minor: next()?, patch: next()? };
        if numbers.next().is_some() { Err(VersionFault) } else { Ok(version) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Version {
    /// Which number is raised: while the first one is zero, a major raises the second and a minor the third.
    #[must_use]
    pub fn raised_by(self, bump: Bump) -> Bump {
        if self.major == 0 { bump.before_1_0() } else { bump }
    }

    /// The version that the changes ask for.
    #[must_use]
    pub fn after(self, bump: Bump) -> Self {
        let Self { major, minor, patch } = self;
        match self.raised_by(bump) {
            Bump::None => self,
            Bump::Patch => Self { major, minor, patch: patch.saturating_add(1) },
            Bump::Minor => Self { major, minor: minor.saturating_add(1), patch: 0 },
            Bump::Major => Self { major: major.saturating_add(1), minor: 0, patch: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raises_the_number_that_cargo_compares() {
        let after = |text: &str, bump| text.parse::<Version>().unwrap().after(bump).to_string();
        assert_eq!(after("0.1.2", Bump::Major), "0.2.0");
        assert_eq!(after("0.1.2", Bump::Minor), "0.1.3");
        assert_eq!(after("0.1.2", Bump::Patch), "0.1.3");
        assert_eq!(after("0.1.2", Bump::None), "0.1.2");
        assert_eq!(after("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(after("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(after("1.2.3", Bump::Patch), "1.2.4");
    }

    #[test]
    fn refuses_what_is_no_version() {
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "-1.2.3", "1.2.3-alpha"] {
            assert_eq!(text.parse::<Version>(), Err(VersionFault), "{text}");
        }
    }
}
