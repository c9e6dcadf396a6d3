//! The judge of the runs is not blind: it finds each kind of wrong in a caller that does it.

use std::sync::Arc;
use std::time::Duration;

use client_tests::calls::{Answer, Caller, Kind, Ours, SECRET, Told};
use client_tests::memory::Memory;
use client_tests::plan::{Holder, Plan};
use client_tests::run::{self, Run, Wrong};
use client_tests::server::{Arrived, Server};

/// A caller that does one thing wrong.
#[derive(Clone)]
struct Bad {
    client: Ours,
    how: Wrong,
}

impl Caller for Bad {
    async fn prepare(&self, server: &Server, has_token: bool) {
        self.client.prepare(server, has_token).await;
    }

    async fn ask(&self, kind: Kind, marker: &'static str) -> Answer {
        let answer = self.client.ask(kind, marker).await;
        match self.how {
            Wrong::Duplicated => self.client.ask(kind, marker).await,
            Wrong::Denied => Answer { told: Told::NotExecuted, ..answer },
            Wrong::Unsaid => Answer { told: Told::Failed, ..answer },
            Wrong::Invented => Answer { told: Told::Done, ..answer },
            Wrong::Late => {
                tokio::time::sleep(Duration::from_millis(30_101)).await;
                answer
            }
            // A panic that prints nothing.
            Wrong::Panicked if marker != "warm" => std::panic::resume_unwind(Box::new(())),
            Wrong::Panicked => answer,
            Wrong::Leaked => Answer { shown: vec![format!("the secret is {SECRET}")], ..answer },
            Wrong::Astray => {
                for _ in 0..20 {
                    self.client.ask(Kind::Read, "another").await;
                }
                answer
            }
        }
    }
}

fn transport(server: &Arc<Server>) -> Memory {
    Memory { server: server.clone(), heeds_deadline: true }
}

/// Ends when the work ends, under a clock that does not wait.
fn in_no_time<T>(work: impl Future<Output = T>) -> T {
    let builder = &mut tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("a runtime").block_on(work)
}

/// The kinds of wrong that are found in the first runs of all.
fn found(how: Wrong) -> Vec<Wrong> {
    let mut found = Vec::new();
    for number in 0..504 {
        let run = Run::new(number);
        let outcome = in_no_time(async {
            let server = Arc::new(Server::new(Plan::default()));
            let client = Ours::new(&run, |builder| builder.transport(transport(&server)));
            run::outcome(&run, &server, Bad { client: client.expect("a client"), how }).await
        });
        found.extend(outcome.wrong);
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn every_kind_of_wrong_is_found() {
    for how in Wrong::ALL {
        let found = found(how);
        assert!(found.contains(&how), "of {how:?}, only {found:?} is found");
    }
}

#[test]
fn without_faults_every_holder_of_tokens_gets_through() {
    for (holder, fetches) in [(Holder::Internal, 1), (Holder::Store, 2), (Holder::Person, 1)] {
        let run = Run { holder, warm: false, plan: Plan::default(), ..Run::new(0) };
        let server = Arc::new(Server::new(Plan::default()));
        let outcome = in_no_time(async {
            let caller = Ours::new(&run, |builder| builder.transport(transport(&server)));
            run::outcome(&run, &server, caller.expect("a client")).await
        });
        assert_eq!(outcome.answer.map(|answer| answer.told), Some(Told::Done), "{holder:?}");
        let counts = server.counts();
        assert_eq!((counts.calls, counts.tokens, counts.dead), (1, fetches, 0), "{holder:?}");
        assert_eq!((outcome.executed, outcome.wrong), (1, vec![]), "{holder:?}");
    }
}

#[test]
fn a_refresh_token_that_is_used_twice_is_counted() {
    let server = Server::new(Plan::default());
    in_no_time(async {
        let first = server.authorize(false);
        let body = format!(r#"{{"refresh_token":"{}"}}"#, first.refresh);
        let request = Arrived {
            method: "POST",
            path: "/open-apis/authen/v2/oauth/token",
            authorization: None,
            body: body.as_bytes(),
        };
        server.receive(request);
        assert_eq!(server.counts().dead, 0);
        server.receive(request);
        assert_eq!(server.counts().dead, 1);
    });
}
