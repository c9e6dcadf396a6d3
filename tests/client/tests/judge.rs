//! The judge of the runs is not blind: it finds each kind of wrong in a caller that does it.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::sync::Arc;
use std::time::Duration;

use client_tests::calls::{self, Answer, Caller, Kind, SECRET, Told};
use client_tests::memory::Memory;
use client_tests::plan::Plan;
use client_tests::run::{self, Run, Wrong};
use client_tests::server::Server;
use feishu_openapi::Client;

/// A caller that does one thing wrong.
#[derive(Clone)]
struct Bad {
    client: Client,
    how: Wrong,
}

impl Caller for Bad {
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

/// The kinds of wrong that are found in the first runs of all.
fn found(how: Wrong) -> Vec<Wrong> {
    let mut found = Vec::new();
    for number in 0..504 {
        let run = Run::new(number);
        let clock = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("it can be made");
        let outcome = clock.block_on(async {
            let server = Arc::new(Server::new(Plan::default()));
            let client = calls::client(run.timeout, |builder| builder.transport(Memory(server.clone())));
            run::outcome(&run, &server, Bad { client: client.expect("it can be made"), how }).await
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
