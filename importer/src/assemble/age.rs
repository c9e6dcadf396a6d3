//! Whether a page calls itself old.

use model::schema::PageForm;

use crate::page::{Block, Page};

/// The page calls itself old: in its title, its address, or before its first part.
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

/// A sentence that calls the page's own interface old. One about another page, or about old versions of what the
/// interface returns, does not.
fn says_so(sentence: &str) -> bool {
    const OLD: &[&str] =
        &["为历史版本", "是历史版本", "属于历史版本", "历史版本接口", "为旧版本", "是旧版本", "旧版本接口"];
    const GONE: &[&str] = &["已废弃", "已弃用", "不再维护", "尽快迁移", "已下线", "不推荐使用", "即将下线"];
    let has = |marks: &[&str]| marks.iter().any(|mark| sentence.contains(mark));
    let is_about_a_part = has(&["字段", "参数"]);
    !is_about_a_part && (has(OLD) || has(GONE))
}

#[cfg(test)]
mod tests {
    use super::*;

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
