//! Many runs, under clocks that do not wait.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use socket2::SockRef;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

use crate::calls::{Caller, Ours};
use crate::fault::{Seat, Wire};
use crate::plan::Plan;
use crate::run::{self, Outcome, Run};
use crate::server::Server;
use crate::socket;
use crate::tally::Tally;

/// Time that passes on the clock of runs over sockets in one moment of the machine, which moves bytes in no time that
/// this clock sees unless it is very busy.
const PASSES: Duration = Duration::from_millis(50);
const MOMENT: Duration = Duration::from_millis(1);

/// The timeout of calls over sockets: long enough for this clock.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Bounds the wait for the client's end when a connection is closed.
const LINGER: Duration = Duration::from_secs(10);

/// Runs over sockets that are under way at once.
const AT_ONCE: usize = 24;

/// Makes the runs of these numbers in memory, on every core, each under a paused clock of its own. Those of a fault that needs
/// a connection are made over a socket.
///
/// # Panics
/// A run cannot be made at all.
#[must_use]
pub fn in_memory(numbers: Range<u64>) -> Tally {
    on_every_core(numbers, |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let run = Run::new(number);
            let outcome = match run.fault.seat {
                Seat::Idle => closed_while_idle(&run, Ours::over_socket).expect("a port"),
                Seat::Call | Seat::Token => paused(&mut Builder::new_current_thread())
                    .block_on(run::in_memory(&run))
                    .expect("a client"),
            };
            tally.add(&run, &outcome);
        }
        tally
    })
}

/// Makes the runs of these numbers over sockets of this machine, on every core, under a clock that runs fast.
///
/// # Panics
/// A run cannot be made at all.
pub fn over_sockets<C: Caller>(
    numbers: Range<u64>,
    caller: impl Fn(&Run, &Server, &str) -> C + Clone + Send + Sync + 'static,
) -> Tally {
    on_every_core(numbers, |numbers| {
        paused(Builder::new_current_thread().enable_io()).block_on(sockets(numbers, caller.clone()))
    })
}

fn on_every_core(
    numbers: Range<u64>,
    part: impl Fn(std::iter::StepBy<std::iter::Skip<Range<u64>>>) -> Tally + Sync,
) -> Tally {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut all = Tally::default();
    thread::scope(|scope| {
        let begun: Vec<_> = (0..threads)
            .map(|first| {
                let (part, numbers) = (&part, numbers.clone().skip(first).step_by(threads));
                scope.spawn(move || part(numbers))
            })
            .collect();
        for part in begun {
            all.merge(part.join().expect("a part of the runs ends"));
        }
    });
    all
}

fn paused(builder: &mut Builder) -> Runtime {
    builder.enable_time().start_paused(true).build().expect("a runtime")
}

async fn sockets<C: Caller>(
    numbers: impl Iterator<Item = u64>,
    caller: impl Fn(&Run, &Server, &str) -> C + Clone + Send + Sync + 'static,
) -> Tally {
    // A thread that blocks keeps the paused clock from jumping ahead while nothing but sockets are waited for.
    let (hold, until_dropped) = channel::<()>();
    spawn_blocking(move || until_dropped.recv());
    let clock = tokio::spawn(pass_time());
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut runs = JoinSet::new();
    for number in numbers {
        let (places, caller) = (places.clone(), caller.clone());
        runs.spawn(async move {
            let _place = places.acquire().await;
            let run = Run::new(number).with_time(TIMEOUT, PASSES * 40);
            match run.fault.seat {
                Seat::Idle => spawn_blocking(move || {
                    let outcome = closed_while_idle(&run, caller).expect("a port");
                    (run, outcome)
                })
                .await
                .expect("a run ends"),
                Seat::Call | Seat::Token => {
                    let outcome = over_socket(&run, caller).await.expect("a port");
                    (run, outcome)
                }
            }
        });
    }
    let mut tally = Tally::default();
    for (run, outcome) in runs.join_all().await {
        tally.add(&run, &outcome);
    }
    clock.abort();
    drop(hold);
    tally
}

/// Lets the paused clock run.
async fn pass_time() {
    loop {
        // A moment that is late or fails makes time pass slower or faster, which is no matter.
        let _ = spawn_blocking(|| thread::sleep(MOMENT)).await;
        tokio::time::advance(PASSES).await;
    }
}

/// One run over a socket. What hits the making of a connection does so for ever: the port stays closed.
async fn over_socket<C: Caller>(run: &Run, caller: impl Fn(&Run, &Server, &str) -> C) -> io::Result<Outcome> {
    let server = Arc::new(Server::new(Plan::default()));
    let (address, _deaf) = match run.fault.wire {
        Wire::Unconnected(_) => socket::deaf().map(|(address, socket)| (address, Some(socket)))?,
        _ => (socket::listen(server.clone())?, None),
    };
    let caller = caller(run, &server, &address.origin());
    Ok(run::outcome(run, &server, caller).await)
}

/// One run in which the server closes the client's connection while the client's runtime is not driven: the server's first
/// runtime, which holds the connection, is gone before the client's runs again.
///
/// # Errors
/// There is no free port or no runtime, or the call that opens the connection fails.
pub fn closed_while_idle<C: Caller>(
    run: &Run,
    caller: impl Fn(&Run, &Server, &str) -> C,
) -> io::Result<Outcome> {
    let server = Arc::new(Server::new(Plan::default()));
    let listener = socket::bind()?;
    // The sockets that it accepts inherit this: closing one waits until the client's end knows.
    SockRef::from(&listener).set_linger(Some(LINGER))?;
    let serve = || {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build()?;
        let address = runtime.block_on(async { socket::listen_on(&listener, server.clone()) })?;
        io::Result::Ok((runtime, address))
    };
    let (first_server, address) = serve()?;
    let client_runtime = Builder::new_current_thread().enable_all().build()?;
    let caller = caller(run, &server, &address.origin());
    client_runtime.block_on(run::prepare(run, &server, &caller));
    if server.executed(run::WARM) != 1 {
        return Err(io::Error::other("the call that opens the connection failed"));
    }
    drop(first_server);
    let _second_server = serve()?;
    Ok(client_runtime.block_on(run::judged_call(run, &server, caller)))
}
