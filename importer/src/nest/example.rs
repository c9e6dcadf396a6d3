//! Reads the shape of an example: the keys at each place. The text may be JSON or nearly JSON, with comments, missing commas
//! or its end cut off; the reader keeps all that it can.

use indexmap::IndexMap;

/// Deeper values are skipped, because the reader recurses. No documented example nests half as deep.
const MAX_DEPTH: usize = 64;
/// The longest indentation that is searched for the next character, so that reading stays linear.
const MAX_INDENT: usize = 256;

/// Reads the shape of an example text. Returns `None` if it has no object or array. Several values, one after another, are
/// merged into one shape.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let mut reader = Reader { rest: text, shape: Shape::new(), found: false };
    loop {
        reader.skip_blank();
        match reader.peek() {
            None => break,
            Some('{' | '[') => {
                reader.found = true;
                reader.value(Shape::root(), 0);
            }
            // Text before the first bracket: an HTTP message, for example, is not JSON.
            Some(_) if !reader.found => return None,
            Some(_) => reader.skip_one(),
        }
    }
    reader.found.then_some(reader.shape)
}

struct Reader<'a> {
    rest: &'a str,
    shape: Shape,
    found: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip_one(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("//") {
                self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
            } else {
                return;
            }
        }
    }

    fn value(&mut self, place: Place, depth: usize) {
        self.skip_blank();
        match self.peek() {
            Some('{') => self.object(place, depth),
            Some('[') => self.array(place, depth),
            Some('"') => {
                let text = self.string();
                self.shape.note_scalar(place, text);
            }
            Some(_) => {
                let token = self.token();
                if !token.is_empty() && token != "null" {
                    self.shape.note_scalar(place, token);
                }
            }
            None => {}
        }
    }

    fn object(&mut self, place: Place, depth: usize) {
        self.skip_one();
        self.shape.note_object(place);
        loop {
            self.skip_blank();
            match self.peek() {
                None => return,
                Some('}') => return self.skip_one(),
                Some('"') => self.member(place, depth),
                // A stray closing bracket ends the parent.
                Some(']') if depth > 0 => return,
                Some(_) => self.skip_one(),
            }
        }
    }

    fn member(&mut self, place: Place, depth: usize) {
        let name = self.string();
        self.skip_blank();
        let Some(rest) = self.rest.strip_prefix(':') else { return };
        self.rest = rest;
        if depth < MAX_DEPTH {
            let place = self.shape.key(place, name.trim());
            self.value(place, depth + 1);
        }
    }

    fn array(&mut self, place: Place, depth: usize) {
        self.skip_one();
        loop {
            self.skip_blank();
            match self.peek() {
                // A stray closing brace ends the parent.
                None | Some('}') => return,
                Some(']') => return self.skip_one(),
                Some(',') => self.skip_one(),
                Some(_) if depth >= MAX_DEPTH => self.skip_one(),
                Some(_) => self.element(place, depth + 1),
            }
        }
    }

    /// Reads an element, and at least one character, so that the loop over the array ends.
    fn element(&mut self, place: Place, depth: usize) {
        let before = self.rest.len();
        self.value(place, depth);
        if self.rest.len() == before {
            self.skip_one();
        }
    }

    /// Reads a string without its quotes; escapes are kept. An unclosed string ends with its line.
    fn string(&mut self) -> String {
        self.skip_one();
        let mut escaped = false;
        for (at, char) in self.rest.char_indices() {
            match char {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return self.take_string(at, 1),
                '\n' if self.next_line_is_structure(at) => return self.take_string(at, 0),
                _ => {}
            }
        }
        self.take_string(self.rest.len(), 0)
    }

    /// Returns true if the line after a break inside a string continues the surrounding structure.
    fn next_line_is_structure(&self, at: usize) -> bool {
        let next = self.rest.bytes().skip(at).take(MAX_INDENT).find(|byte| !byte.is_ascii_whitespace());
        matches!(next, Some(b'"' | b'}' | b']'))
    }

    fn take_string(&mut self, at: usize, quotes: usize) -> String {
        let text = self.rest.get(..at).unwrap_or_default().to_owned();
        self.rest = self.rest.get(at + quotes..).unwrap_or_default();
        text
    }

    /// Reads a number, a word, or any other text up to the next comma, bracket or line break.
    fn token(&mut self) -> String {
        let end = self.rest.find([',', '}', ']', '\n']).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token.split("//").next().unwrap_or_default().trim().to_owned()
    }
}

/// A place in a [`Shape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(usize);

/// An example as one tree. All elements of an array share the array's place, which has each key that an element has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    places: Vec<At>,
    top: Place,
}

/// The values at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct At {
    /// The keys of all objects here, in the order of their first appearance.
    pub(super) keys: IndexMap<String, Place>,
    /// There is an object here, perhaps an empty one.
    pub(super) object: bool,
    /// The scalars here, as written; strings without their quotes. At most [`SCALARS`] are kept.
    pub(super) scalars: Vec<String>,
}

/// A few scalars are enough to compare with a row's example value.
const SCALARS: usize = 4;

impl Shape {
    /// Creates an empty shape.
    pub(super) fn new() -> Self {
        Self { places: vec![At::default()], top: Self::root() }
    }

    /// Returns the place of the outermost value.
    pub(super) fn root() -> Place {
        Place(0)
    }

    /// Returns the place that the table describes.
    pub(super) fn top(&self) -> Place {
        self.top
    }

    /// Moves the top to `data` if the table's first field is there and not at the top: some tables describe only `data`.
    pub(super) fn begin_with(&mut self, first_field: &str) {
        let shows =
            |place: Option<Place>| self.keys(place).is_some_and(|keys| keys.contains_key(first_field));
        let data = self.keys(Some(Self::root())).and_then(|keys| keys.get("data")).copied();
        if !shows(Some(Self::root())) && shows(data) {
            self.top = data.unwrap_or(Self::root());
        }
    }

    /// The values at a place.
    pub(super) fn at(&self, place: Place) -> Option<&At> {
        self.places.get(place.0)
    }

    /// Returns the keys of the objects at a place; `None` if the example shows no object with keys there.
    pub(super) fn keys(&self, place: Option<Place>) -> Option<&IndexMap<String, Place>> {
        place.and_then(|place| self.at(place)).map(|at| &at.keys).filter(|keys| !keys.is_empty())
    }

    /// Notes an object here.
    pub(super) fn note_object(&mut self, place: Place) {
        if let Some(at) = self.places.get_mut(place.0) {
            at.object = true;
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

    /// Returns the place of a key, and creates it if needed.
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
