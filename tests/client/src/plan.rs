//! What a server does in one run: which faults hit which exchanges.

use std::fmt;

use crate::fault::{Executes, Fault};

/// A fault, and what of it is for the run to decide.
#[derive(Clone, Copy)]
pub struct Step {
    /// The fault.
    pub fault: &'static Fault,
    /// Whether the server executes the call, or gives the token, before the fault hits.
    pub executes: bool,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", if self.executes { "executed, then " } else { "" }, self.fault)
    }
}

impl Step {
    /// A fault; `executes` counts where nobody can tell from outside.
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

/// What happens to the exchanges of one kind, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Line {
    steps: Vec<Step>,
    /// Whether the last step happens again and again; else all is well after it.
    repeats: bool,
    next: usize,
}

impl Line {
    /// These faults, one for each exchange, and then good replies or the last fault for ever.
    #[must_use]
    pub const fn new(steps: Vec<Step>, repeats: bool) -> Self {
        Self { steps, repeats, next: 0 }
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

/// What a server does in one run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The exchanges of calls.
    pub calls: Line,
    /// The exchanges that fetch tokens.
    pub tokens: Line,
    /// Whether a key that comes again is answered with the code of its endpoint, and not with the first reply.
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

/// What the client makes of the documented rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// Nothing.
    Unknown,
    /// It waits until a call may be made.
    Awaited,
    /// It fails a call that would have to wait.
    FailFast,
}
