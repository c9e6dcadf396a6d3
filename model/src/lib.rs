//! The format of endpoint descriptions: loading them, correcting them, checking them, comparing them and exporting them.
//!
//! The modules form two layers. The lower layer is the format itself: what a description says, and how files become
//! descriptions. The upper layer works on loaded descriptions. The lower layer never uses the upper one, which a test in
//! this file checks.
//!
//! The crate does no I/O: files come in as bytes and go out as values.

// The format, each module above those that it uses.
pub mod load;

pub mod document;
pub mod overlay;
pub mod schema;
pub mod texts;
pub mod tree;

pub mod diag;
pub mod keywords;
pub mod parallel;
pub mod pointer;
pub mod source;

// What is done with loaded descriptions.
pub mod check;
pub mod diff;
pub mod export;
pub mod states;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    const UPPER: &[&str] = &["check", "diff", "export", "states"];

    /// The text of every file below a path, with its path.
    fn files(path: &Path, out: &mut Vec<(String, String)>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                files(&entry.unwrap().path(), out);
            }
        } else {
            out.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
        }
    }

    #[test]
    fn the_format_does_not_use_what_is_built_on_it() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        let mut seen = 0;
        for entry in fs::read_dir(&source).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if name == "lib" || UPPER.contains(&name.as_str()) {
                continue;
            }
            let mut texts = Vec::new();
            files(&path, &mut texts);
            seen += texts.len();
            for (file, text) in texts {
                found.extend(
                    UPPER
                        .iter()
                        .filter(|upper| text.contains(&format!("crate::{upper}")))
                        .map(|upper| format!("{file}: {upper}")),
                );
            }
        }
        assert!(seen > 20, "the files of the lower layer were found");
        assert_eq!(found, [""; 0]);
    }
}
