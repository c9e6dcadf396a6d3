//! `texts`: lists the words of pages that have no English yet, and merges a list that was filled in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use model::check::{Missing, TextPlace, TextPlaces, missing_texts};
use model::document::SchemaSet;
use model::load::Loaded;
use model::schema::{CodeText, MemberText, Texts};
use model::texts::{COMMON, service};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::cli::TextsOptions;
use crate::failure::Failure;
use crate::import;
use crate::lock::Lock;
use crate::pipeline;
use crate::report;
use crate::transaction::{self, Write};
use crate::workspace::{root, shown};

pub(crate) fn run(options: &TextsOptions) -> Outcome {
    let schemas = match &options.schemas {
        Some(folder) => folder.clone(),
        None => root()?.join("schemas"),
    };
    let mut lock = Lock::default();
    lock.add_existing(&schemas)?;
    let Loaded { set, diagnostics } = model::load::load(pipeline::inputs(&schemas)?);
    if pipeline::has_errors(&diagnostics) {
        report::complain(&report::without_notes(diagnostics), &set.sources);
        return Ok(false);
    }
    match (&options.fill, &options.service) {
        (Some(list), _) => report::lines(&[fill(list, &schemas, &set)?]),
        (None, None) => report::lines(&overview(&missing_texts(&set))),
        (None, Some(service)) => {
            let words = import::words(&options.pages, &schemas)?;
            report::printed(&pretty(&List::of(service, &set, &words), &schemas)?);
        }
    }
    Ok(true)
}

/// Returns what is missing in each service, line by line.
fn overview(missing: &BTreeMap<String, Missing>) -> Vec<String> {
    if missing.is_empty() {
        return vec!["nothing is missing".to_owned()];
    }
    let line = |(service, missing): (&String, &Missing)| {
        let Missing { descriptions, members, codes } = missing;
        let [descriptions, members, codes] = [descriptions, members, codes].map(IndexMap::len);
        format!("{service}: {descriptions} descriptions, {members} labels, {codes} error codes")
    };
    missing.iter().map(line).collect()
}

/// A translation memory to fill in: beside each text, the words of the page and their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    texts: String,
    descriptions: IndexMap<String, Item<String>>,
    members: IndexMap<String, Item<MemberText>>,
    codes: IndexMap<String, Item<CodeText>>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item<T> {
    /// The field's description on the page, or what the page advises about the error code, if the page was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// Id and pointer of each place.
    places: Vec<String>,
    /// The entry of the memory; an empty text is left out.
    text: T,
}

impl List {
    /// Lists what is missing in a service; for `common`, what is missing in several. What a memory has for the same words is
    /// proposed.
    fn of(service: &str, set: &SchemaSet, words: &BTreeMap<String, String>) -> Self {
        let missing = missing_in(service, missing_texts(set));
        let text = |known: Option<String>| Some(known.unwrap_or_default());
        let description = |key: &str| find(set, |texts| texts.descriptions.get(key)).unwrap_or_default();
        let member = |key: &str| {
            let MemberText { name, doc } = find(set, |texts| texts.members.get(key)).unwrap_or_default();
            MemberText { name: text(name), doc: text(doc) }
        };
        let code = |key: &str| {
            let known = find(set, |texts| texts.codes.get(key)).unwrap_or_default();
            CodeText { name: text(known.name), doc: text(known.doc), hint: text(known.hint), ..known }
        };
        Self {
            texts: service.to_owned(),
            descriptions: items(missing.descriptions, words, description),
            members: items(missing.members, words, member),
            codes: items(missing.codes, words, code),
        }
    }

    /// Adds the texts of the list to a memory.
    fn merge(self, memory: &mut Texts) {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        merge(&mut memory.descriptions, self.descriptions, |text| filled(Some(text)));
        merge(&mut memory.members, self.members, |MemberText { name, doc }| {
            let text = MemberText { name: filled(name), doc: filled(doc) };
            (text != MemberText::default()).then_some(text)
        });
        merge(&mut memory.codes, self.codes, |code| {
            let text =
                CodeText { name: filled(code.name), doc: filled(code.doc), hint: filled(code.hint), ..code };
            (text != CodeText::default()).then_some(text)
        });
    }
}

fn missing_in(service: &str, mut missing: BTreeMap<String, Missing>) -> Missing {
    if service != COMMON {
        return missing.remove(service).unwrap_or_default();
    }
    let mut all = Missing::default();
    for Missing { descriptions, members, codes } in missing.into_values() {
        join(&mut all.descriptions, descriptions);
        join(&mut all.members, members);
        join(&mut all.codes, codes);
    }
    for map in [&mut all.descriptions, &mut all.members, &mut all.codes] {
        map.retain(|_, places| is_in_several(places));
    }
    all
}

fn join(all: &mut TextPlaces, more: TextPlaces) {
    for (key, places) in more {
        all.entry(key).or_default().extend(places);
    }
}

fn is_in_several(places: &[TextPlace]) -> bool {
    let services = || places.iter().map(|place| service(&place.id));
    services().min() != services().max()
}

/// Returns the entry of the first memory that has it.
fn find<T: Clone>(set: &SchemaSet, get: impl Fn(&Texts) -> Option<&T>) -> Option<T> {
    set.texts.iter().find_map(|document| get(&document.schema)).cloned()
}

fn items<T>(
    missing: TextPlaces,
    words: &BTreeMap<String, String>,
    text: impl Fn(&str) -> T,
) -> IndexMap<String, Item<T>> {
    let item = |(key, places): (String, Vec<TextPlace>)| {
        let described = places.iter().find_map(|place| words.get(place.prose.as_ref()?));
        let page = described.or_else(|| words.get(&key)).cloned();
        let places = places.iter().map(|place| format!("{} {}", place.id, place.pointer)).collect();
        let item = Item { page, places, text: text(&key) };
        (key, item)
    };
    missing.into_iter().map(item).collect()
}

/// Adds what is `filled` in to a map, and sorts it.
fn merge<T>(
    memory: &mut IndexMap<String, T>,
    list: IndexMap<String, Item<T>>,
    filled: impl Fn(T) -> Option<T>,
) {
    memory.extend(list.into_iter().filter_map(|(key, item)| Some((key, filled(item.text)?))));
    memory.sort_keys();
}

/// Merges a list that was filled in into the memory of its service. Returns what was done.
fn fill(list: &Path, schemas: &Path, set: &SchemaSet) -> Result<String, Failure> {
    let text = fs::read_to_string(list).map_err(Failure::io("read", list))?;
    let unreadable = |fault| Failure::Usage(format!("{} is not a list of `texts`: {fault}", shown(list)));
    let list: List = serde_json::from_str(&text).map_err(unreadable)?;
    let service = list.texts.clone();
    let known = set.endpoints.iter().map(|document| &document.id);
    let known = known.chain(set.concepts.iter().map(|document| &document.id));
    let mut known = known.chain(set.events.iter().map(|document| &document.id));
    if service != COMMON && !known.any(|id| model::texts::service(id) == service) {
        return Err(Failure::Usage(format!("no schema belongs to the service `{service}`")));
    }
    let old =
        set.texts.iter().find(|document| document.id == service).map(|document| document.schema.clone());
    let mut memory = old.clone().unwrap_or_else(|| Texts {
        schema: Some("../format.schema.json".to_owned()),
        texts: service.clone(),
        ..Texts::default()
    });
    list.merge(&mut memory);
    let path = schemas.join(format!("texts/{service}.json"));
    if old.as_ref() == Some(&memory) {
        return Ok(format!("{} has all of these texts", shown(&path)));
    }
    let write = Write { path: path.clone(), bytes: Some(pretty(&memory, &path)?.into_bytes()) };
    transaction::commit(&[schemas], &[write])?;
    Ok(format!("updated {}", shown(&path)))
}

fn pretty(value: &impl Serialize, path: &Path) -> Result<String, Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|fault| Failure::io("write", path)(fault.into()))?;
    Ok(text + "\n")
}
