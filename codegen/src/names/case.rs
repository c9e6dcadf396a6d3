//! Case conversion that always ends in an ASCII identifier.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Longest name in characters. Rust allows longer ones, but rustdoc writes a file per item, and file systems limit
/// file names, most of them to 255 bytes.
pub(super) const LONGEST: usize = 100;

/// Cuts a name that is too long. It ends in a hash of the whole name, so that names with the same beginning stay
/// distinct.
pub(super) fn shortened(mut name: String) -> String {
    /// Hexadecimal digits of the hash.
    const DIGITS: usize = 16;
    if name.len() > LONGEST {
        let hash = fnv1a(&name);
        name.truncate(LONGEST - DIGITS);
        let kept = name.trim_end_matches('_').len();
        name.truncate(kept);
        name.push_str(&format!("{hash:0DIGITS$x}"));
    }
    name
}

/// Hexadecimal digits of a mark. Few names of one scope are ever equal, so 32 bits keep them apart; if two marks are
/// equal all the same, that is an error.
const MARK: usize = 8;

/// A name with a mark that follows from the key alone: `gmt_1_x0123abcd`, `Gmt1X0123abcd`.
pub(super) fn marked(stem: &str, key: &str, joint: &str) -> String {
    let mark = format!("{joint}{:0MARK$x}", fnv1a(key) & 0xffff_ffff);
    let mut name = stem.to_owned();
    name.truncate(LONGEST - mark.len());
    name.truncate(name.trim_end_matches('_').len());
    name + &mark
}

/// Returns true for a name that reads as if it had a mark.
pub(super) fn is_marked(name: &str, joint: &str) -> bool {
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let stem = name.trim_end_matches(is_digit);
    let digits = name.get(name.len().saturating_sub(MARK)..);
    digits.is_some_and(|digits| digits.len() == MARK && digits.chars().all(is_digit))
        && name.len() - stem.len() == MARK
        && stem.ends_with(joint)
}

/// FNV-1a, which is the same on every machine and in every release. Generated names depend on it.
fn fnv1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// `snake_case`.
pub(super) fn snake(wire: &str) -> String {
    lead(ascii_words(wire).to_snake_case())
}

/// `UpperCamelCase`.
pub(super) fn camel(wire: &str) -> String {
    let camel = ascii_words(wire).to_upper_camel_case();
    lead(if camel.is_empty() { "Unnamed".to_owned() } else { camel })
}

/// `UpperCamelCase`; a bare number becomes `Value1` or `ValueMinus1`, so that -1 and 1 stay apart.
pub(super) fn variant(wire: &str) -> String {
    match wire.strip_prefix('-') {
        Some(digits) if is_number(digits) => format!("ValueMinus{digits}"),
        _ if is_number(wire) => format!("Value{wire}"),
        _ => camel(wire),
    }
}

/// Returns true for an ASCII identifier, which may be a keyword.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && text.bytes().any(|b| b != b'_')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Makes a name start with a letter or an underscore, and not be empty.
fn lead(name: String) -> String {
    match name.bytes().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) => name,
    }
}

/// ASCII letters and digits as they are, other characters as word breaks. Letters of other scripts become words of
/// their code point, because Rust's lints refuse some of them, and letters that look alike must not collide. If there
/// is no letter or digit at all, as in `>=`, every character becomes a word of its code point.
fn ascii_words(wire: &str) -> String {
    let has_word = wire.chars().any(char::is_alphanumeric);
    let mut words = String::with_capacity(wire.len());
    for c in wire.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => words.push(c),
            c if c.is_alphanumeric() || !has_word => words.push_str(&format!(" u{:x} ", u32::from(c))),
            _ => words.push(' '),
        }
    }
    words
}
