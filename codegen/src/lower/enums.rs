//! Documented members to variants.

use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::load::Tree;
use model::schema::EnumMember;
use model::source::Span;
use serde_json::Value;

use super::{docs, naming};
use crate::ir::{EnumBase, Variant};
use crate::names::{Case, Origin, Table};

/// Where the parts of an enum stand.
pub(super) struct Place<'a> {
    /// JSON Pointer to the object of members.
    pub(super) pointer: String,
    /// The tree that knows where its parts stand.
    pub(super) tree: &'a Tree,
}

impl Place<'_> {
    fn member(&self, wire: &str) -> String {
        format!("{}/{}", self.pointer, model::load::pointer::escape(wire))
    }
}

/// The variants of an enum; two members for which people chose one Rust name are a fault.
pub(super) fn variants(
    members: &IndexMap<String, EnumMember>,
    base: EnumBase,
    place: &Place<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Variant> {
    let mut table = Table::default();
    let mut names = naming::variants(members);
    let mut out = Vec::with_capacity(members.len());
    for (wire, member) in members {
        let pointer = place.member(wire);
        let span = place.tree.key_span(&pointer);
        naming::check(
            member.name.as_deref(),
            Case::Variant,
            || place.tree.value_span(&format!("{pointer}/name")),
            findings,
        );
        let Some(name) = names.remove(wire.as_str()) else { continue };
        if let Err(collision) = table.claim(&name, Origin { what: format!("member `{wire}`"), span }) {
            findings.push(*collision);
        }
        match number(wire, base) {
            Some(number) => {
                out.push(Variant { wire: wire.clone(), number, name, doc: docs::member(wire, member) });
            }
            None => findings.push(no_integer(wire, span)),
        }
    }
    out
}

/// A value of an enum as its key in the schema.
pub(super) fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The member's number; only canonical integers are members of an integer enum.
fn number(wire: &str, base: EnumBase) -> Option<i64> {
    match base {
        EnumBase::Text => Some(0),
        EnumBase::Int => wire.parse().ok().filter(|number: &i64| number.to_string() == wire),
    }
}

fn no_integer(wire: &str, span: Span) -> Diagnostic {
    Diagnostic::error("enum-member", format!("`{wire}` is no 64-bit integer, but the field is one"), span)
        .help("write the member as it stands on the wire, without leading zeros or a plus sign")
}
