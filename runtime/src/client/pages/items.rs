//! The items of all pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::Pages;
use crate::error::call_error::Error;
use crate::reply::paged::PagedItems;

/// The items of a list, whatever the pages that they come in; made by [`Pages::items`].
///
/// A [`Stream`](futures_core::Stream) that asks for a page when the items of the one before are gone. It ends as
/// [`Pages`] does.
pub struct Items<E: PagedItems> {
    pages: Pages<E>,
    /// What is left of the page that came last.
    page: vec::IntoIter<E::Item>,
    /// The token of that page.
    token: Option<String>,
}

impl<E: PagedItems + Send + Sync + 'static> Items<E> {
    pub(super) fn new(pages: Pages<E>) -> Self {
        Self { pages, page: Vec::new().into_iter(), token: None }
    }

    /// The next item; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error<E::Code>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: PagedItems> Items<E> {
    /// The token of the page that the next item is in: a request for that page begins with the first item of the page, so
    /// that items which were had already come again. `None` is the first page of the list, or its end: see
    /// [`is_ended`](Self::is_ended).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        if self.page.len() > 0 { self.token.as_deref() } else { self.pages.resume_token() }
    }

    /// Whether the last item has come.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.page.len() == 0 && self.pages.is_ended()
    }
}

impl<E: PagedItems + Send + Sync + 'static> Stream for Items<E> {
    type Item = Result<E::Item, Error<E::Code>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let token = items.pages.resume_token().map(ToOwned::to_owned);
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(reply)) => {
                    items.token = token;
                    items.page = E::items(reply.data).into_iter();
                }
            }
        }
    }
}

/// Nothing of it is pinned.
impl<E: PagedItems> Unpin for Items<E> {}

/// Shows neither items nor tokens.
impl<E: PagedItems> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
