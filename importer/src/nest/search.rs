//! The search for the reading against which least speaks: all readings of the rows so far, the unlikely ones dropped.

use std::collections::BTreeMap;

use super::reading::{Reading, Signature};
use super::shape::Shape;
use super::table::Row;
use super::weigh::Cost;

/// Readings kept after each row.
const WIDTH: usize = 64;
/// Readings that are so much worse than the best are dropped.
const SLACK: Cost = 200;
/// No page nests as deep.
const MAX_DEPTH: u8 = 32;
/// Steps after which only the best reading is followed, so that hostile tables end.
const MAX_STEPS: usize = 4_000_000;

/// What the search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The level of each row.
    pub(super) levels: Vec<u8>,
    /// What speaks against it.
    pub(super) cost: Cost,
    /// The next best reading, and how much worse it is.
    pub(super) rival: Option<Rival>,
}

/// A reading that lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rival {
    /// How much more speaks against it.
    pub(super) gap: Cost,
    /// The first row that it places elsewhere, and its level there.
    pub(super) row: usize,
    /// The level that it gives to the row.
    pub(super) level: u8,
}

/// A reading with its past.
#[derive(Debug, Clone)]
struct Candidate {
    reading: Reading,
    trail: Option<usize>,
    rival: Option<Rival>,
}

/// One row's level in a reading, and the rows before it.
#[derive(Debug, Clone, Copy)]
struct Step {
    before: Option<usize>,
    row: usize,
    level: u8,
}

/// Finds the best reading.
pub(super) fn search(rows: &[Row<'_>], shape: Option<&Shape>) -> Found {
    let mut search = Search { rows, shape, trail: Vec::new(), steps: 0 };
    let mut candidates =
        vec![Candidate { reading: Reading::start(shape), trail: None, rival: None }];
    for index in 0..rows.len() {
        candidates = search.advance(index, &candidates);
    }
    search.finish(candidates)
}

struct Search<'a> {
    rows: &'a [Row<'a>],
    shape: Option<&'a Shape>,
    trail: Vec<Step>,
    steps: usize,
}

impl Search<'_> {
    /// Places one more row in every way.
    fn advance(&mut self, index: usize, candidates: &[Candidate]) -> Vec<Candidate> {
        let Some(row) = self.rows.get(index) else { return Vec::new() };
        let mut next: BTreeMap<Signature, Candidate> = BTreeMap::new();
        for candidate in candidates {
            let mut open = Some(candidate.reading.clone());
            while let Some(reading) = open {
                self.steps += 1;
                if reading.depth < MAX_DEPTH {
                    let level = reading.depth;
                    let added = reading.add(index, row, self.shape);
                    self.keep(&mut next, candidate, added, Step { before: candidate.trail, row: index, level });
                }
                open = reading.close(self.shape);
            }
        }
        self.prune(next.into_values().collect())
    }

    /// Keeps the better of two readings that go on alike.
    fn keep(&mut self, next: &mut BTreeMap<Signature, Candidate>, from: &Candidate, reading: Reading, step: Step) {
        let trail = Some(self.trail.len());
        self.trail.push(step);
        let mut new = Candidate { reading, trail, rival: from.rival };
        let signature = new.reading.signature();
        match next.get_mut(&signature) {
            None => {
                next.insert(signature, new);
            }
            Some(old) => {
                if new.reading.cost < old.reading.cost {
                    std::mem::swap(old, &mut new);
                }
                let gap = new.reading.cost - old.reading.cost;
                old.rival = self.nearer(old.rival, gap, old.trail, &new);
            }
        }
    }

    /// The nearest rival, once a reading lost to another by `gap`.
    fn nearer(&self, known: Option<Rival>, gap: Cost, winner: Option<usize>, loser: &Candidate) -> Option<Rival> {
        if known.is_some_and(|known| known.gap <= gap) {
            return known;
        }
        let (row, level) = self.first_difference(winner, loser.trail)?;
        Some(Rival { gap, row, level })
    }

    /// The first row that two readings place differently, and where the second one does.
    fn first_difference(&self, mut one: Option<usize>, mut other: Option<usize>) -> Option<(usize, u8)> {
        let mut found = None;
        while one != other {
            let (left, right) = (self.trail.get(one?)?, self.trail.get(other?)?);
            if left.level != right.level {
                found = Some((right.row, right.level));
            }
            (one, other) = (left.before, right.before);
        }
        found
    }

    fn prune(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.sort_by_key(|candidate| candidate.reading.cost);
        let best = candidates.first().map_or(0, |candidate| candidate.reading.cost);
        let width = if self.steps > MAX_STEPS { 1 } else { WIDTH };
        let near = candidates.partition_point(|candidate| candidate.reading.cost <= best + SLACK);
        if near > width {
            self.note_dropped(&mut candidates, width);
        }
        candidates.truncate(near.min(width));
        candidates
    }

    /// A reading dropped for want of room remains a rival of those that stay.
    fn note_dropped(&self, candidates: &mut [Candidate], width: usize) {
        let (kept, dropped) = candidates.split_at_mut(width);
        let Some(dropped) = dropped.first() else { return };
        for candidate in kept {
            let gap = dropped.reading.cost - candidate.reading.cost;
            candidate.rival = self.nearer(candidate.rival, gap, candidate.trail, dropped);
        }
    }

    fn finish(&self, candidates: Vec<Candidate>) -> Found {
        let mut ended: Vec<(Cost, Candidate)> = candidates
            .into_iter()
            .map(|candidate| (candidate.reading.end(self.shape), candidate))
            .collect();
        ended.sort_by_key(|(cost, _)| *cost);
        let mut ended = ended.into_iter();
        let Some((cost, best)) = ended.next() else {
            return Found { levels: Vec::new(), cost: 0, rival: None };
        };
        let mut rival = best.rival;
        for (other_cost, other) in ended {
            rival = self.nearer(rival, other_cost - cost, best.trail, &other);
        }
        Found { levels: self.levels(best.trail), cost, rival }
    }

    fn levels(&self, mut trail: Option<usize>) -> Vec<u8> {
        let mut levels = Vec::with_capacity(self.rows.len());
        while let Some(step) = trail.and_then(|at| self.trail.get(at)) {
            levels.push(step.level);
            trail = step.before;
        }
        levels.reverse();
        levels
    }
}
