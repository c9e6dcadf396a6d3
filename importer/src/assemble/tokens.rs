//! Accepted tokens, as the row of the `Authorization` header names them.

use model::diag::quoted;
use model::schema::TokenKind;

use crate::finding::Finding;
use crate::outline::{EndpointOutline, visible};
use crate::page::{Cell, Piece};

const NAMES: &[(&str, TokenKind)] = &[
    ("tenant_access_token", TokenKind::Tenant),
    ("user_access_token", TokenKind::User),
    ("app_access_token", TokenKind::App),
];

/// A clause with such a word names tokens that are refused.
const REFUSALS: &[&str] = &["不支持", "无法", "不能", "不可", "请勿"];

/// The tokens that the endpoint accepts, in the order of [`NAMES`]. Where tags and words differ, both count, and it is noted.
pub(super) fn read(outline: &EndpointOutline<'_>, findings: &mut Vec<Finding>) -> Vec<TokenKind> {
    let rows = outline.headers.iter().flat_map(|table| &table.rows);
    let mut tokens = Vec::new();
    for row in rows.filter(|row| row.name.eq_ignore_ascii_case("authorization")) {
        let text = text_of(&row.description);
        for (name, kind) in NAMES {
            let is_tagged = tags(&row.description).any(|tag| tag.contains(name));
            let is_accepted = accepts(&text, name);
            if is_tagged != is_accepted && tags(&row.description).next().is_some() {
                let message = format!(
                    "tags and words differ about {}; it was read as {}",
                    quoted(name),
                    if is_accepted { "accepted" } else { "refused" }
                );
                findings.push(Finding::note("token-words", row.line, message));
            }
            if is_accepted && !tokens.contains(kind) {
                tokens.push(*kind);
            }
        }
    }
    tokens
}

fn tags(cell: &Cell) -> impl Iterator<Item = &String> {
    cell.pieces.iter().filter_map(|piece| match piece {
        Piece::Token { name, .. } => Some(name),
        _ => None,
    })
}

/// The cell's text with the names of tagged tokens where their tags stand.
fn text_of(cell: &Cell) -> String {
    let mut text = String::new();
    let mut last = 0;
    for piece in &cell.pieces {
        let (line, shown) = match piece {
            Piece::Text { line, text } => (*line, visible(text)),
            Piece::Token { line, name } => (*line, name.clone()),
            _ => continue,
        };
        text.push_str(if line == last { " " } else { "\n" });
        text.push_str(&shown);
        last = line;
    }
    text
}

/// Whether a clause names the token and does not refuse it.
fn accepts(text: &str, name: &str) -> bool {
    let ends = ['，', ',', '。', '；', ';', '\n', '（', '）', '(', ')', '但', '而'];
    let mut clauses = text.split(ends);
    clauses.any(|clause| names(clause, name) && !REFUSALS.iter().any(|word| clause.contains(word)))
}

/// Whether the name stands in the clause, and not as the end of another one.
fn names(clause: &str, name: &str) -> bool {
    clause.match_indices(name).any(|(at, _)| {
        let before = clause.get(..at).unwrap_or_default();
        !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FieldRow, FieldTable, Level, RowId};

    fn read_cell(pieces: Vec<Piece>) -> (Vec<TokenKind>, usize) {
        let row = FieldRow {
            id: RowId(0),
            line: 1,
            level: Level::Known(0),
            name: "Authorization".to_owned(),
            type_text: "string".to_owned(),
            required: Some(true),
            description: Cell { pieces },
        };
        let mut outline = EndpointOutline::default();
        outline.headers = Some(FieldTable { line: 1, rows: vec![row] });
        let mut findings = Vec::new();
        (read(&outline, &mut findings), findings.len())
    }

    fn text(line: u32, text: &str) -> Piece {
        Piece::Text { line, text: text.to_owned() }
    }

    fn tag(line: u32, name: &str) -> Piece {
        Piece::Token { line, name: name.to_owned() }
    }

    #[test]
    fn a_token_that_is_refused_is_not_accepted() {
        for said in [
            "仅支持 user_access_token，不支持 tenant_access_token",
            "支持 `user_access_token`（无法使用 tenant_access_token、app_access_token）",
            "支持 user_access_token 但不支持 tenant_access_token。",
        ] {
            assert_eq!(read_cell(vec![text(1, said)]), (vec![TokenKind::User], 0), "{said}");
        }
        let both = "tenant_access_token 或 user_access_token";
        assert_eq!(read_cell(vec![text(1, both)]), (vec![TokenKind::Tenant, TokenKind::User], 0));
    }

    #[test]
    fn tags_count_as_the_words_around_them_say() {
        let (tenant, user) = ("tenant_access_token", "user_access_token");
        let one_of = vec![tag(1, tenant), text(1, "或"), tag(1, user)];
        assert_eq!(read_cell(one_of), (vec![TokenKind::Tenant, TokenKind::User], 0));
        let refused = vec![tag(1, user), text(1, "，不支持"), tag(1, tenant)];
        assert_eq!(read_cell(refused), (vec![TokenKind::User], 1), "noted");
        let more = vec![tag(1, user), text(2, "或 tenant_access_token")];
        assert_eq!(read_cell(more), (vec![TokenKind::Tenant, TokenKind::User], 1), "noted");
    }
}
