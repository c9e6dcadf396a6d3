//! Beam search for the cheapest reading: row by row, the best readings so far are kept.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::example::Shape;
use super::reading::{Reading, Signature};
use super::table::Row;
use super::weigh::Cost;

/// The number of readings kept after each row. A dropped one still counts as a rival, so a smaller width makes more tables
/// uncertain but does not hide a doubt.
const WIDTH: usize = 16;
/// Readings that cost so much more than the best are dropped. Evidence that comes later can overturn about four contradictions
/// (30 each).
const SLACK: Cost = 120;
/// The deepest nesting that is considered. Documented tables have at most ten levels.
const MAX_DEPTH: u8 = 32;
/// After so many steps only the best reading is followed, so that hostile tables take bounded time.
const MAX_STEPS: usize = 4_000_000;

/// The result of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The level of each row.
    pub(super) levels: Vec<u8>,
    /// The next best reading.
    pub(super) rival: Option<Rival>,
}

/// The next best reading, by its first difference to the best one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rival {
    /// Its additional cost.
    pub(super) gap: Cost,
    /// The first row that has another level.
    pub(super) row: usize,
    /// The level of that row.
    pub(super) level: u8,
}

/// A reading with the levels of its rows.
#[derive(Debug, Clone)]
struct Candidate {
    reading: Reading,
    trail: Option<usize>,
    lost: Option<Lost>,
}

/// A reading that lost against this one, or against one that this one continues.
#[derive(Debug, Clone, Copy)]
struct Lost {
    gap: Cost,
    winner: Option<usize>,
    loser: Option<usize>,
}

impl Candidate {
    /// Notes that another reading lost against this one, if it is the closest so far.
    fn beat(&mut self, loser: &Self) {
        let gap = loser.reading.cost.saturating_sub(self.reading.cost);
        if self.lost.is_none_or(|lost| gap < lost.gap) {
            self.lost = Some(Lost { gap, winner: self.trail, loser: loser.trail });
        }
    }
}

/// The level of one row, linked to that of the row before.
#[derive(Debug, Clone, Copy)]
struct Step {
    before: Option<usize>,
    row: usize,
    level: u8,
}

/// Finds the cheapest reading of the rows.
pub(super) fn search(rows: &[Row<'_>], shape: Option<&Shape>) -> Found {
    let mut search = Search { rows, shape, trail: Vec::new(), steps: 0 };
    let mut candidates = vec![Candidate { reading: Reading::start(shape), trail: None, lost: None }];
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
    /// Extends each candidate by a row, at every possible level.
    fn advance(&mut self, index: usize, candidates: &[Candidate]) -> Vec<Candidate> {
        let Some(row) = self.rows.get(index) else { return Vec::new() };
        let mut next: BTreeMap<Signature, Candidate> = BTreeMap::new();
        for candidate in candidates {
            let mut open = Some(candidate.reading.clone());
            let mut closed = 0;
            while let Some(reading) = open {
                self.steps += 1;
                if reading.depth < MAX_DEPTH {
                    let level = reading.depth;
                    let added = reading.add(index, row, self.shape, closed);
                    self.keep(
                        &mut next,
                        candidate,
                        added,
                        Step { before: candidate.trail, row: index, level },
                    );
                }
                closed += Cost::from(reading.is_shown(self.shape));
                open = reading.close(self.shape);
            }
        }
        self.prune(next.into_values().collect())
    }

    /// Keeps the cheaper of two readings that can only continue in the same way.
    fn keep(
        &mut self,
        next: &mut BTreeMap<Signature, Candidate>,
        from: &Candidate,
        reading: Reading,
        step: Step,
    ) {
        let trail = Some(self.trail.len());
        self.trail.push(step);
        let mut new = Candidate { reading, trail, lost: from.lost };
        match next.entry(new.reading.signature()) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let old = entry.get_mut();
                if new.reading.cost < old.reading.cost {
                    std::mem::swap(old, &mut new);
                }
                old.beat(&new);
            }
        }
    }

    fn prune(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.sort_by_key(|candidate| candidate.reading.cost);
        let best = candidates.first().map_or(0, |candidate| candidate.reading.cost);
        let width = if self.steps > MAX_STEPS { 1 } else { WIDTH };
        let near = candidates.partition_point(|candidate| candidate.reading.cost <= best + SLACK);
        if near > width {
            note_dropped(&mut candidates, width);
        }
        candidates.truncate(near.min(width));
        candidates
    }

    fn finish(&self, candidates: Vec<Candidate>) -> Found {
        let mut ended: Vec<Candidate> = candidates
            .into_iter()
            .map(|mut candidate| {
                candidate.reading.cost = candidate.reading.end(self.shape);
                candidate
            })
            .collect();
        ended.sort_by_key(|candidate| candidate.reading.cost);
        let mut ended = ended.into_iter();
        let Some(mut best) = ended.next() else {
            return Found { levels: Vec::new(), rival: None };
        };
        for other in ended {
            best.beat(&other);
        }
        Found { levels: self.levels(best.trail), rival: best.lost.and_then(|lost| self.rival(lost)) }
    }

    /// Finds the first row at which winner and loser differ.
    fn rival(&self, lost: Lost) -> Option<Rival> {
        let (mut winner, mut loser) = (lost.winner, lost.loser);
        let mut found = None;
        while winner != loser {
            let (left, right) = (self.trail.get(winner?)?, self.trail.get(loser?)?);
            if left.level != right.level {
                found = Some(Rival { gap: lost.gap, row: right.row, level: right.level });
            }
            (winner, loser) = (left.before, right.before);
        }
        found
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

/// Notes the best dropped reading as a rival of those that are kept.
fn note_dropped(candidates: &mut [Candidate], width: usize) {
    let (kept, dropped) = candidates.split_at_mut(width);
    let Some(dropped) = dropped.first() else { return };
    for candidate in kept {
        candidate.beat(dropped);
    }
}
