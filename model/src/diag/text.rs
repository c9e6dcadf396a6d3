//! Findings for people: the source with carets, in the manner of rustc.

use std::ops::RangeInclusive;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};

use super::excerpt::Excerpt;
use super::quote::visible;
use super::{Diagnostic, Label, Severity, Suggestion};
use crate::source::{FileId, Sources, Span};

/// Labels of one file that are so many lines apart, or fewer, are shown in one excerpt.
const NEAR: usize = 4;

/// Lines that a change may touch to be shown in place.
const LONGEST_CHANGE: usize = 12;

/// Wider than any line of an excerpt: excerpts are cropped already.
const WIDTH: usize = 4096;

/// One finding, with a line break at its end.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let change = diagnostic.suggestion.as_ref();
    let patch = change.and_then(|change| patch(change, sources));
    let mut fault = fault(diagnostic, sources);
    if let (Some(change), None) = (change, &patch) {
        fault = fault.element(Level::HELP.message(change.in_words()));
    }
    let report: Vec<Group<'_>> = std::iter::once(fault).chain(patch).collect();
    without_empty_origins(&Renderer::plain().term_width(WIDTH).render(&report))
}

/// An excerpt has no origin of its own, because its columns are not those of the file: the origin stands before it. The
/// renderer prints `:::` for the one that it misses.
fn without_empty_origins(rendered: &str) -> String {
    let lines = rendered.lines().filter(|line| line.trim() != ":::");
    lines.flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

/// The message, the place and the advice.
fn fault<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let title =
        level(diagnostic.severity).primary_title(visible(&diagnostic.message)).id(diagnostic.code.name());
    let parts = parts(diagnostic, sources);
    let group = Group::with_title(title).elements(parts.iter().flat_map(|part| part.elements(sources)));
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(visible(help))),
        None => group,
    }
}

/// Labels that stand close together, and the lines that they point into.
struct Part<'a> {
    file: FileId,
    lines: RangeInclusive<usize>,
    labels: Vec<(AnnotationKind, &'a Label)>,
}

/// The labels in the order of the finding, the primary one first; each joins the first part that is near.
fn parts<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Vec<Part<'a>> {
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let related = diagnostic.related.iter().map(|label| (AnnotationKind::Context, label));
    let mut parts: Vec<Part<'a>> = Vec::new();
    for (kind, label) in primary.chain(related) {
        let (line, _) = sources.line_column(label.span);
        match parts.iter_mut().find(|part| part.is_near(label.span.file, line)) {
            Some(part) => part.add(kind, label, line),
            None => {
                parts.push(Part { file: label.span.file, lines: line..=line, labels: vec![(kind, label)] });
            }
        }
    }
    parts
}

impl<'a> Part<'a> {
    fn is_near(&self, file: FileId, line: usize) -> bool {
        file == self.file && line + NEAR >= *self.lines.start() && line <= *self.lines.end() + NEAR
    }

    fn add(&mut self, kind: AnnotationKind, label: &'a Label, line: usize) {
        self.lines = line.min(*self.lines.start())..=line.max(*self.lines.end());
        self.labels.push((kind, label));
    }

    fn elements(&self, sources: &'a Sources) -> Vec<Element<'a>> {
        let Some((_, first)) = self.labels.first() else { return Vec::new() };
        let file = sources.file(self.file);
        let (line, column) = sources.line_column(first.span);
        let origin = Origin::path(visible(&file.path)).line(line).char_column(column);
        if file.text.is_empty() {
            return vec![origin.into()];
        }
        let excerpt = Excerpt::new(sources, self.file, self.lines.clone(), first.span.start);
        let labels = self.labels.iter().map(|(kind, label)| {
            let range = excerpt.range(on_first_line(label.span, sources));
            kind.span(range).label((!label.text.is_empty()).then(|| visible(&label.text)))
        });
        let annotations: Vec<_> = labels.collect();
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).annotations(annotations);
        vec![origin.into(), snippet.into()]
    }
}

/// A value may be thousands of lines long; where it starts is enough.
fn on_first_line(span: Span, sources: &Sources) -> Span {
    let (line, _) = sources.line_column(span);
    let (start, text) = sources.line(span.file, line);
    Span { end: span.end.min(start + text.len()).max(span.start), ..span }
}

/// The change shown at its place; `None` if it spans too many lines to be readable there.
fn patch<'a>(change: &'a Suggestion, sources: &'a Sources) -> Option<Group<'a>> {
    let Suggestion { span, replacement } = change;
    let (first, _) = sources.position(span.file, span.start);
    let (last, _) = sources.position(span.file, span.end);
    if last - first >= LONGEST_CHANGE {
        return None;
    }
    let excerpt = Excerpt::new(sources, span.file, first..=last, span.start);
    if excerpt.cropped {
        return None;
    }
    let patch = Patch::new(excerpt.range(*span), visible(replacement));
    let title = match (span.start == span.end, replacement.is_empty()) {
        (true, _) => "insert this",
        (false, true) => "remove this",
        (false, false) => "replace it",
    };
    let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).patch(patch);
    Some(Group::with_title(Level::HELP.secondary_title(title)).element(snippet))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Diagnostic, Format, render};
    use crate::load::testing::loaded;
    use crate::source::{SourceFile, Sources, Span};

    fn text(files: &[(&str, &str)]) -> String {
        let loaded = loaded(files);
        render(&loaded.diagnostics, &loaded.set.sources, Format::Text)
    }

    #[test]
    fn shows_the_source_and_the_mend_aligned_behind_wide_characters() {
        let shown = text(&[(
            "common.json",
            "{\n  \"enums\": {},\n  \"errors\": {\"1\": {\"message\": \"审批任务\", \"statu\": 1}}\n}\n",
        )]);
        assert_eq!(
            shown,
            "\
error[unknown-key]: unknown key `statu`
 --> schemas/common.json:3:39
  |
3 |   \"errors\": {\"1\": {\"message\": \"审批任务\", \"statu\": 1}}
  |                                           ^^^^^^^ did you mean `status`?
  |
  = help: allowed keys: `status`, `message`, `name`, `doc`, `hint`, `retry`, `executed`
help: replace it
  |
3 |   \"errors\": {\"1\": {\"message\": \"审批任务\", \"status\": 1}}
  |                                                 +

"
        );
    }

    #[test]
    fn shows_places_that_are_near_together_and_others_apart() {
        let near = text(&[("common.json", "{\n  \"enums\": {},\n  \"errors\": {},\n  \"enums\": {}\n}")]);
        assert_eq!(
            near,
            "\
error[duplicate-key]: the key `enums` is given twice
 --> schemas/common.json:4:3
  |
2 |   \"enums\": {},
  |   ------- first used here
3 |   \"errors\": {},
4 |   \"enums\": {}
  |   ^^^^^^^ repeated here
  |
  = help: remove one of the two, or rename it

"
        );
        let far = text(&[(
            "common.json",
            &format!("{{\n  \"enums\": {{}},{}\n  \"errors\": {{}}, \"enums\": {{}}\n}}", "\n".repeat(20)),
        )]);
        assert!(far.contains(" --> schemas/common.json:23:17\n"), "{far}");
        assert!(far.contains("\n  ::: schemas/common.json:2:3\n   |\n 2 |   \"enums\": {},\n   |   ------- first used here\n"), "{far}");
    }

    #[test]
    fn a_long_line_is_cropped_and_its_mend_said_in_words() {
        let shown = text(&[(
            "common.json",
            &format!("{{\"enums\": {{}}, \"error\": {{}}, \"x{}\": 1}}", "x".repeat(10_000_000)),
        )]);
        assert!(shown.len() < 5_000, "{}", shown.len());
        assert!(shown.contains(" --> schemas/common.json:1:15\n"), "{shown}");
        assert!(shown.contains("= help: replace it with `\"errors\"`\n"), "{shown}");
    }

    #[test]
    fn hostile_text_reaches_no_terminal() {
        let name = "\u{202e}\u{1b}[2J\u{7}\u{200b}\u{2028}";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: format!("{name}.json"), text: format!("[\"{name}\"]") });
        let span = Span { file, start: 1, end: 5 };
        let finding = Diagnostic::error(Code::DeadRule, name, span)
            .label(name)
            .related(span, name)
            .help(name)
            .suggest(span, name);
        let shown = render(&[finding], &sources, Format::Text);
        for character in name.chars().filter(|character| !character.is_ascii_graphic()) {
            assert!(!shown.contains(character), "{character:?} in {shown}");
        }
        assert!(shown.contains("\\u{202e}"), "{shown}");
    }

    #[test]
    fn a_file_without_text_is_named_all_the_same() {
        let shown = text(&[("common.json", "")]);
        assert!(shown.starts_with("error[syntax]: the file is empty\n"), "{shown}");
        assert!(shown.contains("--> schemas/common.json:1:1\n"), "{shown}");
    }

    #[test]
    fn any_place_can_be_shown() {
        let source = "{\r\n\t\"审\u{301}批\": \"\u{202e}\u{1f468}\u{200d}\u{1f469}\",\n\n}\n";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: "a.json".into(), text: source.into() });
        for start in 0..=source.len() + 2 {
            for end in start..=source.len() + 2 {
                let span = Span { file, start, end };
                let finding = Diagnostic::error(Code::DeadRule, "wrong", span)
                    .label("here")
                    .related(Span { file, start: 0, end }, "there")
                    .suggest(span, "\"x\"");
                let shown = render(&[finding], &sources, Format::Text);
                assert!(shown.starts_with("error[dead-rule]: wrong\n"), "{start}..{end}");
            }
        }
    }
}
