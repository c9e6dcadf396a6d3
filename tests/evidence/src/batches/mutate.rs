//! Mutations of a page's text: plausible slips of authors, and text that is made to do harm.

use crate::random::Random;

/// A mutation. It returns the text unchanged where the page has no place for it.
type Mutation = fn(&str, &mut Random) -> String;

const MUTATIONS: &[Mutation] = &[
    cell, word, address, url, method, id, level, type_name, enum_member, swapped_lines, dropped_line,
    repeated_line, truncated, case,
];

/// Text that is no name, address, type or value, or that is special in Rust, TOML, Markdown, JSON or a file system.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "a b",
    "a、b",
    "=",
    "≥",
    "-",
    "∟",
    "\u{202e}x",
    "\u{200b}",
    "名称",
    "é",
    "self",
    "Self",
    "crate",
    "super",
    "r#fn",
    "_",
    "__",
    "1a",
    "con",
    "aux",
    "core",
    "std",
    "common",
    "client",
    "mock",
    "..",
    "../../x",
    "/",
    "\\",
    "a/b",
    "a.b",
    "\"",
    "'",
    "`",
    "*/",
    "/*",
    "//",
    "{}",
    "{{",
    "]]>",
    "<script>",
    "<md-td>",
    "</md-td>",
    "|",
    "\\|",
    "${x}",
    "%00",
    "%20",
    ":",
    "::",
    ":a:b",
    "?",
    "#",
    "@",
    "~",
    "-1",
    "0",
    "99999999999999999999",
    "1e999",
    "0x10",
    "NaN",
    "null",
    "true",
    "$schema",
    "type",
    "map<string, x>",
    "map<string, ",
    "x[][][]",
    "List<stirng>",
    "object",
    "array<int64>",
    "enum",
    "file",
    "user_id_type",
    "page_token",
    "长度范围：`9` ～ `1` 字符",
    "正则校验：`^[^[\\]]+$`",
    "正则校验：`(?!a)b`",
    "**可选值有：** - `a`：b - `a`：c",
    "默认值：`x`",
    "Request",
    "Body",
    "Response",
    "Option",
    "Vec",
    "String",
    "Result",
];

/// One page of the list, or two spliced, with up to six mutations. One page in four is whole, so that pages of a batch can clash.
pub(super) fn page(pages: &[(String, String)], random: &mut Random) -> String {
    let mut text = random.pick(pages).map(|(_, text)| text.clone()).unwrap_or_default();
    if random.index(10) == 0 {
        let other = random.pick(pages).map(|(_, text)| text.as_str()).unwrap_or_default();
        text = format!("{}{}", cut(&text, random).0, cut(other, random).1);
    }
    for _ in 0..random.index(4) * 2 {
        if let Some(mutation) = random.pick(MUTATIONS) {
            text = mutation(&text, random);
        }
    }
    text
}

/// Hostile text, or a word that stands elsewhere on the page.
fn other(text: &str, random: &mut Random) -> String {
    if random.index(3) == 0 {
        let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        return random.pick(&words).map(|word| (*word).to_owned()).unwrap_or_default();
    }
    let part = random.pick(HOSTILE).copied().unwrap_or_default();
    if random.index(20) == 0 { part.repeat(300) } else { part.to_owned() }
}

/// Splits the text at a random character.
fn cut<'t>(text: &'t str, random: &mut Random) -> (&'t str, &'t str) {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    text.split_at(random.pick(&starts).copied().unwrap_or_default())
}

/// Changes one of the lines that are wanted, if there are any.
fn line(
    text: &str,
    random: &mut Random,
    is_wanted: impl Fn(&str) -> bool,
    change: impl Fn(&str, &mut Random) -> String,
) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let wanted: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| is_wanted(line)).map(|(index, _)| index).collect();
    if let Some(line) = random.pick(&wanted).and_then(|index| lines.get_mut(*index)) {
        *line = change(line, random);
    }
    lines.join("\n")
}

/// Puts other text in the place of a random word of the line, or beside it.
fn replaced(line: &str, new: &str, random: &mut Random) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let starts: Vec<usize> = line
        .char_indices()
        .filter(|(at, c)| is_part(*c) && !line.get(..*at).is_some_and(|before| before.ends_with(is_part)))
        .map(|(at, _)| at)
        .collect();
    let start = random.pick(&starts).copied().unwrap_or_default();
    let (before, rest) = line.split_at(start);
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(length);
    if random.index(3) == 0 { format!("{before}{word}{new}{after}") } else { format!("{before}{new}{after}") }
}

fn changed(text: &str, random: &mut Random, is_wanted: impl Fn(&str) -> bool) -> String {
    let new = other(text, random);
    line(text, random, is_wanted, |line, random| replaced(line, &new, random))
}

/// A cell or a row of any table.
fn cell(text: &str, random: &mut Random) -> String {
    changed(text, random, |line| line.contains("<md-") || line.contains('|'))
}

fn word(text: &str, random: &mut Random) -> String {
    changed(text, random, |line| !line.trim().is_empty())
}

/// Address and date of the page.
fn address(text: &str, random: &mut Random) -> String {
    let keys = ["fullPath:", "source_url:", "updateTime:", "last_remote_update:"];
    changed(text, random, |line| keys.iter().any(|key| line.starts_with(key)))
}

/// Host and path of the call.
fn url(text: &str, random: &mut Random) -> String {
    changed(text, random, |line| line.contains("://") && line.contains("/open-apis/"))
}

fn method(text: &str, random: &mut Random) -> String {
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let new = random.pick(&methods).copied().unwrap_or_default();
    let old = random.pick(&methods).copied().unwrap_or_default();
    text.replace(&format!(">{old}<"), &format!(">{new}<"))
}

/// The link that names the endpoint's id.
fn id(text: &str, random: &mut Random) -> String {
    changed(text, random, |line| line.contains("api_explore_config?"))
}

fn level(text: &str, random: &mut Random) -> String {
    let new = random.index(5);
    let mut found: Vec<usize> = text.match_indices("level=\"").map(|(at, mark)| at + mark.len()).collect();
    found.retain(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
    let Some(at) = random.pick(&found) else {
        return line(text, random, |line| line.contains('∟'), |line, _| line.replacen('∟', "&emsp;∟", new));
    };
    let (before, after) = text.split_at(*at);
    format!("{before}{new}{}", after.get(1..).unwrap_or_default())
}

fn type_name(text: &str, random: &mut Random) -> String {
    let types = ["string", "int", "boolean", "object", "list", "string[]", "number"];
    let new = other(text, random);
    let old = random.pick(&types).copied().unwrap_or_default();
    line(text, random, |line| line.contains(old), |line, _| line.replacen(old, &new, 1))
}

/// A member of an enum or of another list in a cell.
fn enum_member(text: &str, random: &mut Random) -> String {
    changed(text, random, |line| line.trim_start().starts_with("- "))
}

fn swapped_lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (one, two) = (random.index(lines.len()), random.index(lines.len()));
    lines.swap(one, two);
    lines.join("\n")
}

fn dropped_line(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.remove(random.index(lines.len()));
    lines.join("\n")
}

fn repeated_line(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (from, to) = (random.index(lines.len()), random.index(lines.len()));
    if let Some(line) = lines.get(from) {
        lines.insert(to, line);
    }
    lines.join("\n")
}

fn truncated(text: &str, random: &mut Random) -> String {
    cut(text, random).0.to_owned()
}

/// A name in other case: ids and names that differ in case only share a module or a file.
fn case(text: &str, random: &mut Random) -> String {
    line(
        text,
        random,
        |line| line.contains("/open-apis/") || line.contains("<md-dt-td>"),
        |line, _| line.to_ascii_uppercase(),
    )
}
