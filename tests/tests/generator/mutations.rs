//! Schemas damaged at random: every run ends in findings or in Rust that parses, and never in a panic.

use std::sync::LazyLock;

use model::load::Input;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use tests::fixtures;
use tests::generator::run;

/// Directories to damage: committed schemas, and every feature of the format on its own.
static DIRECTORIES: LazyLock<Vec<Vec<Input>>> = LazyLock::new(|| {
    let features = fixtures::names("features");
    let features = features.iter().map(|name| fixtures::feature(name));
    std::iter::once(fixtures::approvals()).chain(features).collect()
});

/// One way of damaging JSON.
#[derive(Debug, Clone)]
enum Damage {
    Delete,
    Replace(Value),
    /// The node takes the place of another one.
    Copy(Index),
    Rename(String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let text = prop_oneof![
        "[a-z]{0,6}",
        any::<String>(),
        Just("string".to_owned()),
        Just("int[]".to_owned()),
        Just("-".to_owned()),
        Just("/body/a".to_owned()),
        Just("common::UserIdType".to_owned()),
    ];
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
        Just(serde_json::json!({})),
        Just(serde_json::json!([])),
        Just(serde_json::json!({ "type": "string", "required": true })),
    ];
    prop_oneof![
        Just(Damage::Delete),
        value.prop_map(Damage::Replace),
        any::<Index>().prop_map(Damage::Copy),
        text.prop_map(Damage::Rename),
    ]
}

/// Pointers to every node below the root.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), value))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, value)| (format!("{at}/{n}"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (pointer, value) in children {
        out.push(pointer.clone());
        pointers(value, &pointer, out);
    }
}

fn apply(root: &mut Value, place: Index, damage: &Damage) {
    let mut all = Vec::new();
    pointers(root, "", &mut all);
    if all.is_empty() {
        return;
    }
    let pointer = place.get(&all).clone();
    match damage {
        Damage::Replace(value) => *root.pointer_mut(&pointer).unwrap() = value.clone(),
        Damage::Copy(from) => {
            let copy = root.pointer(from.get(&all).as_str()).unwrap().clone();
            *root.pointer_mut(&pointer).unwrap() = copy;
        }
        Damage::Delete => drop(take(root, &pointer)),
        Damage::Rename(name) => {
            let (parent, _) = pointer.rsplit_once('/').unwrap();
            if let (parent, Some(value)) = (parent.to_owned(), take(root, &pointer))
                && let Some(Value::Object(members)) = root.pointer_mut(&parent)
            {
                members.insert(name.clone(), value);
            }
        }
    }
}

/// Cuts a node out; elements of arrays stay.
fn take(root: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    let key = key.replace("~1", "/").replace("~0", "~");
    root.pointer_mut(parent)?.as_object_mut()?.shift_remove(&key)
}

/// The run ends in findings that can be printed, or in files that are Rust.
fn ends_well(inputs: Vec<Input>) {
    let run = run(inputs);
    let report = run.report();
    match &run.plan {
        None => assert!(report.contains("error["), "a run without a plan says why"),
        Some(plan) => {
            for (path, text) in &plan.files {
                assert!(path.starts_with("src/api/") && !path.contains(".."), "{path}");
                assert!(syn::parse_file(text).is_ok(), "{path} is no Rust:\n{text}");
            }
        }
    }
    assert!(!report.contains("generator-bug"), "{report}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_json(
        directory in any::<Index>(),
        file in any::<Index>(),
        damages in vec((any::<Index>(), damage()), 1..4),
    ) {
        let mut inputs = directory.get(&DIRECTORIES).clone();
        let at = file.index(inputs.len());
        let mut root: Value = serde_json::from_slice(&inputs[at].bytes).unwrap();
        for (place, damage) in &damages {
            apply(&mut root, *place, damage);
        }
        inputs[at].bytes = serde_json::to_vec_pretty(&root).unwrap();
        ends_well(inputs);
    }

    #[test]
    fn damaged_bytes(
        directory in any::<Index>(),
        file in any::<Index>(),
        cut in any::<Index>(),
        noise in vec((any::<Index>(), any::<u8>()), 0..4),
        truncate in any::<bool>(),
    ) {
        let mut inputs = directory.get(&DIRECTORIES).clone();
        let at = file.index(inputs.len());
        let bytes = &mut inputs[at].bytes;
        for (place, byte) in &noise {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        if truncate {
            bytes.truncate(cut.index(bytes.len()));
        }
        ends_well(inputs);
    }
}
