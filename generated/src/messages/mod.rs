//! Messages with typed contents: requests that send them, and messages that hold them.

mod text;

use feishu_runtime::EncodeError;

pub use self::text::{MarkupError, MessageText};
use crate::im::v1::message::{create, forward, get, list, merge_forward, patch, reply, update};
use crate::im::v1::message_content::{
    CardContent, CardData, CardType, Content, PostContent, ReceivedContent, TextContent,
};
use crate::im::v1::thread;
use crate::{JsonString, RawJson};

impl create::Request {
    /// Creates a request that sends a content to a receiver: `msg_type` and `content` are those of the content.
    ///
    /// # Errors
    /// Fails if the content holds NaN or an infinity.
    ///
    /// ```
    /// use feishu_openapi::im::v1::message_content::Content;
    /// use feishu_openapi::{Validate, im::v1::message::create};
    ///
    /// let request = create::Request::with(create::ReceiveIdType::Email, "ann@example.com", Content::image("img_v2_1"))?;
    /// assert_eq!(request.body.msg_type, create::MsgType::Image);
    /// assert_eq!(request.body.content, r#"{"image_key":"img_v2_1"}"#);
    /// request.validate()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with(
        receive_id_type: create::ReceiveIdType,
        receive_id: impl Into<String>,
        content: impl Into<Content>,
    ) -> Result<Self, EncodeError> {
        let content = content.into();
        Ok(Self::new(create::Required {
            receive_id_type,
            receive_id: receive_id.into(),
            msg_type: content.tag().into(),
            content: content.to_json()?,
        }))
    }
}

impl reply::Request {
    /// Creates a request that replies to a message: `msg_type` and `content` are those of the content.
    ///
    /// # Errors
    /// Fails if the content holds NaN or an infinity.
    pub fn with(message_id: impl Into<String>, content: impl Into<Content>) -> Result<Self, EncodeError> {
        let content = content.into();
        Ok(Self::new(reply::Required {
            message_id: message_id.into(),
            msg_type: content.tag().into(),
            content: content.to_json()?,
        }))
    }
}

impl update::Request {
    /// Creates a request that replaces a message by a text.
    ///
    /// # Errors
    /// Fails if the content holds NaN or an infinity.
    pub fn with_text(message_id: impl Into<String>, text: TextContent) -> Result<Self, EncodeError> {
        Self::with(message_id.into(), &text.into())
    }

    /// Creates a request that replaces a message by a post.
    ///
    /// # Errors
    /// Fails if the content holds NaN or an infinity.
    pub fn with_post(message_id: impl Into<String>, post: PostContent) -> Result<Self, EncodeError> {
        Self::with(message_id.into(), &post.into())
    }

    fn with(message_id: String, content: &Content) -> Result<Self, EncodeError> {
        let (msg_type, content) = (content.tag().into(), content.to_json()?);
        Ok(Self::new(update::Required { message_id, msg_type, content }))
    }
}

impl patch::Request {
    /// Creates a request that replaces the card of a message.
    ///
    /// # Errors
    /// Fails if the content holds NaN or an infinity.
    pub fn with_card(message_id: impl Into<String>, card: CardContent) -> Result<Self, EncodeError> {
        let content = Content::from(card).to_json()?;
        Ok(Self::new(patch::Required { message_id: message_id.into(), content }))
    }
}

impl CardContent {
    /// Creates the content from a card's own JSON, such as `serde_json::json!({..})` or the text that the card building tool shows,
    /// parsed by `text.parse::<RawJson>()`. Returns `None` if it is not an object, or nested deeper than 32 levels.
    #[must_use]
    pub fn json(card: impl Into<RawJson>) -> Option<Self> {
        JsonString::from_text(card.into().text()).into_value()
    }

    /// Creates the content of a card that the card building tool made, by `template_id`.
    #[must_use]
    pub fn template(data: CardData) -> Self {
        Self::new().type_(CardType::Template).data(data)
    }

    /// Creates the content of a card entity, by its `card_id`.
    #[must_use]
    pub fn entity(card_id: impl Into<String>) -> Self {
        Self::new().type_(CardType::Entity).data(CardData::new().card_id(card_id))
    }
}

/// Implements `read_content` for messages of responses.
macro_rules! read_content {
    ($($message:ty)*) => {$(
        impl $message {
            /// Parses the content by the type of the message; `None` if one of them is missing. A content that does not fit its
            /// type, or one of an undocumented type, is `ReceivedContent::Unknown` with its text.
            #[must_use]
            pub fn read_content(&self) -> Option<ReceivedContent> {
                let tag = self.msg_type.as_ref()?.to_string();
                Some(ReceivedContent::read(&tag, self.body.as_ref()?.content.as_deref()?))
            }
        }
    )*};
}

read_content! {
    get::Message list::Message create::Data reply::Data update::Data forward::Data merge_forward::Message
    thread::forward::Data
}

#[cfg(feature = "events")]
impl crate::im::v1::event::message_receive::EventMessage {
    /// Parses the content by the type of the message; `None` if one of them is missing. A content that does not fit its type, or one of
    /// an undocumented type, is `ReceivedContent::Unknown` with its text.
    #[must_use]
    pub fn read_content(&self) -> Option<ReceivedContent> {
        Some(ReceivedContent::read(self.message_type.as_deref()?, self.content.as_deref()?))
    }
}
