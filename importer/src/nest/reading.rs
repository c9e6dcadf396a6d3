//! One reading of the rows so far: which objects are open, and what speaks against it.

use std::rc::Rc;

use indexmap::IndexMap;

use super::holds::Holds;
use super::shape::{Place, Shape};
use super::symbols::Symbol;
use super::table::{Members, Row};
use super::weigh::{self, Cost};

/// An object to which rows may still be added.
#[derive(Debug, Clone)]
struct Frame {
    /// The row that opened it; none for the table's top.
    row: Option<usize>,
    /// Where the example shows it.
    place: Option<Place>,
    /// What its type says about its fields.
    holds: Holds,
    /// Its named type.
    type_name: Option<Symbol>,
    /// The type stands in other rows too.
    shared: bool,
    /// The field sets that the registry knows of its type.
    known: Rc<[Members]>,
    /// The field sets that its type had elsewhere.
    sets: Rc<[Members]>,
    /// An object around it has its type: it refers to that, and its fields are not shown again.
    refers_back: bool,
    /// Its fields are not those of `sets`; that is charged already.
    differs: bool,
    /// Its fields so far.
    members: Vec<(Symbol, Symbol)>,
    /// Which keys of the example its fields account for.
    keys: Keys,
    /// How many objects around it, itself included, the example does not show.
    unseen_depth: u8,
    /// Stands for the frames around it.
    outer_digest: u64,
    /// The object around it.
    parent: Option<Rc<Frame>>,
}

/// Keys of the example that the fields of an object account for.
#[derive(Debug, Clone, Copy, Default)]
struct Keys {
    /// How many.
    found: usize,
    /// The index of the last.
    last: usize,
    /// How many fields the example does not show.
    absent: usize,
    /// Stands for the set of them.
    digest: u64,
}

/// The field set of a closed object, and those before it.
#[derive(Debug)]
struct Seen {
    kind: Symbol,
    members: Members,
    length: usize,
    next: Option<Rc<Seen>>,
}

/// Types remembered within one table.
const MAX_SEEN: usize = 512;

/// A reading of the rows so far.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// What speaks against it.
    pub(super) cost: Cost,
    /// The innermost open object.
    frame: Rc<Frame>,
    /// How many objects are open.
    pub(super) depth: u8,
    seen: Option<Rc<Seen>>,
    seen_digest: u64,
}

/// What decides how a reading can go on: readings with equal signatures differ in their past only.
pub(super) type Signature = u64;

impl Reading {
    /// The reading of no row.
    pub(super) fn start(shape: Option<&Shape>) -> Self {
        let frame = Frame {
            row: None,
            place: shape.map(Shape::top),
            holds: Holds::Maybe,
            type_name: None,
            shared: false,
            known: Rc::from([]),
            sets: Rc::from([]),
            refers_back: false,
            differs: false,
            members: Vec::new(),
            keys: Keys::default(),
            unseen_depth: u8::from(shape.is_none()),
            outer_digest: 0,
            parent: None,
        };
        Self { cost: 0, frame: Rc::new(frame), depth: 0, seen: None, seen_digest: 0 }
    }

    /// What decides how it can go on.
    pub(super) fn signature(&self) -> Signature {
        mix(self.frame.digest(), self.seen_digest)
    }

    /// The reading with the row added to its innermost object; `closed` objects that the example shows were closed before
    /// it.
    pub(super) fn add(&self, index: usize, row: &Row<'_>, shape: Option<&Shape>, closed: Cost) -> Self {
        let mut next = self.clone();
        next.cost += self.misplaced(row);
        let mut frame = Frame::clone(&self.frame);
        let absent = frame.keys.absent;
        let (place, cost) = frame.add(row, shape);
        next.cost += cost;
        if frame.keys.absent > absent {
            next.cost += weigh::FAR * closed;
        }
        next.frame = Rc::new(frame);
        if row.holds != Holds::Nothing {
            next.open(index, row, place, shape);
        }
        next
    }

    /// What speaks against the row standing directly in the innermost object, whatever its fields.
    fn misplaced(&self, row: &Row<'_>) -> Cost {
        let mut cost = 0;
        if row.enveloped && self.depth == 0 {
            cost += weigh::ENVELOPE;
        }
        if row.paging && self.depth != u8::from(row.enveloped) {
            cost += weigh::PAGING;
        }
        cost
    }

    /// Whether an open object has the type.
    fn is_inside(&self, kind: Symbol) -> bool {
        let mut next = Some(&self.frame);
        while let Some(frame) = next {
            if frame.type_name == Some(kind) {
                return true;
            }
            next = frame.parent.as_ref();
        }
        false
    }

    fn open(&mut self, index: usize, row: &Row<'_>, place: Option<Place>, shape: Option<&Shape>) {
        let sets = row.type_name.filter(|_| row.shared).map_or_else(|| Rc::from([]), |kind| self.sets(kind));
        let frame = Frame {
            row: Some(index),
            place,
            holds: row.holds,
            type_name: row.type_name,
            shared: row.shared,
            known: Rc::clone(&row.known),
            sets,
            refers_back: row.type_name.is_some_and(|kind| self.is_inside(kind)),
            differs: false,
            members: Vec::new(),
            keys: Keys::default(),
            unseen_depth: self.frame.unseen_depth
                + u8::from(shape.and_then(|shape| shape.keys(place)).is_none()),
            outer_digest: self.frame.digest(),
            parent: Some(Rc::clone(&self.frame)),
        };
        self.frame = Rc::new(frame);
        self.depth += 1;
    }

    /// Whether the example shows the innermost object.
    pub(super) fn is_shown(&self, shape: Option<&Shape>) -> bool {
        shape.and_then(|shape| shape.keys(self.frame.place)).is_some()
    }

    /// The reading with its innermost object closed; `None` when only the table's top is open.
    pub(super) fn close(&self, shape: Option<&Shape>) -> Option<Self> {
        let parent = self.frame.parent.as_ref()?;
        let mut next = self.clone();
        next.cost += weigh::CLOSE + self.frame.close_cost(shape);
        next.remember(&self.frame);
        next.frame = Rc::clone(parent);
        next.depth -= 1;
        Some(next)
    }

    /// The whole cost when no row follows.
    pub(super) fn end(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = self.cost;
        let mut next = Some(&self.frame);
        while let Some(frame) = next {
            cost += frame.close_cost(shape);
            next = frame.parent.as_ref();
        }
        cost
    }

    /// The field sets of a type that this reading has seen.
    fn sets(&self, kind: Symbol) -> Rc<[Members]> {
        let mut sets = Vec::new();
        let mut next = self.seen.as_ref();
        while let Some(seen) = next {
            if seen.kind == kind {
                sets.push(Rc::clone(&seen.members));
            }
            next = seen.next.as_ref();
        }
        sets.into()
    }

    fn remember(&mut self, frame: &Frame) {
        let Some(kind) = frame.type_name.filter(|_| frame.shared) else { return };
        let length = self.seen.as_ref().map_or(0, |seen| seen.length);
        if length >= MAX_SEEN || frame.is_known_set() {
            return;
        }
        let members = frame
            .members
            .iter()
            .fold(0, |digest, (name, kind)| mix(mix(digest, name.number()), kind.number()));
        self.seen_digest = self.seen_digest.wrapping_add(mix(kind.number(), members));
        self.seen = Some(Rc::new(Seen {
            kind,
            members: frame.members.as_slice().into(),
            length: length + 1,
            next: self.seen.take(),
        }));
    }
}

impl Frame {
    fn digest(&self) -> u64 {
        let row = self.row.map_or(0, |row| row as u64 + 1);
        let flags = u64::from(self.differs) + 2 * u64::from(self.keys.absent > 0);
        mix(mix(mix(self.outer_digest, row), self.keys.digest), flags)
    }

    /// Adds a field; its place in the example, and what speaks against it.
    fn add(&mut self, row: &Row<'_>, shape: Option<&Shape>) -> (Option<Place>, Cost) {
        let mut cost = if self.members.is_empty() { self.parent_cost(shape) } else { 0 };
        if self.members.iter().any(|(name, _)| *name == row.member.0) {
            cost += weigh::DUPLICATE;
        }
        self.members.push(row.member);
        if !self.differs && !self.sets.is_empty() && !self.begins_like_a_set() {
            self.differs = true;
            cost += weigh::TYPE_DIFFERS;
        }
        let (place, more) = self.find(row, shape);
        // What is missing in an example that shows the object is new to the example and the registry alike.
        let is_new = place.is_none() && shape.and_then(|shape| shape.keys(self.place)).is_some();
        if !is_new && !self.known.is_empty() && !self.knows(row) {
            cost += weigh::NO_MEMBER;
        }
        (place, cost + more)
    }

    /// What speaks against there being rows below the one that opened the object.
    fn parent_cost(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = 0;
        if self.refers_back {
            cost += weigh::RECURSION;
        }
        if self.is_scalar(shape) {
            cost += weigh::SCALAR_PARENT;
        }
        if self.holds == Holds::Rarely && shape.and_then(|shape| shape.keys(self.place)).is_none() {
            cost += weigh::RARE_PARENT;
        }
        cost
    }

    /// The example shows scalars and no object here.
    fn is_scalar(&self, shape: Option<&Shape>) -> bool {
        let at = shape.zip(self.place).and_then(|(shape, place)| shape.at(place));
        at.is_some_and(|at| !at.object && !at.scalars.is_empty())
    }

    fn begins_like_a_set(&self) -> bool {
        self.sets.iter().any(|set| set.starts_with(&self.members))
    }

    fn is_known_set(&self) -> bool {
        self.sets.iter().any(|set| **set == *self.members)
    }

    /// Looks the field up in the example.
    fn find(&mut self, row: &Row<'_>, shape: Option<&Shape>) -> (Option<Place>, Cost) {
        let expected = self.is_expected(row);
        let Some((shape, keys)) = shape.and_then(|shape| Some((shape, shape.keys(self.place)?))) else {
            return (None, if expected { 0 } else { self.unseen(row) });
        };
        let Some((index, _, place)) = keys.get_full(row.name) else {
            return (None, if expected { weigh::ABSENT_EXPECTED } else { self.absent() });
        };
        let mut cost = value_cost(row, shape, *place);
        if index < self.keys.last {
            cost += weigh::OUT_OF_ORDER;
        }
        self.keys.found += 1;
        self.keys.last = index;
        self.keys.digest = self.keys.digest.wrapping_add(mix(1, index as u64));
        (Some(*place), cost)
    }

    fn is_expected(&self, row: &Row<'_>) -> bool {
        let in_page = !self.sets.is_empty() && !self.differs;
        in_page || self.knows(row)
    }

    /// The registry knows the field.
    fn knows(&self, row: &Row<'_>) -> bool {
        self.known.iter().any(|set| set.contains(&row.member))
    }

    /// Scalars go on where the row before them stands; objects rather stand beside an object than in it.
    fn unseen(&self, row: &Row<'_>) -> Cost {
        let depth = if row.holds == Holds::Nothing { 0 } else { Cost::from(self.unseen_depth) };
        weigh::UNSEEN + weigh::UNSEEN_DEPTH * depth
    }

    fn absent(&mut self) -> Cost {
        self.keys.absent += 1;
        if self.keys.absent == 1 { weigh::ABSENT } else { weigh::ABSENT_MORE }
    }

    fn close_cost(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = self.missing();
        // A type that seldom shows its fields leaves the example's keys undocumented.
        let hidden = self.members.is_empty() && self.holds == Holds::Rarely;
        let keys = shape.and_then(|shape| shape.keys(self.place)).map_or(0, IndexMap::len);
        let left = if hidden { 0 } else { keys.saturating_sub(self.keys.found).min(weigh::KEYS_LEFT_MAX) };
        cost += times(left, weigh::KEY_LEFT);
        if self.members.is_empty() {
            return cost + self.without_fields(shape);
        }
        if !self.differs && !self.sets.is_empty() && !self.is_known_set() {
            cost += weigh::TYPE_DIFFERS;
        }
        cost
    }

    /// Fields that the registry knows of the type, and that are not there.
    fn missing(&self) -> Cost {
        let missing = |set: &Members| set.iter().filter(|member| !self.members.contains(member)).count();
        let fewest = self.known.iter().map(missing).min().unwrap_or(0);
        times(fewest.min(weigh::MISSING_MAX), weigh::MISSING)
    }

    fn without_fields(&self, shape: Option<&Shape>) -> Cost {
        if self.holds != Holds::Fields || self.refers_back {
            return 0;
        }
        if self.is_known_set() {
            return weigh::AGAIN_WITHOUT_FIELDS;
        }
        let empty = shape
            .zip(self.place)
            .and_then(|(shape, place)| shape.at(place))
            .is_some_and(|at| at.object && at.keys.is_empty());
        if empty { weigh::EMPTY_TYPE_WITHOUT_FIELDS } else { weigh::TYPE_WITHOUT_FIELDS }
    }
}

/// What speaks against a field standing for a place, besides its name.
fn value_cost(row: &Row<'_>, shape: &Shape, place: Place) -> Cost {
    let Some(at) = shape.at(place) else { return 0 };
    let scalar = !at.scalars.is_empty();
    let kind_differs = match row.holds {
        Holds::Nothing => at.object,
        Holds::Fields => scalar && !at.object,
        Holds::Rarely | Holds::Maybe => false,
    };
    if kind_differs {
        return weigh::KIND_DIFFERS;
    }
    match row.example {
        Some(example) if scalar && !at.scalars.iter().any(|scalar| scalar == example) => weigh::VALUE_DIFFERS,
        _ => 0,
    }
}

/// A cost that is charged so many times.
fn times(count: usize, cost: Cost) -> Cost {
    Cost::try_from(count).unwrap_or(Cost::MAX).saturating_mul(cost)
}

/// Mixes a number into a digest (the finisher of `SplitMix64`).
fn mix(digest: u64, number: u64) -> u64 {
    let mut z = digest.wrapping_mul(31).wrapping_add(number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
