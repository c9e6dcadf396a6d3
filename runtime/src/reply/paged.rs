//! Lists that come page by page: how a page is asked for, and what it says of the next.

use crate::request::endpoint::Endpoint;

/// A request of a list that the server answers page by page.
pub trait Paged: Endpoint + Clone {
    /// The token of the page that the request asks for; `None` for the first.
    fn asked_page(&self) -> Option<&str>;

    /// The same request for the page with this token.
    #[must_use]
    fn with_page(&self, token: &str) -> Self;

    /// What a page says of the next one.
    fn next_page(data: &Self::Data) -> NextPage<'_>;
}

/// A request of a list whose pages hold one list each.
pub trait PagedItems: Paged {
    /// An element of the list.
    type Item;

    /// The part of the list that a page holds.
    fn items(data: Self::Data) -> Vec<Self::Item>;
}

/// What a page says of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPage<'a> {
    token: Option<&'a str>,
    has_more: Option<bool>,
}

impl<'a> NextPage<'a> {
    /// The token of the next page, and whether there is one, as far as the reply says so. An empty token is none.
    #[must_use]
    pub fn new(token: Option<&'a str>, has_more: Option<bool>) -> Self {
        Self { token: token.filter(|token| !token.is_empty()), has_more }
    }

    /// The token of the next page.
    #[must_use]
    pub const fn token(&self) -> Option<&'a str> {
        self.token
    }

    /// Whether there is a next page: what the reply says, and if it says nothing, whether it has a token.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.has_more.unwrap_or(self.token.is_some())
    }
}
