//! What a webhook or a long connection answers.

use std::error::Error;

use serde::Serialize;
use serde_json::{Map, Value, json};

/// The error of a handler.
pub type HandlerError = Box<dyn Error + Send + Sync>;

/// The answer to an event or callback: an HTTP status and a body in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    /// Returns the answer to an event that has been handled, and the neutral answer to a callback.
    #[must_use]
    pub fn acknowledged() -> Self {
        Self { status: 200, body: "{}".to_owned() }
    }

    /// Returns the answer to an event that has not been handled. The platform sends it again.
    #[must_use]
    pub fn failed() -> Self {
        Self { status: 500, body: "{}".to_owned() }
    }

    /// Returns the answer to a request that is not verified.
    #[must_use]
    pub fn refused() -> Self {
        Self { status: 401, body: "{}".to_owned() }
    }

    pub(super) const fn ok(body: String) -> Self {
        Self { status: 200, body }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Returns the body, in JSON.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// What the future of a handler returns: `()`, a [`CallbackReply`], or a `Result` of either.
pub trait IntoAnswer: Send + 'static {
    /// Converts it to an answer.
    ///
    /// # Errors
    /// Fails if the handler failed, or if its reply cannot be serialized.
    fn into_answer(self) -> Result<Answer, HandlerError>;
}

impl IntoAnswer for () {
    fn into_answer(self) -> Result<Answer, HandlerError> {
        Ok(Answer::acknowledged())
    }
}

impl<T: IntoAnswer, E: Into<HandlerError> + Send + 'static> IntoAnswer for Result<T, E> {
    fn into_answer(self) -> Result<Answer, HandlerError> {
        self.map_err(Into::into)?.into_answer()
    }
}

/// The reply to a callback, as any type that can be serialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackReply<T>(pub T);

impl<T: Serialize + Send + 'static> IntoAnswer for CallbackReply<T> {
    fn into_answer(self) -> Result<Answer, HandlerError> {
        Ok(Answer::ok(serde_json::to_string(&self.0)?))
    }
}

/// How a toast looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToastKind {
    /// Neutral.
    Info,
    /// Green.
    Success,
    /// Red.
    Error,
    /// Yellow.
    Warning,
}

impl ToastKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The reply to `card.action.trigger`: a toast, a new card, both or neither.
///
/// ```
/// use feishu_runtime::event::{CardReply, IntoAnswer, ToastKind};
///
/// let reply = CardReply::new().toast(ToastKind::Success, "Approved");
/// let body: serde_json::Value = serde_json::from_str(reply.into_answer()?.body())?;
/// assert_eq!(body, serde_json::json!({ "toast": { "type": "success", "content": "Approved" } }));
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardReply {
    toast: Option<Value>,
    card: Option<Value>,
}

impl CardReply {
    /// Creates a reply that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a text to the person for a moment.
    #[must_use]
    pub fn toast(mut self, kind: ToastKind, content: impl Into<String>) -> Self {
        self.toast = Some(json!({ "type": kind.as_str(), "content": content.into() }));
        self
    }

    /// Replaces the card by this one, given as the JSON of a card.
    #[must_use]
    pub fn card(mut self, card: &Value) -> Self {
        self.card = Some(json!({ "type": "raw", "data": card }));
        self
    }

    /// Replaces the card by one of a template, with the values of its variables.
    #[must_use]
    pub fn template(mut self, id: &str, variables: &Value) -> Self {
        let data = json!({ "template_id": id, "template_variable": variables });
        self.card = Some(json!({ "type": "template", "data": data }));
        self
    }
}

impl IntoAnswer for CardReply {
    fn into_answer(self) -> Result<Answer, HandlerError> {
        let members = [("toast", self.toast), ("card", self.card)];
        let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let object: Map<String, Value> = members.collect();
        Ok(Answer::ok(serde_json::to_string(&object)?))
    }
}
