//! The items of all pages of a list, as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::{Pages, State, has_lost, unusable};
use crate::error::Error;
use crate::reply::fault::ReplyFault;
use crate::reply::paged::PagedItems;

/// A stream of the items of a list; created by [`Pages::items`].
///
/// The [`Stream`] requests a page when all items of the previous one have been returned. It ends like
/// [`Pages`], after the last item or the first error.
pub struct Items<E: PagedItems> {
    pages: Pages<E>,
    /// The remaining items of the current page.
    page: vec::IntoIter<E::Item>,
    /// The token of the current page.
    token: Option<String>,
}

impl<E: PagedItems + Send + Sync + 'static> Items<E> {
    pub(super) fn new(pages: Pages<E>) -> Self {
        Self { pages, page: Vec::new().into_iter(), token: None }
    }

    /// Returns the next item; `None` after the last item and after an error.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error<E::Code>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: PagedItems> Items<E> {
    /// Returns the token of the page that contains the next item. A request for that page begins with its first item, so items
    /// that were already returned come again. `None` means the first page of the list, or its end: see
    /// [`is_ended`](Self::is_ended).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        if self.page.len() > 0 { self.token.as_deref() } else { self.pages.resume_token() }
    }

    /// Returns true after the last item.
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
                // The list itself, or one of its items, was left out.
                Some(Ok(reply)) if has_lost::<E>(&reply, 2) => {
                    items.pages.state = State::Failed;
                    return Poll::Ready(Some(Err(unusable::<E>(&reply, ReplyFault::INCOMPLETE_PAGE))));
                }
                Some(Ok(reply)) => {
                    items.token = token;
                    items.page = E::items(reply.data).into_iter();
                }
            }
        }
    }
}

/// No part of it is pinned.
impl<E: PagedItems> Unpin for Items<E> {}

/// Shows the endpoint only.
impl<E: PagedItems> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
