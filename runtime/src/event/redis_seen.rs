//! A memory of handled events in Redis.

use std::fmt;
use std::time::Duration;

use redis::aio::ConnectionManager;

use super::seen::{Claim, REMEMBERED, Seen, SeenFuture, SeenKey};
use crate::client::{RedisStoreError, redis_connection};

/// Claims an event for a delivery. Returns 0 if it is claimed now, 1 if another delivery has claimed it, 2 if it was handled.
const CLAIM: &str = "local state = redis.call('GET', KEYS[1]) \
     if not state then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 0 end \
     if state == 'handled' then return 2 else return 1 end";

/// Gives up the claim of this delivery.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] \
     then return redis.call('DEL', KEYS[1]) else return 0 end";

/// Remembers handled events in Redis, so that processes which share a webhook's address or an app's long connections handle each
/// event once.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use feishu_runtime::event::{Dispatcher, RedisSeen};
///
/// let seen = RedisSeen::connect("redis://127.0.0.1/").await?;
/// let dispatcher = Dispatcher::new().seen(seen);
/// # let _ = dispatcher;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisSeen {
    connection: ConnectionManager,
    prefix: String,
    remembered: Duration,
}

impl RedisSeen {
    /// Connects to the server with this address, such as `redis://:password@10.0.0.5:6379/0`. A connection that is lost later is
    /// made again by itself. The connection belongs to the tokio runtime that this is called on.
    ///
    /// # Errors
    /// Fails if the address is not one of Redis, or the server cannot be reached or refuses the password.
    pub async fn connect(url: &str) -> Result<Self, RedisStoreError> {
        let connection = redis_connection(url).await?;
        Ok(Self { connection, prefix: "feishu:event:".to_owned(), remembered: REMEMBERED })
    }

    /// Sets the prefix of all keys in Redis; `feishu:event:` by default. Different apps need different prefixes only if one of them
    /// must handle an event that the other has handled.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long a handled event is remembered. Default: 8 hours, which is longer than the platform sends it again.
    #[must_use]
    pub const fn remembered(mut self, time: Duration) -> Self {
        self.remembered = time;
        self
    }

    fn name(&self, key: &SeenKey) -> String {
        format!("{}{}", self.prefix, key.id())
    }

    async fn script(&self, script: &str, key: &SeenKey, lease: Duration) -> Result<u64, RedisStoreError> {
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(1).arg(self.name(key)).arg(key.owner()).arg(milliseconds(lease));
        Ok(command.query_async(&mut self.connection.clone()).await?)
    }

    async fn handled(&self, key: &SeenKey) -> Result<(), RedisStoreError> {
        let mut command = redis::cmd("SET");
        command.arg(self.name(key)).arg("handled").arg("PX").arg(milliseconds(self.remembered));
        Ok(command.query_async(&mut self.connection.clone()).await?)
    }
}

impl Seen for RedisSeen {
    fn claim<'a>(&'a self, key: &'a SeenKey, lease: Duration) -> SeenFuture<'a, Claim> {
        Box::pin(async move {
            Ok(match self.script(CLAIM, key, lease).await? {
                0 => Claim::New,
                1 => Claim::Running,
                _ => Claim::Handled,
            })
        })
    }

    fn finish<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        Box::pin(async move { Ok(self.handled(key).await?) })
    }

    fn release<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        Box::pin(async move { Ok(self.script(RELEASE, key, Duration::ZERO).await.map(drop)?) })
    }
}

/// Does not show the server's address, which may contain a password.
impl fmt::Debug for RedisSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSeen").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Redis refuses an expiry of 0.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}
