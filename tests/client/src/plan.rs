//! Plan of one run: the faults that hit each exchange.

use std::fmt;

use crate::fault::{Executes, Fault};

/// A fault, and what of it is for the run to decide.
#[derive(Clone, Copy)]
pub struct Step {
    /// The fault.
    pub fault: &'static Fault,
    /// True if the server executes the call, or gives the token, before the fault hits.
    pub executes: bool,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", if self.executes { "executed, then " } else { "" }, self.fault)
    }
}

impl Step {
    /// A fault; `executes` decides where the fault leaves it open.
    #[must_use]
    pub const fn new(fault: &'static Fault, executes: bool) -> Self {
        let executes = match fault.executes {
            Executes::Never => false,
            Executes::Maybe => executes,
            Executes::Always => true,
        };
        Self { fault, executes }
    }
}

/// Steps of the exchanges of one kind, in order.
#[derive(Clone, Debug, Default)]
pub struct Line {
    steps: Vec<Step>,
    /// True if the last step repeats. Otherwise every later exchange succeeds.
    repeats: bool,
    next: usize,
}

impl Line {
    /// These faults, one for each exchange, and then good replies or the last fault for ever.
    #[must_use]
    pub const fn new(steps: Vec<Step>, repeats: bool) -> Self {
        Self { steps, repeats, next: 0 }
    }

    /// Returns true if no exchange is hit.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The fault of the next exchange.
    pub(crate) fn advance(&mut self) -> Option<Step> {
        let step = self.peek();
        self.next += 1;
        step
    }

    /// The fault of the next exchange, which stays the next one.
    pub(crate) fn peek(&self) -> Option<Step> {
        let last = if self.repeats { self.steps.last() } else { None };
        self.steps.get(self.next).or(last).copied()
    }
}

/// Behaviour of the server in one run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The exchanges of calls.
    pub calls: Line,
    /// The exchanges that fetch tokens.
    pub tokens: Line,
    /// True if a repeated key is answered with the error code of its endpoint, false if with the first reply.
    pub repeated_key_fails: bool,
}

/// Whose tokens the calls of a run are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An internal app's.
    Internal,
    /// A store app's, in one of its tenants.
    Store,
    /// A person's, which the client renews.
    Person,
}

/// Use of the documented rate limits by the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// Ignored.
    Unknown,
    /// It waits until a call may be made.
    Awaited,
    /// It fails a call that would have to wait.
    FailFast,
}
