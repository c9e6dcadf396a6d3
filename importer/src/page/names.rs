//! Cells of names: most hold one, some several, and some a remark.

use super::{Cell, Piece, visible};

/// The content of a cell of names.
pub(super) struct NameCell {
    pub(super) names: Vec<String>,
    /// The names are alternatives: `a or b`, `a、b`.
    pub(super) is_choice: bool,
    pub(super) required: Option<bool>,
    /// Lines that are not names.
    pub(super) rest: Vec<Piece>,
}

/// Reads a cell of names: a name, perhaps with a tag such as 必选 or a remark, or several names. A text without a letter or digit
/// is no name.
pub(super) fn read_name(cell: &Cell) -> NameCell {
    let mut read = NameCell { names: Vec::new(), is_choice: false, required: None, rest: Vec::new() };
    for piece in &cell.pieces {
        let Piece::Text { text, .. } = piece else {
            read.rest.push(piece.clone());
            continue;
        };
        let shown = visible(text);
        if let Some(required) = tag(&shown) {
            read.required = Some(required);
            continue;
        }
        let names = several(&shown);
        if names.len() > 1 {
            read.is_choice |= shown.contains(CHOICE) || shown.contains(" or ");
            read.names.extend(names);
        } else if let [name] = names.as_slice() {
            read.names.push(name.clone());
        } else if !read.names.is_empty() {
            read.rest.push(piece.clone());
        } else if shown.contains(char::is_alphanumeric) {
            read.names.push(shown);
        }
    }
    read
}

/// The branches that draw the nesting of a row, in front of its name.
pub(crate) fn is_branch(c: char) -> bool {
    matches!(c, '∟' | '└' | '┗')
}

/// Returns true if the text can be the name of one field: a name has a letter or a digit, and no mark that stands between two
/// names. A blank is part of a name: `frozen RowCount` is one.
pub(crate) fn is_one_name(text: &str) -> bool {
    let is_mark = |c: char| is_branch(c) || c == '、';
    text.contains(char::is_alphanumeric) && !text.contains(is_mark)
}

/// Marks and words between two names in one line. They may leave a choice.
const CHOICE: [char; 5] = ['、', '，', ',', '/', '或'];
/// Words between two names that ask for both.
const BOTH: [char; 3] = ['和', '与', '及'];

/// Takes the names of a line apart. A line that is not made of names and marks between them holds none; a blank is no such mark.
fn several(line: &str) -> Vec<String> {
    let line = line.replace(" or ", "或").replace(" and ", "和");
    let parts = line.split(|c: char| CHOICE.contains(&c) || BOTH.contains(&c) || is_branch(c)).map(str::trim);
    let names: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let are_names = names.iter().all(|name| is_identifier(name) && name.contains(char::is_alphanumeric));
    if are_names { names.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

fn is_identifier(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

fn tag(text: &str) -> Option<bool> {
    match text {
        "必选" | "必填" | "(必填)" | "（必填）" | "(必选)" | "（必选）" => Some(true),
        "可选" | "选填" | "非必填" | "(可选)" | "（可选）" | "(选填)" | "（选填）" => {
            Some(false)
        }
        _ => None,
    }
}
