//! Renders documentation as Markdown. Text from schemas stays text, whatever it contains.
//!
//! rustdoc renders doc comments as Markdown, and compiles and runs their code blocks. Text from a schema may contain
//! fences, indentation, HTML, links, and characters that reorder or hide other text. This module turns all of that
//! into visible, harmless text; only code spans, lists and https links keep their meaning.

use crate::ir::{Block, Doc};

/// The lines of a doc comment, each to be written after `///`.
pub(crate) fn lines(doc: &Doc) -> Vec<String> {
    let mut out = Vec::new();
    for block in &doc.blocks {
        if needs_blank_line(block, &out) {
            out.push(String::new());
        }
        render(block, &mut out);
    }
    out
}

/// Blocks are separated by a blank line, except for items of one list.
fn needs_blank_line(block: &Block, before: &[String]) -> bool {
    let Some(last) = before.last() else { return false };
    let is_item = matches!(block, Block::Link { .. } | Block::List(_));
    !is_item || !last.starts_with(" - ")
}

fn render(block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Text(text) => out.extend(text_lines(text).map(spaced)),
        Block::See { text, owner, field } => {
            let field = format!("{owner}::{field}");
            out.push(format!(" {} See [`{field}`](field@{field}).", inline(text)));
        }
        Block::List(items) => out.extend(items.iter().map(|item| format!(" - {}", inline(item)))),
        Block::Link { lead, label, url, tail } => {
            let parts = [inline(lead), link(label, url), inline(tail)];
            out.push(format!(
                " - {}",
                parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
            ));
        }
        Block::Json(text) => fence("json", text, out),
        Block::Example(code) => fence("no_run", code, out),
    }
}

/// A blank line gets no trailing space.
fn spaced(line: String) -> String {
    if line.is_empty() { line } else { format!(" {line}") }
}

/// Aliases that rustdoc accepts: distinct, without quotes, and with single blanks as the only white space.
pub(crate) fn aliases(doc: &Doc, item: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for alias in &doc.aliases {
        let plain: String =
            alias.chars().map(|c| if is_plain(c) && !matches!(c, '"' | '\'') { c } else { ' ' }).collect();
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() && words != item && !out.contains(&words) {
            out.push(words);
        }
    }
    out
}

/// Lines of text; blank ones become paragraph breaks.
fn text_lines(text: &str) -> impl Iterator<Item = String> {
    text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(inline)
}

/// One line without indentation, block markers or markup, except for code spans.
fn inline(text: &str) -> String {
    let flat: String = text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(flat.len());
    let mut rest = flat.as_str();
    while let Some((before, code, after)) = next_code_span(rest) {
        escape_into(before, &mut out);
        out.push('`');
        code.chars().for_each(|c| push_visible(c, &mut out));
        out.push('`');
        rest = after;
    }
    escape_into(rest, &mut out);
    guard_line_start(out)
}

/// The next span of single backticks: the text before, inside and after it.
fn next_code_span(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('`')?;
    let (before, from) = (text.get(..open)?, text.get(open + 1..)?);
    let close = from.find('`')?;
    let (code, after) = (from.get(..close)?, from.get(close + 1..)?);
    let is_fence = code.is_empty() || after.starts_with('`');
    (!is_fence).then_some((before, code, after))
}

fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|')
            || (c == '_' && !out.ends_with(char::is_alphanumeric))
        {
            out.push('\\');
        }
        push_visible(c, out);
    }
}

/// Escapes a line that starts like a heading, list, quote, rule, table or definition.
fn guard_line_start(line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let ordered = digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']));
    if ordered {
        let (number, rest) = line.split_at(digits);
        return format!("{number}\\{rest}");
    }
    if line.starts_with(['#', '-', '+', '=', ':']) { format!("\\{line}") } else { line }
}

fn link(label: &str, url: &str) -> String {
    if is_safe_url(url) { format!("[{}]({url})", inline(label)) } else { inline(label) }
}

/// Returns true for https URLs without characters that could end the link or the comment.
pub(crate) fn is_safe_url(url: &str) -> bool {
    url.starts_with("https://")
        && url.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&b))
}

/// A fenced block that its own text cannot close.
fn fence(info: &str, text: &str, out: &mut Vec<String>) {
    let longest = text.lines().map(|line| line.trim_start().bytes().take_while(|b| *b == b'`').count()).max();
    let ticks = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    out.push(format!(" {ticks}{info}"));
    for line in text.split(['\n', '\r']) {
        let mut visible = String::from(" ");
        line.chars().for_each(|c| push_visible(c, &mut visible));
        out.push(visible.trim_end().to_owned());
    }
    out.push(format!(" {ticks}"));
}

/// Writes characters that hide, reorder or end a line as their code point.
fn push_visible(c: char, out: &mut String) {
    if is_plain(c) {
        out.push(c);
    } else {
        out.push_str(&format!("U+{:04X}", u32::from(c)));
    }
}

/// Text on one line, with each character visible.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visible(c, &mut out));
    out
}

/// Returns true if a character does not hide, reorder or end a line.
pub(crate) fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<String> {
        lines(&Doc::text(text))
    }

    #[test]
    fn plain_text_and_code_spans_stay() {
        assert_eq!(text("Set `system_user`, or 1 to 20 ids."), [" Set `system_user`, or 1 to 20 ids."]);
        assert_eq!(text("a snake_case word"), [" a snake_case word"]);
    }

    #[test]
    fn nothing_starts_a_code_block() {
        assert_eq!(text("```\nfn evil() {}\n```"), [" \\`\\`\\`", " fn evil() {}", " \\`\\`\\`"]);
        assert_eq!(text("\n\n    fn indented() {}"), ["", "", " fn indented() {}"]);
        assert_eq!(text("~~~rust"), [" \\~\\~\\~rust"]);
    }

    #[test]
    fn nothing_ends_the_line_or_hides() {
        assert_eq!(text("a\rb\u{2028}c"), [" a", " b", " c"]);
        assert_eq!(text("a\u{202e}b\u{0}c"), [" aU+202EbU+0000c"]);
        assert_eq!(text("a&#x202e;b&lt;c"), [" a\\&#x202e;b\\&lt;c"]);
    }

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(text("<script> [x](javascript:y) *b*"), [" \\<script\\> \\[x\\](javascript:y) \\*b\\*"]);
        assert_eq!(
            text("# head\n- item\n1. one\n2) two\n=== \n: def"),
            [" \\# head", " \\- item", " 1\\. one", " 2\\) two", " \\===", " \\: def"]
        );
    }

    #[test]
    fn links_are_https_or_text() {
        let link = |url: &str| {
            let block = Block::Link {
                lead: "Page: ".into(),
                label: "T[i]tle".into(),
                url: url.into(),
                tail: String::new(),
            };
            lines(&Doc { blocks: vec![block], aliases: Vec::new() })
        };
        assert_eq!(link("https://a.example/b?c=1"), [" - Page: [T\\[i\\]tle](https://a.example/b?c=1)"]);
        assert_eq!(link("http://a.example"), [" - Page: T\\[i\\]tle"]);
        assert_eq!(link("https://a.example/) evil"), [" - Page: T\\[i\\]tle"]);
    }

    #[test]
    fn a_fence_outlasts_its_text() {
        let doc = Doc { blocks: vec![Block::Json("a\n````\nb".into())], aliases: Vec::new() };
        assert_eq!(lines(&doc), [" `````json", " a", " ````", " b", " `````"]);
    }

    #[test]
    fn aliases_are_what_rustdoc_accepts() {
        let aliases_of = |list: &[&str]| {
            aliases(
                &Doc { blocks: Vec::new(), aliases: list.iter().map(|s| (*s).to_owned()).collect() },
                "Request",
            )
        };
        assert_eq!(
            aliases_of(&["转交审批任务", "a\"b\n  c", "Request", "", "转交审批任务"]),
            ["转交审批任务", "a b c"]
        );
    }
}
