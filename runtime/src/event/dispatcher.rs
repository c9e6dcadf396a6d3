//! Hands events to functions, each event once.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::timeout;

use super::answer::{Answer, HandlerError, IntoAnswer};
use super::envelope::{object, text};
use super::seen::{Claim, MemorySeen, Seen, SeenKey};
use super::{Event, EventEnvelope, EventKind};
use crate::reply::repair::Mismatch;

/// Time until an answer. The platform waits for 3 seconds, the way there and back included.
const ANSWER_WITHIN: Duration = Duration::from_millis(2500);

/// Time that a handler may run, unless [`Dispatcher::handler_timeout`] says otherwise.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(60);

/// A claim outlives the handler by this time, in which its end is stored.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

/// A running handler.
type Running = Pin<Box<dyn Future<Output = Result<Answer, HandlerError>> + Send>>;

type Handler = Arc<dyn Fn(Arc<EventEnvelope>) -> Running + Send + Sync>;

/// Hands each event to the function for its type, once.
///
/// ```
/// # use feishu_runtime as rt;
/// # use rt::event::{Event, EventKind, EventVersion};
/// # #[derive(Debug, Default)]
/// # struct InstanceChanged { instance_code: Option<String> }
/// # rt::reply_object!(InstanceChanged { 0 "instance_code" => value instance_code });
/// # impl Event for InstanceChanged {
/// #     const TYPE: &'static str = "approval_instance";
/// #     const VERSION: EventVersion = EventVersion::V1;
/// #     const KIND: EventKind = EventKind::Event;
/// # }
/// use rt::event::{Dispatcher, EventContext};
///
/// let dispatcher = Dispatcher::new()
///     .on(|event: InstanceChanged, context: EventContext| async move {
///         println!("{}: {:?}", context.envelope().id(), event.instance_code);
///     })
///     .rest(|context: EventContext| async move {
///         println!("not handled: {}", context.envelope().event_type());
///     });
/// # let _ = dispatcher;
/// ```
///
/// The platform sends an event again after 15 seconds, 5 minutes, 1 hour and 6 hours until it is answered with status 200, and
/// sometimes after that. Events are told apart by their ids in a [`Seen`]: one that has been handled is acknowledged and not
/// handled again; one whose handler failed, panicked or took too long is handled at its next delivery. A handler that runs for more
/// than 2.5 seconds runs on, but its event is refused for now, and acknowledged at its next delivery. A process that ends in the
/// middle of a handler may have done a part of its work.
///
/// Events without a function are acknowledged.
#[derive(Clone)]
pub struct Dispatcher {
    handlers: BTreeMap<&'static str, Handler>,
    rest: Option<Handler>,
    seen: Arc<dyn Seen>,
    handler_timeout: Duration,
    acknowledges_early: bool,
    merges_leave_approvals: bool,
    owners: Arc<Owners>,
}

/// What a handler is told beside the event.
#[derive(Clone, Debug)]
pub struct EventContext {
    envelope: Arc<EventEnvelope>,
    mismatches: Vec<Mismatch>,
}

impl EventContext {
    /// Returns the envelope: id, time, tenant, and the JSON of the event.
    #[must_use]
    pub fn envelope(&self) -> &EventEnvelope {
        &self.envelope
    }

    /// Returns the values that are not of their documented type, with what became of each. Usually empty.
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }
}

impl Default for Dispatcher {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the types that have a function.
impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types: Vec<&&str> = self.handlers.keys().collect();
        f.debug_struct("Dispatcher").field("types", &types).finish_non_exhaustive()
    }
}

impl Dispatcher {
    /// Creates a dispatcher without functions, which remembers handled events in memory.
    #[must_use]
    pub fn new() -> Self {
        Self {
            handlers: BTreeMap::new(),
            rest: None,
            seen: Arc::new(MemorySeen::default()),
            handler_timeout: HANDLER_TIMEOUT,
            acknowledges_early: false,
            merges_leave_approvals: false,
            owners: Arc::new(Owners::new()),
        }
    }

    /// Sets the function for one type of event or callback, in place of one that was set before. Its future returns `()`, the
    /// [`CallbackReply`](super::CallbackReply) of a callback, or a `Result` of either. After an error the platform sends the event again.
    #[must_use]
    pub fn on<E, F, O>(mut self, handler: F) -> Self
    where
        E: Event,
        F: Fn(E, EventContext) -> O + Send + Sync + 'static,
        O: Future<Output: IntoAnswer> + Send + 'static,
    {
        let run = move |envelope: Arc<EventEnvelope>| -> Running {
            match envelope.decode::<E>() {
                Ok(decoded) => {
                    let output =
                        handler(decoded.event, EventContext { envelope, mismatches: decoded.mismatches });
                    Box::pin(async { output.await.into_answer() })
                }
                Err(fault) => Box::pin(std::future::ready(Err(fault.into()))),
            }
        };
        self.handlers.insert(E::TYPE, Arc::new(run));
        self
    }

    /// Sets the function for all types without one of their own.
    #[must_use]
    pub fn rest<F, O>(mut self, handler: F) -> Self
    where
        F: Fn(EventContext) -> O + Send + Sync + 'static,
        O: Future<Output: IntoAnswer> + Send + 'static,
    {
        self.rest = Some(Arc::new(move |envelope| {
            let output = handler(EventContext { envelope, mismatches: Vec::new() });
            Box::pin(async { output.await.into_answer() })
        }));
        self
    }

    /// Passes each ticket of a store app, which the platform sends every hour, to the client.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn app_tickets(mut self, client: &crate::Client) -> Self {
        let client = client.clone();
        let run = move |envelope: Arc<EventEnvelope>| -> Running {
            let ticket = object(envelope.event().text()).and_then(|event| text(&event, "app_ticket"));
            let stored = ticket.map(|ticket| client.set_app_ticket(ticket));
            let answer =
                stored.map(|()| Answer::acknowledged()).ok_or_else(|| "no `app_ticket` in the event".into());
            Box::pin(std::future::ready(answer))
        };
        self.handlers.insert("app_ticket", Arc::new(run));
        self
    }

    /// Sets where handled events are remembered. Several processes need one that they share.
    #[must_use]
    pub fn seen(mut self, seen: impl Seen) -> Self {
        self.seen = Arc::new(seen);
        self
    }

    /// Sets how long a handler may run before it is stopped and its event counts as failed. Default: 60 seconds.
    #[must_use]
    pub const fn handler_timeout(mut self, timeout: Duration) -> Self {
        self.handler_timeout = timeout;
        self
    }

    /// Acknowledges events before their handlers run, for handlers that take longer than 2.5 seconds. An event is then lost if its
    /// handler fails or the process ends: the platform does not send it again. Callbacks wait for their handlers as before.
    #[must_use]
    pub const fn acknowledge_early(mut self) -> Self {
        self.acknowledges_early = true;
        self
    }

    /// Handles a leave approval once: the platform sends it as `leave_approval` and as `leave_approvalV2`, under two ids. The
    /// one that comes first is handled.
    #[must_use]
    pub const fn merge_leave_approvals(mut self) -> Self {
        self.merges_leave_approvals = true;
        self
    }

    /// Handles a verified event or callback and returns what to answer, within 2.5 seconds. Must be called within a tokio runtime with
    /// timers. A handler that has begun runs to its end even if this future is dropped.
    pub async fn dispatch(&self, envelope: EventEnvelope) -> Answer {
        let Some(handler) = self.handlers.get(envelope.event_type()).or(self.rest.as_ref()) else {
            return Answer::acknowledged();
        };
        let is_callback = envelope.kind() == EventKind::Callback;
        let key = SeenKey::new(self.id(&envelope), self.owners.next());
        let envelope = Arc::new(envelope);
        let running = tokio::spawn(self.clone().handle(Arc::clone(handler), Arc::clone(&envelope), key));
        if self.acknowledges_early && !is_callback {
            return Answer::acknowledged();
        }
        match timeout(ANSWER_WITHIN, running).await {
            Ok(Ok(answer)) => answer,
            Err(_) if is_callback => Answer::acknowledged(),
            // The handler runs on, or the runtime has stopped it.
            Ok(Err(_)) | Err(_) => Answer::failed(),
        }
    }

    /// Runs the handler, unless the event has been handled or is being handled.
    async fn handle(self, handler: Handler, envelope: Arc<EventEnvelope>, key: SeenKey) -> Answer {
        let event_type = envelope.event_type().to_owned();
        if key.id().is_empty() {
            return self.run(&handler, envelope).await.unwrap_or_else(|()| Answer::failed());
        }
        match self.seen.claim(&key, self.handler_timeout + LEASE_MARGIN).await {
            Ok(Claim::New) => {}
            Ok(Claim::Handled) => return Answer::acknowledged(),
            Ok(Claim::Running) => return Answer::failed(),
            Err(error) => {
                tracing::warn!(event_type, error = %error, "an event was refused: it cannot be told whether it has been handled");
                return Answer::failed();
            }
        }
        let outcome = self.run(&handler, envelope).await;
        let stored = match &outcome {
            Ok(_) => self.seen.finish(&key).await,
            Err(()) => self.seen.release(&key).await,
        };
        if let Err(error) = stored {
            tracing::warn!(event_type, error = %error, "the end of an event's handler was not stored");
        }
        outcome.unwrap_or_else(|()| Answer::failed())
    }

    /// Runs the handler in a task of its own, so that a panic is a failure.
    async fn run(&self, handler: &Handler, envelope: Arc<EventEnvelope>) -> Result<Answer, ()> {
        let (id, event_type) = (envelope.id().to_owned(), envelope.event_type().to_owned());
        let handler = Arc::clone(handler);
        let mut task = AbortOnDrop(tokio::spawn(async move { handler(envelope).await }));
        let failure: Box<dyn fmt::Display + Send> = match timeout(self.handler_timeout, &mut task.0).await {
            Ok(Ok(Ok(answer))) => return Ok(answer),
            Ok(Ok(Err(error))) => Box::new(error),
            Ok(Err(_)) => Box::new("it panicked"),
            Err(_) => Box::new("it took too long"),
        };
        tracing::warn!(event_id = id, event_type, error = %failure, "a handler failed");
        Err(())
    }

    /// Returns what tells the event from others.
    fn id(&self, envelope: &EventEnvelope) -> String {
        let is_leave = matches!(envelope.event_type(), "leave_approval" | "leave_approvalV2");
        let code = || object(envelope.event().text()).and_then(|event| text(&event, "instance_code"));
        match (self.merges_leave_approvals && is_leave).then(code).flatten() {
            Some(code) => format!("leave_approval:{code}"),
            None => envelope.id().to_owned(),
        }
    }
}

/// A task that is stopped with the one that waits for it.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Numbers for deliveries that no other process uses.
struct Owners {
    random: RandomState,
    count: AtomicU64,
}

impl Owners {
    fn new() -> Self {
        Self { random: RandomState::new(), count: AtomicU64::new(0) }
    }

    fn next(&self) -> u64 {
        self.random.hash_one((std::process::id(), self.count.fetch_add(1, Ordering::Relaxed)))
    }
}
