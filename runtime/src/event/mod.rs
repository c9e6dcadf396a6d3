//! Events and callbacks: what the platform sends, opened and decoded.
//!
//! [`EventEnvelope::parse`] opens the JSON of an event, and [`EventEnvelope::decode`] decodes it as the type of one event ([`Event`])
//! or as any of several ([`FromEvent`]). With the feature `receiver`, `Receiver` verifies and decrypts what the platform posts to a
//! webhook, `Dispatcher` hands each event to a function, once, and `Webhook` is both behind an HTTP server. With the feature `long-connection`,
//! `LongConnection` receives them over a WebSocket.

#[cfg(feature = "receiver")]
mod answer;
#[cfg(feature = "receiver")]
pub(crate) mod crypto;
#[cfg(feature = "receiver")]
mod dispatcher;
mod envelope;
mod fault;
#[cfg(feature = "long-connection")]
pub(crate) mod long_connection;
#[cfg(feature = "receiver")]
mod receiver;
#[cfg(all(feature = "receiver", feature = "redis"))]
mod redis_seen;
#[cfg(feature = "receiver")]
mod seen;
#[cfg(feature = "receiver")]
mod webhook;

#[cfg(feature = "receiver")]
pub use self::answer::{Answer, CallbackReply, CardReply, HandlerError, IntoAnswer, ToastKind};
#[cfg(feature = "receiver")]
pub use self::dispatcher::{Dispatcher, EventContext};
pub use self::envelope::EventEnvelope;
pub use self::fault::EventFault;
#[cfg(feature = "long-connection")]
pub use self::long_connection::{ConnectionState, ConnectionStates, LongConnection, LongConnectionError};
#[cfg(feature = "receiver")]
pub use self::receiver::{AddressCheck, Received, Receiver, ReceiverBuilder, ReceiverFault, Refused};
#[cfg(all(feature = "receiver", feature = "redis"))]
pub use self::redis_seen::RedisSeen;
#[cfg(feature = "receiver")]
pub use self::seen::{Claim, MemorySeen, Seen, SeenFuture, SeenKey};
#[cfg(feature = "receiver")]
pub use self::webhook::Webhook;
use crate::reply::data::{RawData, ReplyData};
use crate::reply::repair::{self, Mismatch};

/// One type of event or callback, generated from its page. Every field is optional.
///
/// ```
/// use feishu_runtime as rt;
/// use rt::event::{Event, EventEnvelope, EventKind, EventVersion};
///
/// /// The state of an approval instance changed.
/// #[derive(Debug, Default)]
/// struct InstanceChanged { instance_code: Option<String>, operate_time: Option<String> }
/// rt::reply_object!(InstanceChanged { 0 "instance_code" => value instance_code, 1 "operate_time" => value operate_time });
///
/// impl Event for InstanceChanged {
///     const TYPE: &'static str = "approval_instance";
///     const VERSION: EventVersion = EventVersion::V1;
///     const KIND: EventKind = EventKind::Event;
/// }
///
/// let body = br#"{"ts":"1502199207.7171419","uuid":"bc44","token":"41a9","type":"event_callback",
///     "event":{"type":"approval_instance","app_id":"cli_1","instance_code":"A","operate_time":1666079207003}}"#;
/// let envelope = EventEnvelope::parse(body)?;
/// assert_eq!((envelope.event_type(), envelope.id()), ("approval_instance", "bc44"));
/// let decoded = envelope.decode::<InstanceChanged>()?;
/// // The page says text, and the platform sends a number here: it is converted, and reported.
/// assert_eq!(decoded.event.operate_time.as_deref(), Some("1666079207003"));
/// assert_eq!(decoded.mismatches[0].pointer(), "/event/operate_time");
/// # Ok::<(), rt::event::EventFault>(())
/// ```
pub trait Event: ReplyData + Send + 'static {
    /// The type of the event on the wire: `approval_task`, `corehr.process.updated_v2`. A callback without an envelope carries
    /// no type; for it, this is the id of its schema.
    const TYPE: &'static str;
    /// The envelope in which the event comes.
    const VERSION: EventVersion;
    /// Event or callback.
    const KIND: EventKind;
}

/// The envelope of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventVersion {
    /// Envelope 1.0: `uuid`, `ts` and `token` beside the `event`, whose member `type` is the type.
    V1,
    /// Envelope 2.0: `schema`, `header` and `event`.
    V2,
    /// No envelope: the whole body is the payload.
    Bare,
}

/// Event or callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// An event: acknowledged without data, and sent again if it is not acknowledged in time.
    Event,
    /// A callback: answered with data while a person waits, and never sent again.
    Callback,
}

/// A decoded event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The event.
    pub event: T,
    /// The values that are not of their documented type, with what became of each. Usually empty.
    pub mismatches: Vec<Mismatch>,
}

impl<T> Decoded<T> {
    /// An event that matches its documentation.
    pub const fn new(event: T) -> Self {
        Self { event, mismatches: Vec::new() }
    }

    /// Applies a function to the event.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Decoded<U> {
        Decoded { event: function(self.event), mismatches: self.mismatches }
    }
}

/// A type that events can be decoded into: an [`Event`], or an enum of several.
pub trait FromEvent: Sized {
    /// Decodes an event.
    ///
    /// # Errors
    /// Fails if the event is of another type.
    fn from_event(envelope: &EventEnvelope) -> Result<Decoded<Self>, EventFault>;
}

/// Keeps what fits: a value of another type than its page documents is converted without loss or left out, and reported.
impl<E: Event> FromEvent for E {
    fn from_event(envelope: &EventEnvelope) -> Result<Decoded<Self>, EventFault> {
        if envelope.event_type() != E::TYPE || envelope.version() != E::VERSION {
            return Err(EventFault::OTHER_TYPE);
        }
        let root = if E::VERSION == EventVersion::Bare { "" } else { "/event" };
        let text = envelope.event().text();
        let read = E::read(&mut RawData::Json(Some(text.into())));
        let decoded = read.map(|event| (event, Vec::new())).or_else(|error| repair::read(root, text, error));
        match decoded {
            Ok((event, mismatches)) => Ok(Decoded { event, mismatches }),
            Err(error) => Err(EventFault::shape(root, &error)),
        }
    }
}
