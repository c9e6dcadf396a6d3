//! Documentation before it becomes doc comments.

use crate::names::Name;

/// The documentation of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Doc {
    /// Paragraphs, lists and examples, in order.
    pub(crate) blocks: Vec<Block>,
    /// Other words by which rustdoc's search finds the item.
    pub(crate) aliases: Vec<String>,
}

/// One block of documentation. Text from schemas is not trusted: [`markdown`](crate::markdown) makes it harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A paragraph from a schema: plain text with `code` in backticks.
    Text(String),
    /// A list of such texts.
    List(Vec<String>),
    /// A list item that links to a page.
    Link {
        /// Words before the link.
        lead: String,
        /// The label of the link.
        label: String,
        /// The address; links to anything but https are printed as text.
        url: String,
        /// Words after the link.
        tail: String,
    },
    /// A paragraph that ends in a link to a field: `Body::operator`.
    See {
        /// The paragraph.
        text: String,
        /// The type that has the field.
        owner: Name,
        /// The field.
        field: Name,
    },
    /// JSON to look at.
    Json(String),
    /// A Rust example that is compiled but never run.
    Example(String),
}

impl Doc {
    /// Documentation of a single paragraph.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { blocks: vec![Block::Text(text.into())], aliases: Vec::new() }
    }

    /// Adds a block.
    pub(crate) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }
}
