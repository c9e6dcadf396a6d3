//! The module tree: which folders there are, and what each of them declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Declared, Folder};
use crate::names::Name;

/// The folders that the modules need. A `shared` module is there without a feature: every service may use it.
pub(super) fn folders<'a>(modules: impl Iterator<Item = &'a [Name]>, shared: &[&[Name]]) -> Vec<Folder> {
    let mut children: BTreeMap<&[Name], BTreeSet<&Name>> = BTreeMap::from([(&[][..], BTreeSet::new())]);
    for path in modules {
        for depth in 0..path.len() {
            if let (Some(folder), Some(child)) = (path.get(..depth), path.get(depth)) {
                children.entry(folder).or_default().insert(child);
            }
        }
    }
    let always: BTreeSet<&Name> = shared.iter().filter_map(|path| path.first()).collect();
    let declared = |folder: &[Name], name: &Name| Declared {
        name: name.clone(),
        is_feature: folder.is_empty() && !always.contains(name),
    };
    let folder = |(path, names): (&[Name], BTreeSet<&Name>)| Folder {
        path: path.to_vec(),
        modules: names.into_iter().map(|name| declared(path, name)).collect(),
    };
    children.into_iter().map(folder).collect()
}
