//! Lists page by page, as iterators that wait.

use std::fmt;
use std::sync::Arc;

use super::driver::{Driver, InsideRuntime};
use crate::client::{self, PageResult};
use crate::error::call_error::Error;
use crate::error::failure::Failure;
use crate::reply::paged::{Paged, PagedItems};

/// The pages of a list; an iterator that asks for one page at a time, and ends as [`Pages`](crate::Pages) does.
pub struct Pages<E: Paged> {
    driver: Arc<Driver>,
    walk: client::Pages<E>,
    /// An error has ended it.
    failed: bool,
}

impl<E: Paged + Send + Sync + 'static> Pages<E> {
    pub(super) fn new(driver: Arc<Driver>, pages: client::Pages<E>) -> Self {
        Self { driver, walk: pages, failed: false }
    }

    /// The items of the pages, one after the other.
    pub fn items(self) -> Items<E>
    where
        E: PagedItems,
    {
        Items { driver: self.driver, walk: self.walk.items(), failed: self.failed }
    }
}

impl<E: Paged> Pages<E> {
    /// The token of the page to go on with; see [`Pages::resume_token`](crate::Pages::resume_token).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        self.walk.resume_token()
    }

    /// Whether the last page has come.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        self.walk.is_ended()
    }
}

impl<E: Paged + Send + Sync + 'static> Iterator for Pages<E> {
    type Item = PageResult<E>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { driver, walk, failed } = self;
        or_end(failed, || driver.wait(walk.next()))
    }
}

/// The items of a list; an iterator that ends as [`Items`](crate::Items) does.
pub struct Items<E: PagedItems> {
    driver: Arc<Driver>,
    walk: client::Items<E>,
    /// An error has ended it.
    failed: bool,
}

impl<E: PagedItems> Items<E> {
    /// The token of the page that the next item is in; see [`Items::resume_token`](crate::Items::resume_token).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        self.walk.resume_token()
    }

    /// Whether the last item has come.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.walk.is_ended()
    }
}

impl<E: PagedItems + Send + Sync + 'static> Iterator for Items<E> {
    type Item = Result<E::Item, Error<E::Code>>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { driver, walk, failed } = self;
        or_end(failed, || driver.wait(walk.next()))
    }
}

/// What comes next, unless an error has come.
fn or_end<T, C>(
    failed: &mut bool,
    next: impl FnOnce() -> Result<Option<Result<T, Error<C>>>, InsideRuntime>,
) -> Option<Result<T, Error<C>>> {
    if *failed {
        return None;
    }
    let next = next().unwrap_or_else(|_| Some(Err(Failure::InsideRuntime.into())));
    *failed = matches!(next, Some(Err(_)));
    next
}

/// Shows neither the request nor tokens.
impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Pages").field(&self.walk).finish()
    }
}

/// Shows neither items nor tokens.
impl<E: PagedItems> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Items").field(&self.walk).finish()
    }
}
