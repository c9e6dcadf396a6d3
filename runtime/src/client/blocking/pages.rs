//! Lists as blocking iterators.

use std::fmt;
use std::sync::Arc;

use super::driver::{Driver, InsideRuntime};
use crate::client::{self, PageResult};
use crate::error::Error;
use crate::error::failure::Failure;
use crate::reply::paged::{Paged, PagedItems};

/// A blocking iterator over the pages of a list. It requests one page at a time, and ends like the stream
/// [`Pages`](crate::Pages).
pub struct Pages<E: Paged> {
    driver: Arc<Driver>,
    walk: client::Pages<E>,
    /// True after an error.
    failed: bool,
}

impl<E: Paged + Send + Sync + 'static> Pages<E> {
    pub(super) fn new(driver: Arc<Driver>, pages: client::Pages<E>) -> Self {
        Self { driver, walk: pages, failed: false }
    }

    /// Returns an iterator over the items of the pages.
    pub fn items(self) -> Items<E>
    where
        E: PagedItems,
    {
        Items { driver: self.driver, walk: self.walk.items(), failed: self.failed }
    }
}

impl<E: Paged> Pages<E> {
    /// Returns the token of the page to continue with; see [`Pages::resume_token`](crate::Pages::resume_token).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        self.walk.resume_token()
    }

    /// Returns true after the last page.
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

/// A blocking iterator over the items of a list. It ends like the stream [`Items`](crate::Items).
pub struct Items<E: PagedItems> {
    driver: Arc<Driver>,
    walk: client::Items<E>,
    /// True after an error.
    failed: bool,
}

impl<E: PagedItems> Items<E> {
    /// Returns the token of the page that contains the next item; see [`Items::resume_token`](crate::Items::resume_token).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        self.walk.resume_token()
    }

    /// Returns true after the last item.
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

/// Calls `next` unless an error has ended the iteration.
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

/// Shows the endpoint only.
impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Pages").field(&self.walk).finish()
    }
}

/// Shows the endpoint only.
impl<E: PagedItems> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Items").field(&self.walk).finish()
    }
}
