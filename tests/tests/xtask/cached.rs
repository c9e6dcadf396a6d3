//! A checkout whose commands have a cache of their own.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::checkout::{Checkout, Ended, XTASK};

/// A checkout with a target directory, and so a cache, of its own.
pub(crate) struct Cached {
    pub(crate) checkout: Checkout,
    target: PathBuf,
}

impl Cached {
    pub(crate) fn new(name: &str, features: &[&str]) -> Self {
        let name = format!("cached_{name}");
        let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("targets").join(&name);
        if target.exists() {
            fs::remove_dir_all(&target).unwrap();
        }
        fs::create_dir_all(target.join("debug")).unwrap();
        fs::write(target.join("CACHEDIR.TAG"), "").unwrap();
        fs::hard_link(&*XTASK, target.join("debug/xtask")).unwrap();
        Self { checkout: Checkout::new(&name, features), target }
    }

    /// The same, after a first `generate`.
    pub(crate) fn generated(name: &str, features: &[&str]) -> Self {
        let cached = Self::new(name, features);
        let ended = cached.xtask(&["generate"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        cached
    }

    pub(crate) fn binary(&self) -> PathBuf {
        self.target.join("debug/xtask")
    }

    pub(crate) fn xtask(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.checkout.command(&self.binary(), arguments).output())
    }

    /// The one file of the cache.
    pub(crate) fn file(&self) -> PathBuf {
        let mut entries = fs::read_dir(self.target.join("xtask-cache")).unwrap();
        let only = entries.next().expect("there is a cache").unwrap().path();
        assert!(entries.next().is_none(), "the cache is one file");
        only
    }

    pub(crate) fn stored(&self) -> Value {
        let text = fs::read_to_string(self.file()).unwrap();
        let (sum, json) = text.split_once('\n').expect("a digest, and what it is of");
        assert_eq!(sum, digest(json));
        let mut stored: Value = serde_json::from_str(json).unwrap();
        stored["content"].take()
    }

    pub(crate) fn store(&self, stored: &Value) {
        let executable = digest_of(&fs::read(self.binary()).unwrap());
        let json = json!({"executable": executable, "content": stored}).to_string();
        fs::write(self.file(), format!("{}\n{json}", digest(&json))).unwrap();
    }

    /// Another executable that does the same.
    pub(crate) fn change_executable(&self) {
        let mut bytes = fs::read(&*XTASK).unwrap();
        bytes.push(0);
        let permissions = fs::metadata(&*XTASK).unwrap().permissions();
        fs::remove_file(self.binary()).unwrap();
        fs::write(self.binary(), bytes).unwrap();
        fs::set_permissions(self.binary(), permissions).unwrap();
    }

    /// Gives each entry of the cache a warning that nothing else gives, so that one sees which of them are taken over.
    pub(crate) fn mark(&self) {
        let mut stored = self.stored();
        for (id, entry) in stored["entries"].as_object_mut().unwrap() {
            entry["findings"].as_array_mut().unwrap().push(json!({
                "code": MARK, "is_note": false, "message": id, "primary": [[0, 0, 1], ""],
                "related": [], "help": null, "suggestion": null,
            }));
        }
        self.store(&stored);
    }
}

/// The code of a warning that nothing gives but a marked cache.
pub(crate) const MARK: &str = "taken-over";

/// The digest of a text, as the files have it.
pub(crate) fn digest(text: &str) -> String {
    digest_of(text.as_bytes())
}

fn digest_of(bytes: &[u8]) -> String {
    let bytes = Sha256::digest(bytes);
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
