//! Markdown as both forms of page use it: front matter, lines, rows of tables, tags and entities.

pub(crate) mod front_matter;
pub(crate) mod lines;
pub(crate) mod rows;
pub(crate) mod tags;
