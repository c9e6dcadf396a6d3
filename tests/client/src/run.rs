//! One run: a plan made from a seed, a call, and a verdict that only the server's own count decides.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use feishu_openapi::BuildError;
use tokio::task::JoinError;
use tokio::time::{Instant, sleep, timeout};

use crate::calls::{Answer, Caller, Kind, Ours, Told};
use crate::fault::{Fault, Seat};
use crate::memory::Memory;
use crate::plan::{Holder, Limits, Line, Plan, Step};
use crate::server::Server;
use crate::table::FAULTS;

/// Time that a call may last beyond its deadline.
const GRACE: Duration = Duration::from_millis(100);

/// After this, a call that has not ended is taken for one that never will.
const NEVER: Duration = Duration::from_secs(300);

/// A token of two hours has to be renewed then, and lives on for some minutes.
const AGE: Duration = Duration::from_secs(7000);

/// No good client asks more often for one call.
const MOST_EXCHANGES: u32 = 12;

/// Part of every secret: it must not occur in any text that a caller sees.
const CANARY: &str = "canary";

/// Names the call before that of a run.
pub(crate) const WARM: &str = "warm";

/// Names the call of a run.
const MARKER: &str = "M1";

/// One run, as its number makes it.
#[derive(Clone, Debug)]
pub struct Run {
    /// The run's number, and the seed of all that is random in it.
    pub number: u64,
    /// The fault that the run is about.
    pub fault: &'static Fault,
    /// The kind of call.
    pub kind: Kind,
    /// Behaviour of the server.
    pub plan: Plan,
    /// Whose token the call is made with.
    pub holder: Holder,
    /// The call's timeout.
    pub timeout: Duration,
    /// Time that the call may last beyond that.
    pub grace: Duration,
    /// What the client does about the documented rate limits.
    pub limits: Limits,
    /// True if the transport keeps the deadline, as it must.
    pub heeds_deadline: bool,
    /// True if a call succeeded before, so that the client holds a token and a connection.
    pub warm: bool,
    /// True if the client's token is so old that it has to be renewed, and still good.
    pub aged: bool,
}

impl Run {
    /// The run of this number. Numbers go through all faults and kinds of calls first.
    #[must_use]
    pub fn new(number: u64) -> Self {
        let position = usize::try_from(number).unwrap_or(usize::MAX);
        let fault = &FAULTS[position % FAULTS.len()];
        let kind = Kind::ALL[position / FAULTS.len() % Kind::ALL.len()];
        let mut rng = Rng::with_seed(number);
        let (steps, repeats) = match fault.seat {
            Seat::Idle => (Vec::new(), false),
            Seat::Call | Seat::Token => sequence(fault, &mut rng),
        };
        let line = |seat| {
            let of_seat = steps.iter().filter(|step| step.fault.seat == seat).copied().collect();
            Line::new(of_seat, repeats)
        };
        let plan =
            Plan { calls: line(Seat::Call), tokens: line(Seat::Token), repeated_key_fails: rng.bool() };
        let timeouts = match fault.seat {
            // These runs are under the machine's clock, which other programs share.
            Seat::Idle => [30; 4],
            Seat::Call | Seat::Token => [30, 30, 5, 1],
        };
        let timeout = Duration::from_secs(*pick(&mut rng, &timeouts));
        let holder = *pick(&mut rng, &[Holder::Internal, Holder::Internal, Holder::Store, Holder::Person]);
        let warm = match fault.seat {
            Seat::Idle => true,
            Seat::Call => rng.bool(),
            Seat::Token => false,
        };
        // The rounds through all faults and kinds take turns. If a person's good token is refused after a refresh with an unknown
        // outcome, the client can only try the refresh token again, which may be used up.
        let aged = fault.seat == Seat::Token
            && position / (FAULTS.len() * Kind::ALL.len()) % 3 == 2
            && (holder != Holder::Person || plan.calls.is_empty());
        Self {
            number,
            fault,
            kind,
            aged,
            plan,
            holder,
            timeout,
            grace: GRACE,
            limits: *pick(&mut rng, &[Limits::Unknown, Limits::Unknown, Limits::Awaited, Limits::FailFast]),
            heeds_deadline: rng.u8(0..8) > 0,
            warm,
        }
    }

    /// The run under a clock that is not exact, and in which no hours pass.
    #[must_use]
    pub fn with_time(self, timeout: Duration, grace: Duration) -> Self {
        Self { timeout, grace, aged: false, ..self }
    }
}

/// The faults of a run: the one it is about alone, twice, for ever, or with another before or after it.
fn sequence(fault: &'static Fault, rng: &mut Rng) -> (Vec<Step>, bool) {
    let own = Step::new(fault, rng.bool());
    let again = Step::new(fault, rng.bool());
    let other = Step::new(pick(rng, &FAULTS), rng.bool());
    match rng.u8(0..6) {
        0 | 1 => (vec![own], false),
        2 => (vec![own, again], false),
        3 => (vec![own], true),
        4 => (vec![own, other], false),
        _ => (vec![other, own], false),
    }
}

fn pick<'a, T>(rng: &mut Rng, choices: &'a [T]) -> &'a T {
    &choices[rng.usize(..choices.len())]
}

/// Outcome of a run.
#[derive(Debug)]
pub struct Outcome {
    /// Answer that the caller got; `None` when the call never ended, or panicked.
    pub answer: Option<Answer>,
    /// Number of times that the server executed the call.
    pub executed: u32,
    /// Violations of the guarantees.
    pub wrong: Vec<Wrong>,
}

/// Violation of a guarantee: it must not happen in any run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A write was executed more than once.
    Duplicated,
    /// The caller was told that the call was not executed, and it was.
    Denied,
    /// The caller was told of a failure without its outcome, and the write was executed.
    Unsaid,
    /// The caller was told that the call succeeded, and it was not executed.
    Invented,
    /// The call lasted longer than its deadline and the grace.
    Late,
    /// The call panicked.
    Panicked,
    /// A secret stands in what the caller sees of an error.
    Leaked,
    /// The client followed a redirect, used a refresh token twice although its runtime had not stopped, or asked more often than
    /// any call needs.
    Astray,
}

impl Wrong {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Duplicated,
        Self::Denied,
        Self::Unsaid,
        Self::Invented,
        Self::Late,
        Self::Panicked,
        Self::Leaked,
        Self::Astray,
    ];
}

/// Makes the run's call over a transport in memory.
///
/// # Errors
/// The client cannot be set up.
pub async fn in_memory(run: &Run) -> Result<Outcome, BuildError> {
    let server = Arc::new(Server::new(Plan::default()));
    let transport = Memory { server: server.clone(), heeds_deadline: run.heeds_deadline };
    let caller = Ours::new(run, |builder| builder.transport(transport).runtime(server.runtime.clone()))?;
    Ok(outcome(run, &server, caller).await)
}

/// Makes the run's call of this server, and judges what came of it.
pub async fn outcome(run: &Run, server: &Arc<Server>, caller: impl Caller) -> Outcome {
    prepare(run, server, &caller).await;
    judged_call(run, server, caller).await
}

/// Prepares the client's tokens, its connection and their age.
pub(crate) async fn prepare(run: &Run, server: &Arc<Server>, caller: &impl Caller) {
    let is_warm = run.warm || run.aged;
    caller.prepare(server, is_warm).await;
    if is_warm {
        // Whether this one goes well is seen in what follows.
        caller.ask(Kind::Read, WARM).await;
    }
    if run.aged {
        sleep(AGE).await;
    }
    server.follow(run.plan.clone());
}

/// The run's call, and what came of it.
pub(crate) async fn judged_call(run: &Run, server: &Arc<Server>, caller: impl Caller) -> Outcome {
    let (kind, begun) = (run.kind, Instant::now());
    let call = tokio::spawn(timeout(NEVER, async move { caller.ask(kind, MARKER).await }));
    let ended = call.await;
    let took = begun.elapsed();
    let panicked = ended.as_ref().is_err_and(JoinError::is_panic);
    let answer = ended.ok().and_then(Result::ok);
    let mut outcome = Outcome { answer, executed: server.executed(MARKER), wrong: Vec::new() };
    outcome.wrong = all_wrong(run, server, &outcome, took, panicked);
    outcome
}

fn all_wrong(run: &Run, server: &Server, outcome: &Outcome, took: Duration, panicked: bool) -> Vec<Wrong> {
    let was_executed = outcome.executed > 0;
    let is_write = run.kind != Kind::Read;
    let told = outcome.answer.as_ref().map(|answer| answer.told);
    let counts = server.counts();
    let found = [
        (Wrong::Duplicated, is_write && outcome.executed > 1),
        (Wrong::Denied, was_executed && told == Some(Told::NotExecuted)),
        (Wrong::Unsaid, is_write && was_executed && told == Some(Told::Failed)),
        (Wrong::Invented, !was_executed && told == Some(Told::Done)),
        (Wrong::Late, took > run.timeout + run.grace),
        (Wrong::Panicked, panicked),
        (Wrong::Leaked, outcome.answer.as_ref().is_some_and(leaks)),
        (
            Wrong::Astray,
            counts.stolen + counts.unknown + counts.dead > 0 || counts.calls + counts.tokens > MOST_EXCHANGES,
        ),
    ];
    found.into_iter().filter(|(_, is_so)| *is_so).map(|(wrong, _)| wrong).collect()
}

/// Returns true if any text that the caller got shows a secret.
fn leaks(answer: &Answer) -> bool {
    answer.shown.iter().any(|text| text.contains(CANARY))
}
