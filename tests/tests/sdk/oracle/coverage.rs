//! Coverage of an oracle run, so that a run with few kinds of requests cannot pass.

use std::collections::{BTreeMap, BTreeSet};

use feishu_openapi::Violations;
use serde_json::Value;

/// Lists longer than this are counted and not looked into.
const LOOKED_INTO: usize = 100;

/// Counts over the instances of a run.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    pub(super) valid: u32,
    pub(super) invalid: u32,
    /// Refused because the types cannot hold them.
    pub(super) unreadable: u32,
    /// Violations of each limit and rule, by place and id.
    broken: BTreeMap<String, u32>,
    /// The same for instances with a single violation, which alone decided the verdict.
    broken_alone: BTreeMap<String, u32>,
    /// The sizes seen at each place: items of lists, code points of texts, values of integers.
    sizes: BTreeMap<String, BTreeSet<i64>>,
    /// The states of the members of the body, for the rules between them.
    bodies: BTreeSet<BTreeMap<String, String>>,
}

impl Coverage {
    pub(super) fn count(&mut self, instance: &Value, violations: &Violations) {
        if violations.is_empty() {
            self.valid += 1;
        } else {
            self.invalid += 1;
        }
        let names: Vec<String> = violations
            .iter()
            .map(|violation| format!("{} {}", any_element(violation.pointer()), violation.rule()))
            .collect();
        for name in &names {
            *self.broken.entry(name.clone()).or_default() += 1;
        }
        if let [only] = names.as_slice() {
            *self.broken_alone.entry(only.clone()).or_default() += 1;
        }
        self.measure(instance, "");
        self.bodies.insert(state(&instance["body"]));
    }

    fn measure(&mut self, value: &Value, at: &str) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.measure(member, &format!("{at}/{name}"));
                }
            }
            Value::Array(elements) => {
                self.saw(at, elements.len());
                if elements.len() <= LOOKED_INTO {
                    for element in elements {
                        self.measure(element, &format!("{at}/*"));
                    }
                }
            }
            Value::String(text) => self.saw(at, text.chars().count()),
            Value::Number(number) => {
                if let Some(number) = number.as_i64() {
                    self.sizes.entry(at.to_owned()).or_default().insert(number);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn saw(&mut self, at: &str, size: usize) {
        let size = i64::try_from(size).expect("small");
        self.sizes.entry(at.to_owned()).or_default().insert(size);
    }

    /// Checks that both verdicts were common.
    pub(super) fn assert_balanced(&self) {
        let total = self.valid + self.invalid + self.unreadable;
        assert!(total >= super::CASES, "{total} instances");
        for (what, count) in [("valid", self.valid), ("invalid", self.invalid)] {
            assert!(count > total / 5, "only {count} of {total} are {what}");
        }
        assert!(self.unreadable > total / 200, "only {} of {total} are unreadable", self.unreadable);
    }

    /// Checks that exactly these limits and rules were found broken, each of them also alone.
    pub(super) fn assert_broken(&self, expected: &[&str]) {
        let found: Vec<&str> = self.broken.keys().map(String::as_str).collect();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
        for name in expected {
            let alone = self.broken_alone.get(name).copied().unwrap_or_default();
            assert!(alone > 0, "{name} was never the only fault");
        }
    }

    /// Checks that a place has had each of these sizes.
    pub(super) fn assert_sizes(&self, at: &str, expected: &[i64]) {
        let sizes = self.sizes.get(at).unwrap_or_else(|| panic!("nothing was seen at {at}"));
        for size in expected {
            assert!(sizes.contains(size), "{at} never had size {size}");
        }
    }

    /// The number of different states that these members of the body were in together, of those that count. A state is
    /// `absent`, a truth value or an integer as JSON, or `given`.
    pub(super) fn states(&self, members: &[&str], counts: impl Fn(&[&str]) -> bool) -> usize {
        let state = |body: &'_ BTreeMap<String, String>| -> Vec<String> {
            let of = |name: &&str| body.get(*name).map_or("absent", String::as_str).to_owned();
            members.iter().map(of).collect()
        };
        let states: BTreeSet<Vec<String>> = self.bodies.iter().map(state).collect();
        let is_counted = |state: &&Vec<String>| counts(&state.iter().map(String::as_str).collect::<Vec<_>>());
        states.iter().filter(is_counted).count()
    }
}

/// The members of a body by name, texts and whatever holds them without what they say.
fn state(body: &Value) -> BTreeMap<String, String> {
    let shown = |value: &Value| match value {
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => "given".to_owned(),
    };
    let members = body.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), shown(value))).collect()
}

/// A pointer with `*` for every position in a list.
fn any_element(pointer: &str) -> String {
    let is_position = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens: Vec<&str> =
        pointer.split('/').map(|token| if is_position(token) { "*" } else { token }).collect();
    tokens.join("/")
}
