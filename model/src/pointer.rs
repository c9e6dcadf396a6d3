//! JSON Pointers (RFC 6901): reading them, and making them.

use std::borrow::Cow;

use thiserror::Error;

/// Why a text is no JSON Pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointerError {
    /// Every pointer but the empty one starts with a slash.
    #[error("a JSON Pointer is empty or starts with `/`")]
    NoSlash,
    /// `~` that is neither `~0` nor `~1`.
    #[error("in a JSON Pointer, write `~` as `~0`, and `/` inside a name as `~1`")]
    Escape,
}

/// The names that a pointer goes through, escapes undone.
pub fn tokens(pointer: &str) -> Result<Vec<Cow<'_, str>>, PointerError> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let rest = pointer.strip_prefix('/').ok_or(PointerError::NoSlash)?;
    rest.split('/').map(unescape).collect()
}

/// The pointer to a member, or an element, of what `parent` points to.
#[must_use]
pub fn join(parent: &str, name: &str) -> String {
    format!("{parent}/{}", escape(name))
}

/// A name as it stands inside a pointer.
#[must_use]
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The pointer to the parent, and the last name; `None` for the whole.
#[must_use]
pub fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, unescape(last).ok()?))
}

pub(crate) fn unescape(token: &str) -> Result<Cow<'_, str>, PointerError> {
    if !token.contains('~') {
        return Ok(Cow::Borrowed(token));
    }
    let mut parts = token.split('~');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (replacement, rest) = match part.split_at_checked(1) {
            Some(("0", rest)) => ('~', rest),
            Some(("1", rest)) => ('/', rest),
            _ => return Err(PointerError::Escape),
        };
        name.push(replacement);
        name.push_str(rest);
    }
    Ok(Cow::Owned(name))
}

/// The index that a name stands for in an array: decimal digits without leading zeros.
pub(crate) fn index(name: &str) -> Option<usize> {
    let canonical = name == "0" || (!name.starts_with('0') && name.bytes().all(|byte| byte.is_ascii_digit()));
    canonical.then(|| name.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pointers of RFC 6901, section 5.
    #[test]
    fn reads_the_pointers_of_the_rfc() {
        for (pointer, expected) in [
            ("", vec![]),
            ("/foo", vec!["foo"]),
            ("/foo/0", vec!["foo", "0"]),
            ("/", vec![""]),
            ("/a~1b", vec!["a/b"]),
            ("/c%d", vec!["c%d"]),
            ("/k\"l", vec!["k\"l"]),
            ("/ ", vec![" "]),
            ("/m~0n", vec!["m~n"]),
            ("/~01", vec!["~1"]),
        ] {
            let read = tokens(pointer).unwrap();
            assert_eq!(read, expected, "{pointer}");
        }
    }

    #[test]
    fn refuses_what_is_no_pointer() {
        assert_eq!(tokens("foo"), Err(PointerError::NoSlash));
        assert_eq!(tokens("/a~"), Err(PointerError::Escape));
        assert_eq!(tokens("/a~2"), Err(PointerError::Escape));
        assert_eq!(tokens("/a~审"), Err(PointerError::Escape));
    }

    #[test]
    fn join_is_undone_by_split_last() {
        for name in ["a", "", "a/b", "~", "~1", "审批/~任务"] {
            let pointer = join("/parent", name);
            assert_eq!(split_last(&pointer), Some(("/parent", Cow::Borrowed(name))));
        }
        assert_eq!(split_last(""), None);
    }

    #[test]
    fn an_index_has_one_spelling() {
        assert_eq!(index("0"), Some(0));
        assert_eq!(index("17"), Some(17));
        for name in ["", "01", "+1", "-", "1 ", "99999999999999999999999"] {
            assert_eq!(index(name), None, "{name}");
        }
    }
}
