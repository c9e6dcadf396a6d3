//! The store of files that is shown as an example: what it must not give away, and processes that race for it.

#![cfg(unix)]

use std::fs::{self, File};
use std::future::poll_fn;
use std::io::{self, BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use crate::example::FileStore;
use crate::support::Request;
use crate::support::platform::Platform;
use feishu_runtime as rt;
use rt::TokenStore as _;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

/// The folder that a process started by a test works in.
const FOLDER: &str = "FEISHU_RUNTIME_TEST_FOLDER";

/// A store that only learns by which key it is asked.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<Option<rt::TokenKey>>>);

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

/// The key of the token of an app; it is the same in all processes.
async fn key() -> rt::TokenKey {
    let (keys, platform) = (Keys::default(), Platform::new());
    let client = platform.builder().token_store(keys.clone()).build().expect("a client");
    client.send(&Request::default()).await.expect("a success");
    keys.0.lock().expect("whole").take().expect("a key")
}

fn token(number: u32) -> rt::StoredToken {
    rt::StoredToken::new(number.to_string(), SystemTime::now())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("metadata").mode() & 0o777
}

/// A folder of this user alone.
fn scratch() -> TempDir {
    let private = fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(private).tempdir().expect("a folder")
}

/// The names of all files of a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

#[test]
fn a_new_folder_is_of_this_user_alone() {
    let scratch = scratch();
    let folder = scratch.path().join("a/b");
    for _ in 0..2 {
        FileStore::open(&folder).expect("a store");
        assert_eq!([mode(&folder), mode(&scratch.path().join("a"))], [0o700, 0o700]);
    }
}

#[test]
fn a_folder_that_others_can_get_at_is_refused() {
    let scratch = scratch();
    let at = |name: &str| scratch.path().join(name);
    let refused = |folder: PathBuf| FileStore::open(folder).map(|_| ()).expect_err("refused").kind();
    fs::create_dir(at("open")).expect("a folder");
    for others in [0o701, 0o710, 0o720, 0o740, 0o755, 0o777] {
        set_mode(&at("open"), others);
        assert_eq!(refused(at("open")), io::ErrorKind::PermissionDenied, "{others:o}");
    }
    set_mode(&at("open"), 0o700);
    FileStore::open(at("open")).expect("a store");
    symlink(at("open"), at("link")).expect("a link");
    assert_eq!(refused(at("link")), io::ErrorKind::PermissionDenied);
    assert_eq!(names(&at("open")), ["writing.lock"], "no other file is left behind");
    // Only root can give a folder away; and only root can write into one that is.
    if chown(at("open"), Some(54_321), None).is_ok() {
        assert_eq!(refused(at("open")), io::ErrorKind::PermissionDenied);
    }
}

#[tokio::test]
async fn a_token_is_written_to_a_new_file_that_only_this_user_reads() {
    let scratch = scratch();
    let (store, key) = (FileStore::open(scratch.path()).expect("a store"), key().await);
    let file = |extension: &str| scratch.path().join(key.name()).with_extension(extension);
    for extension in ["new", "json"] {
        fs::write(file(extension), "").expect("a file");
        set_mode(&file(extension), 0o666);
    }
    store.save(&key, &token(7)).await.expect("saved");
    assert_eq!(mode(&file("json")), 0o600);
    assert_eq!(fs::read_to_string(file("new")).expect("as it was"), "");
    let loaded = store.load(&key).await.expect("loaded").expect("a token");
    assert_eq!(loaded.access().expose_secret(), "7");
    for _ in 0..2 {
        store.remove(&key).await.expect("removed");
        assert!(store.load(&key).await.expect("loaded").is_none());
    }
}

/// Another process, which runs one of the ignored tests of this file.
struct Process {
    child: Child,
    told: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(test: &str, folder: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args([test, "--exact", "--ignored", "--nocapture"]).env(FOLDER, folder);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let told = BufReader::new(child.stdout.take().expect("its output")).lines();
        Self { child, told }
    }

    fn go(&mut self) {
        self.child.stdin.as_mut().expect("its input").write_all(b"\n").expect("told");
    }

    /// Waits until it has done its part.
    fn wait(&mut self) {
        assert!(self.told.by_ref().map_while(Result::ok).any(|line| line == DONE), "it has failed");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Line that a process prints when it has done its part.
const DONE: &str = "done";

fn say_done() {
    io::stdout().write_all(format!("\n{DONE}\n").as_bytes()).expect("told");
}

/// The store of the test that started this process.
fn shared() -> FileStore {
    FileStore::open(std::env::var_os(FOLDER).expect("started by another test")).expect("a store")
}

async fn number(store: &FileStore, key: &rt::TokenKey) -> u32 {
    let token = store.load(key).await.expect("loaded").expect("a number");
    token.access().expose_secret().parse().expect("a number")
}

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn counts_on() {
    let (store, key) = (shared(), key().await);
    for _ in io::stdin().lines() {
        let lock = store.lock(&key).await.expect("a lock");
        let next = number(&store, &key).await + 1;
        store.save(&key, &token(next)).await.expect("saved");
        drop(lock);
        say_done();
    }
}

#[tokio::test]
async fn processes_that_race_never_hold_one_lock() {
    let scratch = scratch();
    let (store, key) = (FileStore::open(scratch.path()).expect("a store"), key().await);
    store.save(&key, &token(0)).await.expect("saved");
    let mut processes: Vec<Process> =
        (0..4).map(|_| Process::start("file_token_store::counts_on", scratch.path())).collect();
    for round in 1..=25 {
        // As a process may have left it that is gone: two that see this must not both take it over.
        let lock = File::create(scratch.path().join(key.name()).with_extension("lock")).expect("a file");
        lock.set_modified(SystemTime::now() - Duration::from_secs(3600)).expect("an old file");
        processes.iter_mut().for_each(Process::go);
        processes.iter_mut().for_each(Process::wait);
        assert_eq!(number(&store, &key).await, 4 * round, "each saw what the one before wrote");
    }
}

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn holds_a_lock() {
    let _lock = shared().lock(&key().await).await.expect("a lock");
    say_done();
    // Until it is killed.
    let _ = io::stdin().read_to_end(&mut Vec::new());
}

/// The clock stands still but for what this waits for: a lock that is free later is not free.
#[tokio::test(start_paused = true)]
async fn the_lock_of_a_process_ends_with_it() {
    let scratch = scratch();
    let (store, key) = (FileStore::open(scratch.path()).expect("a store"), key().await);
    let mut holder = Process::start("file_token_store::holds_a_lock", scratch.path());
    holder.wait();
    let mut lock = store.lock(&key);
    let is_held = poll_fn(|context| Poll::Ready(lock.as_mut().poll(context).is_pending())).await;
    assert!(is_held);
    drop(holder);
    let lock = tokio::time::timeout(Duration::from_secs(1), lock).await;
    lock.expect("free at once").expect("a lock");
}

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn saves_until_it_is_killed() {
    let (store, key) = (shared(), key().await);
    for next in 0.. {
        store.save(&key, &token(next)).await.expect("saved");
        say_done();
    }
}

/// The process is killed while it goes on to write: at any moment between two tokens.
#[tokio::test]
async fn a_killed_process_leaves_no_token_behind_after_the_next_start() {
    let (scratch, key) = (scratch(), key().await);
    let expected = [format!("{}.json", key.name()), "writing.lock".to_owned()];
    for round in 0..40 {
        let mut process = Process::start("file_token_store::saves_until_it_is_killed", scratch.path());
        for _ in 0..=round % 7 {
            process.wait();
        }
        drop(process);
        let store = FileStore::open(scratch.path()).expect("a store");
        assert_eq!(names(scratch.path()), expected, "round {round}");
        number(&store, &key).await;
    }
}

/// A file that is being written belongs to a process that lives: another one's start must not remove it.
#[tokio::test]
async fn a_start_leaves_the_files_of_others_alone() {
    let (scratch, key) = (scratch(), key().await);
    let mut process = Process::start("file_token_store::saves_until_it_is_killed", scratch.path());
    for _ in 0..200 {
        FileStore::open(scratch.path()).expect("a store");
    }
    // It would have failed, had its file been removed.
    process.wait();
    assert_eq!(process.child.try_wait().expect("its state"), None);
    number(&FileStore::open(scratch.path()).expect("a store"), &key).await;
}
