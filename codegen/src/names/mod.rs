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

/// The module of a service for the types that several of its modules have.
pub(crate) const TYPES: &str = "types";

/// A checked Rust identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(String);

impl Name {
    /// A field or a method: `snake_case`.
    pub(crate) fn snake(wire: &str) -> Self {
        Self(reserved::escape_keyword(case::shortened(case::snake(wire))))
    }

    /// A module: a name that a file can have on every system.
    pub(crate) fn module(wire: &str) -> Self {
        Self(reserved::escape_module(case::shortened(case::snake(wire))))
    }

    /// A service: a module and a cargo feature, distinct from the hand-written ones of the generated crate.
    pub(crate) fn service(wire: &str) -> Self {
        Self(reserved::escape_service(case::shortened(case::snake(wire))))
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

    /// This name with a suffix that follows from the key alone, never from other names.
    pub(crate) fn marked(&self, key: &str, case: Case) -> Self {
        Self(case::marked(self.stem(), key, case.joint()))
    }

    /// Returns true for a name that reads as if [`Self::marked()`] had made it.
    pub(crate) fn is_marked(&self, case: Case) -> bool {
        case::is_marked(&self.0, case.joint())
    }

    /// The variant of an error code without a name: `Code1234567`.
    pub(crate) fn code(number: i64) -> Self {
        Self("Code".to_owned()).numbered(number)
    }

    /// This name with a number at its end.
    pub(crate) fn numbered(&self, number: i64) -> Self {
        let sign = if number < 0 { "Minus" } else { "" };
        self.suffixed(&format!("{sign}{}", number.unsigned_abs()))
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
        // An underscore before a digit is only needed at the start, and rustc warns of one inside.
        Self(case::shortened(format!("{}{}", owner.stem(), self.stem().trim_start_matches('_'))))
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

/// A path as it is written after the crate's name: `corehr::v2::process_extra::update`.
pub(crate) fn display(path: &[Name]) -> String {
    path.iter().map(Name::as_str).collect::<Vec<_>>().join("::")
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
    /// What joins a name and its mark.
    fn joint(self) -> &'static str {
        match self {
            Self::Snake => "_x",
            Self::Type | Self::Variant => "X",
        }
    }

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
            ("_", "u5f", "U5f"),
            (">=", "u3e_u3d", "U3eU3d"),
            ("≥", "u2265", "U2265"),
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

    /// Names of modules and functions that an item of the crate's root brings; names of types begin with a capital letter.
    fn names_in_modules(item: &syn::Item) -> Vec<String> {
        fn leaves(tree: &syn::UseTree) -> Vec<String> {
            match tree {
                syn::UseTree::Path(path) => leaves(&path.tree),
                syn::UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
                syn::UseTree::Name(name) => vec![name.ident.to_string()],
                syn::UseTree::Rename(renamed) => vec![renamed.rename.to_string()],
                syn::UseTree::Glob(_) => Vec::new(),
            }
        }
        let names = match item {
            syn::Item::Mod(module) => vec![module.ident.to_string()],
            syn::Item::Use(import) => leaves(&import.tree),
            _ => Vec::new(),
        };
        names.into_iter().filter(|name| name.starts_with(char::is_lowercase)).collect()
    }

    #[test]
    fn services_stay_clear_of_the_crate_s_own_modules_and_features() {
        for (wire, name) in
            [("full-serde", "full_serde_"), ("all-services", "all_services_"), ("Common", "common_")]
        {
            assert_eq!(Name::service(wire).as_str(), name);
        }
        let manifest = include_str!("../../../generated/Cargo.toml");
        let (head, rest) = manifest.split_once("# generated: begin features").unwrap();
        let (generated, tail) = rest.split_once("# generated: end features").unwrap();
        assert!(generated.contains("all-services"), "it is the only feature there that is no service");
        let features = head.split_once("[features]").unwrap().1.lines();
        let dependencies = tail.split("[[example]]").next().unwrap().lines();
        let is_key = |line: &&str| !line.starts_with(['[', '#']);
        let keys = features.chain(dependencies).filter(is_key).filter_map(|line| line.split_once(['=', '.']));
        let library = syn::parse_file(include_str!("../../../generated/src/lib.rs")).unwrap();
        let modules: Vec<String> = library.items.iter().flat_map(names_in_modules).collect();
        let own: Vec<&str> =
            keys.map(|(key, _)| key.trim()).chain(modules.iter().map(String::as_str)).collect();
        for expected in ["reqwest", "full-serde", "serde", "feishu-runtime", "tokio", "mock", "api", "http"] {
            assert!(own.contains(&expected), "{expected} is not in {own:?}");
        }
        for name in own {
            assert_eq!(Name::service(name).as_str(), format!("{}_", name.replace('-', "_")));
        }
        assert_eq!(Name::service("type").as_str(), "type_");
        assert_eq!(Name::service("corehr").as_str(), "corehr");
    }

    #[test]
    fn modules_are_files_on_every_system() {
        for device in ["aux", "con", "nul", "prn", "com1", "com9", "lpt1", "lpt9"] {
            for wire in [device.to_owned(), device.to_uppercase()] {
                assert_eq!(Name::module(&wire).as_str(), format!("{device}_"));
                assert_eq!(Name::service(&wire).as_str(), format!("{device}_"));
            }
            assert_eq!(Name::snake(device).as_str(), device, "a field is no file");
        }
        assert_eq!(Name::module("console").as_str(), "console");
        assert_eq!(Name::module("type").as_str(), "type_");
    }

    #[test]
    fn marks_follow_from_the_key() {
        let name = Name::variant("GMT+1");
        let mark = name.marked("GMT+1", Case::Variant);
        assert!(mark.as_str().starts_with("Gmt1X") && mark.is_marked(Case::Variant), "{mark}");
        assert_ne!(mark, name.marked("GMT-1", Case::Variant));
        assert!(!name.is_marked(Case::Variant));
        let field = Name::snake("type").marked("type", Case::Snake);
        assert!(field.as_str().starts_with("type_x") && field.is_marked(Case::Snake), "{field}");
        let long = Name::snake(&"long".repeat(40)).marked("a", Case::Snake);
        assert!(long.as_str().len() <= case::LONGEST && long.is_marked(Case::Snake), "{long}");
    }

    #[test]
    fn compound_names_have_no_underscore_inside() {
        assert_eq!(Name::type_name("1").prefixed(&Name::type_name("size")).as_str(), "Size1");
        assert_eq!(Name::type_name("1a").prefixed(&Name::type_name("1a")).as_str(), "_1a1a");
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
