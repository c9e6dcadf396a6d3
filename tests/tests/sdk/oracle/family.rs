//! Every endpoint whose request is JSON against the judge, with requests made from the exported JSON Schema; and every rule
//! against the requests that were read from its page.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use feishu_openapi::Violation;
use model::schema::Rule;
use serde::Deserialize;
use serde_json::Value;
use tests::fixtures;

use super::coverage::Coverage;
use super::{Read, compare_some, exported, from_schema, judge, read, schema};

/// Generated requests of each endpoint here; those of [`super::endpoints`] have more, made by hand around their limits.
const CASES: u32 = 150;

/// Requests that a rule accepts and refuses, as the page has them.
#[derive(Deserialize)]
struct Witnesses {
    accepted: Vec<Value>,
    refused: Vec<Value>,
}

include!(concat!(env!("OUT_DIR"), "/endpoints.rs"));

fn agrees(id: &str, read: Read) -> Coverage {
    let exported = exported(id);
    let coverage = compare_some(read, &exported, CASES, &from_schema::requests(&exported.schema));
    for (rule, witnesses) in witnesses(id) {
        are_told_apart(read, &rule, &witnesses, &judge(&exported));
    }
    coverage
}

/// One thread per core takes the endpoints in turns.
#[test]
fn the_judge_agrees_about_every_endpoint() {
    let next = AtomicUsize::new(0);
    let judge = || {
        let mut judged = Vec::new();
        while let Some((id, read)) = ENDPOINTS.get(next.fetch_add(1, Ordering::Relaxed)) {
            judged.push((*id, agrees(id, *read)));
        }
        judged
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let judged: Vec<(&str, Coverage)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(judge)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("the judge agrees")).collect()
    });
    // Were nearly all requests of one kind, an endpoint would hardly be judged. A few endpoints accept every request, or
    // have rules that random requests seldom keep.
    let of_one_kind = |(_, coverage): &&(&str, Coverage)| {
        let refused = coverage.invalid + coverage.unreadable;
        coverage.valid <= CASES / 50 || refused == 0
    };
    let of_one_kind: Vec<&str> = judged.iter().filter(of_one_kind).map(|(id, _)| *id).collect();
    assert!(judged.len() > 40 && of_one_kind.len() * 10 <= judged.len(), "{of_one_kind:?}");
}

/// The witnesses of an endpoint's rules. They are optional: random requests test the rules of every endpoint.
fn witnesses(id: &str) -> BTreeMap<String, Witnesses> {
    let schema = schema(id);
    let of_types = schema.types.values().flat_map(|object| object.rules.iter());
    let rules: BTreeMap<&String, &Rule> = schema.rules.iter().chain(of_types).collect();
    let Ok(file) = fs::read(fixtures::path("witnesses").join(format!("{id}.json"))) else {
        return BTreeMap::new();
    };
    let witnesses: BTreeMap<String, Witnesses> = serde_json::from_slice(&file).expect("witnesses");
    assert!(witnesses.keys().eq(rules.into_keys()), "the rules of {id} and those with witnesses differ");
    witnesses
}

#[test]
fn all_witnesses_are_of_endpoints() {
    let files = fixtures::files(&fixtures::path("witnesses"));
    let ids: Vec<&str> = files.iter().filter_map(|(path, _)| path.strip_suffix(".json")).collect();
    assert!(ids.len() > 10 && ids.iter().all(|id| ENDPOINTS.iter().any(|(known, _)| known == id)), "{ids:?}");
}

/// Asserts that the refused witnesses break this rule alone, and that the judge agrees.
fn are_told_apart(read: Read, rule: &str, witnesses: &Witnesses, judge: &jsonschema::Validator) {
    assert!(!witnesses.accepted.is_empty() && !witnesses.refused.is_empty(), "{rule} has both");
    let broken = |instance: &Value| -> Vec<&'static str> {
        let (violations, _) = read(instance).expect("the types hold it");
        violations.iter().map(Violation::rule).collect()
    };
    for instance in &witnesses.accepted {
        assert_eq!(broken(instance), [""; 0], "{rule} accepts {instance}");
        assert!(judge.is_valid(instance), "{rule} accepts {instance}, says the judge");
    }
    for instance in &witnesses.refused {
        let broken = broken(instance);
        assert!(
            !broken.is_empty() && broken.iter().all(|broken| *broken == rule),
            "{rule} refuses {instance}: {broken:?}"
        );
        assert!(!judge.is_valid(instance), "{rule} refuses {instance}, says the judge");
    }
}
