//! Diagnostics about ops that did not apply.

use super::Op;
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::pointer::{self, Pointer, PointerError};
use crate::source::Span;
use crate::tree::{MAX_DEPTH, Tree};

pub(super) fn empty_correction(key: Span) -> Diagnostic {
    Diagnostic::error(Code::EmptyCorrection, "a correction needs `expect`, `value` or both", key)
        .help("`expect` and `value` replace, `value` alone adds, `expect` alone removes")
}

pub(super) fn correction_of_everything(at: Span) -> Diagnostic {
    Diagnostic::error(
        Code::InvalidPointer,
        "a correction changes one fact; it cannot replace the whole schema",
        at,
    )
}

pub(super) fn invalid_pointer(op: &Op<'_>, error: PointerError) -> Diagnostic {
    Diagnostic::error(Code::InvalidPointer, format!("{} is not a JSON Pointer", quoted(op.at)), op.at_span)
        .help(error.to_string())
}

pub(super) fn too_deep(op: &Op<'_>) -> Diagnostic {
    let message = format!("this op would nest the schema more than {MAX_DEPTH} levels deep");
    Diagnostic::error(Code::TooDeep, message, op.key)
}

pub(super) fn redundant(op: &Op<'_>) -> Diagnostic {
    Diagnostic::warning(Code::OverlayRedundant, "the schema already says this without the overlay", op.key)
        .label("no longer needed")
        .help("the page agrees with the overlay: remove the op")
        .suggest(op.cut, "")
}

pub(super) fn conflict(op: &Op<'_>, found: Span) -> Diagnostic {
    let message = format!("the value at {} has changed since the overlay was written", quoted(op.at));
    Diagnostic::error(Code::OverlayConflict, message, op.claim)
        .label("the overlay says this")
        .related(found, "the schema says this now")
        .help("read the page again, then update the op or remove it")
}

pub(super) fn orphan(op: &Op<'_>, tree: &Tree) -> Diagnostic {
    let tokens = pointer::tokens(op.at).unwrap_or_default();
    let mut nearest = (tree, Pointer::default());
    let mut depth = 0;
    while let Some(child) = tokens.get(depth).and_then(|name| nearest.0.child(name)) {
        nearest = (child, nearest.1.join(tokens.get(depth).map_or("", |name| name)));
        depth += 1;
    }
    let (ancestor, path) = nearest;
    let shown = if path.is_empty() { "the schema".to_owned() } else { quoted(&path) };
    let Some(missing) = tokens.get(depth) else {
        let message = format!("{} is {}, not an object", quoted(op.at), ancestor.kind());
        return Diagnostic::error(Code::OverlayOrphan, message, op.at_span)
            .related(ancestor.span(), "the schema says this");
    };
    let finding = Diagnostic::error(
        Code::OverlayOrphan,
        format!("{} does not exist in the schema", quoted(op.at)),
        op.at_span,
    )
    .label(format!("{shown} has no {}", quoted(missing)))
    .related(tree.key_span(&path), "the nearest place that exists");
    match meant(ancestor, &path, missing, tokens.get(depth + 1..).unwrap_or_default(), tree) {
        Some(pointer) => finding
            .help(format!("did you mean {}?", quoted(&pointer)))
            .suggest(op.at_span, serde_json::Value::from(&*pointer).to_string()),
        None => finding.help("the page may have renamed or removed it: update the pointer, or remove the op"),
    }
}

/// The pointer with its first wrong name mended, if that leads to something.
fn meant(
    ancestor: &Tree,
    path: &str,
    missing: &str,
    rest: &[std::borrow::Cow<'_, str>],
    tree: &Tree,
) -> Option<Pointer> {
    let names = ancestor.as_object()?.members.keys().map(String::as_str);
    let mended = pointer::join(path, similar(missing, names)?);
    let pointer = rest.iter().fold(mended, |pointer, name| pointer.join(name));
    tree.get(&pointer).map(|_| pointer)
}
