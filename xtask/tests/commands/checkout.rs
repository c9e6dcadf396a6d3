//! A checkout with only schemas, and the commands that run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use model::load::Input;
use tempfile::TempDir;
use tests::fixtures::{self, files};

/// The marked regions of the crate.
const MANIFEST: &str =
    "[package]\nname = \"feishu-openapi\"\n# generated: begin features\n# generated: end features\n";
const ENDPOINTS: &str = "<!-- generated: begin coverage -->\n<!-- generated: end coverage -->\n";

/// A checkout in a folder of its own, which is removed at the end of the test.
pub(crate) struct Checkout {
    folder: TempDir,
}

/// The exit code and output of a command.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Checkout {
    /// A checkout without a file.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A checkout with a crate that lacks all generated files.
    pub(crate) fn with_crate() -> Self {
        let checkout = Self::empty();
        checkout.write("generated/Cargo.toml", MANIFEST);
        checkout.write("generated/guide/endpoints.md", ENDPOINTS);
        checkout
    }

    /// A checkout with a crate, and the schemas of some features.
    pub(crate) fn of(features: &[&str]) -> Self {
        let checkout = Self::with_crate();
        for feature in features {
            checkout.write_all(fixtures::feature(feature));
        }
        checkout
    }

    /// A checkout with the schemas of some features, after a first `generate`.
    pub(crate) fn generated(features: &[&str]) -> Self {
        let checkout = Self::of(features);
        let ended = checkout.xtask(&["generate"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        checkout
    }

    /// A checkout with pages to import.
    pub(crate) fn with_pages(pages: &[(&str, &str)]) -> Self {
        let checkout = Self::empty();
        for (path, text) in pages {
            checkout.write(&format!("pages/{path}"), text);
        }
        checkout
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the files of a fixture into the schema directory.
    pub(crate) fn write_all(&self, fixture: Vec<Input>) {
        for file in fixture {
            self.write(&file.shown, &file.bytes);
        }
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The text of a file, if there is one.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root().join(path)).ok()
    }

    /// The text of a file that must be there.
    pub(crate) fn text(&self, path: &str) -> String {
        self.read(path).unwrap_or_else(|| panic!("{path} is missing"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Every file with its bytes.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.root()).into_iter().collect()
    }

    /// Every file below a folder with its bytes, or a single file.
    #[cfg(any(unix, feature = "update"))]
    pub(crate) fn tree_of(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        let at = self.root().join(path);
        match fs::read(&at) {
            Ok(bytes) => BTreeMap::from([(path.to_owned(), bytes)]),
            Err(_) => files(&at).into_iter().collect(),
        }
    }

    /// Runs a command as `cargo xtask` in this checkout would.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Ended {
        Ended::of(
            xtask(arguments).current_dir(self.root()).env("CARGO_MANIFEST_DIR", self.root().join("xtask")),
        )
    }

    /// Imports all pages into the schema directory.
    pub(crate) fn import(&self, options: &[&str]) -> Ended {
        self.xtask(&[&["import", "pages", "--schemas", "schemas"], options].concat())
    }
}

impl Ended {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().expect("xtask runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// The binary that cargo built for these tests.
pub(crate) fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}
