//! A generated crate that cargo really builds, below the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::{Disk, Plan};

use crate::fixtures::repository;

/// A generated crate in a folder of its own.
#[derive(Debug)]
pub struct Crate {
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    /// Writes the crate that `cargo xtask generate` would make of a plan in an empty folder. `scratch` is the
    /// `CARGO_TARGET_TMPDIR` of the test; crates of equal names replace each other.
    #[must_use]
    pub fn write(scratch: &str, name: &str, plan: &Plan) -> Self {
        let folder = Path::new(scratch).join("crates").join(name);
        let crate_ = Self { folder, target: Path::new(scratch).join("crates-target") };
        let runtime = repository().join("runtime");
        let skeleton = codegen::skeleton(runtime.to_str().expect("the path is UTF-8"));
        let disk: Disk =
            skeleton.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
        let mut files: Vec<(String, String)> = plan.files.clone().into_iter().collect();
        for region in &plan.regions {
            let text = disk.get(region.path).expect("the skeleton has every file with a region");
            let text = std::str::from_utf8(text).unwrap();
            files.push((region.path.to_owned(), region.apply(text).expect("the skeleton has every region")));
        }
        files.push(("src/lib.rs".to_owned(), skeleton["src/lib.rs"].clone()));
        crate_.clear();
        for (path, text) in files {
            crate_.add(&path, &text);
        }
        crate_.append("Cargo.toml", "\n[dev-dependencies]\nserde_json = \"1\"\n");
        fs::copy(repository().join("Cargo.lock"), crate_.folder.join("Cargo.lock")).unwrap();
        crate_
    }

    /// Old sources go; what cargo built of them stays in the shared target folder.
    fn clear(&self) {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).unwrap();
        }
    }

    /// Adds a file.
    pub fn add(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds text to the end of a file.
    pub fn append(&self, path: &str, text: &str) {
        let before = fs::read_to_string(self.folder.join(path)).unwrap();
        self.add(path, &format!("{before}{text}"));
    }

    /// Runs cargo with every warning an error, the lints of `generated/` included; panics with cargo's output when it
    /// fails.
    pub fn cargo(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "cargo {} failed in {}\n{}\n{}",
            arguments.join(" "),
            self.folder.display(),
            text(&output.stdout),
            text(&output.stderr)
        );
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--all-features"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "-Dwarnings -Wmissing-docs -Wunreachable-pub -Wrust-2018-idioms")
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTDOCFLAGS")
            .output()
            .expect("cargo runs")
    }
}
