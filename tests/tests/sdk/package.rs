//! What is published of the two crates.

use std::fs;

use tests::fixtures::repository;

use crate::cargo::{cargo, output};

/// Both licences ask that their text goes with every copy, and a package holds nothing from outside of its folder.
#[test]
fn each_published_crate_brings_the_texts_of_its_licences() {
    for (package, folder) in [("feishu-runtime", "runtime"), ("feishu-openapi", "generated")] {
        let list = ["package", "--list", "--allow-dirty", "--package", package];
        let listed = output(cargo(&repository()).args(list));
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(listed.lines().any(|file| file == licence), "{package} has no {licence}:\n{listed}");
            let text = |path| fs::read_to_string(repository().join(path)).expect(licence);
            assert_eq!(text(format!("{folder}/{licence}")), text(licence.to_owned()), "{package}");
        }
    }
}
