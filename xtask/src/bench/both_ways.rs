//! The crate that most generators would write, to compare with: both serde directions derived for every struct.
//!
//! It is a copy of the generated crate in which `reply_object!` is taken out and `Deserialize` is derived in its place;
//! compiled with `full-serde`, which derives all the rest. Enums, validators and endpoints stay as they are.

use std::fs;
use std::path::Path;

use crate::disk;
use crate::failure::Failure;

const MACRO: &str = "rt::reply_object!(";
const REPLY: &str = "derive(serde::Serialize))]";
const BOTH: &str = "derive(serde::Serialize, serde::Deserialize))]";

/// What makes an object the data of a reply, without what reads it.
const DATA: &str = "impl rt::ReplyObject for Data {
    fn member(_: &str) -> Option<usize> { None }
    fn read_member<'de, A: serde::de::MapAccess<'de>>(&mut self, _: usize, _: &mut A) -> Result<(), A::Error> { Ok(()) }
}
";

/// Copies a crate, its sources changed.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    disk::walk(&from.join("src"), &mut |path, bytes| files.push((format!("src/{path}"), bytes)))?;
    for path in ["Cargo.toml", "Cargo.lock", "README.md"] {
        files.extend(disk::read_if_there(&from.join(path))?.map(|bytes| (path.to_owned(), bytes)));
    }
    for (path, bytes) in files {
        let file = to.join(&path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(Failure::io("make the folder", folder))?;
        }
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if path.starts_with("src/api") => derived(&text).into_bytes(),
            Ok(text) => text.into_bytes(),
            Err(fault) => fault.into_bytes(),
        };
        fs::write(&file, bytes).map_err(Failure::io("write", &file))?;
    }
    Ok(())
}

/// One file with replies that derive both directions.
fn derived(text: &str) -> String {
    let mut parts = text.split(MACRO);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (taken, rest) = part.split_once(");\n").unwrap_or((part, ""));
        let is_data = taken.split('{').next().is_some_and(|name| name.trim() == "Data");
        out.push_str(if is_data { DATA } else { "" });
        out.push_str(rest);
    }
    out.replace(REPLY, BOTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_derives_both() {
        let text = "#[cfg_attr(feature = \"full-serde\", derive(serde::Serialize))]\npub struct Item {}\n\nrt::reply_object!(\n    Item { \"a\" => value a,\n    \"b\" => list b }\n);\n\nstruct Other;\n";
        assert_eq!(
            derived(text),
            "#[cfg_attr(feature = \"full-serde\", derive(serde::Serialize, serde::Deserialize))]\npub struct Item {}\n\n\nstruct Other;\n"
        );
        assert_eq!(derived("rt::reply_object!(Data { \"a\" => value a });\n"), DATA);
    }
}
