//! Cargo on crates outside of this workspace's build, offline and in the target directory of this build: what is built
//! already is not built again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tests::fixtures::repository;

/// A cargo command in a folder.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).env("CARGO_TARGET_DIR", target()).arg("--offline");
    command
}

/// The target directory of this build.
fn target() -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    scratch.parent().expect("it stands in the target directory").to_owned()
}

/// What a command that must succeed has written.
pub(crate) fn output(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("cargo starts");
    assert!(status.success(), "{command:?}: {status}\n{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("UTF-8")
}

/// A crate of `tests/downstream`, where cargo may write beside it. It names `feishu-openapi` as a registry would have it;
/// the one of this repository takes that place. Versions are those of this workspace's lock file.
pub(crate) struct Downstream {
    folder: PathBuf,
}

impl Downstream {
    /// A copy of the crate for one test: tests run at the same time, and cargo writes to the lock file.
    pub(crate) fn new(name: &str, test: &str) -> Self {
        let from = repository().join("tests/downstream").join(name);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream").join(test).join(name);
        fs::create_dir_all(folder.join("src")).expect("a folder");
        for file in ["Cargo.toml", "src/main.rs"] {
            fs::copy(from.join(file), folder.join(file)).expect(file);
        }
        fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
        Self { folder }
    }

    /// The crate with another program.
    pub(crate) fn with_program(self, program: &str) -> Self {
        fs::write(self.folder.join("src/main.rs"), program).expect("a program");
        self
    }

    /// A cargo command on the crate.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(&self.folder);
        for (name, folder) in [("feishu-openapi", "generated"), ("feishu-runtime", "runtime")] {
            let path = repository().join(folder);
            command.arg("--config").arg(format!("patch.crates-io.{name}.path='{}'", path.display()));
        }
        command.args(arguments);
        command
    }
}
