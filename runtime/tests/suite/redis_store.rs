//! The token store in Redis, against a real server: `tests/redis/run` starts one and runs the tests of `with_server`.

mod platform;

use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::support::Request;
use feishu_runtime as rt;
use rt::TokenStore as _;
use secrecy::ExposeSecret as _;

use platform::Platform;

/// The address of the Redis server.
const REDIS: &str = "FEISHU_RUNTIME_TEST_REDIS";
/// The address of the platform that a started process calls.
const PLATFORM: &str = "FEISHU_RUNTIME_TEST_PLATFORM";
/// The prefix of the keys that a started process uses.
const PREFIX: &str = "FEISHU_RUNTIME_TEST_PREFIX";

/// Short, so that waiting for the lock of a killed process does not take the time of the test.
const LOCK_LIFETIME: Duration = Duration::from_millis(400);

/// A store whose keys no other test uses.
async fn store(prefix: &str) -> rt::RedisStore {
    let url = env::var(REDIS).expect("the address of a Redis server, from tests/redis/run");
    let store = rt::RedisStore::connect(&url).await.expect("a connection");
    store.prefix(prefix).lock_lifetime(LOCK_LIFETIME)
}

fn client(platform: &str, store: rt::RedisStore) -> rt::Client {
    let builder = rt::Client::builder("cli_1", "canary-app-secret").base_url(platform);
    builder.token_store(store).build().expect("a client")
}

fn of_user(refresh: u64) -> rt::StoredToken {
    // It is over: the first call has to refresh it.
    rt::StoredToken::new(format!("u-{refresh}"), SystemTime::now()).with_refresh(format!("r-{refresh}"))
}

/// A process that another test starts.
mod process {
    use super::*;

    #[tokio::test]
    #[ignore = "a process that another test starts"]
    async fn calls_until_it_is_killed() {
        let (platform, prefix) = (env::var(PLATFORM).expect("set"), env::var(PREFIX).expect("set"));
        let client = client(&platform, store(&prefix).await);
        loop {
            let outcome = client.call(&Request::default()).user("ann").send().await;
            let told = match &outcome {
                Ok(_) => "outcome: ok".to_owned(),
                Err(error) if error.needs_authorization() => "outcome: lost".to_owned(),
                Err(error) => format!("outcome: {error}"),
            };
            io::stdout().write_all(format!("\n{told}\n").as_bytes()).expect("told");
        }
    }
}

mod with_server {
    use super::*;

    #[tokio::test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    async fn a_token_is_kept_until_it_is_of_no_use() {
        let (store, keys) = (store("kept:").await, Keys::default());
        let key = keys.of_tenant().await;
        assert!(store.load(&key).await.expect("loaded").is_none());
        let ends = SystemTime::now() + Duration::from_secs(60);
        for token in
            [rt::StoredToken::new("t-1", ends), rt::StoredToken::new("u-1", ends).with_refresh("r-1")]
        {
            store.save(&key, &token).await.expect("saved");
            let loaded = store.load(&key).await.expect("loaded").expect("a token");
            assert_eq!(loaded.to_json().expose_secret(), token.to_json().expose_secret());
        }
        let over = SystemTime::now() - Duration::from_secs(1);
        store.save(&key, &rt::StoredToken::new("u-1", over).with_refresh("r-1")).await.expect("saved");
        assert!(store.load(&key).await.expect("loaded").is_some(), "the refresh token is of use");
        store.save(&key, &rt::StoredToken::new("t-1", over)).await.expect("saved");
        assert!(store.load(&key).await.expect("loaded").is_none());
        for _ in 0..2 {
            store.remove(&key).await.expect("removed");
        }
    }

    #[tokio::test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    async fn a_lock_has_one_holder_for_as_long_as_it_is_held() {
        let (store, keys) = (store("lock:").await, Keys::default());
        let key = keys.of_tenant().await;
        let lock = store.lock(&key).await.expect("a lock");
        let longer_than_its_lifetime = tokio::time::timeout(LOCK_LIFETIME * 3, store.lock(&key)).await;
        assert!(longer_than_its_lifetime.is_err(), "it is renewed");
        drop(lock);
        let next = tokio::time::timeout(LOCK_LIFETIME / 2, store.lock(&key)).await;
        next.expect("free at once").expect("a lock");
    }

    /// Polls the future of a lock a number of times, so that it ends before, while and after the server executes the command.
    #[tokio::test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    async fn a_lock_is_released_if_its_future_is_dropped() {
        let lifetime = Duration::from_secs(600);
        let (store, keys) = (store("dropped:").await.lock_lifetime(lifetime), Keys::default());
        let key = keys.of_tenant().await;
        for polls in 0..40 {
            let mut lock = store.lock(&key);
            for _ in 0..polls {
                let is_ready =
                    std::future::poll_fn(|context| Poll::Ready(lock.as_mut().poll(context).is_ready()));
                if is_ready.await {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(lock);
            let next = tokio::time::timeout(Duration::from_secs(5), store.lock(&key)).await;
            next.expect("it is free").expect("a lock");
        }
    }

    #[tokio::test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    async fn a_lifetime_that_cannot_be_renewed_is_refused() {
        let (store, keys) = (store("short:").await, Keys::default());
        let key = keys.of_tenant().await;
        for lifetime in [Duration::ZERO, Duration::from_millis(99)] {
            let error = store.clone().lock_lifetime(lifetime).lock(&key).await.err().expect("refused");
            assert!(error.to_string().contains("at least 100 milliseconds"), "{error}");
        }
        store.lock_lifetime(Duration::from_millis(100)).lock(&key).await.expect("a lock");
    }

    #[tokio::test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    async fn an_error_shows_no_token_and_no_password() {
        let url = env::var(REDIS).expect("the address of a Redis server");
        let error = rt::RedisStore::connect(&format!("{url}?pass=canary-password"))
            .await
            .expect_err("a wrong password");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        // Its key holds a list, so that the server refuses to read it as text.
        let (store, keys) = (store("list:").await, Keys::default());
        let key = keys.of_tenant().await;
        let mut connection =
            redis::Client::open(url).expect("an address").get_connection().expect("a connection");
        let _: () = redis::cmd("RPUSH")
            .arg(format!("list:{}", key.name()))
            .arg("canary")
            .exec(&mut connection)
            .expect("a list");
        let error = store.load(&key).await.expect_err("a list").to_string();
        assert!(error.starts_with("Redis: ") && !error.contains("canary"), "{error}");
    }

    #[test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    fn two_processes_survive_kills() {
        survives(2, 100);
    }

    #[test]
    #[ignore = "needs a Redis server: tests/redis/run"]
    fn eight_processes_survive_kills() {
        survives(8, 100);
    }
}

/// Learns the key of a tenant's token.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<Option<rt::TokenKey>>>);

impl Keys {
    async fn of_tenant(&self) -> rt::TokenKey {
        let platform = crate::support::platform::Platform::new();
        let client = platform.builder().token_store(self.clone()).build().expect("a client");
        client.send(&Request::default()).await.expect("a success");
        self.0.lock().expect("whole").take().expect("a key")
    }
}

impl rt::TokenStore for Keys {
    fn load<'a>(&'a self, key: &'a rt::TokenKey) -> rt::StoreFuture<'a, Option<rt::StoredToken>> {
        *self.0.lock().expect("whole") = Some(key.clone());
        Box::pin(async { Ok(None) })
    }

    fn save<'a>(&'a self, _: &'a rt::TokenKey, _: &'a rt::StoredToken) -> rt::StoreFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, _: &'a rt::TokenKey) -> rt::StoreFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// A process that makes calls, and the outcomes that it tells.
struct Process {
    child: Child,
    outcomes: Receiver<String>,
}

impl Process {
    fn start(platform: &str, prefix: &str) -> Self {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args([
            "redis_store::process::calls_until_it_is_killed",
            "--exact",
            "--ignored",
            "--nocapture",
        ]);
        command.env(PLATFORM, platform).env(PREFIX, prefix).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let told = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (sender, outcomes) = channel();
        thread::spawn(move || tell(told.map_while(Result::ok), &sender));
        Self { child, outcomes }
    }

    fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Waits for an outcome of a call that began after this.
    fn next_outcome(&self) -> String {
        while self.outcomes.try_recv().is_ok() {}
        // The first may be of a call that had begun before.
        for _ in 0..2 {
            let outcome = self.outcomes.recv_timeout(Duration::from_secs(20)).expect("no call is stuck");
            if outcome != "ok" {
                return outcome;
            }
        }
        "ok".to_owned()
    }

    /// Waits until a call succeeds.
    fn recover(&self) {
        while self.outcomes.recv_timeout(Duration::from_secs(20)).expect("no call is stuck") != "ok" {}
    }
}

fn tell(lines: impl Iterator<Item = String>, sender: &Sender<String>) {
    let outcomes = lines.filter_map(|line| line.strip_prefix("outcome: ").map(str::to_owned));
    // The test may be over.
    outcomes.take_while(|outcome| sender.send(outcome.clone()).is_ok()).for_each(drop);
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills one of several processes that share a user's tokens, at random moments. Each time, the others and a new one go on.
///
/// A refresh token is used after it was spent only if the process that spent it was killed before it saved the next one: then
/// Redis does not have that one, and the user has to authorize the app again.
fn survives(count: usize, rounds: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (platform, prefix) = (Platform::start(), format!("kills-{count}:"));
    let store = runtime.block_on(store(&prefix));
    let client = client(&platform.address, store);
    let authorize = |number| {
        runtime.block_on(client.set_user_tokens("ann", of_user(number))).expect("saved");
    };
    authorize(0);
    let mut processes: Vec<Process> =
        (0..count).map(|_| Process::start(&platform.address, &prefix)).collect();
    let (mut random, mut lost) = (0x9e37_79b9_7f4a_7c15_u64, 0);
    for round in 0..rounds {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // A random moment of the calls: the wait is not for anything.
        thread::sleep(Duration::from_millis((random >> 33) % 60));
        let victim = usize::try_from(random >> 40).expect("64 bits") % count;
        processes[victim].kill();
        let newest_saved = newest_saved(&prefix);
        processes[victim] = Process::start(&platform.address, &prefix);
        let outcomes: Vec<String> = processes.iter().map(Process::next_outcome).collect();
        let dead_uses = std::mem::take(&mut platform.issued().dead_uses);
        if dead_uses.is_empty() {
            assert!(outcomes.iter().all(|outcome| outcome == "ok"), "round {round}: {outcomes:?}");
            continue;
        }
        lost += 1;
        let mut issued = platform.issued();
        let message =
            format!("round {round}: {dead_uses:?} used, {} issued, {newest_saved} saved", issued.newest);
        assert!(
            dead_uses.iter().all(|used| *used + 1 == issued.newest && *used == newest_saved),
            "{message}"
        );
        issued.newest += 1;
        let next = issued.newest;
        drop(issued);
        authorize(next);
        processes.iter().for_each(Process::recover);
        platform.issued().dead_uses.clear();
    }
    writeln!(io::stdout(), "{count} processes, {rounds} kills, {lost} between renewal and save")
        .expect("told");
}

/// The number of the refresh token in Redis.
fn newest_saved(prefix: &str) -> u64 {
    let client = redis::Client::open(env::var(REDIS).expect("set")).expect("an address");
    let mut connection = client.get_connection().expect("a connection");
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(format!("{prefix}*")).query(&mut connection).expect("keys");
    let key = keys.iter().find(|key| !key.ends_with(":lock")).expect("a token");
    let json: String = redis::cmd("GET").arg(key).query(&mut connection).expect("a token");
    let token = rt::StoredToken::from_json(&json).expect("a token");
    let refresh = token.refresh().expect("a refresh token").expose_secret();
    refresh.trim_start_matches("r-").parse().expect("a number")
}
