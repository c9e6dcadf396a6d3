//! Runs the lints over the imported schemas and reports their findings at the lines of the pages.

use std::collections::BTreeMap;

use importer::finding::{Finding, diagnostics};
use model::diag::{Code, Diagnostic, Severity, quoted};
use model::document::SchemaSet;
use model::pointer::{Pointer, split_last};
use model::source::{FileId, Sources, Span};
use model::tree::{Node, Tree};
use serde_json::{Map, Value, json};

use super::pages::Page;

/// Lints about the content of a page, which a reader of the page can judge.
const OF_PAGES: &[Code] = &[
    Code::BadExample,
    Code::ExampleRequest,
    Code::ExampleReply,
    Code::ExampleEvent,
    Code::ExampleRule,
    Code::DuplicateLabel,
];
/// Lints about missing names. Each reports one name; they are combined into one finding per enum or error table.
const NAMES: &[Code] = &[Code::UnnamedMember, Code::UnnamedCode];

/// Adds the findings to those of the pages. `set` holds the imported schemas with their overlays, so a doubt that an overlay
/// settles is not reported.
pub(super) fn add(pages: &mut [Page], set: &SchemaSet, sources: &Sources) {
    let endpoints = set.endpoints.iter().map(|document| (document.id.as_str(), &document.tree));
    let events = set.events.iter().map(|document| (document.id.as_str(), &document.tree));
    let trees: BTreeMap<&str, &Tree> = endpoints.chain(events).collect();
    let mut found = by_file(model::check::check(set));
    for page in pages {
        let Some(tree) = page.id().and_then(|id| trees.get(id)) else { continue };
        let doubts = found.remove(&tree.span().file).unwrap_or_default();
        let findings = of_page(doubts, tree, page);
        let text = &sources.file(page.file).text;
        page.imported.findings.extend(diagnostics(findings, page.file, text));
    }
}

/// The findings that concern pages, by the schema's file.
fn by_file(findings: Vec<Diagnostic>) -> BTreeMap<FileId, Vec<(Span, Diagnostic)>> {
    let mut found: BTreeMap<FileId, Vec<(Span, Diagnostic)>> = BTreeMap::new();
    for finding in findings {
        if let Some(span) = finding.primary.as_ref().map(|label| label.span)
            && (OF_PAGES.contains(&finding.code) || NAMES.contains(&finding.code))
        {
            found.entry(span.file).or_default().push((span, finding));
        }
    }
    found
}

fn of_page(doubts: Vec<(Span, Diagnostic)>, tree: &Tree, page: &Page) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut nameless: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (span, doubt) in doubts {
        let pointer = pointer_to(tree, span);
        let line = page.line_of(&pointer);
        if NAMES.contains(&doubt.code) {
            let parent = split_last(&pointer).map_or_else(String::new, |(parent, _)| parent.to_owned());
            nameless.entry(parent).or_default().push(pointer.into());
            continue;
        }
        findings.push(Finding {
            code: doubt.code,
            severity: doubt.severity,
            line,
            message: format!("{} (at {})", doubt.message, quoted(&pointer)),
            help: doubt.help,
            proposal: doubt.proposal,
        });
    }
    findings.extend(nameless.iter().map(|(parent, pointers)| unnamed(parent, pointers, page)));
    findings
}

/// One finding for all missing names of an enum or error table, with the annotations to fill in.
fn unnamed(parent: &str, pointers: &[String], page: &Page) -> Finding {
    let mut skeleton = Map::new();
    for pointer in pointers {
        skeleton.insert(pointer.clone(), json!({"name": ""}));
    }
    let (code, what) = if parent == "/errors" {
        (Code::UnnamedCodes, "error codes")
    } else {
        (Code::UnnamedMembers, "members of the enum")
    };
    let json = Value::Object(skeleton).to_string();
    let inner = json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    Finding {
        code,
        severity: Severity::Note,
        line: page.line_of(pointers.first().map_or(parent, String::as_str)),
        message: format!("{} {what} at {} have no Rust name", pointers.len(), quoted(parent)),
        help: Some(format!("write the names into `annotations` in the overlay: {inner}")),
        proposal: None,
    }
}

/// The pointer to the innermost member or element that the span lies in.
pub(super) fn pointer_to(tree: &Tree, span: Span) -> Pointer {
    let mut at = Pointer::default();
    let mut tree = tree;
    while let Some((name, inner)) = child_with(tree, span) {
        at = at.join(&name);
        tree = inner;
    }
    at
}

fn child_with(tree: &Tree, span: Span) -> Option<(String, &Tree)> {
    let holds = |outer: Span| outer.file == span.file && outer.start <= span.start && span.end <= outer.end;
    match tree.node() {
        Node::Object(object) => object
            .members
            .iter()
            .find(|(_, member)| holds(member.key) || holds(member.value.span()))
            .map(|(name, member)| (name.clone(), &member.value)),
        Node::Array(elements) => elements
            .iter()
            .enumerate()
            .find(|(_, element)| holds(element.span()))
            .map(|(index, element)| (index.to_string(), element)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::diag::Code;
    use model::load::{Input, load};
    use model::pointer::join;

    #[test]
    fn a_doubt_stands_at_the_line_of_the_page() {
        let schema = json!({
            "$schema": "../../../format.schema.json", "id": "a/v1/b/make", "title": "t",
            "http": {"method": "POST", "hosts": ["open.feishu.cn"], "path": "/open-apis/a/v1/b"},
            "request": {"body": {
                "n": {"type": "int", "example": "x"},
                "k": {"type": "int", "enum": {"1": {"label": "一"}, "2": {"label": "二"}}}
            }},
            "errors": {"7": {"message": "无权限"}}
        });
        let bytes = serde_json::to_vec_pretty(&schema).unwrap();
        let input = Input { path: "a/v1/b/make.json".into(), shown: "make.json".into(), bytes };
        let set = load([input]).set;
        let tree = &set.endpoints[0].tree;
        let fault = Diagnostic::error(Code::EmptyPage, "a page of no bytes", tree.span());
        let mut page = Page::unreadable(fault, tree.span().file);
        let body = join("/request", "body");
        page.imported.places = BTreeMap::from([
            (body.join("n"), 30),
            (body.join("k"), 40),
            (body.join("k").join("enum").join("1"), 41),
            (join("/errors", "7"), 90),
        ]);
        let doubts = by_file(model::check::check(&set)).remove(&tree.span().file).unwrap();
        let found = of_page(doubts, tree, &page);
        let lines: Vec<_> = found.iter().map(|finding| (finding.code.name(), finding.line)).collect();
        assert_eq!(lines, [("bad-example", 30), ("unnamed-codes", 90), ("unnamed-members", 41)]);
        let help = found[2].help.as_deref().unwrap();
        let names = r#""/request/body/k/enum/1":{"name":""},"/request/body/k/enum/2":{"name":""}"#;
        assert!(help.ends_with(names), "{help}");
    }
}
