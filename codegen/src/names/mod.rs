//! Wire names to Rust names.
//!
//! Names on the wire and names in Rust are separate: no name of this module is ever written to the wire. Every
//! [`Name`] is an ASCII identifier, and not a keyword.

mod case;
mod reserved;
mod table;

use std::fmt;

use proc_macro2::{Ident, Span};
use quote::{ToTokens, TokenStreamExt};

pub(crate) use table::{Origin, Table};

/// A checked Rust identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(String);

impl Name {
    /// A field, a method or a module: `snake_case`.
    pub(crate) fn snake(wire: &str) -> Self {
        Self(reserved::escape_keyword(case::shortened(case::snake(wire))))
    }

    /// A service: a module and a cargo feature, distinct from the hand-written ones of the generated crate.
    pub(crate) fn service(wire: &str) -> Self {
        Self(reserved::escape_service(Self::snake(wire).0))
    }

    /// A type: `UpperCamelCase`, distinct from the prelude and the generated API's own types.
    pub(crate) fn type_name(wire: &str) -> Self {
        Self(reserved::escape_type(case::shortened(case::camel(wire))))
    }

    /// An enum variant: `UpperCamelCase`, distinct from the catch-all variants.
    pub(crate) fn variant(wire: &str) -> Self {
        Self(reserved::escape_variant(case::shortened(case::variant(wire))))
    }

    /// The name that follows from a wire name.
    pub(crate) fn derived(wire: &str, case: Case) -> Self {
        match case {
            Case::Snake => Self::snake(wire),
            Case::Type => Self::type_name(wire),
            Case::Variant => Self::variant(wire),
        }
    }

    /// This name if it is free, else with the first number as a suffix that makes it free.
    pub(crate) fn free_in(self, case: Case, is_taken: impl Fn(&Self) -> bool) -> Self {
        let mut name = self.clone();
        let mut number = 2_u32;
        while is_taken(&name) {
            name = match case {
                Case::Snake => self.suffixed(&format!("_{number}")),
                Case::Type | Case::Variant => self.suffixed(&number.to_string()),
            };
            number += 1;
        }
        name
    }

    /// The variant of an error code without a name: `Code1234567`.
    pub(crate) fn code(number: i64) -> Self {
        let sign = if number < 0 { "Minus" } else { "" };
        Self(format!("Code{sign}{}", number.unsigned_abs()))
    }

    /// The setter of a field: the field's name, distinct from the methods that every request has.
    pub(crate) fn setter(&self) -> Self {
        Self(reserved::escape_method(self.0.clone()))
    }

    /// A name of the generated API itself.
    pub(crate) fn own(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// A name chosen in an overlay, if it is an identifier of the case.
    pub(crate) fn chosen(text: &str, case: Case) -> Result<Self, BadName> {
        if !case::is_identifier(text) {
            return Err(BadName::NoIdentifier);
        }
        let (fits, escaped) = match case {
            Case::Snake => (case::snake(text) == text, reserved::escape_keyword(text.to_owned())),
            Case::Type => (case::camel(text) == text, reserved::escape_type(text.to_owned())),
            Case::Variant => (case::camel(text) == text, reserved::escape_variant(text.to_owned())),
        };
        match (fits, escaped == text) {
            (false, _) => Err(BadName::WrongCase),
            (true, false) => Err(BadName::Reserved),
            (true, true) => Ok(Self(text.to_owned())),
        }
    }

    /// This name with a prefix: `Owner` + `Status` = `OwnerStatus`. The longer name needs no trailing underscore,
    /// because no reserved name is equal to it.
    pub(crate) fn prefixed(&self, owner: &Self) -> Self {
        Self(case::shortened(format!("{}{}", owner.stem(), self.stem())))
    }

    /// This name with a suffix.
    pub(crate) fn suffixed(&self, suffix: &str) -> Self {
        Self(case::shortened(format!("{}{suffix}", self.stem())))
    }

    fn stem(&self) -> &str {
        self.0.trim_end_matches('_')
    }

    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        tokens.append(Ident::new(&self.0, Span::call_site()));
    }
}

/// The case of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// A field.
    Snake,
    /// A type.
    Type,
    /// A variant of an enum.
    Variant,
}

impl Case {
    /// The name of the case.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::Type | Self::Variant => "UpperCamelCase",
        }
    }
}

/// The reason why a chosen name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadName {
    /// It is not an ASCII identifier.
    NoIdentifier,
    /// It has another case.
    WrongCase,
    /// Rust or the generated API already uses it.
    Reserved,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_wire_names_become_identifiers() {
        for (wire, snake, camel) in [
            ("process_id", "process_id", "ProcessId"),
            ("thumbnailURL", "thumbnail_url", "ThumbnailUrl"),
            ("zh-CN", "zh_cn", "ZhCn"),
            ("frozen RowCount", "frozen_row_count", "FrozenRowCount"),
            ("a.b", "a_b", "AB"),
            ("9lives", "_9lives", "_9lives"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("Self", "self_", "Self_"),
            ("Result", "result", "Result_"),
            ("Option", "option", "Option_"),
            ("gen", "gen_", "Gen"),
            ("审批", "u5ba1_u6279", "U5ba1U6279"),
            ("", "unnamed", "Unnamed"),
            ("_", "unnamed", "Unnamed"),
            ("\"; evil()", "evil", "Evil"),
        ] {
            assert_eq!(Name::snake(wire).as_str(), snake, "{wire}");
            assert_eq!(Name::type_name(wire).as_str(), camel, "{wire}");
        }
    }

    #[test]
    fn every_name_parses_as_an_identifier() {
        for wire in
            ["", "_", "9", "-1", "+", "crate", "super", "dyn", "\u{202e}", "é", "a\u{301}", "1e20", "r#type"]
        {
            for name in
                [Name::snake(wire), Name::type_name(wire), Name::variant(wire), Name::snake(wire).setter()]
            {
                assert!(syn::parse_str::<syn::Ident>(name.as_str()).is_ok(), "{wire:?} became {name}");
            }
        }
    }

    #[test]
    fn variants_of_numbers_differ_by_sign() {
        assert_eq!(Name::variant("1").as_str(), "Value1");
        assert_eq!(Name::variant("-1").as_str(), "ValueMinus1");
        assert_eq!(Name::variant("unknown").as_str(), "Unknown_");
        assert_eq!(Name::variant("AUTO_PASS").as_str(), "AutoPass");
        assert_eq!(Name::code(1).as_str(), "Code1");
        assert_eq!(Name::code(-1).as_str(), "CodeMinus1");
    }

    #[test]
    fn chosen_names_are_checked() {
        assert_eq!(Name::chosen("Reject", Case::Variant).map(|n| n.0), Ok("Reject".to_owned()));
        assert_eq!(Name::chosen("reject", Case::Variant), Err(BadName::WrongCase));
        assert_eq!(Name::chosen("Re ject", Case::Variant), Err(BadName::NoIdentifier));
        assert_eq!(Name::chosen("fn", Case::Snake), Err(BadName::Reserved));
        assert_eq!(Name::chosen("Request", Case::Type), Err(BadName::Reserved));
        assert_eq!(Name::chosen("Unknown", Case::Variant), Err(BadName::Reserved));
    }

    #[test]
    fn services_stay_clear_of_the_crate_s_own_modules_and_features() {
        for taken in ["blocking", "client", "default", "guide", "mock", "reqwest"] {
            assert_eq!(Name::service(taken).as_str(), format!("{taken}_"));
        }
        assert_eq!(Name::service("type").as_str(), "type_");
        assert_eq!(Name::service("corehr").as_str(), "corehr");
    }

    #[test]
    fn compound_names_have_no_underscore_inside() {
        let (owner, name) = (Name::type_name("Self"), Name::type_name("Option"));
        assert_eq!(name.prefixed(&owner).as_str(), "SelfOption");
        assert_eq!(name.suffixed("Reply").as_str(), "OptionReply");
    }

    #[test]
    fn setters_stay_clear_of_the_request_s_methods() {
        assert_eq!(Name::snake("new").setter().as_str(), "new_");
        assert_eq!(Name::snake("validate").setter().as_str(), "validate_");
        assert_eq!(Name::snake("operator").setter().as_str(), "operator");
    }
}
