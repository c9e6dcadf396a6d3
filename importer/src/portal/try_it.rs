//! The link of a page's try-it button, which names project, version, resource and method.

use crate::page::TryIt;

const LINK: &str = "api_explore_config?";

/// The longest link that is read, so that a missing end does not scan the rest of the page.
const MAX_LINK: usize = 1024;

/// Finds the first link that names all four.
pub(super) fn find(text: &str) -> Option<TryIt> {
    text.match_indices(LINK).find_map(|(at, _)| parameters(text.get(at + LINK.len()..)?))
}

fn parameters(text: &str) -> Option<TryIt> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '<');
    let (end, _) = text.char_indices().take(MAX_LINK).find(|(_, c)| ends(*c))?;
    let query = text.get(..end)?;
    let value = |name: &str| {
        let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
        (!pair.1.is_empty()).then(|| pair.1.to_owned())
    };
    Some(TryIt {
        project: value("project")?,
        version: value("version")?,
        resource: value("resource")?,
        method: value("method")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_first_complete_link() {
        let text = "{try}(url=/x/api_explore_config?project=a&version=v1) \
                    {try}(url=/x/api_explore_config?project=a&version=v1&resource=b.c&method=get), more";
        assert_eq!(
            find(text),
            Some(TryIt {
                project: "a".into(),
                version: "v1".into(),
                resource: "b.c".into(),
                method: "get".into()
            })
        );
        assert_eq!(find("api_explore_config?project=a"), None);
    }
}
