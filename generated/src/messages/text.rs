//! Text of a message with mentions, styles and links.

use std::fmt;

use crate::im::v1::message_content::{TextContent, TextContentRequired};

/// Writes the text of a message: plain text, mentions, styles and links.
///
/// The platform has no way to write markup as plain text. So [`build`](Self::build) refuses plain text that would be read as markup,
/// such as a name that somebody chose to be `<at user_id="all">`. A text from people is safer in a post, whose elements show it as it is:
/// [`PostElement::text`](crate::im::v1::message_content::PostElement::text).
///
/// ```
/// use feishu_openapi::{MarkupError, MessageText};
///
/// let text = MessageText::new()
///     .mention("ou_1")
///     .text(", please decide ")
///     .bold(MessageText::new().text("today"))
///     .text(":\n")
///     .link("the request", "https://example.com/r?id=42")
///     .build()?;
/// assert_eq!(
///     text.text,
///     "<at user_id=\"ou_1\"></at>, please decide <b>today</b>:\n[the request](https://example.com/r?id=42)",
/// );
///
/// let forged = MessageText::new().text("hello <at user_id=\"all\">").build();
/// assert_eq!(forged.unwrap_err(), MarkupError::Text);
/// # Ok::<(), MarkupError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageText {
    text: String,
    /// Start of the plain text at the end.
    plain: usize,
    error: Option<MarkupError>,
}

impl TextContent {
    /// Begins a text with mentions, styles and links, in which text from people cannot become markup.
    #[must_use]
    pub fn builder() -> MessageText {
        MessageText::new()
    }
}

impl MessageText {
    /// Creates an empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds plain text. `\n` begins a line.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        self.text.push_str(text.as_ref());
        // Parts that follow each other are read as one text.
        let is_markup = self.text.get(self.plain..).is_some_and(is_markup);
        self.refuse_if(is_markup, MarkupError::Text)
    }

    /// Mentions a user, by `open_id`, `union_id` or `user_id`.
    #[must_use]
    pub fn mention(self, user_id: impl AsRef<str>) -> Self {
        let id = user_id.as_ref();
        let is_id = id != "all"
            && !id.is_empty()
            && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c));
        self.markup(&format!("<at user_id=\"{id}\"></at>")).refuse_if(!is_id, MarkupError::UserId)
    }

    /// Mentions everybody in the group, which must allow that.
    #[must_use]
    pub fn mention_all(self) -> Self {
        self.markup("<at user_id=\"all\"></at>")
    }

    /// Adds a bold text. Styles may be nested.
    #[must_use]
    pub fn bold(self, text: Self) -> Self {
        self.styled("b", text)
    }

    /// Adds an italic text.
    #[must_use]
    pub fn italic(self, text: Self) -> Self {
        self.styled("i", text)
    }

    /// Adds an underlined text.
    #[must_use]
    pub fn underlined(self, text: Self) -> Self {
        self.styled("u", text)
    }

    /// Adds a text that is struck through.
    #[must_use]
    pub fn struck(self, text: Self) -> Self {
        self.styled("s", text)
    }

    /// Adds a link to an address that begins with `http://` or `https://`. Neither may contain brackets of the link's syntax.
    #[must_use]
    pub fn link(self, text: impl AsRef<str>, address: impl AsRef<str>) -> Self {
        let (text, address) = (text.as_ref(), address.as_ref());
        let is_text = !text.is_empty() && !text.contains(['[', ']', '\n']) && !is_markup(text);
        let is_web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
        let is_outside = |c: char| c.is_whitespace() || c.is_control() || "()[]<>\"".contains(c);
        let is_address = is_web && !address.contains(is_outside);
        self.markup(&format!("[{text}]({address})"))
            .refuse_if(!is_text, MarkupError::LinkText)
            .refuse_if(!is_address, MarkupError::Address)
    }

    /// Returns the content of a text message.
    ///
    /// # Errors
    /// Fails with the first part that is refused.
    pub fn build(self) -> Result<TextContent, MarkupError> {
        match self.error {
            None => Ok(TextContent::new(TextContentRequired { text: self.text })),
            Some(error) => Err(error),
        }
    }

    fn styled(self, tag: &str, Self { text, error, .. }: Self) -> Self {
        self.markup(&format!("<{tag}>{text}</{tag}>")).refuse(error)
    }

    fn markup(mut self, markup: &str) -> Self {
        self.text.push_str(markup);
        self.plain = self.text.len();
        self
    }

    fn refuse_if(self, refused: bool, error: MarkupError) -> Self {
        self.refuse(refused.then_some(error))
    }

    fn refuse(mut self, error: Option<MarkupError>) -> Self {
        self.error = self.error.or(error);
        self
    }
}

/// Returns true if a part of the text would be read as a documented tag or link.
fn is_markup(text: &str) -> bool {
    let is_tag = |rest: &str| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        !after.is_empty() && ["at", "b", "i", "u", "s"].iter().any(|tag| name.eq_ignore_ascii_case(tag))
    };
    text.contains("](") || text.split('<').skip(1).any(is_tag)
}

/// Parts of a [`MessageText`] that are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkupError {
    /// Plain text would be read as a mention, a style or a link.
    Text,
    /// A mentioned user's id is empty, or has characters that no id has.
    UserId,
    /// The text of a link is empty, or contains brackets, a line break or markup.
    LinkText,
    /// The address of a link is not one of the web, or contains brackets, quotes or blanks; percent-encode these.
    Address,
}

impl fmt::Display for MarkupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text would be read as a mention, a style or a link: send it in a post",
            Self::UserId => "the id of a mentioned user is not valid: use `mention_all` for everybody",
            Self::LinkText => "the text of a link is empty, or has brackets, a line break or markup",
            Self::Address => "the address of a link is not a valid `http://` or `https://` address",
        })
    }
}

impl std::error::Error for MarkupError {}
