//! A checkout with schemas and nothing else, and the commands that are run in it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tests::fixtures::{self, files, repository};

/// The binary, built by the cargo that runs the tests.
pub(crate) static XTASK: LazyLock<PathBuf> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder of the target directory");
    let build = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--package", "xtask"])
        .current_dir(repository())
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    target.join("debug").join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
});

/// A checkout with schemas and nothing else.
pub(crate) struct Checkout {
    pub(crate) root: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Checkout {
    /// A checkout that holds the schemas of some features.
    pub(crate) fn new(name: &str, features: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checkouts").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        let checkout = Self { root };
        for feature in features {
            for file in fixtures::feature(feature) {
                checkout.write(&file.shown, &file.bytes);
            }
        }
        checkout
    }

    /// The same, after a first `generate`.
    pub(crate) fn generated(name: &str, features: &[&str]) -> Self {
        let checkout = Self::new(name, features);
        let ended = checkout.xtask(&["generate"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        checkout
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Every file with its bytes.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.root).into_iter().collect()
    }

    /// Runs a command as `cargo xtask` in this checkout would.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(&*XTASK);
        command.args(arguments).current_dir(&self.root).env("CARGO_MANIFEST_DIR", self.root.join("xtask"));
        Ended::of(command.output())
    }
}

impl Ended {
    pub(crate) fn of(output: io::Result<Output>) -> Self {
        let output = output.expect("xtask runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
