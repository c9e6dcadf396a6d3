//! JSON Pointers (RFC 6901): reading them, and making them.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

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

/// A JSON Pointer that was put together from names, each with its escapes.
///
/// It derefs to its text, so that functions which only read a pointer take a `&str`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a member of the object at this pointer.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        join(self, name)
    }

    /// The pointer to an element of the array at this pointer.
    #[must_use]
    pub fn element(&self, index: usize) -> Self {
        element(self, index)
    }
}

/// The pointer to a member of the object at `parent`.
#[must_use]
pub fn join(parent: &str, name: &str) -> Pointer {
    Pointer(format!("{parent}/{}", escape(name)))
}

/// The pointer to an element of the array at `parent`.
#[must_use]
pub fn element(parent: &str, index: usize) -> Pointer {
    Pointer(format!("{parent}/{index}"))
}

impl Deref for Pointer {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

impl PartialEq<str> for Pointer {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Pointer {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
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
    use proptest::collection::vec;
    use proptest::prelude::*;

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_names_are_read_back_from_the_pointer_that_they_make(names in vec("[~/01a審\"\u{0}]{0,6}|.{0,4}", 0..5)) {
            let pointer = names.iter().fold(Pointer::default(), |pointer, name| pointer.join(name));
            prop_assert_eq!(tokens(&pointer).unwrap(), names.clone());
            let parent = split_last(&pointer).map(|(parent, name)| (parent.to_owned(), name.into_owned()));
            let expected = names.split_last().map(|(last, above)| {
                (above.iter().fold(Pointer::default(), |pointer, name| pointer.join(name)).into(), last.clone())
            });
            prop_assert_eq!(parent, expected);
        }

        #[test]
        fn any_text_is_a_pointer_or_refused(text in "[/~01a]{0,12}|.{0,6}") {
            if let Ok(names) = tokens(&text) {
                let made = names.iter().fold(Pointer::default(), |pointer, name| pointer.join(name));
                prop_assert_eq!(&*made, text.as_str());
            }
        }
    }

    #[test]
    fn elements_are_members_with_a_number_for_a_name() {
        assert_eq!(element("/a", 3), join("/a", "3"));
        assert_eq!(Pointer::default().element(0), "/0");
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
