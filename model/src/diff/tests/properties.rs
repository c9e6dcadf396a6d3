//! Properties that hold for any schema, shown on those of this repository, one changed value at a time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

use super::*;
use crate::load::Loaded;
use crate::pointer::join;

/// Every file of the schema directory, overlays merged, by id. Read once for all tests.
fn committed() -> &'static [(String, Value)] {
    static COMMITTED: LazyLock<Vec<(String, Value)>> = LazyLock::new(read_committed);
    &COMMITTED
}

fn read_committed() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let mut inputs = Vec::new();
    let mut open: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                inputs.push(Input { path: below.clone(), shown: below, bytes: fs::read(path).unwrap() });
            }
        }
    }
    let Loaded { set, diagnostics } = load(inputs);
    assert_eq!(diagnostics, []);
    let mut out: Vec<(String, Value)> = Vec::new();
    out.extend(set.endpoints.iter().map(|document| (document.id.clone(), document.tree.to_value())));
    out.extend(set.concepts.iter().map(|document| (document.id.clone(), document.tree.to_value())));
    out.extend(set.common.iter().map(|document| (document.id.clone(), document.tree.to_value())));
    out.extend(set.ids.iter().map(|document| (document.id.clone(), document.tree.to_value())));
    out.extend(set.lock.iter().map(|document| (document.id.clone(), document.tree.to_value())));
    assert!(out.len() >= 8, "four endpoints, a concept page and three shared files");
    out
}

/// The file alone, if it has no fault of form.
fn alone(id: &str, schema: &Value) -> Option<SchemaSet> {
    let path = format!("{id}.json");
    let loaded = load([Input { path: path.clone(), shown: path, bytes: schema.to_string().into_bytes() }]);
    loaded.diagnostics.is_empty().then_some(loaded.set)
}

/// All places of a small file, and up to 3 of a large one, evenly spread: each costs a run over the whole file, and the
/// files have the same members again and again.
fn sample(places: Vec<String>) -> impl Iterator<Item = String> {
    let step = places.len() / 3 + 1;
    places.into_iter().step_by(step)
}

/// Pointers to every value that is no object or array with members.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| leaves(value, &join(at, name), out));
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, value)| leaves(value, &join(at, &index.to_string()), out));
        }
        _ => out.push(at.to_owned()),
    }
}

/// Every word that the format allows where it allows no other text: `POST`, `minute`, `less`.
fn words() -> &'static BTreeSet<String> {
    fn collect(schema: &Value, out: &mut BTreeSet<String>) {
        match schema {
            Value::Object(members) => {
                out.extend(members.get("const").and_then(Value::as_str).map(str::to_owned));
                let listed = members.get("enum").and_then(Value::as_array).into_iter().flatten();
                out.extend(listed.filter_map(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| collect(value, out));
            }
            Value::Array(elements) => elements.iter().for_each(|value| collect(value, out)),
            _ => {}
        }
    }
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let mut words = BTreeSet::new();
        let format = serde_json::from_str(&crate::schema::format_schema()).unwrap();
        collect(&format, &mut words);
        words
    });
    &WORDS
}

/// Other values that may be allowed in the place of this one.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(flag) => vec![(!flag).into()],
        Value::Number(number) => vec![(number.as_i64().unwrap_or(0) + 1).into()],
        Value::String(text) => {
            let words = words().iter().filter(|word| *word != text).map(|word| word.as_str().into());
            std::iter::once(format!("{text}x").into()).chain(words).collect()
        }
        Value::Array(_) => vec![json!(["x"])],
        _ => vec![
            json!({"x": {"label": "x"}}),
            json!({"x": {"type": "int"}}),
            json!({"x": 1}),
            json!({"query": {"x": {"type": "int"}}}),
        ],
    }
}

fn mirrored(changes: &[Change]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = changes.iter().map(|change| mirror(change.kind)).collect();
    kinds.sort_unstable();
    kinds
}

/// Returns true if the change is about the place, an enclosing place or an inner place.
fn is_about(change: &Change, place: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below(place, &change.pointer) || below(&change.pointer, place)
}

#[track_caller]
fn check(place: &str, old: &SchemaSet, new: &SchemaSet) {
    let (there, back) = (diff(old, new), diff(new, old));
    assert!(there.iter().any(|change| is_about(change, place)), "{place}: {there:#?}");
    let mut kinds: Vec<Kind> = back.iter().map(|change| change.kind).collect();
    kinds.sort_unstable();
    assert_eq!(mirrored(&there), kinds, "{place}");
    assert!(there.iter().all(|change| change.kind != Kind::Unclassified), "{place}");
}

#[test]
fn no_value_changes_without_a_change_being_reported() {
    let mut checked = 0;
    for (id, schema) in committed() {
        let old = alone(id, schema).unwrap();
        let mut places = Vec::new();
        leaves(schema, "", &mut places);
        for place in sample(places) {
            let value = schema.pointer(&place).unwrap();
            let concept = json!({"x": {"enum": {}}});
            let changed = others(value).into_iter().chain([concept]).find_map(|other| {
                let mut changed = schema.clone();
                *changed.pointer_mut(&place).unwrap() = other;
                alone(id, &changed)
            });
            if place == "/id" {
                assert!(changed.is_none(), "an id follows from the path");
                continue;
            }
            check(&place, &old, &changed.unwrap_or_else(|| panic!("nothing else may stand at {id} {place}")));
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked} values");
}

#[test]
fn no_member_comes_or_goes_without_a_change_being_reported() {
    let mut checked = 0;
    for (id, schema) in committed() {
        let old = alone(id, schema).unwrap();
        let mut places = Vec::new();
        members(schema, "", &mut places);
        for place in sample(places) {
            let mut changed = schema.clone();
            let (parent, name) = crate::pointer::split_last(&place).unwrap();
            changed.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(&*name);
            // What the format demands cannot be left out.
            if let Some(new) = alone(id, &changed) {
                check(&place, &old, &new);
                checked += 1;
            }
        }
    }
    assert!(checked > 400, "{checked} members");
}

/// Pointers to every member of every object.
fn members(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                out.push(join(at, name).into());
                members(value, &join(at, name), out);
            }
        }
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(index, value)| members(value, &join(at, &index.to_string()), out)),
        _ => {}
    }
}

#[test]
fn equal_sets_have_no_changes() {
    for (id, schema) in committed() {
        let (one, other) = (alone(id, schema).unwrap(), alone(id, schema).unwrap());
        assert_eq!(diff(&one, &other), []);
    }
}

proptest::proptest! {
    // Each case changes up to 15 places of one file and loads it for each: 24 cases try some 200 places in combination, and
    // the tests above try single places of every file.
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]

    /// Several values change at once, of one side and of the other: both directions tell the same story.
    #[test]
    fn both_directions_tell_the_same_story(
        left in proptest::collection::vec(proptest::prelude::any::<proptest::sample::Index>(), 0..8),
        right in proptest::collection::vec(proptest::prelude::any::<proptest::sample::Index>(), 1..8),
    ) {
        let all = committed();
        let (id, schema) = all.iter().find(|(id, _)| id.ends_with("process_approver/update")).unwrap();
        let (one, other) = (several(id, schema, &left), several(id, schema, &right));
        let (there, back) = (diff(&one, &other), diff(&other, &one));
        let mut kinds: Vec<Kind> = back.iter().map(|change| change.kind).collect();
        kinds.sort_unstable();
        proptest::prop_assert_eq!(mirrored(&there), kinds);
        proptest::prop_assert!(there.iter().all(|change| change.kind != Kind::Unclassified));
    }
}

/// The file with some of its values changed or left out, as far as the format allows it.
fn several(id: &str, schema: &Value, picks: &[proptest::sample::Index]) -> SchemaSet {
    let mut changed = schema.clone();
    for pick in picks {
        let mut places = Vec::new();
        members(&changed, "", &mut places);
        let place = pick.get(&places);
        let removed = || {
            let mut next = changed.clone();
            let (parent, name) = crate::pointer::split_last(place).unwrap();
            next.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(&*name);
            next
        };
        let replaced = others(changed.pointer(place).unwrap()).into_iter().map(|value| {
            let mut next = changed.clone();
            *next.pointer_mut(place).unwrap() = value;
            next
        });
        let next = replaced.chain(std::iter::once_with(removed)).find(|next| alone(id, next).is_some());
        changed = next.unwrap_or(changed);
    }
    alone(id, &changed).unwrap()
}
