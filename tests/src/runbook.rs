//! The schemas that CONTRIBUTING prints in its section about a new endpoint, beside the committed ones.

use std::collections::BTreeMap;
use std::fs;

use model::load::Input;
use serde_json::{Map, Value};

use crate::fixtures::{committed, repository};
use crate::generator::input;

/// The printed blocks.
#[derive(Debug)]
pub struct Printed {
    /// The schema and its overlay.
    pub files: Vec<Input>,
    /// The line for `ids` of `ids.json`: `METHOD path`, and the id.
    pub line: (String, String),
}

/// The committed schemas without those of the section, which a maintainer may have added to this clone.
#[must_use]
pub fn before() -> Vec<Input> {
    let printed = printed();
    let mut inputs = committed();
    inputs.retain(|input| printed.files.iter().all(|file| file.path != input.path));
    edit_ids(&mut inputs, |ids| drop(ids.shift_remove(&printed.line.0)));
    inputs
}

/// The schemas that a maintainer has after following the section.
#[must_use]
pub fn followed() -> Vec<Input> {
    let Printed { files, line: (call, id) } = printed();
    let mut inputs = before();
    edit_ids(&mut inputs, |ids| drop(ids.insert(call, id.into())));
    inputs.extend(files);
    inputs
}

fn edit_ids(inputs: &mut [Input], edit: impl FnOnce(&mut Map<String, Value>)) {
    let input = inputs.iter_mut().find(|input| input.path == "ids.json").expect("it is committed");
    let mut file: Value = serde_json::from_slice(&input.bytes).expect("JSON");
    edit(file["ids"].as_object_mut().expect("it lists ids"));
    input.bytes = serde_json::to_vec_pretty(&file).expect("JSON");
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
            _ if !block.starts_with('{') => {
                let listed: BTreeMap<String, String> =
                    serde_json::from_str(&format!("{{{block}}}")).expect("a member of an object");
                line = listed.into_iter().next();
            }
            (Some(id), _) => files.push(input(&format!("{id}.json"), block)),
            (None, Some(id)) => files.push(input(&format!("{id}.overlay.json"), block)),
            (None, None) => panic!("neither schema nor overlay:\n{block}"),
        }
    }
    assert_eq!(files.len(), 2, "the section prints a schema and its overlay");
    Printed { files, line: line.expect("the section prints the line for `ids.json`") }
}
