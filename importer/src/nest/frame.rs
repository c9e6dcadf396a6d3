//! An open object of a reading, and the costs of its fields.

use std::rc::Rc;

use indexmap::IndexMap;

use super::example::{Place, Shape};
use super::table::{Members, Row, Symbol};
use super::types::Holds;
use super::weigh::{self, Cost};

/// An open object: rows can still be added to it.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The row that opened it; absent for the top of the table.
    pub(super) row: Option<usize>,
    /// Its place in the example.
    pub(super) place: Option<Place>,
    /// The rows to expect below its type.
    pub(super) holds: Holds,
    /// Its named type.
    pub(super) type_name: Option<Symbol>,
    /// Other rows have the type too.
    pub(super) shared: bool,
    /// The field sets of its type in the registry.
    pub(super) known: Rc<[Members]>,
    /// The field sets that its type had before on the page.
    pub(super) sets: Rc<[Members]>,
    /// An enclosing object has the same type. The page does not list its fields again then.
    pub(super) refers_back: bool,
    /// Its fields differ from `sets`, and the cost of that was added.
    pub(super) differs: bool,
    /// Its fields so far.
    pub(super) members: Vec<(Symbol, Symbol)>,
    /// The keys of the example that its fields cover.
    pub(super) keys: Keys,
    /// The number of enclosing objects, itself included, that the example does not show.
    pub(super) unseen_depth: u8,
    /// A hash of the enclosing frames.
    pub(super) outer_digest: u64,
    /// The enclosing object.
    pub(super) parent: Option<Rc<Frame>>,
}

/// The keys of the example that the fields of an object cover.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys {
    /// Their number.
    pub(super) found: usize,
    /// The index of the last one.
    pub(super) last: usize,
    /// The number of fields that the example does not show.
    pub(super) absent: usize,
    /// A hash of the set of keys.
    pub(super) digest: u64,
}

impl Frame {
    pub(super) fn digest(&self) -> u64 {
        let row = self.row.map_or(0, |row| row as u64 + 1);
        let flags = u64::from(self.differs) + 2 * u64::from(self.keys.absent > 0);
        mix(mix(mix(self.outer_digest, row), self.keys.digest), flags)
    }

    /// Adds a field. Returns its place in the example, and the cost.
    pub(super) fn add(&mut self, row: &Row<'_>, shape: Option<&Shape>) -> (Option<Place>, Cost) {
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
        // A field that is missing in an example of the object is new to the example and the registry alike: charge it once.
        let is_new = place.is_none() && shape.and_then(|shape| shape.keys(self.place)).is_some();
        if !is_new && !self.known.is_empty() && !self.knows(row) {
            cost += weigh::NO_MEMBER;
        }
        (place, cost + more)
    }

    /// Returns the cost of having rows below the row that opened the object.
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

    /// Returns true if the example shows only scalars here.
    fn is_scalar(&self, shape: Option<&Shape>) -> bool {
        let at = shape.zip(self.place).and_then(|(shape, place)| shape.at(place));
        at.is_some_and(|at| !at.object && !at.scalars.is_empty())
    }

    fn begins_like_a_set(&self) -> bool {
        self.sets.iter().any(|set| set.starts_with(&self.members))
    }

    pub(super) fn is_known_set(&self) -> bool {
        self.sets.iter().any(|set| **set == *self.members)
    }

    /// Looks up the field in the example.
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

    /// Returns true if the registry has the field for the type.
    fn knows(&self, row: &Row<'_>) -> bool {
        self.known.iter().any(|set| set.contains(&row.member))
    }

    /// Returns the cost of a field in an object that the example does not show. An object costs more the deeper it is; a scalar
    /// continues the object of the row before.
    fn unseen(&self, row: &Row<'_>) -> Cost {
        let depth = if row.holds == Holds::Nothing { 0 } else { Cost::from(self.unseen_depth) };
        weigh::UNSEEN + weigh::UNSEEN_DEPTH * depth
    }

    fn absent(&mut self) -> Cost {
        self.keys.absent += 1;
        if self.keys.absent == 1 { weigh::ABSENT } else { weigh::ABSENT_MORE }
    }

    pub(super) fn close_cost(&self, shape: Option<&Shape>) -> Cost {
        let mut cost = self.missing();
        // A type whose fields are seldom documented leaves keys of the example undocumented.
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

    /// Returns the cost of the fields that the registry has for the type and that are missing.
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

/// Returns the cost of matching a field with a place of the example, apart from its name.
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

/// Multiplies a cost.
fn times(count: usize, cost: Cost) -> Cost {
    Cost::try_from(count).unwrap_or(Cost::MAX).saturating_mul(cost)
}

/// Mixes a number into a hash (the finisher of `SplitMix64`).
pub(super) fn mix(digest: u64, number: u64) -> u64 {
    let mut z = digest.wrapping_mul(31).wrapping_add(number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
