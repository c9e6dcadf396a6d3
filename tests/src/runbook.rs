//! The schemas that CONTRIBUTING prints in its section about a new endpoint, beside the committed ones.

use std::fs;

use model::load::Input;

use crate::fixtures::{committed, repository};
use crate::generator::input;

/// The printed blocks.
#[derive(Debug)]
pub struct Printed {
    /// The schema and its overlay.
    pub files: Vec<Input>,
    /// The line for `ids` of `ids.json`: `"METHOD path": "id"`.
    pub line: String,
}

/// The schemas that a maintainer has after following the section.
#[must_use]
pub fn followed() -> Vec<Input> {
    let printed = printed();
    let mut inputs = committed();
    let ids = inputs.iter_mut().find(|input| input.path == "ids.json").expect("it is committed");
    let text = String::from_utf8(ids.bytes.clone()).expect("UTF-8");
    let (before, after) = text.split_once("\"ids\": {").expect("it lists ids");
    ids.bytes = format!("{before}\"ids\": {{\n    {},{after}", printed.line).into_bytes();
    inputs.extend(printed.files);
    inputs
}

/// Reads the section: a JSON block with an `id` is the schema, one with `overlay` the overlay, and one that is no object
/// the line.
#[must_use]
pub fn printed() -> Printed {
    let text = fs::read_to_string(repository().join("CONTRIBUTING.md")).expect("it is there");
    let is_heading = |line: &&str| line.starts_with("## ") && line.to_lowercase().contains("new endpoint");
    let section: Vec<&str> = text.lines().skip_while(|line| !is_heading(line)).skip(1).collect();
    let section = section.join("\n");
    let section = section.split("\n## ").next().expect("a section");
    let blocks = section.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    let (mut files, mut line) = (Vec::new(), None);
    for block in blocks {
        let key = |name: &str| block.split(&format!("\"{name}\": \"")).nth(1)?.split('"').next();
        match (key("id"), key("overlay")) {
            _ if !block.starts_with('{') => line = Some(block.trim().to_owned()),
            (Some(id), _) => files.push(input(&format!("{id}.json"), block)),
            (None, Some(id)) => files.push(input(&format!("{id}.overlay.json"), block)),
            (None, None) => panic!("neither schema nor overlay:\n{block}"),
        }
    }
    assert_eq!(files.len(), 2, "the section prints a schema and its overlay");
    Printed { files, line: line.expect("the section prints the line for `ids.json`") }
}
