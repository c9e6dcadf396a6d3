//! Error codes.

use indexmap::IndexMap;

use super::effects::Reach;
use super::kind::Kind;
use super::pair::{At, Pair};
use crate::schema::ErrorCode;

/// Compares the error codes of an endpoint, or of the platform.
pub(super) fn compare(
    pair: &mut Pair<'_>,
    (old, new): (&IndexMap<String, ErrorCode>, &IndexMap<String, ErrorCode>),
) {
    let at = At::same("/errors");
    for (number, code) in old {
        let at = at.join(number);
        match new.get(number) {
            Some(twin) => compare_one(pair, &at, (code, twin)),
            None => pair.note(Kind::CodeRemoved, &at, Reach::REPLY),
        }
    }
    for number in new.keys().filter(|number| !old.contains_key(*number)) {
        pair.note(Kind::CodeAdded, &at.join(number), Reach::REPLY);
    }
}

fn compare_one(pair: &mut Pair<'_>, at: &At, (old, new): (&ErrorCode, &ErrorCode)) {
    let reach = Reach::REPLY;
    pair.note_if(Kind::CodeStatusChanged, &at.join("status"), reach, (&old.status, &new.status));
    pair.note_if(Kind::CodeMessageChanged, &at.join("message"), reach, (&old.message, &new.message));
    pair.note_if(Kind::RustNameChanged, &at.join("name"), reach, (&old.name, &new.name));
    pair.note_if(Kind::DescriptionChanged, &at.join("doc"), reach, (&old.doc, &new.doc));
    pair.note_if(Kind::CodeHintChanged, &at.join("hint"), reach, (&old.hint, &new.hint));
    pair.note_if(Kind::CodeRetryChanged, &at.join("retry"), reach, (&old.retry, &new.retry));
    pair.note_if(Kind::CodeRetryChanged, &at.join("executed"), reach, (&old.executed, &new.executed));
}
