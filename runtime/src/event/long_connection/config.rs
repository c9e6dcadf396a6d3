//! Where to connect, and what the platform asks of a connection.

use std::time::Duration;

use crate::value::sensitive::Sensitive;

/// The response of the endpoint that gives a connection's address.
#[derive(Debug, Default)]
pub(crate) struct Address {
    /// Contains a secret.
    pub(super) url: Option<Sensitive<String>>,
    pub(super) config: Option<WireConfig>,
}
crate::reply_object!(Address { 0 "URL" => value url, 1 "ClientConfig" => value config });

/// The settings as they are sent: seconds, and -1 for no end. A pong may bring new ones.
#[derive(Clone, Debug, Default)]
pub(super) struct WireConfig {
    reconnect_count: Option<i64>,
    reconnect_interval: Option<i64>,
    reconnect_nonce: Option<i64>,
    ping_interval: Option<i64>,
}
crate::reply_object!(WireConfig {
    0 "ReconnectCount" => value reconnect_count,
    1 "ReconnectInterval" => value reconnect_interval,
    2 "ReconnectNonce" => value reconnect_nonce,
    3 "PingInterval" => value ping_interval,
});

/// The settings of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Config {
    /// Maximum number of attempts to connect again; `None` for ever.
    pub(super) reconnect_count: Option<u64>,
    /// Time between two attempts.
    pub(super) reconnect_interval: Duration,
    /// Maximum time before the first attempt, so that clients do not come back all at once.
    pub(super) reconnect_nonce: Duration,
    pub(super) ping_interval: Duration,
}

impl Default for Config {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            reconnect_count: None,
            reconnect_interval: seconds(120),
            reconnect_nonce: seconds(30),
            ping_interval: seconds(120),
        }
    }
}

impl Config {
    /// Takes over what the platform sent, within bounds: a ping every second to every 10 minutes, and an hour between attempts.
    pub(super) fn update(&mut self, wire: &WireConfig) {
        let seconds = |value: Option<i64>, at_least: u64, at_most: u64| {
            let value = value.and_then(|value| u64::try_from(value).ok());
            value.map(|value| Duration::from_secs(value.clamp(at_least, at_most)))
        };
        if let Some(count) = wire.reconnect_count {
            self.reconnect_count = u64::try_from(count).ok();
        }
        self.reconnect_interval =
            seconds(wire.reconnect_interval, 1, 3600).unwrap_or(self.reconnect_interval);
        self.reconnect_nonce = seconds(wire.reconnect_nonce, 0, 3600).unwrap_or(self.reconnect_nonce);
        self.ping_interval = seconds(wire.ping_interval, 1, 600).unwrap_or(self.ping_interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_taken_over_within_bounds() {
        let mut config = Config::default();
        config.update(&WireConfig::default());
        assert_eq!(config, Config::default());
        let wire = |number| WireConfig {
            reconnect_count: Some(number),
            reconnect_interval: Some(number),
            reconnect_nonce: Some(number),
            ping_interval: Some(number),
        };
        config.update(&wire(7));
        let seven = Duration::from_secs(7);
        let expected = Config {
            reconnect_count: Some(7),
            reconnect_interval: seven,
            reconnect_nonce: seven,
            ping_interval: seven,
        };
        assert_eq!(config, expected);
        config.update(&wire(-1));
        assert_eq!(config, Config { reconnect_count: None, ..expected });
        config.update(&wire(i64::MAX));
        assert_eq!(config.ping_interval, Duration::from_secs(600));
        config.update(&wire(0));
        assert_eq!(config.ping_interval, Duration::from_secs(1), "no endless loop");
    }
}
