//! What an endpoint answers with whose page has no table of the reply.

use model::schema::ReplyKind;

use crate::page::{Block, Page};

/// What the part about the reply says: a file, or that a browser is sent on.
pub(super) fn of(page: &Page) -> ReplyKind {
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

fn words(block: &Block) -> Option<&str> {
    match block {
        Block::Text(_, text) => Some(text),
        Block::Item(item) => Some(&item.text),
        Block::Table(_) | Block::Code(_) => None,
    }
}
