//! Tokens that processes share.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::example::FileStore;
use crate::support::Request;
use crate::support::platform::Platform;
use feishu_runtime as rt;

/// A folder of a test's own, which is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("feishu-runtime-{}-{name}", std::process::id())))
    }

    /// A client as another process on the same machine has it.
    fn process(&self, platform: &Platform) -> rt::Client {
        let store = FileStore::open(&self.0).expect("a folder");
        platform.builder().token_store(store).build().expect("a client")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that failed may have made none.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tokens(number: u32) -> rt::StoredToken {
    let ends = SystemTime::now() + Duration::from_secs(7200);
    rt::StoredToken::new(format!("user-canary-{number}"), ends).with_refresh("refresh-canary-1")
}

async fn as_ann(client: &rt::Client) -> Result<(), rt::Error> {
    client.call(&Request::default()).user("ann").send().await.map(|_| ()).map_err(rt::Error::from)
}

#[tokio::test(start_paused = true)]
async fn a_token_is_shared_between_processes() {
    let (folder, platform) = (Folder::new("found"), Platform::new());
    for _ in 0..3 {
        folder.process(&platform).send(&Request::default()).await.expect("a success");
    }
    assert_eq!(platform.fetches(), 1);

    let other_secret = rt::Client::builder("cli_1", "another secret");
    let other = platform.carry(other_secret).token_store(FileStore::open(&folder.0).expect("a folder"));
    other.build().expect("a client").send(&Request::default()).await.expect("a success");
    assert_eq!(platform.fetches(), 2, "an app with another secret is another app");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_by_one_process_and_found_by_the_other() {
    let (folder, platform) = (Folder::new("renewed"), Platform::new());
    platform.state().refusal = (400, 99_991_677);
    let processes: Vec<rt::Client> = (0..20).map(|_| folder.process(&platform)).collect();
    processes[0].set_user_tokens("ann", tokens(1)).await.expect("kept");
    for client in &processes {
        as_ann(client).await.expect("a success");
    }
    platform.state().newest = 2;
    let tasks: Vec<_> =
        processes.into_iter().map(|client| tokio::spawn(async move { as_ann(&client).await })).collect();
    for task in tasks {
        task.await.expect("no panic").expect("a success");
    }
    assert_eq!((platform.fetches(), platform.dead_uses()), (1, 0));
}

/// A store in memory that can fail, and that counts what it saves.
#[derive(Clone, Default)]
struct Fragile(Arc<FragileState>);

#[derive(Default)]
struct FragileState {
    kept: Mutex<BTreeMap<String, rt::StoredToken>>,
    saves: AtomicU32,
    fails: AtomicBool,
    lock_fails: AtomicBool,
}

impl Fragile {
    fn set_failing(&self, fails: bool) {
        self.0.fails.store(fails, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if self.0.fails.load(Ordering::SeqCst) { Err("the disk is full".into()) } else { Ok(()) }
    }
}

impl rt::TokenStore for Fragile {
    fn load<'a>(&'a self, key: &'a rt::TokenKey) -> rt::StoreFuture<'a, Option<rt::StoredToken>> {
        Box::pin(async move {
            self.check()?;
            Ok(self.0.kept.lock().expect("whole").get(&key.name()).cloned())
        })
    }

    fn save<'a>(&'a self, key: &'a rt::TokenKey, token: &'a rt::StoredToken) -> rt::StoreFuture<'a, ()> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.check()?;
            self.0.saves.fetch_add(1, Ordering::SeqCst);
            self.0.kept.lock().expect("whole").insert(key.name(), token.clone());
            Ok(())
        })
    }

    fn remove<'a>(&'a self, key: &'a rt::TokenKey) -> rt::StoreFuture<'a, ()> {
        Box::pin(async move {
            self.check()?;
            self.0.kept.lock().expect("whole").remove(&key.name());
            Ok(())
        })
    }

    fn lock<'a>(&'a self, _: &'a rt::TokenKey) -> rt::StoreFuture<'a, rt::StoreLock> {
        Box::pin(async move {
            if self.0.lock_fails.load(Ordering::SeqCst) {
                return Err("the lock is broken".into());
            }
            Ok(Box::new(()) as rt::StoreLock)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_users_new_token_is_stored_before_any_waiter_gets_it() {
    let (store, platform) = (Fragile::default(), Platform::new());
    platform.state().refusal = (400, 99_991_677);
    let client = platform.builder().token_store(store.clone()).build().expect("a client");
    client.set_user_tokens("ann", tokens(1)).await.expect("kept");
    platform.state().newest = 2;
    let asking = tokio::spawn({
        let client = client.clone();
        async move { as_ann(&client).await }
    });
    // The refresh has been answered, and the disk is full when the answer is to be kept.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(platform.fetches(), 1);
    store.set_failing(true);
    let error = asking.await.expect("no panic").expect_err("not kept");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert!(!platform.state().tokens.iter().any(|token| token == "user-canary-3"), "used before it was kept");

    store.set_failing(false);
    as_ann(&client).await.expect("a success");
    assert_eq!(
        (platform.fetches(), platform.dead_uses()),
        (1, 0),
        "what was got is kept, not asked for again"
    );
    assert_eq!(store.0.saves.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_stops_people_and_no_apps() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let client = platform.builder().token_store(store.clone()).build().expect("a client");
    store.set_failing(true);
    client.send(&Request::default()).await.expect("an app's token can be had again");
    assert!(client.set_user_tokens("ann", tokens(1)).await.is_err());
    let error = as_ann(&client).await.expect_err("whose token may be any");
    assert_eq!((error.kind(), error.is_retryable()), (rt::ErrorKind::Token, true));
}

/// The client of a platform and a store, to which a code for ann was given while the store could not save.
async fn authorized_unsaved(platform: &Platform, store: &Fragile) -> (rt::Client, rt::Error) {
    let client = platform.builder().token_store(store.clone()).build().expect("a client");
    let asking = tokio::spawn({
        let client = client.clone();
        async move { client.authorize_user("ann", rt::AuthorizationCode::new("code-canary-1")).await }
    });
    // The code has been taken, and the disk is full when the tokens are to be kept.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(platform.fetches(), 1);
    store.set_failing(true);
    let error = asking.await.expect("no panic").expect_err("not kept");
    (client, error)
}

#[tokio::test(start_paused = true)]
async fn the_tokens_of_a_code_are_stored_before_any_waiter_gets_them() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let (client, error) = authorized_unsaved(&platform, &store).await;
    assert_eq!((error.kind(), error.is_retryable()), (rt::ErrorKind::Token, false), "the code is gone");
    let text = error.to_string();
    assert!(text.contains("the disk is full") && text.contains("held in memory"), "{text}");
    let error = as_ann(&client).await.expect_err("not kept yet");
    assert!(error.is_retryable() && error.to_string().contains("the disk is full"), "{error}");
    assert_eq!(platform.calls(), 0, "used before they were kept");

    store.set_failing(false);
    as_ann(&client).await.expect("a success");
    assert_eq!((platform.fetches(), platform.dead_uses()), (1, 0), "not asked for again");
    let other = platform.builder().token_store(store.clone()).build().expect("a client");
    as_ann(&other).await.expect("kept for all");
    assert_eq!(platform.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_tokens_of_a_code_replace_those_that_were_kept_before() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let before = platform.builder().token_store(store.clone()).build().expect("a client");
    before.set_user_tokens("ann", tokens(0)).await.expect("kept");
    let (client, _) = authorized_unsaved(&platform, &store).await;
    store.set_failing(false);
    as_ann(&client).await.expect("a success");
    assert_eq!(platform.state().tokens, ["user-canary-2"], "no older token");
    assert_eq!(platform.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_code_is_not_sent_before_the_store_is_locked() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let client = platform.builder().token_store(store.clone()).build().expect("a client");
    let authorize = || client.authorize_user("ann", rt::AuthorizationCode::new("code-canary-1"));
    store.0.lock_fails.store(true, Ordering::SeqCst);
    let error = authorize().await.expect_err("no lock");
    assert!(error.is_retryable() && error.to_string().contains("the lock is broken"), "{error}");
    assert_eq!(platform.fetches(), 0, "the code is still good");
    store.0.lock_fails.store(false, Ordering::SeqCst);
    authorize().await.expect("authorized");
    as_ann(&client).await.expect("a success");
}

async fn assert_unknown(client: &rt::Client) {
    let error = as_ann(client).await.expect_err("nobody knows her");
    assert!(
        error.needs_authorization() && error.to_string().contains("no tokens of this user are known"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn forgetting_removes_one_user_for_all_processes() {
    let (folder, platform) = (Folder::new("forgotten"), Platform::new());
    let client = folder.process(&platform);
    for name in ["ann", "bob"] {
        client.set_user_tokens(name, tokens(1)).await.expect("kept");
    }
    as_ann(&client).await.expect("a success");
    for _ in 0..2 {
        client.forget_user("ann").await.expect("forgotten, also when she was before");
        assert_unknown(&client).await;
        assert_unknown(&folder.process(&platform)).await;
    }
    folder.process(&platform).call(&Request::default()).user("bob").send().await.expect("a success");
    assert_eq!(platform.fetches(), 0);
    client.set_user_tokens("ann", tokens(1)).await.expect("kept");
    as_ann(&folder.process(&platform)).await.expect("she is back");
}

/// The store has no lock: a renewal that has begun would bring the person back.
#[tokio::test(start_paused = true)]
async fn who_is_forgotten_during_a_renewal_stays_forgotten() {
    for until in [50, 600] {
        let (store, platform) = (Fragile::default(), Platform::new());
        platform.state().refusal = (400, 99_991_677);
        let client = platform.builder().token_store(store.clone()).build().expect("a client");
        client.set_user_tokens("ann", tokens(1)).await.expect("kept");
        platform.state().newest = 2;
        let asking = tokio::spawn({
            let client = client.clone();
            async move { as_ann(&client).await }
        });
        tokio::time::sleep(Duration::from_millis(until)).await;
        client.forget_user("ann").await.expect("forgotten");
        assert!(store.0.kept.lock().expect("whole").is_empty());
        assert_unknown(&client).await;
        let error = asking.await.expect("no panic").expect_err("forgotten meanwhile");
        assert_eq!((error.kind(), platform.fetches()), (rt::ErrorKind::Token, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn forgetting_fails_if_the_store_fails() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let client = platform.builder().token_store(store.clone()).build().expect("a client");
    client.set_user_tokens("ann", tokens(1)).await.expect("kept");
    store.set_failing(true);
    let error = client.forget_user("ann").await.expect_err("still in the store");
    assert!(error.is_retryable() && error.to_string().contains("the disk is full"), "{error}");
    store.set_failing(false);
    as_ann(&client).await.expect("the store knows her");
    client.forget_user("ann").await.expect("forgotten");
    assert_unknown(&client).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_hold_is_not_stored() {
    let (store, platform) = (Fragile::default(), Platform::new());
    let process = || platform.builder().token_store(store.clone()).build().expect("a client");
    let client = process();
    client.set_user_tokens("ann", tokens(1)).await.expect("kept");
    let error = client.set_user_tokens("ann", rt::StoredToken::new("a\nb", SystemTime::now())).await;
    assert!(!error.expect_err("malformed").is_retryable());
    for client in [client, process()] {
        as_ann(&client).await.expect("what was kept before stays");
    }
}
