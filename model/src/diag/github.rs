//! Findings for GitHub Actions: workflow commands.

use super::{Diagnostic, Severity, visible};
use crate::source::{Sources, Span};

/// One finding as a command, without its line break.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.primary.as_ref().map(|label| label.span);
    command(diagnostic.severity, diagnostic.code.name(), place, &message(diagnostic, sources), sources)
}

/// `::error file=...,line=...,title=...::message`, without its line break.
pub(crate) fn command(
    severity: Severity,
    title: &str,
    place: Option<Span>,
    message: &str,
    sources: &Sources,
) -> String {
    let place = place.map(|span| {
        let (line, column) = sources.line_column(span);
        let (end_line, end_column) = sources.position(span.file, span.end);
        let file = property(&sources.file(span.file).path);
        format!("file={file},line={line},col={column},endLine={end_line},endColumn={end_column},")
    });
    annotation(severity, title, &place.unwrap_or_default(), message)
}

/// Formats an annotation of a whole file, without its line break.
#[must_use]
pub fn github_annotation(severity: Severity, title: &str, file: &str, message: &str) -> String {
    annotation(severity, title, &format!("file={},", property(file)), message)
}

/// `place` has the properties of the place, each with a comma behind it.
fn annotation(severity: Severity, title: &str, place: &str, message: &str) -> String {
    let level = match severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    format!("::{level} {place}title={}::{}", property(title), data(message))
}

fn message(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    for label in &diagnostic.related {
        let (line, column) = sources.line_column(label.span);
        let path = &sources.file(label.span.file).path;
        lines.push(format!("{path}:{line}:{column}: {}", label.text));
    }
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.extend(diagnostic.suggestion.iter().map(|change| format!("help: {}", change.in_words())));
    lines.join("\n")
}

/// Escapes what would end a command's message, after control and formatting characters, which reach the log.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

/// Escapes what would end a command's property, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::super::{Format, render};
    use super::*;
    use crate::source::{SourceFile, Span};

    #[test]
    fn is_one_command_per_finding() {
        let mut sources = Sources::default();
        let file =
            sources.add(SourceFile { path: "schemas/a,b:c.json".into(), text: "{\n  \"审\": 1\n}".into() });
        let at = Span { file, start: 4, end: 9 };
        let finding = Diagnostic::warning(Code::DeadRule, "100% wrong\r\n::error::x", at)
            .label("here: this")
            .related(Span { file, start: 0, end: 1 }, "there")
            .help("mend it")
            .suggest(at, "\"b\"");
        assert_eq!(
            render(&[finding], &sources, Format::Github),
            "::warning file=schemas/a%2Cb%3Ac.json,line=2,col=3,endLine=2,endColumn=6,title=dead-rule::\
             100%25 wrong\\u{d}%0A::error::x%0Ahere: this%0Aschemas/a,b:c.json:1:1: there%0Ahelp: mend it%0A\
             help: replace it with `\"b\"`\n"
        );
    }

    #[test]
    fn hostile_text_reaches_no_log() {
        let hostile = "\u{202e}\u{1b}[2J\r\u{2066}\u{85}";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: format!("{hostile}.json"), text: "[]".into() });
        let span = Span { file, start: 0, end: 1 };
        let finding = Diagnostic::error(Code::DeadRule, hostile, span)
            .label(hostile)
            .related(span, hostile)
            .help(hostile)
            .suggest(span, hostile);
        let whole_file = github_annotation(Severity::Error, hostile, hostile, hostile);
        for shown in [render(&[finding], &sources, Format::Github).trim_end(), &whole_file] {
            assert!(
                !shown.contains(|c: char| c.is_control() || ('\u{2028}'..='\u{206f}').contains(&c)),
                "{shown}"
            );
            assert!(shown.contains("\\u{202e}\\u{1b}[2J\\u{d}\\u{2066}"), "{shown}");
        }
    }

    #[test]
    fn only_the_properties_escape_colons_and_commas() {
        let shown = github_annotation(Severity::Warning, "a:b,c%", "x:y,z\n.rs", "a:b,c%\nd");
        assert_eq!(shown, "::warning file=x%3Ay%2Cz%0A.rs,title=a%3Ab%2Cc%25::a:b,c%25%0Ad");
    }

    #[test]
    fn a_finding_about_no_file_has_no_place() {
        let finding = Diagnostic {
            code: Code::NoSchema,
            severity: Severity::Note,
            message: "nothing to do".into(),
            primary: None,
            related: Vec::new(),
            help: None,
            suggestion: None,
            proposal: None,
        };
        let text = render(&[finding], &Sources::default(), Format::Github);
        assert_eq!(text, "::notice title=no-schema::nothing to do\n");
    }
}
