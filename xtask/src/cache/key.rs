//! Digests of a run's inputs.

use std::collections::{BTreeMap, BTreeSet};

use model::load::{Input, is_read};
use model::parallel;

use crate::digest;

/// The inputs of a run by what they hold.
pub(crate) struct Keys {
    /// By path below the schema directory.
    inputs: BTreeMap<String, OneInput>,
}

struct OneInput {
    shown: String,
    digest: String,
}

impl Keys {
    /// Takes the digests of all inputs.
    pub(crate) fn of_inputs(inputs: &[Input]) -> Self {
        let one = |input: &Input| OneInput { shown: input.shown.clone(), digest: digest::of(&input.bytes) };
        let paths = inputs.iter().map(|input| input.path.clone());
        let all = paths.zip(parallel::map(inputs, one));
        Self { inputs: all.filter(|(path, _)| is_read(path)).collect() }
    }

    /// What the schema of that id and its overlay hold, if there is such a schema.
    pub(crate) fn of(&self, id: &str) -> Option<String> {
        let [schema, overlay] = paths(id);
        let schema = self.inputs.get(&schema)?;
        let overlay = self.inputs.get(&overlay).map(|input| input.digest.as_str());
        Some(digest::of_all([id, &schema.digest].into_iter().chain(overlay)))
    }

    /// The paths that people see of the schema of that id and of its overlay.
    pub(crate) fn shown(&self, id: &str) -> [Option<&str>; 2] {
        paths(id).map(|path| self.inputs.get(&path).map(|input| input.shown.as_str()))
    }

    /// What an endpoint may depend on beside its own files: all but the other endpoints and the two registries, which
    /// are checked anew in each run.
    pub(crate) fn context(&self, endpoints: &BTreeSet<String>) -> String {
        let is_own = |path: &str| {
            let stem = path.strip_suffix(".json").unwrap_or(path);
            endpoints.contains(stem.strip_suffix(".overlay").unwrap_or(stem))
        };
        let rest = self
            .inputs
            .iter()
            .filter(|(path, _)| !matches!(path.as_str(), "ids.json" | "lock.json") && !is_own(path));
        digest::of_all(rest.flat_map(|(path, input)| [path.as_str(), &input.digest]))
    }
}

fn paths(id: &str) -> [String; 2] {
    [format!("{id}.json"), format!("{id}.overlay.json")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(files: &[(&str, &str)]) -> Keys {
        let input = |(path, text): &(&str, &str)| Input {
            path: (*path).to_owned(),
            shown: format!("schemas/{path}"),
            bytes: text.as_bytes().to_vec(),
        };
        Keys::of_inputs(&files.iter().map(input).collect::<Vec<_>>())
    }

    #[test]
    fn an_endpoint_is_its_schema_and_its_overlay() {
        let key = |files: &[(&str, &str)]| keys(files).of("a/b");
        let plain = key(&[("a/b.json", "1")]);
        assert!(plain.is_some());
        assert_eq!(plain, key(&[("a/b.json", "1"), ("a/c.json", "2"), ("common.json", "3")]));
        for other in [
            &[("a/b.json", "2")][..],
            &[("a/b.json", "1"), ("a/b.overlay.json", "")],
            &[("a/b.json", "1"), ("a/b.overlay.json", "x")],
            &[("a/c.json", "1")],
        ] {
            assert_ne!(plain, key(other), "{other:?}");
        }
    }

    #[test]
    fn the_context_is_all_but_endpoints_and_registries() {
        let context = |files: &[(&str, &str)]| {
            keys(files).context(&BTreeSet::from(["a/b".to_owned(), "a/c".to_owned()]))
        };
        let plain = context(&[("common.json", "1"), ("a/page.json", "1")]);
        let more = [
            ("common.json", "1"),
            ("a/page.json", "1"),
            ("a/b.json", "2"),
            ("a/b.overlay.json", "3"),
            ("ids.json", "4"),
            ("lock.json", "5"),
            ("format.schema.json", "6"),
        ];
        assert_eq!(plain, context(&more));
        for other in [
            &[("common.json", "2"), ("a/page.json", "1")][..],
            &[("common.json", "1"), ("a/page.json", "2")],
            &[("common.json", "1"), ("a/page.json", "1"), ("a/page.overlay.json", "1")],
            &[("common.json", "1"), ("a/page.json", "1"), ("common.overlay.json", "1")],
            &[("common.json", "1"), ("a/page.json", "1"), ("a/other.json", "1")],
            &[("common.json", "1")],
        ] {
            assert_ne!(plain, context(other), "{other:?}");
        }
    }
}
