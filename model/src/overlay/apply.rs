//! The ops of an overlay, one after the other: corrections, then annotations, then rules.

use super::edit::{self, Refusal};
use super::report;
use super::{Op, OpOutcome, Outcome};
use crate::diag::Findings;
use crate::pointer;
use crate::source::Span;
use crate::tree::{Member, Node, Object, Tree};

/// Applies an overlay, which passed the structural check, to the tree of its schema. An op that does not apply is
/// reported and skipped.
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

/// The span of a member and of the comma that its removal leaves behind.
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

#[cfg(test)]
mod tests {
    use crate::diag::Severity;
    use crate::load::Loaded;
    use crate::load::testing::{endpoint, loaded, mended, places, slice};
    use crate::overlay::Outcome;

    fn overlaid(ops: &str) -> Loaded {
        loaded(&[
            ("a.json", &endpoint("a", "")),
            ("a.overlay.json", &format!("{{\"overlay\": \"a\", {ops}}}")),
        ])
    }

    fn outcomes(loaded: &Loaded) -> Vec<(&str, Outcome)> {
        loaded.set.endpoints[0].outcomes.iter().map(|op| (op.op.as_str(), op.outcome)).collect()
    }

    fn correction(body: &str) -> String {
        format!(r#""corrections": {{"c": {{{body}, "why": "x"}}}}"#)
    }

    #[test]
    fn a_redundant_op_is_a_warning_that_removes_it() {
        let loaded = overlaid(
            r#""corrections": {"a": {"at": "/title", "expect": "x", "value": "标题", "why": "x"},
                "b": {"at": "/deprecated", "value": true, "why": "x"},
                "c": {"at": "/doc", "expect": "x", "why": "x"}}"#,
        );
        assert_eq!(places(&loaded), [("overlay-redundant", "\"a\""), ("overlay-redundant", "\"c\"")]);
        assert!(loaded.diagnostics.iter().all(|f| f.severity == Severity::Warning));
        assert_eq!(
            outcomes(&loaded),
            [
                ("corrections/a", Outcome::Redundant),
                ("corrections/b", Outcome::Applied),
                ("corrections/c", Outcome::Redundant),
            ]
        );
        // The first op goes with the comma behind it, the last with the one before it.
        let after = |finding: usize| {
            let change = loaded.diagnostics[finding].suggestion.as_ref().unwrap();
            let text = mended(&loaded.set.sources, change);
            serde_json::from_str::<crate::schema::Overlay>(&text)
                .unwrap()
                .corrections
                .into_keys()
                .collect::<Vec<_>>()
        };
        assert_eq!(after(0), ["b", "c"]);
        assert_eq!(after(1), ["a", "b"]);
    }

    #[test]
    fn annotations_and_rules_can_be_redundant_too() {
        let facts = endpoint(
            "a",
            r#", "doc": "Text.", "rules": {"r": {"doc": "x", "assert": {"require": {"field": "/query/page"}}}}"#,
        );
        let overlay = r#"{"overlay": "a", "annotations": {"": {"doc": "Text."}},
            "rules": {"r": {"doc": "x", "assert": {"require": {"field": "/query/page"}}}}}"#;
        let loaded = loaded(&[("a.json", &facts), ("a.overlay.json", overlay)]);
        assert_eq!(places(&loaded), [("overlay-redundant", "\"doc\""), ("overlay-redundant", "\"r\"")]);
        assert_eq!(
            outcomes(&loaded),
            [("annotations  doc", Outcome::Redundant), ("rules/r", Outcome::Redundant)]
        );
    }

    #[test]
    fn a_conflict_shows_both_sides() {
        for (ops, ours, theirs) in [
            (correction(r#""at": "/title", "expect": "题", "value": "x""#), "\"题\"", "\"标题\""),
            (correction(r#""at": "/title", "value": "x""#), "\"x\"", "\"标题\""),
            (correction(r#""at": "/http/hosts", "expect": []"#), "[]", "[\"open.feishu.cn\"]"),
        ] {
            let loaded = overlaid(&ops);
            assert_eq!(places(&loaded), [("overlay-conflict", ours)]);
            let finding = &loaded.diagnostics[0];
            assert_eq!(finding.severity, Severity::Error);
            assert_eq!(slice(&loaded.set.sources, finding.related[0].span), theirs);
            assert_eq!(outcomes(&loaded), [("corrections/c", Outcome::Conflict)]);
        }
    }

    #[test]
    fn an_annotation_conflicts_with_what_stands_there() {
        let facts = endpoint("a", r#", "doc": "One.""#);
        let loaded = loaded(&[
            ("a.json", &facts),
            ("a.overlay.json", r#"{"overlay": "a", "annotations": {"": {"doc": "Two."}}}"#),
        ]);
        assert_eq!(places(&loaded), [("overlay-conflict", "\"Two.\"")]);
        assert_eq!(slice(&loaded.set.sources, loaded.diagnostics[0].related[0].span), "\"One.\"");
        assert_eq!(loaded.set.endpoints[0].schema.doc.as_deref(), Some("One."));
    }

    #[test]
    fn an_orphan_names_the_nearest_place_and_what_was_meant() {
        for (ops, at, label, nearest, meant) in [
            (
                correction(r#""at": "/request/query/pag/type", "expect": "int", "value": "x""#),
                "\"/request/query/pag/type\"",
                "`/request/query` has no `pag`",
                "\"query\"",
                Some("\"/request/query/page/type\""),
            ),
            (
                r#""annotations": {"/reqest/query/page": {"doc": "x"}}"#.to_owned(),
                "\"/reqest/query/page\"",
                "the schema has no `reqest`",
                "{",
                Some("\"/request/query/page\""),
            ),
            (
                // The name is near, but nothing stands at the end of the mended pointer.
                r#""annotations": {"/reqest/body": {"doc": "x"}}"#.to_owned(),
                "\"/reqest/body\"",
                "the schema has no `reqest`",
                "{",
                None,
            ),
            (
                r#""rules": {"r": {"on": "/types/t", "doc": "x", "assert": {"require": {"field": "/x"}}}}"#
                    .to_owned(),
                "\"/types/t\"",
                "the schema has no `types`",
                "{",
                None,
            ),
        ] {
            let loaded = overlaid(&ops);
            let sources = &loaded.set.sources;
            assert_eq!(places(&loaded), [("overlay-orphan", at)]);
            let finding = &loaded.diagnostics[0];
            assert_eq!(finding.primary.as_ref().unwrap().text, label);
            assert!(slice(sources, finding.related[0].span).starts_with(nearest), "{ops}");
            assert_eq!(finding.suggestion.as_ref().map(|change| change.replacement.as_str()), meant, "{ops}");
            assert_eq!(outcomes(&loaded)[0].1, Outcome::Orphan);
        }
    }

    #[test]
    fn only_objects_can_be_annotated() {
        let loaded = overlaid(r#""annotations": {"/title": {"doc": "x"}}"#);
        assert_eq!(places(&loaded), [("overlay-orphan", "\"/title\"")]);
        assert_eq!(loaded.diagnostics[0].message, "`/title` is a string, not an object");
    }

    #[test]
    fn ops_that_say_nothing_are_faults() {
        for (body, code, at) in [
            (r#""at": "/title""#, "empty-correction", "\"c\""),
            (r#""at": "", "value": 1"#, "invalid-pointer", "\"\""),
            (r#""at": "title", "value": 1"#, "invalid-pointer", "\"title\""),
            (r#""at": "/a~2", "value": 1"#, "invalid-pointer", "\"/a~2\""),
        ] {
            let loaded = overlaid(&correction(body));
            assert_eq!(places(&loaded), [(code, at)], "{body}");
            assert!(loaded.set.endpoints[0].outcomes.is_empty(), "{body}");
        }
    }

    #[test]
    fn null_is_a_value_and_not_an_absence() {
        let facts = endpoint("a", r#", "examples": {"reply": {"data": null}}"#);
        let overlay = format!(
            "{{\"overlay\": \"a\", {}}}",
            correction(r#""at": "/examples/reply/data", "expect": null, "value": {}"#)
        );
        let loaded = loaded(&[("a.json", &facts), ("a.overlay.json", &overlay)]);
        assert_eq!(loaded.diagnostics, []);
        assert_eq!(loaded.set.endpoints[0].schema.examples.reply, Some(serde_json::json!({"data": {}})));
    }

    #[test]
    fn annotations_speak_about_the_corrected_schema() {
        let loaded = overlaid(
            r#""annotations": {"/request/query/size": {"doc": "How many."}},
               "corrections": {"c": {"at": "/request/query/size", "value": {"type": "int"}, "why": "x"}}"#,
        );
        assert_eq!(loaded.diagnostics, []);
        assert_eq!(loaded.set.endpoints[0].schema.request.query["size"].doc.as_deref(), Some("How many."));
    }

    #[test]
    fn ops_cannot_nest_a_schema_without_end() {
        let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
        let ops = correction(&format!(r#""at": "/examples", "value": {{"reply": {deep}}}"#));
        assert_eq!(overlaid(&ops).diagnostics, []);
        let ops = format!(
            r#""corrections": {{"a": {{"at": "/examples", "value": {{"reply": {deep}}}, "why": "x"}},
                "b": {{"at": "/examples/reply{}/-", "value": {deep}, "why": "x"}}}}"#,
            "/0".repeat(59)
        );
        assert_eq!(places(&overlaid(&ops)), [("too-deep", "\"b\"")]);
    }
}
