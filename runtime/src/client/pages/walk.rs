//! Detection of repeated page tokens, which would make a list endless.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use crate::reply::fault::ReplyFault;
use crate::reply::paged::NextPage;

/// The tokens of the pages so far, as digests of 8 bytes. Each of them has cost a response of the server, so their number needs
/// no limit. The digests are keyed, so a server cannot choose tokens that collide.
#[derive(Default)]
pub(super) struct Walk {
    state: RandomState,
    seen: BTreeSet<u64>,
}

impl Walk {
    /// Starts at the page with this token.
    pub(super) fn from(token: Option<&str>) -> Self {
        let mut walk = Self::default();
        if let Some(token) = token {
            walk.is_new(token);
        }
        walk
    }

    /// Returns the token of the next page; `None` after the last.
    pub(super) fn after<'a>(&mut self, next: &NextPage<'a>) -> Result<Option<&'a str>, ReplyFault> {
        if !next.is_there() {
            return Ok(None);
        }
        let token = next.token().ok_or(ReplyFault::NO_PAGE_TOKEN)?;
        if self.is_new(token) { Ok(Some(token)) } else { Err(ReplyFault::REPEATED_PAGE_TOKEN) }
    }

    /// Records a token; returns false if it was seen before.
    fn is_new(&mut self, token: &str) -> bool {
        self.seen.insert(self.state.hash_one(token))
    }
}

#[cfg(test)]
mod tests {
    use super::Walk;
    use crate::reply::fault::ReplyFault;
    use crate::reply::paged::NextPage;

    fn next(token: &str) -> NextPage<'_> {
        NextPage::new(Some(token), Some(true))
    }

    #[test]
    fn the_next_page_is_found_from_the_response() {
        let after = |token, has_more| Walk::default().after(&NextPage::new(token, has_more));
        assert_eq!(after(Some("a"), Some(true)), Ok(Some("a")));
        assert_eq!(after(Some("a"), None), Ok(Some("a")), "a page may document no `has_more`");
        assert_eq!(after(Some("a"), Some(false)), Ok(None), "servers send a token with the last page, too");
        assert_eq!(after(None, None), Ok(None));
        assert_eq!(after(Some(""), None), Ok(None));
        assert_eq!(after(Some(""), Some(true)), Err(ReplyFault::NO_PAGE_TOKEN));
        assert_eq!(after(None, Some(true)), Err(ReplyFault::NO_PAGE_TOKEN));
    }

    #[test]
    fn a_repeated_page_token_is_a_fault_however_late() {
        let mut walk = Walk::from(Some("start"));
        for page in 0..100_000 {
            assert!(walk.after(&next(&page.to_string())).is_ok());
        }
        for old in ["start", "0", "77777", "99999"] {
            assert_eq!(walk.after(&next(old)), Err(ReplyFault::REPEATED_PAGE_TOKEN), "{old}");
        }
    }
}
