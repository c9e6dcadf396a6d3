//! Hostile text in every text slot of every kind of schema: it is refused, or it stays text.

use std::collections::BTreeMap;

use codegen::Plan;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use tests::hostile::{Choice, compiled, payloads, run_with, run_with_choices, slots};
use tests::outline::{self, Outline};

/// Slots whose text becomes an identifier, so that other text makes other names (but no more items).
const NAMING: &[&str] = &[
    "added_message", "anonymous_field", "body_field", "carried_field", "code_name", "concept_member", "enum",
    "event", "event_field", "field_name", "header", "heading", "kept_code_name", "kept_name", "member",
    "method", "naming_label", "page", "param", "query_field", "reply_field", "shared_member", "type",
    "type_field", "type_name", "union", "variant", "variant_field",
];

/// The run whose texts are all harmless.
struct Base {
    plan: Plan,
    outlines: BTreeMap<String, Outline>,
}

impl Base {
    fn new() -> Self {
        let plan = run_with(&|_| None).clean_plan();
        let outline = |(path, text): (&String, &String)| (path.clone(), outline::of(text));
        let outlines = plan.files.iter().map(outline).collect();
        Self { plan, outlines }
    }
}

/// Counts of runs that ended in a plan and in findings.
#[derive(Default)]
struct Count {
    taken: usize,
    refused: usize,
}

/// Puts a payload into slots, all at once: one text that acts as code changes the items, whatever the others do. If the
/// schemas are refused, halves of the slots are tried, down to the slot that does not take the payload.
fn attack(slots: &[String], payload: &str, base: &Base, count: &mut Count) {
    let run = run_with(&|name| slots.iter().any(|slot| slot == name).then(|| payload.to_owned()));
    let context = format!("{payload:?} as {}", slots.join(", "));
    is_plain(&run.report(), &format!("the report about {context}"));
    match run.plan {
        Some(plan) => {
            count.taken += slots.len();
            let other_names = slots.iter().any(|slot| NAMING.contains(&slot.as_str()));
            is_harmless(&plan, base, other_names, &context);
        }
        None if slots.len() == 1 => count.refused += 1,
        None => {
            let (first, second) = slots.split_at(slots.len() / 2);
            attack(first, payload, base, count);
            attack(second, payload, base, count);
        }
    }
}

#[test]
fn every_payload_in_every_slot_stays_text_or_is_refused() {
    let base = Base::new();
    // Texts that become names go alone: there may be other items, so that one could hide another.
    let (naming, texts): (Vec<String>, Vec<String>) =
        slots().into_iter().partition(|slot| NAMING.contains(&slot.as_str()));
    let attack_with = |payloads: &[String]| {
        let mut count = Count::default();
        for payload in payloads {
            naming.chunks(1).chain([&*texts]).for_each(|slots| attack(slots, payload, &base, &mut count));
        }
        count
    };
    let payloads = payloads();
    let (first, second) = payloads.split_at(payloads.len() / 2);
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| attack_with(second));
        (attack_with(first), other.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    });
    // Were the one or the other never to happen, this test would test nothing.
    let (taken, refused) = (first.taken + second.taken, first.refused + second.refused);
    assert_eq!(taken + refused, payloads.len() * (naming.len() + texts.len()));
    assert!(taken > 900 && refused > 100, "{taken} taken, {refused} refused");
}

/// Asserts that the plan defines the items of the harmless one, and that no text in it acts as code, markup or a path.
fn is_harmless(plan: &Plan, base: &Base, other_names: bool, context: &str) {
    let changed = files_apart(plan, &base.plan);
    let replaced = files_apart(&base.plan, plan);
    for path in changed.keys() {
        let below = path.strip_prefix("src/api/").unwrap_or_else(|| panic!("{context}: {path} is outside"));
        let below = below.strip_suffix(".rs").unwrap_or_else(|| panic!("{context}: {path} is no Rust file"));
        let is_identifier =
            |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.is_empty();
        assert!(below.split('/').all(is_identifier), "{context}: {path}");
    }
    for text in changed.values() {
        is_plain(text, context);
    }
    let outlines: Vec<Outline> = changed.values().map(|text| outline::of(text)).collect();
    let changed: Vec<&Outline> = outlines.iter().collect();
    let replaced: Vec<&Outline> = replaced.keys().map(|path| &base.outlines[*path]).collect();
    if other_names {
        let (changed, replaced) = (kinds(&changed), kinds(&replaced));
        let more =
            changed.iter().find(|(kind, count)| replaced.get(*kind).is_none_or(|known| *count > known));
        assert_eq!(more, None, "{context}: more of these than the harmless schema has");
    } else {
        assert_eq!(texts(&changed), texts(&replaced), "{context}");
    }
    assert_eq!(doc_tests(&changed), doc_tests(&replaced), "{context}: other examples");
    for outline in &changed {
        outline.docs.iter().for_each(|doc| is_harmless_markdown(doc, context));
    }
    for (region, base) in plan.regions.iter().zip(&base.plan.regions) {
        is_plain(&region.text, context);
        assert_eq!(region.text.lines().count(), base.text.lines().count(), "{context}: {}", region.path);
        assert!(region.path != "Cargo.toml" || region.text == base.text, "{context}: {}", region.text);
    }
}

/// The files of one plan that the other has not, or not with this text.
fn files_apart<'a>(plan: &'a Plan, other: &Plan) -> BTreeMap<&'a str, &'a str> {
    let apart = |(path, text): &(&String, &String)| other.files.get(*path) != Some(*text);
    plan.files.iter().filter(apart).map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// Items of the files with their names.
fn texts<'o>(outlines: &[&'o Outline]) -> Vec<&'o str> {
    outlines.iter().flat_map(|outline| &outline.lines).map(|line| line.text.as_str()).collect()
}

/// Counts the items of each kind. Attributes count once: an odd name takes one to keep its wire name.
fn kinds<'o>(outlines: &[&'o Outline]) -> BTreeMap<&'o str, usize> {
    let mut kinds = BTreeMap::new();
    for line in outlines.iter().flat_map(|outline| &outline.lines) {
        let count: &mut usize = kinds.entry(line.kind.as_str()).or_default();
        *count = if line.kind.contains("attribute") { 1 } else { *count + 1 };
    }
    kinds
}

/// Counts the examples that rustdoc compiles.
fn doc_tests(outlines: &[&Outline]) -> usize {
    let docs = outlines.iter().flat_map(|outline| &outline.docs);
    docs.map(|doc| code_blocks(doc).iter().filter(|info| info.as_str() != "json").count()).sum()
}

/// Asserts that the text has no character that hides, reorders or ends a line invisibly.
fn is_plain(text: &str, context: &str) {
    let is_hostile = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
    };
    let found = text.chars().find(is_hostile).map(|c| format!("U+{:04X}", u32::from(c)));
    assert_eq!(found, None, "{context}:\n{text}");
}

/// rustdoc's own dialect.
fn events(doc: &str) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    Parser::new_ext(doc, options)
}

fn code_blocks(doc: &str) -> Vec<String> {
    events(doc)
        .filter_map(|event| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => Some(info.into_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some("indented".to_owned()),
            _ => None,
        })
        .collect()
}

/// The target of a link from a setter to its field: `field@Body::operator`.
fn is_field(target: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = target.strip_prefix("field@").and_then(|path| path.split_once("::"));
    names.is_some_and(|(owner, field)| owner.chars().all(is_name) && field.chars().all(is_name))
}

/// Paragraphs, our lists, code spans, links to https and to fields, and code blocks of ours.
fn is_harmless_markdown(doc: &str, context: &str) {
    for event in events(doc) {
        let is_fine = match &event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => matches!(&**info, "json" | "no_run"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                dest_url.starts_with("https://open.example.com/") || is_field(dest_url)
            }
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item) => true,
            Event::Start(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Rule
            | Event::FootnoteReference(_) => false,
            _ => true,
        };
        assert!(is_fine, "{context}: {event:?} in\n{doc}");
    }
}

#[test]
fn a_line_of_a_megabyte() {
    // Work that grows with the square of the length would take minutes at this one already.
    let long = "evil */ ".repeat(1024 * 1024 / 8);
    let base = Base::new();
    for slot in ["doc", "message"] {
        let run = run_with(&|name| (name == slot).then(|| long.clone()));
        assert!(run.report().len() < 20_000, "a short report about a long line");
        if let Some(plan) = run.plan {
            assert!(plan.files.values().map(String::len).sum::<usize>() < 4 * long.len());
            is_harmless(&plan, &base, false, "a megabyte");
        }
    }
}

/// The package `compiled` builds the crate with the texts of `compiled.json`: for each slot all payloads in one, if the
/// slot takes them together with the texts of the slots before it, or else one payload, if it takes any.
#[test]
fn the_compiled_crate_has_the_nastiest_text_in_each_slot() {
    let (payloads, compiled) = (payloads(), compiled());
    let mut chosen = BTreeMap::new();
    let mut improved = Vec::new();
    for slot in slots() {
        let choice = compiled.get(&slot).copied();
        let nastier: Vec<Choice> = match choice {
            Some(Choice::All) => Vec::new(),
            Some(Choice::One(_)) => vec![Choice::All],
            None => std::iter::once(Choice::All).chain((0..payloads.len()).map(Choice::One)).collect(),
        };
        for nastier in nastier {
            chosen.insert(slot.clone(), nastier);
            if run_with_choices(&chosen, &payloads).plan.is_some() {
                improved.push(format!("{slot} takes {nastier:?}"));
            }
        }
        chosen.remove(&slot);
        chosen.extend(choice.map(|choice| (slot, choice)));
    }
    assert_eq!(improved, [""; 0], "tests/fixtures/hostile/compiled.json can be nastier");
    for slot in ["title", "doc", "field_doc", "message", "hint", "member_label", "example", "json_value"] {
        assert_eq!(chosen.get(slot), Some(&Choice::All), "{slot} takes any text");
    }
    assert!(chosen.len() > 70, "{} slots take hostile text", chosen.len());
    let plan = run_with_choices(&chosen, &payloads).plan.expect("the texts of `compiled.json` are accepted");
    is_harmless(&plan, &Base::new(), true, "everything at once");
}
