//! The state of a mock server: endpoints, ordered replies, recorded calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::answer::Answer;
use super::auth::{self, AuthCall};
use super::calls::Call;
use super::grants::Grants;
use super::plan::{OrderError, Plan, Planned};
use super::raw::Raw;
use super::route::Route;
use crate::request::operation::TokenKind;

/// Maximum number of recorded calls; the oldest are dropped.
const KEPT: usize = 10_000;

pub(super) struct State {
    pub(super) routes: Vec<&'static Route>,
    #[cfg(feature = "long-connection")]
    pub(super) sockets: super::socket::Sockets,
    changing: Mutex<Changing>,
}

#[derive(Default)]
struct Changing {
    calls: VecDeque<Arc<Call>>,
    plan: Plan,
    grants: Grants,
    answered: u64,
}

impl State {
    pub(super) fn new(routes: Vec<&'static Route>) -> Self {
        Self {
            routes,
            #[cfg(feature = "long-connection")]
            sockets: super::socket::Sockets::default(),
            changing: Mutex::default(),
        }
    }

    /// Locks the state. No code that can panic runs under the lock, so a poisoned one guards consistent data.
    fn lock(&self) -> MutexGuard<'_, Changing> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log_id(&self) -> String {
        let mut changing = self.lock();
        changing.answered += 1;
        format!("mock-{:06}", changing.answered)
    }

    pub(super) fn record(&self, call: Call) {
        let mut changing = self.lock();
        if changing.calls.len() == KEPT {
            changing.calls.pop_front();
        }
        changing.calls.push_back(Arc::new(call));
    }

    pub(super) fn calls(&self) -> Vec<Arc<Call>> {
        self.lock().calls.iter().cloned().collect()
    }

    pub(super) fn forget_calls(&self) {
        self.lock().calls.clear();
    }

    pub(super) fn forget_plan(&self) {
        self.lock().plan = Plan::default();
    }

    /// Returns the endpoint with this id.
    pub(super) fn route(&self, id: &str) -> Option<&'static Route> {
        self.routes.iter().find(|route| route.operation.id == id).copied()
    }

    /// Orders an error for an accepted call of the endpoint.
    pub(super) fn order(&self, endpoint: &str, code: i64) -> Result<(), OrderError> {
        // These are not in the tables; they respond with codes of the whole platform.
        if !auth::ids().any(|id| id == endpoint) {
            let route = self.route(endpoint).ok_or_else(|| OrderError::Endpoint(endpoint.to_owned()))?;
            (route.info)(code).ok_or_else(|| OrderError::Code(endpoint.to_owned(), code))?;
        }
        self.lock().plan.push(endpoint, Planned::Code(code));
        Ok(())
    }

    /// Orders the data of a success for an accepted call of the endpoint.
    pub(super) fn answer(&self, endpoint: &str, data: Value) -> Result<(), OrderError> {
        let route = self.route(endpoint).ok_or_else(|| OrderError::Endpoint(endpoint.to_owned()))?;
        let faults = (route.check_data)(&data);
        if !faults.is_empty() {
            return Err(OrderError::Data(endpoint.to_owned(), faults));
        }
        self.lock().plan.push(endpoint, Planned::Data(data));
        Ok(())
    }

    /// Returns the ordered reply to the next call of the endpoint.
    pub(super) fn planned(&self, endpoint: &str) -> Option<Planned> {
        self.lock().plan.next(endpoint)
    }

    /// Responds to a request for an access token, or what belongs to it.
    pub(super) fn authorize(&self, call: &AuthCall, raw: &Raw, log_id: &str) -> (Option<TokenKind>, Answer) {
        call.answer(raw, &mut self.lock().grants, log_id)
    }
}
