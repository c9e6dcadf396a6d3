//! Looks up the names of an object's members.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};

/// The names of an object's documented members, each with its position.
pub type MemberNames = &'static [(&'static str, usize)];

/// Parses a member's name to its position; `None` for undocumented members.
pub(crate) fn position_in(names: MemberNames) -> NameSeed<impl Fn(&str) -> Option<usize>> {
    NameSeed(move |name: &str| names.iter().find(|(known, _)| *known == name).map(|(_, position)| *position))
}

/// Parses a member's name to what the function finds, without copying it.
#[derive(Clone, Copy)]
pub(crate) struct NameSeed<F>(pub(crate) F);

impl<'de, F: Fn(&str) -> Option<usize>> DeserializeSeed<'de> for NameSeed<F> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: Fn(&str) -> Option<usize>> Visitor<'_> for NameSeed<F> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok((self.0)(name))
    }
}
