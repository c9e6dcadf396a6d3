//! A token store in Redis, for processes on many machines.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, SystemTime};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Cmd, FromRedisValue, RedisError};
use secrecy::ExposeSecret as _;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::store::{StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};

/// Interval at which a lock that another process holds is tried again.
const POLL: Duration = Duration::from_millis(50);

/// A lock lasts this long after its last renewal, unless [`RedisStore::lock_lifetime`] says otherwise. Other processes wait for
/// it when the holder was killed, and their calls wait with them, for up to 30 seconds.
const LOCK_LIFETIME: Duration = Duration::from_secs(10);

/// Minimum of [`RedisStore::lock_lifetime`]: a shorter one would be renewed without a pause.
const MIN_LOCK_LIFETIME: Duration = Duration::from_millis(100);

/// Bounds one command, so that a hanging server does not outlive a lock.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(3);

/// Extends the lock if it is still held by this holder.
const RENEW: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] \
     then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

/// Deletes the lock if it is still held by this holder.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] \
     then return redis.call('DEL', KEYS[1]) else return 0 end";

/// A token store in Redis 6.2 or newer: a fleet of processes shares the app's tokens and the tokens of users.
///
/// A refresh token of a user works once, so the new one must not be lost. Use one Redis server (a replica that takes over may lack
/// the newest token and lock), and configure it with `appendonly yes` and `appendfsync always`: a token is then on its disk when
/// it counts as saved. Tokens are stored as plain text; protect the server accordingly. An encrypted connection (`rediss://`)
/// needs one of the TLS features of the crate `redis` in the program's own dependencies.
///
/// A process that is killed keeps its lock for at most ten seconds. One window remains, with any store: if a process is killed
/// after the platform renewed a user's token and before the new one is saved, the user has to authorize the app again.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use feishu_runtime::{Client, RedisStore};
///
/// let store = RedisStore::connect("redis://127.0.0.1/").await?;
/// let client = Client::builder("cli_a1", "app secret").token_store(store);
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: ConnectionManager,
    prefix: String,
    lock_lifetime: Duration,
}

impl RedisStore {
    /// Connects to the server with this address, such as `redis://:password@10.0.0.5:6379/0`. A connection that is lost later is
    /// made again by itself. The connection belongs to the tokio runtime that this is called on.
    ///
    /// # Errors
    /// Fails if the address is not one of Redis, or the server cannot be reached or refuses the password.
    pub async fn connect(url: &str) -> Result<Self, RedisStoreError> {
        let connection = redis_connection(url).await?;
        Ok(Self { connection, prefix: "feishu:token:".to_owned(), lock_lifetime: LOCK_LIFETIME })
    }

    /// Sets the prefix of all keys in Redis; `feishu:token:` by default. Processes with equal prefixes share tokens.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long a lock lasts after its holder was killed; ten seconds by default. While it is held, it is
    /// renewed after each third of that time. A lifetime below 100 milliseconds is refused: all locks fail then. A process whose tokio runtime stands still for longer loses its lock.
    #[must_use]
    pub const fn lock_lifetime(mut self, lifetime: Duration) -> Self {
        self.lock_lifetime = lifetime;
        self
    }

    fn key(&self, key: &TokenKey) -> String {
        format!("{}{}", self.prefix, key.name())
    }

    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisStoreError> {
        Ok(command.query_async(&mut self.connection.clone()).await?)
    }

    async fn set(&self, key: &TokenKey, token: &StoredToken) -> Result<(), RedisStoreError> {
        let mut command = redis::cmd("SET");
        command.arg(self.key(key)).arg(token.to_json().expose_secret());
        if token.refresh().is_none() {
            // Of no use after its end. A refresh token is: the platform decides how long.
            command
                .arg("PXAT")
                .arg(milliseconds(token.ends().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()));
        }
        self.run(&command).await
    }

    async fn acquire(&self, key: &TokenKey) -> Result<StoreLock, RedisStoreError> {
        if self.lock_lifetime < MIN_LOCK_LIFETIME {
            return Err(RedisStoreError("`lock_lifetime` must be at least 100 milliseconds".to_owned()));
        }
        let runtime =
            Handle::try_current().map_err(|_| RedisStoreError("it needs a tokio runtime".to_owned()))?;
        let lock = Lock { name: format!("{}:lock", self.key(key)), holder: holder(), store: self.clone() };
        // A task of its own takes the lock and releases it: the future of this function may be dropped at any moment, also between
        // the command and its response. Dropping the guard ends the task.
        let (guard, released) = oneshot::channel();
        let (told, taken) = oneshot::channel();
        runtime.spawn(lock.hold(released, told));
        taken.await.map_err(|_| RedisStoreError("the tokio runtime ended".to_owned()))??;
        Ok(Box::new(guard))
    }
}

impl TokenStore for RedisStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>> {
        Box::pin(async move {
            let json: Option<String> = self.run(redis::cmd("GET").arg(self.key(key))).await?;
            Ok(json.as_deref().and_then(StoredToken::from_json))
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a StoredToken) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.set(key, token).await?) })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.run(redis::cmd("DEL").arg(self.key(key))).await?) })
    }

    fn lock<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, StoreLock> {
        Box::pin(async move { Ok(self.acquire(key).await?) })
    }
}

/// Opens a connection whose commands are bounded.
pub(crate) async fn redis_connection(url: &str) -> Result<ConnectionManager, RedisStoreError> {
    let client = redis::Client::open(url)?;
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(COMMAND_TIMEOUT))
        .set_response_timeout(Some(COMMAND_TIMEOUT))
        .set_number_of_retries(1);
    Ok(client.get_connection_manager_with_config(config).await?)
}

/// Does not show the server's address, which may contain a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// A lock: a key that exists while it is held, and expires when its holder has died.
struct Lock {
    name: String,
    /// Tells this holder from all others, so that a lock which was lost is neither renewed nor released.
    holder: String,
    store: RedisStore,
}

impl Lock {
    async fn try_take(&self) -> Result<bool, RedisStoreError> {
        let mut command = redis::cmd("SET");
        command
            .arg(&self.name)
            .arg(&self.holder)
            .arg("NX")
            .arg("PX")
            .arg(milliseconds(self.store.lock_lifetime));
        let taken: Option<String> = self.store.run(&command).await?;
        Ok(taken.is_some())
    }

    /// Takes the lock, says so, renews it until the guard is dropped, and releases it then.
    async fn hold(
        self,
        mut released: oneshot::Receiver<()>,
        told: oneshot::Sender<Result<(), RedisStoreError>>,
    ) {
        let taken = loop {
            match self.try_take().await {
                Ok(true) => break Ok(()),
                Ok(false) if timeout(POLL, &mut released).await.is_ok() => return,
                Ok(false) => {}
                Err(error) => break Err(error),
            }
        };
        let is_taken = taken.is_ok();
        // The caller may have gone away.
        let _ = told.send(taken);
        let lifetime = milliseconds(self.store.lock_lifetime).to_string();
        while is_taken && timeout(self.store.lock_lifetime / 3, &mut released).await.is_err() {
            // A failure may be the connection's: the next renewal may still come in time.
            if matches!(self.run(RENEW, &[&lifetime]).await, Ok(0)) {
                return;
            }
        }
        // Also after an error: the server may have executed the command whose response was lost. If it fails, the lock expires.
        let _ = self.run(RELEASE, &[]).await;
    }

    async fn run(&self, script: &str, arguments: &[&str]) -> Result<u64, RedisStoreError> {
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(1).arg(&self.name).arg(&self.holder).arg(arguments);
        self.store.run(&command).await
    }
}

/// Returns 128 random bits as text.
fn holder() -> String {
    let random = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", random(), random())
}

fn milliseconds(duration: Duration) -> u64 {
    // Redis refuses an expiry of 0.
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Why the Redis server did not do what it was asked.
#[derive(Debug)]
pub struct RedisStoreError(String);

/// Keeps the kind of the error only: the server repeats the arguments of a command that it does not know, tokens included.
impl From<RedisError> for RedisStoreError {
    fn from(error: RedisError) -> Self {
        let code = error.code().map(|code| format!(" ({code})")).unwrap_or_default();
        Self(format!("{}{code}", error.category()))
    }
}

impl fmt::Display for RedisStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redis: {}", self.0)
    }
}

impl std::error::Error for RedisStoreError {}
