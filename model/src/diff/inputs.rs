//! The files of both sides; equal files need not be read.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::Input;
use crate::source::Sources;

/// The files of both sides, into which the spans of the changes point.
#[derive(Debug, Clone, Copy)]
pub struct BothSources<'a> {
    /// The files of the old side.
    pub old: &'a Sources,
    /// The files of the new side.
    pub new: &'a Sources,
}

/// Leaves out each schema that is, with its overlay, the same byte for byte on both sides: it has no changes. What is
/// wrong with such a file is not found here; that is what checks are for.
#[must_use]
pub fn without_equal_files(old: Vec<Input>, new: Vec<Input>) -> (Vec<Input>, Vec<Input>) {
    let equal: BTreeSet<String> = {
        let (old, new) = (by_schema(&old), by_schema(&new));
        let is_equal = |(name, files): &(&str, Files<'_>)| new.get(name) == Some(files);
        old.into_iter().filter(is_equal).map(|(name, _)| name.to_owned()).collect()
    };
    let rest = |inputs: Vec<Input>| -> Vec<Input> {
        inputs.into_iter().filter(|input| !equal.contains(schema_of(&input.path))).collect()
    };
    (rest(old), rest(new))
}

/// Paths and contents.
type Files<'a> = BTreeMap<&'a str, &'a [u8]>;

fn by_schema(inputs: &[Input]) -> BTreeMap<&str, Files<'_>> {
    let mut out: BTreeMap<&str, Files<'_>> = BTreeMap::new();
    for input in inputs {
        out.entry(schema_of(&input.path)).or_default().insert(&input.path, &input.bytes);
    }
    out
}

/// A schema and its overlay have this in common.
fn schema_of(path: &str) -> &str {
    path.strip_suffix(".overlay.json").or_else(|| path.strip_suffix(".json")).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(files: &[(&str, &str)]) -> Vec<Input> {
        let input = |(path, text): &(&str, &str)| Input {
            path: (*path).to_owned(),
            shown: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        files.iter().map(input).collect()
    }

    fn paths(inputs: &[Input]) -> Vec<&str> {
        inputs.iter().map(|input| input.path.as_str()).collect()
    }

    #[test]
    fn a_schema_stays_with_its_overlay() {
        let old = inputs(&[
            ("a.json", "1"),
            ("a.overlay.json", "1"),
            ("b.json", "1"),
            ("b.overlay.json", "1"),
            ("c.json", "1"),
            ("d.json", "1"),
        ]);
        let new = inputs(&[
            ("a.json", "1"),
            ("a.overlay.json", "1"),
            ("b.json", "1"),
            ("b.overlay.json", "2"),
            ("c.json", "1"),
            ("c.overlay.json", "1"),
            ("e.json", "1"),
        ]);
        let (old, new) = without_equal_files(old, new);
        assert_eq!(paths(&old), ["b.json", "b.overlay.json", "c.json", "d.json"]);
        assert_eq!(paths(&new), ["b.json", "b.overlay.json", "c.json", "c.overlay.json", "e.json"]);
    }
}
