//! A part of the runs that `--bin events` makes.

use std::future::ready;
use std::time::Duration;

use client_tests::events::{play, play_with};
use feishu_runtime::event::{Claim, MemorySeen, Seen, SeenFuture, SeenKey};

#[test]
fn no_event_is_lost_or_handled_twice() {
    let tally = play(0..500);
    assert_eq!(tally.wrong(), 0, "{tally}");
    assert!(tally.deliveries() > 500, "{tally}");
}

/// A memory with a mistake.
struct Mistaken(MemorySeen, Claim);

impl Seen for Mistaken {
    fn claim<'a>(&'a self, _: &'a SeenKey, _: Duration) -> SeenFuture<'a, Claim> {
        Box::pin(ready(Ok(self.1)))
    }

    fn finish<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        self.0.finish(key)
    }

    fn release<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        self.0.release(key)
    }
}

#[test]
fn the_judge_notices_what_is_wrong() {
    let forgetful = play_with(0..100, || Mistaken(MemorySeen::default(), Claim::New)).to_string();
    assert!(!forgetful.contains("| HandledTwice | 0 |") && forgetful.contains("| Lost | 0 |"), "{forgetful}");
    let lying = play_with(0..100, || Mistaken(MemorySeen::default(), Claim::Handled)).to_string();
    assert!(!lying.contains("| Lost | 0 |") && !lying.contains("| NotHandled | 0 |"), "{lying}");
}
