//! A reading of the rows so far: the open objects, and the cost.

use std::rc::Rc;

use super::example::{Place, Shape};
use super::frame::{Frame, Keys, mix};
use super::table::{Members, Row, Symbol};
use super::types::Holds;
use super::weigh::{self, Cost};

/// The fields of a closed object, linked to those of the objects closed before.
#[derive(Debug)]
struct Seen {
    kind: Symbol,
    members: Members,
    length: usize,
    next: Option<Rc<Seen>>,
}

/// The most types remembered within one table. A list of them is compared for each new object, so hostile tables need a limit.
const MAX_SEEN: usize = 512;

/// A reading of the rows so far.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The cost so far.
    pub(super) cost: Cost,
    /// The innermost open object.
    frame: Rc<Frame>,
    /// The number of open objects.
    pub(super) depth: u8,
    seen: Option<Rc<Seen>>,
    seen_digest: u64,
}

/// A hash of everything that affects how a reading can continue. Readings with equal signatures differ in their past only.
pub(super) type Signature = u64;

impl Reading {
    /// Starts with an empty table.
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

    /// Returns the signature.
    pub(super) fn signature(&self) -> Signature {
        mix(self.frame.digest(), self.seen_digest)
    }

    /// Adds the row to the innermost object. `closed` is the number of objects shown by the example that were closed before.
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

    /// Returns the cost of a row of the envelope or of paging in the wrong object.
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

    /// Returns true if an open object has the type.
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

    /// Returns true if the example shows the innermost object.
    pub(super) fn is_shown(&self, shape: Option<&Shape>) -> bool {
        shape.and_then(|shape| shape.keys(self.frame.place)).is_some()
    }

    /// Closes the innermost object. Returns `None` if only the top of the table is open.
    pub(super) fn close(&self, shape: Option<&Shape>) -> Option<Self> {
        let parent = self.frame.parent.as_ref()?;
        let mut next = self.clone();
        next.cost += weigh::CLOSE + self.frame.close_cost(shape);
        next.remember(&self.frame);
        next.frame = Rc::clone(parent);
        next.depth -= 1;
        Some(next)
    }

    /// Returns the total cost at the end of the table.
    pub(super) fn end(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = self.cost;
        let mut next = Some(&self.frame);
        while let Some(frame) = next {
            cost += frame.close_cost(shape);
            next = frame.parent.as_ref();
        }
        cost
    }

    /// Returns the field sets that the type had in this reading.
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
