//! Ids in generated examples are of the kind that the request states, or of its default kind.
//!
//! A page's example ids are often of another kind than its `user_id_type` has by default. The overlay states the kind then
//! (`in_example`), and the generated example sets the parameter.

use std::fs;

use serde_json::Value;
use tests::fixtures::{committed, repository};

/// Prefixes of the ids of some kinds; ids of other kinds have none of them.
const PREFIXES: [(&str, &str); 3] = [("open_id", "ou_"), ("union_id", "on_"), ("open_department_id", "od-")];

fn is_of_kind(id: &str, kind: &str) -> bool {
    match PREFIXES.iter().find(|(prefixed, _)| *prefixed == kind) {
        Some((_, prefix)) => id.starts_with(prefix),
        None => PREFIXES.iter().all(|(_, prefix)| !id.starts_with(prefix)),
    }
}

/// The lines of the example in the documentation of `Request`.
fn example(endpoint: &str) -> Vec<String> {
    let path = repository().join(format!("generated/src/api/{endpoint}.rs"));
    let source = fs::read_to_string(path).expect("every endpoint has a module");
    let docs = source.lines().filter_map(|line| line.strip_prefix("///"));
    let code =
        docs.skip_while(|line| line.trim() != "```no_run").skip(1).take_while(|line| line.trim() != "```");
    code.map(|line| line.trim().to_owned()).collect()
}

/// The texts that the example gives to a field: `field: "a".into()`, `.field(["a", "b"])`.
fn texts<'e>(example: &'e [String], field: &str) -> Vec<&'e str> {
    let (member, setter) = (format!("{field}: "), format!(".{field}("));
    let lines = example.iter().filter(|line| line.starts_with(&member) || line.contains(&setter));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

/// Collects the fields of ids with the parameter that states their kind, as their texts say: "Id of the approver, of the kind
/// set by `user_id_type`".
fn id_fields<'s>(name: &'s str, part: &'s Value, out: &mut Vec<(&'s str, &'s str)>) {
    let doc = part["doc"].as_str().unwrap_or_default();
    let parameter = doc.split('`').skip(1).step_by(2).find(|code| code.ends_with("_id_type"));
    out.extend(parameter.map(|parameter| (name, parameter)));
    for (name, inner) in part.as_object().into_iter().flatten() {
        id_fields(name, inner, out);
    }
}

/// The kind that the request states for an example, or has by default.
fn kind<'s>(schema: &'s Value, parameter: &str) -> Option<&'s str> {
    ["query", "body"].into_iter().find_map(|part| {
        let field = &schema["request"][part][parameter];
        field["in_example"].as_str().or_else(|| field["default"].as_str())
    })
}

#[test]
fn ids_are_of_the_kind_that_the_request_states() {
    let (mut seen, mut faults) = (0, Vec::new());
    for document in model::load::load(committed()).set.endpoints {
        let (endpoint, schema) = (document.id.as_str(), document.tree.to_value());
        let example = example(endpoint);
        let mut fields = Vec::new();
        id_fields("", &schema, &mut fields);
        for (field, parameter) in fields {
            for id in texts(&example, field) {
                let Some(kind) = kind(&schema, parameter) else {
                    // A parameter beside the id, in the same object.
                    let (member, setter) = (format!("{parameter}: "), format!(".{parameter}("));
                    let is_stated =
                        example.iter().any(|line| line.starts_with(&member) || line.contains(&setter));
                    assert!(is_stated, "{endpoint}: `{id}` is sent without {parameter}");
                    continue;
                };
                if !is_of_kind(id, kind) {
                    faults.push(format!("{endpoint}: `{id}` is sent as {kind}; set `in_example`"));
                }
                seen += 1;
            }
        }
    }
    assert_eq!(faults, [""; 0]);
    assert!(seen >= 20, "{seen} ids in the generated examples");
}

#[test]
fn a_stated_kind_is_part_of_the_example() {
    let example = example("approval/v4/task/approve");
    assert!(example.contains(&".user_id_type(feishu_openapi::common::UserIdType::UserId);".to_owned()));
    assert_eq!(texts(&example, "user_id"), ["f7cb567e"]);
    assert!(!is_of_kind("f7cb567e", "open_id") && is_of_kind("f7cb567e", "user_id"));
}
