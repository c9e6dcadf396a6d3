//! Facts that only cargo knows: the files and dependencies of a package, and that a crate outside of this workspace
//! builds.
//!
//! These are the only tests that start cargo. They take turns, and build outside of the target directory of the tests.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tests::fixtures::repository;

/// Cargo locks its caches: two at a time would wait for each other, and print so.
static TURN: Mutex<()> = Mutex::new(());

/// An offline cargo command in a folder. It keeps its turn until it is dropped.
struct Cargo(Command, #[expect(dead_code, reason = "it is held")] MutexGuard<'static, ()>);

impl Cargo {
    fn new(folder: &Path, arguments: &[&str]) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(folder).arg("--offline").args(arguments);
        Self(command, turn)
    }

    /// Runs the command, which must succeed, and returns what it prints.
    fn output(mut self) -> String {
        let Output { status, stdout, stderr } = self.0.output().expect("cargo starts");
        assert!(status.success(), "{:?}: {status}\n{}", self.0, String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).expect("UTF-8")
    }
}

/// A folder for one test.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The lines of `cargo tree` for the generated crate with these features and no others, each line once.
fn tree(features: &str, edges: &str) -> BTreeSet<String> {
    let arguments = ["tree", "--locked", "--package", "feishu-openapi", "--edges", edges, "--prefix", "none"];
    let features = ["--no-dedupe", "--no-default-features", "--features", features];
    let tree = Cargo::new(&repository(), &[&arguments[..], &features].concat()).output();
    tree.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Names of the packages that the crate with these features compiles into a program.
fn dependencies(features: &str) -> BTreeSet<String> {
    tree(features, "normal").iter().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_types_alone_bring_no_http_and_no_tls() {
    let stacks = [
        "http", "hyper", "reqwest", "rustls", "tokio", "aws-lc", "openssl", "native-tls", "h2", "tower",
        "mio", "socket2", "url",
    ];
    let is_network =
        |name: &String| stacks.iter().any(|stack| name == stack || name.starts_with(&format!("{stack}-")));
    let types = dependencies("all-services");
    assert!(types.contains("feishu-runtime"), "{types:?}");
    assert_eq!(types.iter().find(|name| is_network(name)), None);
    // The same names are found where they are.
    let client = dependencies("all-services,reqwest");
    for name in ["http", "hyper", "reqwest", "rustls", "tokio", "aws-lc-rs"] {
        assert!(client.contains(name), "{name}: {client:?}");
    }
}

/// Whoever generates does not wait for HTTP and TLS to be built. `update` does have them.
#[test]
fn the_alias_of_xtask_brings_no_http_and_no_tls() {
    let config =
        fs::read_to_string(repository().join(".cargo/config.toml")).expect("the configuration of cargo");
    let alias =
        config.lines().find_map(|line| line.strip_prefix("xtask = \"run --quiet ")).expect("the alias");
    let options: Vec<&str> =
        alias.trim_end_matches('"').split(' ').filter(|option| *option != "--").collect();
    let packages = |options: &[&str]| {
        let arguments = [&["tree", "--locked", "--edges", "normal", "--prefix", "none"], options].concat();
        Cargo::new(&repository(), &arguments).output()
    };
    let (alias, whole) = (packages(&options), packages(&["--package", "xtask"]));
    for package in ["ureq ", "rustls ", "aws-lc-rs "] {
        assert!(!alias.contains(package), "{package}: {alias}");
        assert!(whole.contains(package), "{package}: {whole}");
    }
}

#[test]
fn events_bring_no_package() {
    assert_eq!(tree("all-services,events", "normal,build"), tree("all-services", "normal,build"));
}

/// A program outside of this workspace that names the crate as a registry would have it, and has no HTTP client. Its
/// own target folder stays, so a second run starts at once.
#[test]
fn a_program_with_the_types_alone_builds_and_runs() {
    let (from, folder) = (repository().join("tests/downstream/types-only"), scratch("types-only"));
    fs::create_dir_all(folder.join("src")).expect("a folder");
    for file in ["Cargo.toml", "src/main.rs"] {
        fs::copy(from.join(file), folder.join(file)).expect(file);
    }
    // The versions that this workspace uses, which are there already.
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let patches = [("feishu-openapi", "generated"), ("feishu-runtime", "runtime")].map(|(name, path)| {
        format!("--config=patch.crates-io.{name}.path='{}'", repository().join(path).display())
    });
    let mut cargo = Cargo::new(&folder, &[&patches[0], &patches[1], "run", "--quiet"]);
    cargo.0.env("CARGO_TARGET_DIR", folder.join("target"));
    let said = cargo.output();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "/body/operator: give `operator`, or set `system_user` to true [operator_unless_system_user]",
            "Put /open-apis/corehr/v2/processes/7410664363763172908/transfer",
            "{\"to_user_id\":\"7184703091806602796\",\"approver_ids\":[\"7424452160928106028\"],\"system_user\":true}",
            "Some(EmployeeNotFound) Some(\"LOG1\")",
        ]
    );
}

/// Both licences ask that their text goes with every copy, and a package holds files of its own folder only.
#[test]
fn each_published_crate_brings_the_texts_of_its_licences() {
    for (package, folder) in [("feishu-runtime", "runtime"), ("feishu-openapi", "generated")] {
        let list = ["package", "--list", "--allow-dirty", "--package", package];
        let listed = Cargo::new(&repository(), &list).output();
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(listed.lines().any(|file| file == licence), "{package} has no {licence}:\n{listed}");
            let text = |path| fs::read_to_string(repository().join(path)).expect(licence);
            assert_eq!(text(format!("{folder}/{licence}")), text(licence.to_owned()), "{package}");
        }
    }
}

const BEGIN: &str = "<!-- counted: begin packages -->";
const END: &str = "<!-- counted: end packages -->";

/// The guide states the number of packages by features, and the command that counts them.
#[test]
fn the_guide_counts_packages_as_cargo_does() {
    let chapter =
        fs::read_to_string(repository().join("generated/guide/transports.md")).expect("the chapter");
    let table = chapter.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).expect("the table").0;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 3, "the table has rows");
    for row in rows {
        let (features, stated) = (row[1].trim_matches('`'), row[3]);
        let counted = tree(features, "normal,build").len();
        assert_eq!(stated, counted.to_string(), "packages with {features}");
    }
}
