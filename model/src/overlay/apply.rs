//! The ops of an overlay, one after the other: corrections, then annotations, then rules.

use super::edit::{self, Refusal};
use super::report;
use super::{OpOutcome, Outcome};
use crate::load::{Findings, Member, Node, Object, Tree, pointer};
use crate::source::Span;

/// Applies an overlay, which passed the structural check, to the tree of its schema. An op that does not apply changes
/// nothing and is reported.
pub(crate) fn apply(tree: &mut Tree, overlay: &Tree, findings: &mut Findings) -> Vec<OpOutcome> {
    let mut run = Run { tree, findings, outcomes: Vec::new() };
    for (id, op, siblings) in entries(overlay, "corrections") {
        run.correction(id, op, siblings);
    }
    for (on, annotation, _) in entries(overlay, "annotations") {
        run.annotation(on, annotation);
    }
    for (id, rule, siblings) in entries(overlay, "rules") {
        run.rule(id, rule, siblings);
    }
    run.outcomes
}

/// The ops of one of the overlay's maps, each with the map that it stands in.
fn entries<'a>(overlay: &'a Tree, map: &str) -> impl Iterator<Item = (&'a str, &'a Member, &'a Object)> {
    let map = overlay.child(map).and_then(Tree::as_object);
    map.into_iter().flat_map(|map| map.members.iter().map(move |(name, op)| (name.as_str(), op, map)))
}

/// An op as the reports see it.
pub(super) struct Op<'a> {
    /// How it is named in outcomes.
    pub(super) label: String,
    /// The pointer that it is about.
    pub(super) at: &'a str,
    /// Where that pointer stands in the overlay.
    pub(super) at_span: Span,
    /// Where the part stands that a conflict is about.
    pub(super) claim: Span,
    /// Its key in the overlay.
    pub(super) key: Span,
    /// What to cut out of the overlay to remove it.
    pub(super) cut: Span,
}

struct Run<'a> {
    tree: &'a mut Tree,
    findings: &'a mut Findings,
    outcomes: Vec<OpOutcome>,
}

impl Run<'_> {
    fn correction(&mut self, id: &str, member: &Member, siblings: &Object) {
        let Some(body) = member.value.as_object() else { return };
        let Some(at_member) = body.members.get("at") else { return };
        let Some(at) = at_member.value.as_str() else { return };
        let expect = body.members.get("expect");
        let value = body.members.get("value");
        let Some(claim) = expect.or(value) else {
            self.findings.push(report::empty_correction(member.key));
            return;
        };
        let op = Op {
            label: format!("corrections/{id}"),
            at,
            at_span: at_member.value.span(),
            claim: claim.value.span(),
            key: member.key,
            cut: removal(siblings, id, member),
        };
        if at.is_empty() {
            self.findings.push(report::correction_of_everything(op.at_span));
            return;
        }
        self.run(&op, |tree| match (expect, value) {
            (Some(expect), Some(value)) => edit::replace(tree, at, &expect.value, value),
            (Some(expect), None) => edit::remove(tree, at, &expect.value),
            (None, Some(value)) => edit::add(tree, at, value),
            (None, None) => Ok(()),
        });
    }

    fn annotation(&mut self, on: &str, annotation: &Member) {
        let Some(body) = annotation.value.as_object() else { return };
        for (name, member) in &body.members {
            let op = Op {
                label: format!("annotations {on} {name}"),
                at: on,
                at_span: annotation.key,
                claim: member.value.span(),
                key: member.key,
                cut: removal(body, name, member),
            };
            self.run(&op, |tree| edit::add_member(tree, on, name, member));
        }
    }

    fn rule(&mut self, id: &str, member: &Member, siblings: &Object) {
        let Some(body) = member.value.as_object() else { return };
        let on = body.members.get("on");
        let at = on.and_then(|on| on.value.as_str()).unwrap_or_default();
        let op = Op {
            label: format!("rules/{id}"),
            at,
            at_span: on.map_or(member.key, |on| on.value.span()),
            claim: member.value.span(),
            key: member.key,
            cut: removal(siblings, id, member),
        };
        let mut rule = body.clone();
        rule.members.shift_remove("on");
        let value = Tree::new(member.value.span(), Node::Object(rule));
        let rule = Member { key: member.key, value };
        self.run(&op, |tree| edit::add_rule(tree, at, id, &rule));
    }

    fn run(&mut self, op: &Op<'_>, edit: impl FnOnce(&mut Tree) -> Result<(), Refusal>) {
        if let Err(error) = pointer::tokens(op.at) {
            self.findings.push(report::invalid_pointer(op, error));
            return;
        }
        let outcome = match edit(self.tree) {
            Ok(()) => Outcome::Applied,
            Err(Refusal::Redundant) => {
                self.findings.push(report::redundant(op));
                Outcome::Redundant
            }
            Err(Refusal::Conflict { found }) => {
                self.findings.push(report::conflict(op, found));
                Outcome::Conflict
            }
            Err(Refusal::Orphan) => {
                self.findings.push(report::orphan(op, self.tree));
                Outcome::Orphan
            }
            Err(Refusal::TooDeep) => {
                self.findings.push(report::too_deep(op));
                return;
            }
        };
        self.outcomes.push(OpOutcome { op: op.label.clone(), outcome, span: op.key });
    }
}

/// What to cut out to remove a member and the comma that it then leaves behind.
fn removal(object: &Object, name: &str, member: &Member) -> Span {
    let index = object.members.get_index_of(name).unwrap_or_default();
    let end = member.value.span().end;
    if let Some((_, next)) = object.members.get_index(index + 1) {
        return Span { end: next.key.start, ..member.key };
    }
    let before = index.checked_sub(1).and_then(|index| object.members.get_index(index));
    let start = before.map_or(member.key.start, |(_, before)| before.value.span().end);
    Span { start, end, ..member.key }
}
