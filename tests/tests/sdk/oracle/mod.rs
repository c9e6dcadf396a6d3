//! The validators against an independent judge: generated requests, given to `validate` and to a JSON Schema that is
//! written from the merged schema, never from the Rust.

mod coverage;
mod endpoints;
mod family;
mod from_schema;
mod instances;
mod json_strings;

use std::cell::RefCell;
use std::sync::LazyLock;

use feishu_openapi::{Validate, Violation, Violations};
use jsonschema::Validator;
use model::document::SchemaSet;
use model::export::{Exported, request_schema};
use model::schema::Endpoint;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::coverage::Coverage;
use self::instances::Values;

/// Generated requests of each endpoint.
const CASES: u32 = 3_000;

/// A committed endpoint with its overlay.
fn schema(id: &str) -> &'static Endpoint {
    static SET: LazyLock<SchemaSet> = LazyLock::new(|| model::load::load(tests::fixtures::committed()).set);
    let endpoint = SET.endpoints.iter().find(|endpoint| endpoint.id == id);
    &endpoint.expect("the endpoint has a schema").schema
}

/// The JSON Schema of an endpoint's requests.
fn exported(id: &str) -> Exported {
    request_schema(schema(id))
}

fn judge(exported: &Exported) -> Validator {
    assert!(jsonschema::draft202012::meta::is_valid(&exported.schema), "no JSON Schema: {}", exported.schema);
    jsonschema::draft202012::new(&exported.schema).expect("a JSON Schema")
}

/// The pointer into a request of a string whose shape a field beside it decides, which `sdk::messages` tests.
fn beside(not_expressible: &str) -> Option<&str> {
    let place = not_expressible
        .strip_suffix("/json: the JSON inside a string, whose shape a field beside it decides")?;
    place.strip_prefix("/request")
}

/// What the types of an endpoint make of a request: its violations, and the request as they write it again. `None` if they
/// cannot hold it.
type Read = fn(&Value) -> Option<(Violations, String)>;

/// All that is compiled once per endpoint.
fn read<R: Validate + Serialize + DeserializeOwned>(instance: &Value) -> Option<(Violations, String)> {
    let request: R = serde_json::from_value(instance.clone()).ok()?;
    let violations = request.validate().err().unwrap_or_default();
    Some((violations, serde_json::to_string(&request).expect("JSON")))
}

/// Gives both the same instance, and returns what was seen. The verdicts must be equal. What the types cannot even hold
/// is refused as well. What they hold, they write again as it came.
fn compare(
    read: Read,
    (exported, judge): (&Exported, &Validator),
    instance: &Value,
    coverage: &mut Coverage,
) -> Result<(), TestCaseError> {
    let theirs = judge.is_valid(instance);
    let Some((violations, written)) = read(instance) else {
        prop_assert!(!theirs, "the types cannot hold what the JSON Schema accepts");
        coverage.unreadable += 1;
        return Ok(());
    };
    let beyond: Vec<&str> = exported.not_expressible.iter().filter_map(|place| beside(place)).collect();
    let is_beyond = |found: &Violation| beyond.iter().any(|place| found.pointer().starts_with(place));
    prop_assert_eq!(violations.iter().all(is_beyond), theirs, "they disagree; ours: {}", violations);
    prop_assert_eq!(written, instance.to_string(), "the request is written as it was read");
    coverage.count(instance, &violations);
    Ok(())
}

/// Compares [`CASES`] generated instances and the given ones.
fn compare_all(read: Read, id: &str, instances: &Values, more: impl IntoIterator<Item = Value>) -> Coverage {
    let exported = exported(id);
    let mut coverage = compare_some(read, &exported, CASES, instances);
    let judge = judge(&exported);
    for instance in more {
        if let Err(fault) = compare(read, (&exported, &judge), &instance, &mut coverage) {
            panic!("{fault}");
        }
    }
    coverage
}

/// Compares so many generated instances. The generator starts from a fixed seed, so that every run compares the same.
fn compare_some(read: Read, exported: &Exported, cases: u32, instances: &Values) -> Coverage {
    let judge = judge(exported);
    let coverage = RefCell::new(Coverage::default());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let compared = runner
        .run(instances, |instance| compare(read, (exported, &judge), &instance, &mut coverage.borrow_mut()));
    if let Err(fault) = compared {
        panic!("{fault}");
    }
    coverage.into_inner()
}
