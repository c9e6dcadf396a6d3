//! Hostile text for every slot of every kind of schema.
//!
//! The templates of `fixtures/hostile` mark each slot as `«name|harmless text»`; a slot that stands in several places
//! has one name. `«pointer:name|...»` is the same slot inside a JSON Pointer. `payloads.json` lists the hostile texts,
//! and `compiled.json` which of them each slot takes in the crate that is compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::fixtures;
use crate::generator::{Run, input, run};

/// The templates by the path that the generator sees.
const TEMPLATES: &[(&str, &str)] = &[
    ("common.json", "common.json"),
    ("demo/v1/thing/«method|make».json", "endpoint.json"),
    ("demo/v1/thing/«method|make».overlay.json", "overlay.json"),
    ("demo/v1/thing/«page|states».json", "concept.json"),
    ("texts/demo.json", "texts.json"),
    ("demo/v1/event/«event|thing_changed».json", "event.json"),
];

fn template(name: &str) -> String {
    fs::read_to_string(fixtures::path("hostile").join(name)).unwrap()
}

/// The hostile texts.
#[must_use]
pub fn payloads() -> Vec<String> {
    serde_json::from_str(&template("payloads.json")).unwrap()
}

/// Names of all slots.
#[must_use]
pub fn slots() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, file) in TEMPLATES {
        fill(&template(file), &mut |slot, harmless| {
            names.insert(slot.to_owned());
            harmless.to_owned()
        });
    }
    names
}

/// A template with each slot's text chosen; texts are escaped for JSON.
fn fill(template: &str, choose: &mut dyn FnMut(&str, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, mark)) = rest.split_once('«') {
        let (mark, after) = mark.split_once('»').expect("each mark is closed");
        let (slot, harmless) = mark.split_once('|').expect("each mark has a harmless text");
        let text = match slot.strip_prefix("pointer:") {
            Some(slot) => choose(slot, harmless).replace('~', "~0").replace('/', "~1"),
            None => choose(slot, harmless),
        };
        let escaped = serde_json::to_string(&text).unwrap();
        out.push_str(before);
        out.push_str(&escaped[1..escaped.len() - 1]);
        rest = after;
    }
    out + rest
}

/// A run with the text that `choose` gives for each slot; `None` keeps the harmless text.
#[must_use]
pub fn run_with(choose: &dyn Fn(&str) -> Option<String>) -> Run {
    let text = |slot: &str, harmless: &str| choose(slot).unwrap_or_else(|| harmless.to_owned());
    run(TEMPLATES.iter().map(|(path, file)| {
        // A path is not JSON, so a slot in it takes the text unescaped.
        let (before, mark) = path.split_once('«').unwrap_or((path, ""));
        let path = match mark.split_once('»') {
            None => before.to_owned(),
            Some((mark, after)) => {
                let (slot, harmless) = mark.split_once('|').unwrap();
                format!("{before}{}{after}", text(slot, harmless))
            }
        };
        input(&path, fill(&template(file), &mut |slot, harmless| text(slot, harmless)))
    }))
}

/// A payload by number, or all of them in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// All payloads, one after the other.
    All,
    /// The payload at this index of `payloads.json`.
    One(usize),
}

impl Choice {
    /// The text.
    #[must_use]
    pub fn text(self, payloads: &[String]) -> String {
        match self {
            Self::All => payloads.concat(),
            Self::One(index) => payloads[index].clone(),
        }
    }
}

/// The choice for each slot in the crate that is compiled: `compiled.json`.
#[must_use]
pub fn compiled() -> BTreeMap<String, Choice> {
    let choices: BTreeMap<String, Value> = serde_json::from_str(&template("compiled.json")).unwrap();
    let choice = |value: Value| match value.as_u64() {
        Some(index) => Choice::One(usize::try_from(index).expect("an index")),
        None => Choice::All,
    };
    choices.into_iter().map(|(slot, value)| (slot, choice(value))).collect()
}

/// A run with a chosen payload in each of these slots.
#[must_use]
pub fn run_with_choices(choices: &BTreeMap<String, Choice>, payloads: &[String]) -> Run {
    run_with(&|slot| choices.get(slot).map(|choice| choice.text(payloads)))
}
