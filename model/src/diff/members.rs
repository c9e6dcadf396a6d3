//! Compares enum members, of fields, concepts and shared enums alike, and error codes.

use indexmap::IndexMap;
use serde_json::Value;

use super::change::{Change, Witness};
use super::effects::{Impact, Reach};
use super::kind::Kind;
use super::pair::{At, Pair};
use super::witness;
use crate::schema::{EnumMember, ErrorCode, Field};
use crate::states::member_value;

type Members = IndexMap<String, EnumMember>;

/// Compares the enum members of a field.
pub(super) fn of_field(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let members = at.join("enum");
    match (old.members.is_empty(), new.members.is_empty()) {
        (true, true) => {}
        (true, false) => pair.note(Kind::EnumAdded, &members, reach),
        (false, true) => pair.note(Kind::EnumRemoved, &members, reach),
        (false, false) => {
            let from = pair.changes.len();
            compare(pair, &members, reach, (&old.members, &new.members));
            let found = pair.changes.split_off(from);
            let found = found.into_iter().map(|change| explained(pair, at, (old, new), change));
            let found: Vec<Change> = found.collect();
            pair.changes.extend(found);
        }
    }
}

/// Compares the members of an enum.
pub(super) fn compare(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Members, &Members)) {
    for (wire, member) in old {
        let at = at.join(wire);
        match new.get(wire) {
            Some(twin) => compare_one(pair, &at, reach, (member, twin)),
            None => pair.note(Kind::EnumMemberRemoved, &at, reach),
        }
    }
    for wire in new.keys().filter(|wire| !old.contains_key(*wire)) {
        pair.note(Kind::EnumMemberAdded, &at.join(wire), reach);
    }
}

fn compare_one(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&EnumMember, &EnumMember)) {
    pair.note_if(Kind::LabelChanged, &at.join("label"), reach, (&old.label, &new.label));
    pair.note_if(Kind::RustNameChanged, &at.join("name"), reach, (&old.name, &new.name));
    pair.note_if(Kind::DescriptionChanged, &at.join("doc"), reach, (&old.doc, &new.doc));
}

/// Adds a request with the member.
fn explained(pair: &Pair<'_>, at: &At, (old, new): (&Field, &Field), mut change: Change) -> Change {
    let added = change.kind == Kind::EnumMemberAdded;
    if !added && change.kind != Kind::EnumMemberRemoved {
        return change;
    }
    if change.effects.request != Impact::None
        && let Some(value) = wire_value(if added { new } else { old }, &change.pointer)
        && let Some(request) = witness::with(pair, at, value)
    {
        change.witnesses.push(Witness { request, accepted_before: !added });
    }
    change
}

/// The value of the member at the pointer, where the field itself has it and not its elements.
fn wire_value(field: &Field, pointer: &str) -> Option<Value> {
    let (_, wire) = crate::pointer::split_last(pointer)?;
    let expr = field.ty.expr();
    matches!(expr, crate::schema::TypeExpr::Text | crate::schema::TypeExpr::Int)
        .then(|| member_value(&wire, expr))
        .flatten()
}

/// Compares the error codes of an endpoint, or of the platform.
pub(super) fn error_codes(
    pair: &mut Pair<'_>,
    (old, new): (&IndexMap<String, ErrorCode>, &IndexMap<String, ErrorCode>),
) {
    let at = At::same("/errors");
    for (number, code) in old {
        let at = at.join(number);
        match new.get(number) {
            Some(twin) => error_code(pair, &at, (code, twin)),
            None => pair.note(Kind::CodeRemoved, &at, Reach::REPLY),
        }
    }
    for number in new.keys().filter(|number| !old.contains_key(*number)) {
        pair.note(Kind::CodeAdded, &at.join(number), Reach::REPLY);
    }
}

fn error_code(pair: &mut Pair<'_>, at: &At, (old, new): (&ErrorCode, &ErrorCode)) {
    let reach = Reach::REPLY;
    pair.note_if(Kind::CodeStatusChanged, &at.join("status"), reach, (&old.status, &new.status));
    pair.note_if(Kind::CodeMessageChanged, &at.join("message"), reach, (&old.message, &new.message));
    pair.note_if(Kind::RustNameChanged, &at.join("name"), reach, (&old.name, &new.name));
    pair.note_if(Kind::DescriptionChanged, &at.join("doc"), reach, (&old.doc, &new.doc));
    pair.note_if(Kind::CodeHintChanged, &at.join("hint"), reach, (&old.hint, &new.hint));
    pair.note_if(Kind::CodeRetryChanged, &at.join("retry"), reach, (&old.retry, &new.retry));
    pair.note_if(Kind::CodeRetryChanged, &at.join("executed"), reach, (&old.executed, &new.executed));
}
