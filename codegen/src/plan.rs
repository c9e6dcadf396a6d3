//! The files that should exist, and their difference from the files on disk.

use std::collections::BTreeMap;

use model::diag::Diagnostic;

use crate::regions::{Region, RegionFault};

/// The folder that the generator owns.
pub const OWNED: &str = "src/api";

/// The files that should exist below the generated crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whole files by path, all of them below [`OWNED`].
    pub files: BTreeMap<String, String>,
    /// Regions of hand-written files.
    pub regions: Vec<Region>,
    /// Findings that do not stop the generator, such as names that had to be made unique.
    pub warnings: Vec<Diagnostic>,
}

/// The files on disk: all files below [`OWNED`], and the files with regions.
pub type Disk = BTreeMap<String, Vec<u8>>;

/// A change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file does not exist yet.
    Add(Vec<u8>),
    /// The file has other content.
    Update(Vec<u8>),
    /// The file belongs to no schema any more.
    Delete,
}

/// A hand-written file without the marks of its region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRegion {
    /// The region.
    pub region: Region,
    /// The fault of the marks; `None` if the file itself does not exist.
    pub fault: Option<RegionFault>,
}

impl Plan {
    /// Changes that turn the files on disk into the planned ones, by path.
    pub fn compare(&self, disk: &Disk) -> Result<BTreeMap<String, Change>, Vec<LostRegion>> {
        let mut wanted: BTreeMap<&str, String> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        let mut lost = Vec::new();
        for region in &self.regions {
            match apply(region, wanted.get(region.path).cloned(), disk) {
                Ok(text) => drop(wanted.insert(region.path, text)),
                Err(fault) => lost.push(LostRegion { region: region.clone(), fault }),
            }
        }
        if lost.is_empty() { Ok(changes(&wanted, disk)) } else { Err(lost) }
    }
}

fn apply(region: &Region, started: Option<String>, disk: &Disk) -> Result<String, Option<RegionFault>> {
    let text = match (started, disk.get(region.path)) {
        (Some(text), _) => text,
        (None, Some(bytes)) => String::from_utf8(bytes.clone()).map_err(|_| Some(RegionFault::Missing))?,
        (None, None) => return Err(None),
    };
    region.apply(&text).map_err(Some)
}

fn changes(wanted: &BTreeMap<&str, String>, disk: &Disk) -> BTreeMap<String, Change> {
    let mut out = BTreeMap::new();
    for (path, text) in wanted {
        match disk.get(*path) {
            None => drop(out.insert((*path).to_owned(), Change::Add(text.clone().into_bytes()))),
            Some(bytes) if bytes != text.as_bytes() => {
                out.insert((*path).to_owned(), Change::Update(text.clone().into_bytes()));
            }
            Some(_) => {}
        }
    }
    let owned = |path: &&String| path.strip_prefix(OWNED).is_some_and(|rest| rest.starts_with('/'));
    for path in disk.keys().filter(owned).filter(|path| !wanted.contains_key(path.as_str())) {
        out.insert(path.clone(), Change::Delete);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            files: BTreeMap::from([("src/api/a.rs".to_owned(), "a".to_owned())]),
            regions: vec![Region {
                path: "Cargo.toml",
                begin: "# begin",
                end: "# end",
                text: "x\n".to_owned(),
            }],
            warnings: Vec::new(),
        }
    }

    fn disk(files: &[(&str, &str)]) -> Disk {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_disk_that_agrees_needs_no_change() {
        let disk = disk(&[("src/api/a.rs", "a"), ("Cargo.toml", "# begin\nx\n# end\n")]);
        assert_eq!(plan().compare(&disk), Ok(BTreeMap::new()));
    }

    #[test]
    fn each_difference_is_one_change() {
        let disk =
            disk(&[("src/api/orphan.rs", "o"), ("src/lib.rs", "mine"), ("Cargo.toml", "# begin\n# end\n")]);
        let changes = plan().compare(&disk).unwrap();
        assert_eq!(
            changes,
            BTreeMap::from([
                ("src/api/a.rs".to_owned(), Change::Add(b"a".to_vec())),
                ("src/api/orphan.rs".to_owned(), Change::Delete),
                ("Cargo.toml".to_owned(), Change::Update(b"# begin\nx\n# end\n".to_vec())),
            ])
        );
    }

    #[test]
    fn a_lost_region_is_reported_not_guessed() {
        let lost = plan().compare(&disk(&[("Cargo.toml", "[package]\n")])).unwrap_err();
        assert_eq!(lost.first().map(|lost| lost.fault), Some(Some(RegionFault::Missing)));
        let lost = plan().compare(&Disk::new()).unwrap_err();
        assert_eq!(lost.first().map(|lost| lost.fault), Some(None));
    }
}
