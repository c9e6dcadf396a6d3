//! A list page by page, as a stream.

mod items;
mod walk;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

pub use self::items::Items;
use self::walk::Walk;
use super::Client;
use super::call::{self, Call};
use crate::error::call_error::Error;
use crate::error::failure::Failure;
use crate::reply::Reply;
use crate::reply::envelope::ReplyHead;
use crate::reply::paged::{Paged, PagedItems};

/// What a call for a page of `E` comes to.
pub type PageResult<E> = Result<Reply<<E as crate::Endpoint>::Data>, Error<<E as crate::Endpoint>::Code>>;

type Asked<E> = Pin<Box<dyn Future<Output = PageResult<E>> + Send>>;

/// The pages of a list, each a reply; made by [`Client::pages`] or [`Call::pages`].
///
/// A [`Stream`](futures_core::Stream) that asks for one page at a time, when it is polled. It ends after the last page, or
/// after an error; no error is passed over, and a list that leads in a circle, or that goes on without saying where, is an
/// error ([`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable)) after the page that says so. [`resume_token`](Self::resume_token)
/// is there all the time.
pub struct Pages<E: Paged> {
    client: Client,
    context: call::Context,
    /// The request for the page that comes next, or of the last.
    request: E,
    walk: Walk,
    state: State<E>,
}

enum State<E: Paged> {
    /// The next page can be asked for.
    Ready,
    Asked(Asked<E>),
    /// The page that came last does not lead on.
    Broken(Error<E::Code>),
    Failed,
    Ended,
}

impl<E: Paged + Send + Sync + 'static> Pages<E> {
    pub(super) fn new(client: Client, context: call::Context, request: E) -> Self {
        let walk = Walk::from(given(request.asked_page()));
        Self { client, context, request, walk, state: State::Ready }
    }

    /// The next page; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<PageResult<E>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The items of the pages, one after the other.
    pub fn items(self) -> Items<E>
    where
        E: PagedItems,
    {
        Items::new(self)
    }

    fn ask(&self) -> Asked<E> {
        let (client, context, request) = (self.client.clone(), self.context.clone(), self.request.clone());
        Box::pin(async move { Call::with(&client, &request, context).send().await })
    }

    /// What comes after a page.
    fn state_after(&mut self, reply: &Reply<E::Data>) -> State<E> {
        match self.walk.after(&E::next_page(&reply.data)) {
            Ok(Some(token)) => {
                self.request = self.request.with_page(token);
                State::Ready
            }
            Ok(None) => State::Ended,
            Err(fault) => {
                let mut head = ReplyHead::new(reply.status, &|_| None);
                head.log_id.clone_from(&reply.log_id);
                State::Broken(Failure::unreadable(head, fault).into())
            }
        }
    }
}

impl<E: Paged> Pages<E> {
    /// The token of the page to go on with: a request for that page begins where this stream is.
    ///
    /// It is the token of the first page that did not come, also after an error; after a page that does not lead on, that
    /// page's own. `None` is the first page of the list, or its end: see [`is_ended`](Self::is_ended).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        if self.is_ended() { None } else { given(self.request.asked_page()) }
    }

    /// Whether the last page has come.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

/// An empty token asks for the first page.
fn given(token: Option<&str>) -> Option<&str> {
    token.filter(|token| !token.is_empty())
}

impl<E: Paged + Send + Sync + 'static> Stream for Pages<E> {
    type Item = PageResult<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pages = self.get_mut();
        let mut asked = match std::mem::replace(&mut pages.state, State::Failed) {
            State::Ready => pages.ask(),
            State::Asked(asked) => asked,
            State::Broken(error) => return Poll::Ready(Some(Err(error))),
            State::Failed => return Poll::Ready(None),
            State::Ended => {
                pages.state = State::Ended;
                return Poll::Ready(None);
            }
        };
        match asked.as_mut().poll(context) {
            Poll::Pending => {
                pages.state = State::Asked(asked);
                Poll::Pending
            }
            Poll::Ready(page) => {
                if let Ok(reply) = &page {
                    pages.state = pages.state_after(reply);
                }
                Poll::Ready(Some(page))
            }
        }
    }
}

/// Nothing of it is pinned but what is in a box.
impl<E: Paged> Unpin for Pages<E> {}

/// Shows neither the request nor tokens.
impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
