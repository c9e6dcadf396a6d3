//! Detection of repeated page tokens, which would make a list endless.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use crate::reply::paged::NextPage;
use crate::reply::reply_fault::ReplyFault;

/// Number of tokens that are remembered individually (8 bytes each). In longer lists a loop is still found, after a few
/// rounds of it.
const REMEMBERED: usize = 65_536;

/// The tokens of the pages so far, as digests.
#[derive(Default)]
pub(super) struct Walk {
    state: RandomState,
    seen: BTreeSet<u64>,
    /// Once the set is full, one more digest. It is replaced after twice as many pages each time (Brent's algorithm).
    checkpoint: u64,
    /// Pages since the checkpoint was set.
    since: u64,
    /// Pages after which the checkpoint is replaced.
    span: u64,
}

impl Walk {
    /// Starts at the page with this token.
    pub(super) fn from(token: Option<&str>) -> Self {
        let mut walk = Self::default();
        if let Some(token) = token {
            walk.comes_again(token);
        }
        walk
    }

    /// Returns the token of the next page; `None` after the last.
    pub(super) fn after<'a>(&mut self, next: &NextPage<'a>) -> Result<Option<&'a str>, ReplyFault> {
        if !next.is_there() {
            return Ok(None);
        }
        let token = next.token().ok_or(ReplyFault::NO_PAGE_TOKEN)?;
        if self.comes_again(token) {
            return Err(ReplyFault::REPEATED_PAGE_TOKEN);
        }
        Ok(Some(token))
    }

    /// Returns true if the token was seen before, and records it.
    fn comes_again(&mut self, token: &str) -> bool {
        let digest = self.state.hash_one(token);
        if self.seen.contains(&digest) {
            return true;
        }
        if self.seen.len() < REMEMBERED {
            self.seen.insert(digest);
            return false;
        }
        if self.span > 0 && digest == self.checkpoint {
            return true;
        }
        self.since += 1;
        if self.since > self.span {
            (self.checkpoint, self.since) = (digest, 0);
            self.span = self.span.saturating_mul(2).max(1);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{REMEMBERED, Walk};
    use crate::reply::paged::NextPage;
    use crate::reply::reply_fault::ReplyFault;

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
        assert_eq!(walk.after(&next("a")), Ok(Some("a")));
        assert_eq!(walk.after(&next("b")), Ok(Some("b")));
        for old in ["start", "a", "b"] {
            assert_eq!(walk.after(&next(old)), Err(ReplyFault::REPEATED_PAGE_TOKEN), "{old}");
        }
    }

    #[test]
    fn a_loop_longer_than_the_remembered_tokens_is_found() {
        let mut walk = Walk::default();
        let page = |number: usize| number.to_string();
        for number in 0..REMEMBERED {
            assert!(walk.after(&next(&page(number))).is_ok());
        }
        for round in [1, 2, 7, 1000] {
            let mut walk = Walk { seen: walk.seen.clone(), state: walk.state.clone(), ..Walk::default() };
            let circle = (0..).map(|number| page(REMEMBERED + number % round));
            let steps =
                circle.take(4 * round + 4).take_while(|token| walk.after(&next(token)).is_ok()).count();
            assert!(steps >= round, "the first round is new: {round}");
            assert!(steps < 4 * round + 4, "it is found: {round}");
        }
    }

    #[test]
    fn the_number_of_remembered_tokens_is_bounded() {
        let mut walk = Walk::default();
        for number in 0..2 * REMEMBERED {
            assert!(walk.after(&next(&number.to_string())).is_ok());
        }
        assert_eq!(walk.seen.len(), REMEMBERED);
    }
}
