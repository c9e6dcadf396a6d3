//! Facts that a page states in sentences: deprecation, accepted tokens, rate limits, and the kind of reply.

use model::diag::{Code, quoted};
use model::schema::{PageForm, RateLimit, ReplyKind, TokenKind};

use super::meta::rate_limit;
use crate::finding::Finding;
use crate::outline::EndpointOutline;
use crate::page::{Block, Cell, Page, Piece, visible};
use crate::report::Report;

/// Returns true if the page calls itself old: in its title, its address, or before its first part.
pub(super) fn calls_itself_old(page: &Page) -> bool {
    if page.url.contains("historic-version")
        || ["旧版", "历史版本", "废弃"].iter().any(|mark| page.title.contains(mark))
    {
        return true;
    }
    let limit = if page.form == PageForm::Portal { 2 } else { 3 };
    let opening = page.sections.iter().take(limit).filter(|section| section.title() != "请求");
    let mut texts = opening.flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Text(_, text) => Some(text),
        _ => None,
    });
    texts.any(|text| text.split(['。', '；', '\n']).any(says_so))
}

/// Returns true if the sentence calls the page's own endpoint old. Sentences about another page, a single field, or old
/// versions of returned data do not.
fn says_so(sentence: &str) -> bool {
    const OLD: &[&str] =
        &["为历史版本", "是历史版本", "属于历史版本", "历史版本接口", "为旧版本", "是旧版本", "旧版本接口"];
    const GONE: &[&str] = &["已废弃", "已弃用", "不再维护", "尽快迁移", "已下线", "不推荐使用", "即将下线"];
    let has = |marks: &[&str]| marks.iter().any(|mark| sentence.contains(mark));
    let is_about_a_part = has(&["字段", "参数"]);
    !is_about_a_part && (has(OLD) || has(GONE))
}

const NAMES: &[(&str, TokenKind)] = &[
    ("tenant_access_token", TokenKind::Tenant),
    ("user_access_token", TokenKind::User),
    ("app_access_token", TokenKind::App),
];

/// Words of a clause that names refused tokens.
const REFUSALS: &[&str] = &["不支持", "无法", "不能", "不可", "请勿"];

/// Reads the accepted tokens from the row of the `Authorization` header, in the order of [`NAMES`]. The words decide, because
/// pages also tag tokens that they refuse; a difference between tags and words is noted.
pub(super) fn tokens(outline: &EndpointOutline<'_>, report: &mut Report) -> Vec<TokenKind> {
    let rows = outline.headers.iter().flat_map(|table| &table.rows);
    let mut tokens = Vec::new();
    for row in rows.filter(|row| row.name.eq_ignore_ascii_case("authorization")) {
        let text = text_of(&row.description);
        for (name, kind) in NAMES {
            let is_tagged = tags(&row.description).any(|tag| tag.contains(name));
            let is_accepted = accepts(&text, name);
            if is_tagged != is_accepted && tags(&row.description).next().is_some() {
                let message = format!(
                    "tags and text differ about {}; it was read as {}",
                    quoted(name),
                    if is_accepted { "accepted" } else { "refused" }
                );
                report.push(Finding::note(Code::TokenWords, row.line, message));
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

/// Returns the text of the cell, with the names of tagged tokens in place of their tags.
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

/// Returns true if a clause names the token without refusing it.
fn accepts(text: &str, name: &str) -> bool {
    let ends = ['，', ',', '。', '；', ';', '\n', '（', '）', '(', ')', '但', '而'];
    let mut clauses = text.split(ends);
    clauses.any(|clause| names(clause, name) && !REFUSALS.iter().any(|word| clause.contains(word)))
}

/// Returns true if the clause contains the name, and not only as the end of a longer one.
fn names(clause: &str, name: &str) -> bool {
    clause.match_indices(name).any(|(at, _)| {
        let before = clause.get(..at).unwrap_or_default();
        !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Reads the kind of reply from the section about it, if that has no table: a file, or a redirect of the browser.
pub(super) fn reply_kind(page: &Page) -> ReplyKind {
    let mut kind = ReplyKind::Json;
    let mut is_reply = false;
    for section in &page.sections {
        if let Some(heading) = section.heading.as_ref().filter(|heading| heading.level <= 2) {
            is_reply = heading.text.starts_with("响应") || heading.text.starts_with("返回");
        }
        for text in section.blocks.iter().filter(|_| is_reply).filter_map(words) {
            if text.contains("二进制") || text.contains("文件流") {
                return ReplyKind::File;
            }
            if text.contains("浏览器") && text.contains("重定向") {
                kind = ReplyKind::Browser;
            }
        }
    }
    kind
}

/// Reads the rate limits of the call that a sentence states: `该接口调用频率上限为 5 QPS，10000 次/天`. 15 pages have one whose table
/// only says that the limit is special.
pub(super) fn rate_limits(page: &Page) -> Vec<RateLimit> {
    let texts = page.sections.iter().flat_map(|section| &section.blocks).filter_map(words);
    texts.map(visible).map(|text| rate_limits_of(&text)).find(|limits| !limits.is_empty()).unwrap_or_default()
}

fn rate_limits_of(text: &str) -> Vec<RateLimit> {
    let is_of_call = |before: &str| before.ends_with("单个应用") || before.trim_start().starts_with("该接口");
    let mut sentences = text.split(['。', '；', '：']).filter_map(|text| text.split_once("调用频率上限为"));
    let Some((_, limits)) = sentences.find(|(before, _)| is_of_call(before)) else { return Vec::new() };
    let window = |text: &str| match text.trim().strip_prefix("每秒") {
        Some(count) => rate_limit(&format!("{count}/秒")),
        None => rate_limit(&text.replace("QPS", "次/秒")),
    };
    limits.split(['，', '、', '且']).map_while(window).collect()
}

fn words(block: &Block) -> Option<&str> {
    match block {
        Block::Text(_, text) => Some(text),
        Block::Item(item) => Some(&item.text),
        Block::Table(_) | Block::Code(_) => None,
    }
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
        let mut report = Report::default();
        (tokens(&outline, &mut report), report.findings().len())
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

    #[test]
    fn a_sentence_states_the_rate_limits_of_the_call() {
        let read = |text: &str| {
            let limits = rate_limits_of(text).into_iter();
            limits.map(|limit| format!("{} {:?}", limit.requests, limit.per)).collect::<Vec<_>>()
        };
        assert_eq!(
            read("应用频率限制：单个应用调用频率上限为每秒 5 次，超过该频率限制，接口将返回 400"),
            ["5 Second"]
        );
        assert_eq!(
            read("该接口不支持并发调用，且调用频率上限为5QPS 且 10000次/天。否则会失败"),
            ["5 Second", "10000 Day"]
        );
        assert_eq!(read("该接口调用频率上限为 5 QPS，10000 次/天。"), ["5 Second", "10000 Day"]);
        for other in [
            "对同一个群组发送时，该接口的调用频率上限是 40 QPS",
            "上传接口调用频率上限为 5 QPS",
            "单篇群公告并发编辑上限为每秒 3 次",
        ] {
            assert_eq!(read(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_sentence_speaks_of_its_own_page() {
        for old in ["当前接口为历史版本", "本接口为历史版本接口", "该接口已废弃", "请尽快迁移"]
        {
            assert!(says_so(old), "{old}");
        }
        for current in [
            "注：[旧版 API](/x) 文档已移动到【历史版本】目录",
            "指定列表时，可以获取到历史版本的表",
            "字段 a 已废弃",
            "查询接口",
        ] {
            assert!(!says_so(current), "{current}");
        }
    }
}
