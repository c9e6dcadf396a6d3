//! Lists as streams of pages.

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
use super::call::Call;
use super::types::CallSettings;
use crate::error::Error;
use crate::error::failure::Failure;
use crate::reply::Reply;
use crate::reply::decode::root;
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::reply::paged::{Paged, PagedItems};

/// The result of a call for one page of `E`.
pub type PageResult<E> = Result<Reply<<E as crate::Endpoint>::Data>, Error<<E as crate::Endpoint>::Code>>;

type Asked<E> = Pin<Box<dyn Future<Output = PageResult<E>> + Send>>;

/// A stream of the pages of a list; created by [`Client::pages`] or [`Call::pages`].
///
/// The [`Stream`] requests one page at a time, when it is polled. It ends after the last page or after
/// the first error. A repeated page token, or a missing one where more pages are announced, is an error
/// ([`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable)) after the page in question.
/// [`resume_token`](Self::resume_token) tells at any time where to continue.
pub struct Pages<E: Paged> {
    client: Client,
    settings: CallSettings,
    /// The request for the next page, or for the last page once the stream has ended.
    request: E,
    walk: Walk,
    state: State<E>,
}

enum State<E: Paged> {
    /// The next page can be requested.
    Ready,
    Asked(Asked<E>),
    /// The last page has no usable token for the next one.
    Broken(Error<E::Code>),
    Failed,
    Ended,
}

impl<E: Paged + Send + Sync + 'static> Call<'_, E> {
    /// Returns a stream of the pages of a list, beginning with the page that the request asks for. Each page is a call of
    /// its own, with these settings.
    #[must_use]
    pub fn pages(self) -> Pages<E> {
        let (client, settings, request) = self.into_parts();
        Pages::new(client.clone(), settings, request.clone())
    }
}

impl<E: Paged + Send + Sync + 'static> Pages<E> {
    pub(super) fn new(client: Client, settings: CallSettings, request: E) -> Self {
        let walk = Walk::from(given(request.asked_page()));
        Self { client, settings, request, walk, state: State::Ready }
    }

    /// Returns the next page; `None` after the last page and after an error.
    pub async fn next(&mut self) -> Option<PageResult<E>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns a stream of the items of the pages.
    pub fn items(self) -> Items<E>
    where
        E: PagedItems,
    {
        Items::new(self)
    }

    fn ask(&self) -> Asked<E> {
        let (client, settings, request) = (self.client.clone(), self.settings.clone(), self.request.clone());
        Box::pin(async move { Call::with(&client, &request, settings).send().await })
    }

    /// Returns the state after a page. A list ends only where the page says so: not where the part that would say so was left out.
    fn state_after(&mut self, reply: &Reply<E::Data>) -> State<E> {
        match self.walk.after(&E::next_page(&reply.data)) {
            Ok(Some(token)) => {
                self.request = self.request.with_page(token);
                State::Ready
            }
            Ok(None) if has_lost::<E>(reply, 1) => {
                State::Broken(unusable::<E>(reply, ReplyFault::INCOMPLETE_PAGE))
            }
            Ok(None) => State::Ended,
            Err(fault) => State::Broken(unusable::<E>(reply, fault)),
        }
    }
}

/// Returns true if a value at most `depth` steps below the root of the data was left out.
fn has_lost<E: Paged>(reply: &Reply<E::Data>, depth: usize) -> bool {
    reply.mismatches.iter().any(|mismatch| mismatch.is_left_out(root::<E>(), depth))
}

/// The error about a page that was read.
fn unusable<E: Paged>(reply: &Reply<E::Data>, fault: ReplyFault) -> Error<E::Code> {
    let mut head = ReplyHead::new(reply.status, &|_| None);
    head.log_id.clone_from(&reply.log_id);
    Failure::unreadable(head, fault).into()
}

impl<E: Paged> Pages<E> {
    /// Returns the token of the page to continue with. A request for that page begins where this stream is.
    ///
    /// After an error it is the token of the page that failed, or of the last page if that had no usable token for the next.
    /// `None` means the first page of the list, or its end: see [`is_ended`](Self::is_ended).
    #[must_use]
    pub fn resume_token(&self) -> Option<&str> {
        if self.is_ended() { None } else { given(self.request.asked_page()) }
    }

    /// Returns true after the last page.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

/// Returns the token unless it is empty; an empty one requests the first page.
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

/// The only pinned part is in a box.
impl<E: Paged> Unpin for Pages<E> {}

/// Shows the endpoint only.
impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
