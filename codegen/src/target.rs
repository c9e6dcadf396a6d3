//! The crate that is generated: `feishu-openapi` itself, or a crate beside it.

use std::fmt;
use std::str::FromStr;

use model::keywords::KEYWORDS;

/// The name of the crate that this repository publishes.
const SDK: &str = "feishu-openapi";

/// Crates that generated code names, and those of the standard library.
const TAKEN: &[&str] =
    &["alloc", "core", "feishu_openapi", "feishu_runtime", "proc_macro", "serde", "std", "test"];

/// The maximum length of a crate's name in the registry.
const LONGEST: usize = 64;

/// The name of a crate beside `feishu-openapi`, such as `my-feishu`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateName(String);

impl FromStr for CrateName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let in_rust = text.replace('-', "_");
        if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.chars().all(is_plain) {
            Err("a crate's name starts with a letter and consists of a-z, 0-9, `-` and `_`".to_owned())
        } else if text.len() > LONGEST {
            Err(format!("a crate's name has at most {LONGEST} characters"))
        } else if KEYWORDS.contains(&&*in_rust) {
            Err(format!("`{in_rust}` is a keyword of Rust"))
        } else if TAKEN.contains(&&*in_rust) {
            Err(format!("`{text}` is the name of a crate that generated code uses; choose another one"))
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for CrateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The crate to generate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name in Rust code.
    pub(crate) in_rust: String,
    /// The shared enums and platform-wide codes are those of `feishu-openapi`.
    pub(crate) shares_common: bool,
}

impl Target {
    /// The crate `feishu-openapi`.
    #[must_use]
    pub fn sdk() -> Self {
        Self { in_rust: SDK.replace('-', "_"), shares_common: false }
    }

    /// A crate beside it. If it shares `common`, the schemas must hold the `common.json` of `feishu-openapi`.
    #[must_use]
    pub fn own(name: &CrateName, shares_common: bool) -> Self {
        Self { in_rust: name.0.replace('-', "_"), shares_common }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_crates_are_those_that_cargo_takes() {
        for good in ["my-feishu", "a", "feishu_more2", &"a".repeat(64)] {
            assert_eq!(good.parse::<CrateName>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "My-feishu",
            "1a",
            "-a",
            "a b",
            "a/b",
            "../a",
            "a\"",
            "é",
            "a\n",
            "fn",
            "self",
            "std",
            "serde",
            "feishu-openapi",
            "feishu_openapi",
            "feishu-runtime",
            &"a".repeat(65),
        ] {
            assert!(bad.parse::<CrateName>().is_err(), "{bad:?}");
        }
    }
}
