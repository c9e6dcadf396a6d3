//! What an example JSON says about nesting: the keys of each object, arrays and repetitions merged.

use indexmap::IndexMap;

/// A place in a [`Shape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(usize);

/// The example as one tree: all elements of an array stand at the array's own place, so that a key is there when any
/// element has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    places: Vec<At>,
    top: Place,
}

/// What stands at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct At {
    /// Keys of the objects here, in the order of their first appearance.
    pub(super) keys: IndexMap<String, Place>,
    /// Some object stands here, perhaps an empty one.
    pub(super) object: bool,
    /// Some array stands here.
    pub(super) array: bool,
    /// The scalars here, as written; strings without their quotes. At most [`SCALARS`] are kept.
    pub(super) scalars: Vec<String>,
}

/// More examples of one field say nothing new.
const SCALARS: usize = 4;

impl Shape {
    /// The shape of nothing yet.
    pub(super) fn new() -> Self {
        Self { places: vec![At::default()], top: Self::root() }
    }

    /// The outermost value.
    pub(super) fn root() -> Place {
        Place(0)
    }

    /// What the table describes.
    pub(super) fn top(&self) -> Place {
        self.top
    }

    /// Some tables describe only the `data` of the example: then its first field stands there, and not at the top.
    pub(super) fn begin_with(&mut self, first_field: &str) {
        let shows =
            |place: Option<Place>| self.keys(place).is_some_and(|keys| keys.contains_key(first_field));
        let data = self.keys(Some(Self::root())).and_then(|keys| keys.get("data")).copied();
        if !shows(Some(Self::root())) && shows(data) {
            self.top = data.unwrap_or(Self::root());
        }
    }

    /// What stands at a place.
    pub(super) fn at(&self, place: Place) -> Option<&At> {
        self.places.get(place.0)
    }

    /// The keys of the objects at a place; `None` where the example shows no object with keys.
    pub(super) fn keys(&self, place: Option<Place>) -> Option<&IndexMap<String, Place>> {
        place.and_then(|place| self.at(place)).map(|at| &at.keys).filter(|keys| !keys.is_empty())
    }

    /// Notes an object.
    pub(super) fn note_object(&mut self, place: Place) {
        if let Some(at) = self.places.get_mut(place.0) {
            at.object = true;
        }
    }

    /// Notes an array.
    pub(super) fn note_array(&mut self, place: Place) {
        if let Some(at) = self.places.get_mut(place.0) {
            at.array = true;
        }
    }

    /// Notes a scalar.
    pub(super) fn note_scalar(&mut self, place: Place, text: String) {
        if let Some(at) = self.places.get_mut(place.0)
            && at.scalars.len() < SCALARS
        {
            at.scalars.push(text);
        }
    }

    /// The place of a key.
    pub(super) fn key(&mut self, place: Place, name: &str) -> Place {
        let next = Place(self.places.len());
        let Some(at) = self.places.get_mut(place.0) else { return place };
        if let Some(known) = at.keys.get(name) {
            return *known;
        }
        at.keys.insert(name.to_owned(), next);
        self.places.push(At::default());
        next
    }
}
