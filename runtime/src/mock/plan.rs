//! Replies that a test has ordered.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use serde_json::Value;

use super::fault::Fault;

/// The reply to one call.
#[derive(Clone, Debug)]
pub(super) enum Planned {
    /// A failure with this code.
    Code(i64),
    /// A success with this data.
    Data(Value),
}

/// The ordered replies of each endpoint.
#[derive(Debug, Default)]
pub(super) struct Plan(BTreeMap<String, Queue>);

#[derive(Debug, Default)]
struct Queue {
    next: VecDeque<Planned>,
    /// The data of the last success, which is repeated when the queue is empty.
    last: Option<Value>,
}

impl Plan {
    pub(super) fn push(&mut self, endpoint: &str, planned: Planned) {
        self.0.entry(endpoint.to_owned()).or_default().next.push_back(planned);
    }

    /// Returns the reply to the next call of an endpoint; `None` for the page's example.
    pub(super) fn next(&mut self, endpoint: &str) -> Option<Planned> {
        let queue = self.0.get_mut(endpoint)?;
        let Some(next) = queue.next.pop_front() else { return queue.last.clone().map(Planned::Data) };
        if let Planned::Data(data) = &next {
            queue.last = Some(data.clone());
        }
        Some(next)
    }
}

/// A reply that cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// The server does not have this endpoint.
    Endpoint(String),
    /// The endpoint does not document this code.
    Code(String, i64),
    /// The data is not of the endpoint's documented type: every fault, with its location in the data.
    Data(String, Vec<Fault>),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(id) => write!(f, "the mock server has no endpoint `{id}`"),
            Self::Code(id, code) => write!(f, "`{id}` does not document the code {code}"),
            Self::Data(id, faults) => {
                write!(f, "`{id}` does not document this data")?;
                faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
            }
        }
    }
}

impl std::error::Error for OrderError {}
