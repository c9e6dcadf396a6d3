//! Lists that are returned page by page: requesting a page, and finding the next.

use crate::request::endpoint::Endpoint;

/// A request for a list that is returned page by page.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request for a list with pages",
    note = "make a single call by `Client::send`"
)]
pub trait Paged: Endpoint + Clone {
    /// Returns the token of the page that the request asks for; `None` for the first.
    fn asked_page(&self) -> Option<&str>;

    /// Returns the same request for the page with this token.
    #[must_use]
    fn with_page(&self, token: &str) -> Self;

    /// Returns what a page says about the next one.
    fn next_page(data: &Self::Data) -> NextPage<'_>;
}

/// A request for a list whose pages contain exactly one list of items.
pub trait PagedItems: Paged {
    /// An item of the list.
    type Item;

    /// Returns the items of a page.
    fn items(data: Self::Data) -> Vec<Self::Item>;
}

/// A page's information about the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPage<'a> {
    token: Option<&'a str>,
    has_more: Option<bool>,
}

impl<'a> NextPage<'a> {
    /// Creates it from the members of a page; an empty token counts as missing.
    #[must_use]
    pub fn new(token: Option<&'a str>, has_more: Option<bool>) -> Self {
        Self { token: token.filter(|token| !token.is_empty()), has_more }
    }

    /// Returns the token of the next page.
    #[must_use]
    pub const fn token(&self) -> Option<&'a str> {
        self.token
    }

    /// Returns true if there is a next page: according to `has_more`, or if that is missing, to the presence of a token.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.has_more.unwrap_or(self.token.is_some())
    }
}
