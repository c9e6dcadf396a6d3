//! Helpers of the tests in this crate: from texts to trees and findings.

use super::{Input, Loaded, load};
use crate::diag::{Diagnostic, Suggestion};
use crate::source::{SourceFile, Sources, Span};
use crate::tree::Tree;

/// The tree of a text that has no fault.
pub(crate) fn tree(text: &str) -> Tree {
    let (tree, findings, _) = parsed(text);
    assert_eq!(findings, [], "{text}");
    tree.unwrap()
}

/// Parses a text.
pub(crate) fn parsed(text: &str) -> (Option<Tree>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: "a.json".into(), text: text.into() });
    let mut findings = crate::diag::Findings::default();
    let tree = super::parse::parse(text, file, &mut findings);
    (tree, findings.into_diagnostics(file), sources)
}

/// Loads files, given as path and text.
pub(crate) fn loaded(files: &[(&str, &str)]) -> Loaded {
    load(files.iter().map(|(path, text)| Input {
        path: (*path).into(),
        shown: format!("schemas/{path}"),
        bytes: text.as_bytes().to_vec(),
    }))
}

/// The code of each finding and the text that it points at.
pub(crate) fn places(loaded: &Loaded) -> Vec<(&'static str, &str)> {
    let place = |finding: &Diagnostic| finding.primary.as_ref().map(|label| label.span).unwrap();
    loaded.diagnostics.iter().map(|f| (f.code.name(), slice(&loaded.set.sources, place(f)))).collect()
}

/// The text of a span.
pub(crate) fn slice(sources: &Sources, span: Span) -> &str {
    &sources.file(span.file).text[span.start..span.end]
}

/// The text of the file after the change.
pub(crate) fn mended(sources: &Sources, change: &Suggestion) -> String {
    let mut text = sources.file(change.span.file).text.clone();
    text.replace_range(change.span.start..change.span.end, &change.replacement);
    text
}

/// The smallest endpoint, with more members before its end.
pub(crate) fn endpoint(id: &str, more: &str) -> String {
    format!(
        "{{\"$schema\": \"format.schema.json\", \"id\": \"{id}\", \"title\": \"标题\", \
         \"http\": {{\"method\": \"GET\", \"hosts\": [\"open.feishu.cn\"], \"path\": \"/x\"}}, \
         \"request\": {{\"query\": {{\"page\": {{\"type\": \"int\"}}}}}}{more}}}"
    )
}
