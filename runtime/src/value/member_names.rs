//! The names of an object's members, by which a parser finds out which one comes next.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};

/// The names of an object's documented members, each with its position.
pub type MemberNames = &'static [(&'static str, usize)];

/// Returns the position of a member; `None` for undocumented members.
pub(crate) fn position(names: MemberNames, name: &str) -> Option<usize> {
    names.iter().find(|(known, _)| *known == name).map(|(_, position)| *position)
}

/// Looks up a member's name without copying it.
#[derive(Clone, Copy)]
pub(crate) struct Name<F>(pub(crate) F);

impl<'de, F: Fn(&str) -> Option<usize>> DeserializeSeed<'de> for Name<F> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: Fn(&str) -> Option<usize>> Visitor<'_> for Name<F> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok((self.0)(name))
    }
}
