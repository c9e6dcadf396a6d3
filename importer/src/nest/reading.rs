//! One reading of the rows so far: which objects are open, and what speaks against it.

use std::rc::Rc;

use super::holds::Holds;
use super::shape::{Place, Shape};
use super::table::{Members, Row};
use super::symbols::Symbol;
use super::weigh::{self, Cost};

/// An object to which rows may still be added.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The row that opened it; none for the table's top.
    pub(super) row: Option<usize>,
    /// Where the example shows it.
    place: Option<Place>,
    /// What its type says about its fields.
    holds: Holds,
    /// Its type, when it stands elsewhere too.
    shared_type: Option<Symbol>,
    /// The field sets that its type had elsewhere.
    sets: Rc<[Members]>,
    /// Its fields are not those of `sets`; that is charged already.
    differs: bool,
    /// Its fields so far.
    members: Vec<(Symbol, Symbol)>,
    /// How many keys of the example its fields account for, the last of them, and a digest of which.
    keys: Keys,
    /// The object around it.
    pub(super) parent: Option<Rc<Frame>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keys {
    found: usize,
    last: usize,
    digest: u64,
}

/// The field sets of closed types, newest first.
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
pub(super) type Signature = (Vec<(usize, Keys, bool)>, u64);

impl Reading {
    /// The reading of no row.
    pub(super) fn start(shape: Option<&Shape>) -> Self {
        let frame = Frame {
            row: None,
            place: shape.map(|_| Shape::root()),
            holds: Holds::Maybe,
            shared_type: None,
            sets: Rc::from([]),
            differs: false,
            members: Vec::new(),
            keys: Keys::default(),
            parent: None,
        };
        Self { cost: 0, frame: Rc::new(frame), depth: 0, seen: None, seen_digest: 0 }
    }

    /// What decides how it can go on.
    pub(super) fn signature(&self) -> Signature {
        let mut frames = Vec::with_capacity(usize::from(self.depth) + 1);
        let mut next = Some(&self.frame);
        while let Some(frame) = next {
            frames.push((frame.row.map_or(0, |row| row + 1), frame.keys, frame.differs));
            next = frame.parent.as_ref();
        }
        (frames, self.seen_digest)
    }

    /// The reading with the row added to its innermost object.
    pub(super) fn add(&self, index: usize, row: &Row<'_>, shape: Option<&Shape>) -> Self {
        let mut next = self.clone();
        let mut frame = Frame::clone(&self.frame);
        let (place, cost) = frame.add(row, shape);
        next.cost += cost;
        next.frame = Rc::new(frame);
        if row.holds != Holds::Nothing {
            next.open(index, row, place);
        }
        next
    }

    fn open(&mut self, index: usize, row: &Row<'_>, place: Option<Place>) {
        let sets = row.shared_type.map_or_else(|| Rc::from([]), |kind| self.sets(kind, &row.known));
        let frame = Frame {
            row: Some(index),
            place,
            holds: row.holds,
            shared_type: row.shared_type,
            sets,
            differs: false,
            members: Vec::new(),
            keys: Keys::default(),
            parent: Some(Rc::clone(&self.frame)),
        };
        self.frame = Rc::new(frame);
        self.depth += 1;
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

    /// The field sets of a type: those that this reading has seen, or else those known beforehand.
    fn sets(&self, kind: Symbol, known: &[Members]) -> Rc<[Members]> {
        let mut sets = Vec::new();
        let mut next = self.seen.as_ref();
        while let Some(seen) = next {
            if seen.kind == kind {
                sets.push(Rc::clone(&seen.members));
            }
            next = seen.next.as_ref();
        }
        sets.extend(known.iter().cloned());
        sets.into()
    }

    fn remember(&mut self, frame: &Frame) {
        let Some(kind) = frame.shared_type else { return };
        let length = self.seen.as_ref().map_or(0, |seen| seen.length);
        if frame.members.is_empty() || length >= MAX_SEEN || frame.is_known_set() {
            return;
        }
        self.seen_digest ^= digest(&(frame.row, &frame.members));
        self.seen = Some(Rc::new(Seen {
            kind,
            members: frame.members.as_slice().into(),
            length: length + 1,
            next: self.seen.take(),
        }));
    }
}

impl Frame {
    /// Adds a field; its place in the example, and what speaks against it.
    fn add(&mut self, row: &Row<'_>, shape: Option<&Shape>) -> (Option<Place>, Cost) {
        let mut cost = 0;
        if self.members.is_empty() && self.holds == Holds::Rarely {
            cost += weigh::RARE_PARENT;
        }
        if self.members.iter().any(|(name, _)| *name == row.member.0) {
            cost += weigh::DUPLICATE;
        }
        self.members.push(row.member);
        if !self.differs && !self.sets.is_empty() && !self.begins_like_a_set() {
            self.differs = true;
            cost += weigh::TYPE_DIFFERS;
        }
        let (place, more) = self.find(row, shape);
        (place, cost + more)
    }

    fn begins_like_a_set(&self) -> bool {
        self.sets.iter().any(|set| set.starts_with(&self.members))
    }

    fn is_known_set(&self) -> bool {
        self.sets.iter().any(|set| **set == *self.members)
    }

    /// Looks the field up in the example.
    fn find(&mut self, row: &Row<'_>, shape: Option<&Shape>) -> (Option<Place>, Cost) {
        let Some(shape) = shape else { return (None, 0) };
        let Some(keys) = shape.keys(self.place) else { return (None, 0) };
        let Some((index, _, place)) = keys.get_full(row.name) else { return (None, weigh::ABSENT) };
        let mut cost = value_cost(row, shape, *place);
        if index < self.keys.last {
            cost += weigh::OUT_OF_ORDER;
        }
        self.keys.found += 1;
        self.keys.last = index;
        self.keys.digest ^= digest(&index);
        (Some(*place), cost)
    }

    fn close_cost(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = 0;
        let keys = shape.and_then(|shape| shape.keys(self.place)).map_or(0, indexmap::IndexMap::len);
        let left = keys.saturating_sub(self.keys.found).min(weigh::KEYS_LEFT_MAX);
        cost += weigh::KEY_LEFT * Cost::try_from(left).unwrap_or(Cost::MAX);
        if self.members.is_empty() {
            return cost + self.without_fields(shape);
        }
        if !self.differs && !self.sets.is_empty() && !self.is_known_set() {
            cost += weigh::TYPE_DIFFERS;
        }
        cost
    }

    fn without_fields(&self, shape: Option<&Shape>) -> Cost {
        if self.holds != Holds::Fields {
            return 0;
        }
        let empty = shape.zip(self.place).and_then(|(shape, place)| shape.at(place)).is_some_and(|at| at.object && at.keys.is_empty());
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

/// A digest that is equal in every run.
fn digest(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
