//! Markdown that both forms of page share: front matter, lines, table rows, tags and entities.

pub(crate) mod front_matter;
pub(crate) mod lines;
pub(crate) mod rows;
pub(crate) mod tags;
