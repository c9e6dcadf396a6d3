//! Types that one service has several times. Equal ones are one type, defined in the service's own `types`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Contents, Module, TypeDef, TypePath};
use crate::names::Name;

/// A type: the position of its module among those of the service, and its name there.
type Place<'a> = (usize, &'a Name);

/// A definition with blanks for the names of the module's items, and these names.
type Form = (TypeDef, Vec<Name>);

/// Notes in each module which of its types are defined in the service's `types`. The modules are sorted by path.
pub(super) fn share(modules: &mut [Module]) {
    for service in modules.chunk_by_mut(|one, other| one.path.first() == other.path.first()) {
        let shared = shared(service);
        for (module, types) in service.iter_mut().zip(shared) {
            module.shared = types;
        }
    }
}

/// The shared items of each module, with their definitions.
fn shared(modules: &[Module]) -> Vec<BTreeMap<Name, TypePath>> {
    let types = Types::of(modules);
    let mut uses: BTreeMap<Place<'_>, Vec<Place<'_>>> = BTreeMap::new();
    for (place, first) in &types.first {
        uses.entry(*first).or_default().push(*place);
    }
    let several = types.closure(uses.iter().filter(|(_, places)| places.len() > 1).map(|(first, _)| *first));
    let mut out = vec![BTreeMap::new(); modules.len()];
    for places in several.iter().filter_map(|first| uses.get(first)) {
        let Some((module, def)) = chosen(modules, &types, places) else { continue };
        for place in places {
            if let (Some(shared), Some((here, _))) = (out.get_mut(place.0), types.all.get(place)) {
                let paths = def.items().map(|name| TypePath { module: module.home(), name: name.clone() });
                shared.extend(here.items().cloned().zip(paths));
            }
        }
    }
    out
}

/// The place whose module and name a shared type gets. A name is unique in its module, so no two types get the same.
/// An endpoint comes before an event, whose module needs the feature `events`; then the shortest name wins.
fn chosen<'a>(
    modules: &'a [Module],
    types: &Types<'a>,
    places: &[Place<'a>],
) -> Option<(&'a Module, &'a TypeDef)> {
    let found = places.iter().filter_map(|place| Some((modules.get(place.0)?, types.all.get(place)?.0)));
    found.min_by_key(|(module, def)| {
        (matches!(module.contents, Contents::Event(_)), def.name().as_str().len())
    })
}

/// The types of a service.
struct Types<'a> {
    all: BTreeMap<Place<'a>, (&'a TypeDef, Form)>,
    /// The first type that is equal to each: of the same plain name and form, with equal types in the blanks.
    first: BTreeMap<Place<'a>, Place<'a>>,
}

impl<'a> Types<'a> {
    fn of(modules: &'a [Module]) -> Self {
        let defs = modules.iter().enumerate().flat_map(|(position, module)| {
            module.types().iter().map(move |def| ((position, def.name()), (def, form(def))))
        });
        let mut types = Self { all: defs.collect(), first: BTreeMap::new() };
        let mut first = types.alike();
        while first != types.first {
            types.first = first;
            first = types.refined();
        }
        types
    }

    /// The first type of the same plain name and form.
    fn alike(&self) -> BTreeMap<Place<'a>, Place<'a>> {
        let mut known: BTreeMap<&Name, Vec<(Place<'a>, &TypeDef)>> = BTreeMap::new();
        let first = self.all.iter().map(|(place, (_, (form, _)))| {
            let known = known.entry(form.plain()).or_default();
            let found = known.iter().find(|(_, other)| *other == form).map(|(first, _)| *first);
            if found.is_none() {
                known.push((*place, form));
            }
            (*place, found.unwrap_or(*place))
        });
        first.collect()
    }

    /// The first type that counted as equal so far, and names types that did.
    fn refined(&self) -> BTreeMap<Place<'a>, Place<'a>> {
        let mut known = BTreeMap::new();
        let first = self.all.keys().map(|place| {
            let named: Vec<_> = self.named(place).collect();
            (*place, *known.entry((self.first.get(place), named)).or_insert(*place))
        });
        first.collect()
    }

    /// The types and all that they name, at any depth.
    fn closure(&self, types: impl Iterator<Item = Place<'a>>) -> BTreeSet<Place<'a>> {
        let mut open: Vec<Place<'_>> = types.collect();
        let mut out: BTreeSet<Place<'_>> = open.iter().copied().collect();
        while let Some(place) = open.pop() {
            open.extend(self.named(&place).filter(|named| out.insert(*named)));
        }
        out
    }

    /// The types that a definition names, each as the first that is equal to it.
    fn named(&self, place: &Place<'a>) -> impl Iterator<Item = Place<'a>> {
        let names = self.all.get(place).into_iter().flat_map(|(_, (_, names))| names);
        names.filter_map(|name| self.first.get(&(place.0, name)).copied())
    }
}

fn form(def: &TypeDef) -> Form {
    let (mut form, mut names) = (def.clone(), Vec::new());
    form.visit_names(&mut |name| names.push(std::mem::replace(name, Name::own(""))));
    (form, names)
}
