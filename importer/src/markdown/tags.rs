//! Tags and entities. Only the names that the portal uses are tags: `<String>` stays text.

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Its name in lower case.
    pub(crate) name: &'a str,
    /// True for `</name>`.
    pub(crate) closing: bool,
    /// The text between the name and the closing bracket.
    attributes: &'a str,
    /// Its length in bytes, with both brackets.
    pub(crate) len: usize,
}

/// Longer tags are read as text, so that a stray `<` does not scan the rest of the page.
const MAX_TAG: usize = 4096;

const NAMES: &[&str] = &[
    "md-alert", "md-app-support", "md-body", "md-code-json", "md-code-tab-group", "md-code-tab-panel",
    "md-code-tabs", "md-dt-table", "md-dt-tbody", "md-dt-td", "md-dt-th", "md-dt-thead", "md-dt-tr",
    "md-enum", "md-enum-item", "md-perm", "md-table", "md-tag", "md-tbody", "md-td", "md-text", "md-th",
    "md-thead", "md-tooltip", "md-tr", "a", "b", "br", "code", "col", "colgroup", "div", "em", "font", "h1",
    "h2", "h3", "h4", "i", "img", "li", "ol", "p", "pre", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "u", "ul",
];

impl<'a> Tag<'a> {
    /// Reads the tag at the start of the text.
    pub(crate) fn at(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let closing = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let (written, rest) = inner.split_at(name_end);
        let name = *NAMES.iter().find(|name| name.eq_ignore_ascii_case(written))?;
        let close = rest.bytes().take(MAX_TAG).position(|byte| matches!(byte, b'>' | b'<'))?;
        if rest.as_bytes().get(close) != Some(&b'>') {
            return None;
        }
        let attributes = rest.get(..close)?;
        let len = text.len() - rest.len() + close + 1;
        Some(Self { name, closing, attributes, len })
    }

    /// Returns true if the tag opens an element.
    pub(crate) fn opens(&self) -> bool {
        !self.closing
    }

    /// Returns the value of an attribute. The opening quote may be missing.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let at = rest.find(name)?;
            let before = rest.get(..at)?.chars().next_back();
            rest = rest.get(at + name.len()..)?;
            let starts_word = before.is_none_or(|c| c.is_whitespace() || c == '"');
            if let (true, Some(value)) = (starts_word, rest.trim_start().strip_prefix('=')) {
                return Some(attribute_value(value.trim_start()));
            }
        }
    }
}

fn attribute_value(text: &str) -> &str {
    let text = text.strip_prefix(['"', '\'']).unwrap_or(text);
    let end = text.find(['"', '\'']).unwrap_or_else(|| text.find(char::is_whitespace).unwrap_or(text.len()));
    text.get(..end).unwrap_or_default()
}

/// Replaces the entities that pages use. Others are kept.
pub(crate) fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        decoded.push_str(before);
        match ENTITIES.iter().find(|(name, _)| entity.starts_with(name)) {
            Some((name, character)) => {
                decoded.push(*character);
                rest = entity.get(name.len()..).unwrap_or_default();
            }
            None => {
                decoded.push('&');
                rest = entity.get(1..).unwrap_or_default();
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

const ENTITIES: &[(&str, char)] = &[
    ("&emsp;", '\u{2003}'),
    ("&ensp;", '\u{2002}'),
    ("&nbsp;", '\u{a0}'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&#39;", '\''),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_tags_from_placeholders() {
        assert!(Tag::at("<String>").is_none());
        assert!(Tag::at("<md-enum-item key").is_none(), "not closed");
        assert!(Tag::at("<md-td <b>").is_none(), "another tag begins inside");
        let tag = Tag::at("</MD-TD >x").map(|tag| (tag.name, tag.closing, tag.len));
        assert_eq!(tag, Some(("md-td", true, 9)));
    }

    #[test]
    fn reads_attributes_however_they_are_quoted() {
        for (text, expected) in [
            (r#"<md-enum-item key="a b" >"#, Some("a b")),
            (r#"<md-enum-item key=open" >"#, Some("open")),
            ("<md-enum-item key=1>", Some("1")),
            ("<md-enum-item key='1'>", Some("1")),
            (r#"<md-enum-item monkey="1">"#, None),
            (r#"<md-enum-item monkey="1" key="2">"#, Some("2")),
            ("<md-enum-item>", None),
        ] {
            assert_eq!(Tag::at(text).and_then(|tag| tag.attribute("key")), expected, "{text}");
        }
    }

    #[test]
    fn decodes_known_entities_once() {
        assert_eq!(decode_entities("map&lt;string, int&gt; &amp;lt; &x; &"), "map<string, int> &lt; &x; &");
    }
}
