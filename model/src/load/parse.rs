//! Strict JSON to a tree with spans, and the explanation of syntax errors.

use indexmap::map::Entry;
use jsonc_parser::ast;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ParseResult, ParseStringErrorKind, parse_to_ast};
use serde_json::Number;

use super::lexical;
use crate::diag::{Code, Diagnostic, Findings, quoted};
use crate::source::{FileId, Span};
use crate::tree::{Member, Node, Object, Tree};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Parses the text of a file. Returns `None` if the text is not JSON. Duplicate keys are reported, and the tree is
/// returned all the same, so that the rest is checked too.
pub(super) fn parse(text: &str, file: FileId, findings: &mut Findings) -> Option<Tree> {
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let place = Place { file, offset: text.len() - body.len() };
    if place.offset > 0 {
        findings.push(byte_order_mark(place.span(Range::new(0, 0))));
    }
    let parsed = parse_to_ast(body, &CollectOptions::default(), &STRICT);
    let finding = match (parsed, lexical::first_fault(body)) {
        (Ok(ParseResult { value: Some(value), .. }), None) => {
            return Some(Builder { place, findings }.tree(value));
        }
        (Ok(_), None) => syntax(place.span(Range::new(0, 0)), "the file is empty"),
        (Err(error), Some(fault)) if noticed_at(&error) < fault.range.start => syntax_error(&place, &error),
        (_, Some(fault)) => lexical_fault(&place, fault),
        (Err(error), None) => syntax_error(&place, &error),
    };
    findings.push(finding);
    None
}

/// The byte at which the parser noticed the error: an object that is not closed starts long before.
fn noticed_at(error: &ParseError) -> usize {
    match error.kind() {
        ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray => error.range().end,
        _ => error.range().start,
    }
}

/// Turns ranges of the parsed text into spans of the file.
struct Place {
    file: FileId,
    offset: usize,
}

impl Place {
    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start + self.offset, end: range.end + self.offset }
    }
}

fn byte_order_mark(start_of_text: Span) -> Diagnostic {
    let mark = Span { start: 0, ..start_of_text };
    Diagnostic::error(Code::ByteOrderMark, "the file starts with a byte order mark", mark)
        .help("JSON is UTF-8 without a mark; remove it")
        .suggest(mark, "")
}

/// A syntax error; JSON has no second one, because what follows the first cannot be read with confidence.
fn syntax(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::Syntax, message, span)
}

fn lexical_fault(place: &Place, fault: lexical::Fault) -> Diagnostic {
    let span = place.span(fault.range);
    let finding = Diagnostic::error(fault.code, fault.message, span);
    match fault.replacement {
        Some(text) => finding.suggest(span, text),
        None => finding,
    }
}

fn syntax_error(place: &Place, error: &ParseError) -> Diagnostic {
    let at = place.span(error.range());
    let first = Span { end: at.end.min(at.start + 1), ..at };
    match error.kind() {
        ParseErrorKind::ExpectedComma => syntax(at, "a comma is missing").suggest(at, ","),
        ParseErrorKind::TrailingCommasNotAllowed => {
            syntax(at, "JSON allows no comma after the last member or element").suggest(at, "")
        }
        ParseErrorKind::UnterminatedObject => syntax(first, "this object is not closed: `}` is missing"),
        ParseErrorKind::UnterminatedArray => syntax(first, "this array is not closed: `]` is missing"),
        other => syntax(at, in_words(other)),
    }
}

fn in_words(kind: &ParseErrorKind) -> String {
    use ParseErrorKind as Kind;
    let words = match kind {
        Kind::ExpectedColonAfterObjectKey => "expected `:` after the key",
        Kind::ExpectedObjectValue => "expected a value after `:`",
        Kind::ExpectedDigit | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => "expected a digit",
        Kind::ExpectedDigitFollowingNegativeSign => "expected a digit after `-`",
        Kind::ExpectedStringObjectProperty => "keys must be in double quotes",
        Kind::UnexpectedTokenInObject => "expected a key in double quotes, or `}`",
        Kind::SingleQuotedStringsNotAllowed => "strings must be in double quotes",
        Kind::HexadecimalNumbersNotAllowed => "JSON has no hexadecimal numbers",
        Kind::UnaryPlusNumbersNotAllowed => "JSON has no `+` before numbers",
        Kind::NonFiniteNumbersNotAllowed => "JSON has no `NaN` and no `Infinity`",
        Kind::BareDecimalPointNumbersNotAllowed => "a decimal point needs digits on both sides",
        Kind::MultipleRootJsonValues => "a file holds one JSON value; this is a second one",
        Kind::UnexpectedCloseBrace => "expected a value, found `}`",
        Kind::UnexpectedCloseBracket => "expected a value, found `]`",
        Kind::UnexpectedColon => "expected a value, found `:`",
        Kind::UnexpectedComma => "expected a value, found `,`",
        Kind::UnexpectedWord | Kind::UnexpectedToken => {
            "this is not JSON: strings must be in double quotes, and the only other words are `true`, `false` and `null`"
        }
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => "JSON has no comments",
        Kind::String(fault) => string_in_words(fault),
        other => return lower_first(&other.to_string()),
    };
    words.to_owned()
}

fn string_in_words(fault: &ParseStringErrorKind) -> &'static str {
    use ParseStringErrorKind as Kind;
    match fault {
        Kind::InvalidUnicodeEscapeSequence(_) => "this `\\u` escape is half of a surrogate pair",
        Kind::ExpectedFourHexDigits => "expected four hexadecimal digits after `\\u`",
        Kind::UnterminatedStringLiteral => "this string is not closed",
        _ => "unknown escape; write a backslash as `\\\\`",
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

struct Builder<'a> {
    place: Place,
    findings: &'a mut Findings,
}

impl Builder<'_> {
    /// Recurses once per level, of which the lexical check allowed [`MAX_DEPTH`](crate::tree::MAX_DEPTH).
    fn tree(&mut self, value: ast::Value<'_>) -> Tree {
        let span = self.place.span(value.range());
        let node = match value {
            ast::Value::NullKeyword(_) => Node::Null,
            ast::Value::BooleanLit(value) => Node::Bool(value.value),
            ast::Value::NumberLit(value) => Node::Number(self.number(value.value, span)),
            ast::Value::StringLit(value) => Node::String(value.value.into_owned()),
            ast::Value::Array(array) => {
                Node::Array(array.elements.into_iter().map(|element| self.tree(element)).collect())
            }
            ast::Value::Object(object) => Node::Object(self.object(object)),
        };
        Tree::new(span, node)
    }

    fn object(&mut self, object: ast::Object<'_>) -> Object {
        let mut built = Object::default();
        for property in object.properties {
            let key = self.place.span(property.name.range());
            let name = match property.name {
                ast::ObjectPropName::String(name) => name.value.into_owned(),
                ast::ObjectPropName::Word(word) => word.value.to_owned(),
            };
            let member = Member { key, value: self.tree(property.value) };
            match built.members.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(member);
                }
                Entry::Occupied(entry) => {
                    self.findings.push(duplicate_key(entry.key(), key, entry.get().key));
                    built.repeated.push((entry.key().clone(), member));
                }
            }
        }
        built
    }

    fn number(&mut self, text: &str, span: Span) -> Number {
        let number = serde_json::from_str::<Number>(text).ok();
        // An integer that became a float lost digits; minus zero, which no integer type has, lost none.
        let is_exact = |number: &Number| !number.is_f64() || text.contains(['.', 'e', 'E']) || text == "-0";
        let exact = number.filter(is_exact);
        exact.unwrap_or_else(|| {
            self.findings.push(number_too_large(text, span));
            Number::from(0)
        })
    }
}

fn number_too_large(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::NumberTooLarge, format!("{} does not fit 64 bits", quoted(text)), span)
        .help("write it as a string if every digit matters")
}

fn duplicate_key(name: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, format!("the key {} is given twice", quoted(name)), second)
        .label("repeated here")
        .related(first, "first used here")
        .help("remove one of the two, or rename it")
}

#[cfg(test)]
mod tests;
