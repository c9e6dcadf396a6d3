//! The base URL of calls, and its validation: the host receives the app's secret.

use std::fmt;
use std::net::IpAddr;

use crate::text;

const FEISHU: &str = "https://open.feishu.cn";

/// The base URL of the platform outside of China.
pub(super) const LARK: &str = "https://open.larksuite.com";

/// The platform's own domains. Each has the same hosts.
const OFFICIAL_DOMAINS: [&str; 2] = ["feishu.cn", "larksuite.com"];

/// A valid base URL: `scheme://host[:port]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    origin: String,
    /// The platform's domain, if the origin is its public host.
    domain: Option<&'static str>,
    /// True if the host is this machine.
    pub(super) is_loopback: bool,
}

impl Default for BaseUrl {
    fn default() -> Self {
        Self::with(FEISHU.to_owned(), false)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

/// Why a base URL is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseUrlFault {
    /// It is not of the form `https://host[:port]`.
    Malformed,
    /// It contains user info: the text before an `@` looks like a host but is not the host.
    UserInfo,
    /// It has a path, a query or a fragment.
    NotAnOrigin,
    /// It is `http`, so the app's secret would be sent unencrypted, and its host is neither this machine nor trusted.
    NotHttps,
    /// Its host is outside the platform's domains and was not set as trusted.
    Untrusted,
}

impl fmt::Display for BaseUrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the base URL must be `https://host` or `https://host:port`",
            Self::UserInfo => "the base URL must not contain user info (`@`)",
            Self::NotAnOrigin => "the base URL must end after the host and port",
            Self::NotHttps => {
                "the base URL must be https, unless its host is a loopback address or set with `trusted_base_url`"
            }
            Self::Untrusted => {
                "the base URL's host is not under feishu.cn or larksuite.com and would receive the app's secret; \
                 if you trust it, set it with `trusted_base_url`"
            }
        })
    }
}

impl std::error::Error for BaseUrlFault {}

/// The host that an endpoint documents is outside the platform's domains and would receive the app's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ForeignHost(&'static str);

impl fmt::Display for ForeignHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not sent: the endpoint's host {} is not under feishu.cn or larksuite.com and must not receive a token",
            text::quoted(self.0)
        )
    }
}

impl BaseUrl {
    /// Parses `scheme://host[:port]`. Hosts outside the platform's domains are accepted only if `trusted`.
    pub(crate) fn parse(text: &str, trusted: bool) -> Result<Self, BaseUrlFault> {
        let (scheme, rest) = text.split_once("://").ok_or(BaseUrlFault::Malformed)?;
        if rest.contains('@') {
            return Err(BaseUrlFault::UserInfo);
        }
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '\\']) {
            return Err(BaseUrlFault::NotAnOrigin);
        }
        let authority = authority.to_ascii_lowercase();
        let host = host(&authority).ok_or(BaseUrlFault::Malformed)?;
        let is_loopback = is_loopback(host);
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(BaseUrlFault::Malformed),
        };
        if !is_secure && !is_loopback && !trusted {
            return Err(BaseUrlFault::NotHttps);
        }
        if !trusted && !is_loopback && subdomain(host).is_none() {
            return Err(BaseUrlFault::Untrusted);
        }
        let scheme = if is_secure { "https" } else { "http" };
        Ok(Self::with(format!("{scheme}://{authority}"), is_loopback))
    }

    fn with(origin: String, is_loopback: bool) -> Self {
        let domain = match origin.as_str() {
            FEISHU => Some("feishu.cn"),
            LARK => Some("larksuite.com"),
            _ => None,
        };
        Self { origin, domain, is_loopback }
    }

    /// Returns the origin for an endpoint that documents this host. On the platform some endpoints have hosts of their own,
    /// which exist in both of its domains; any other base URL serves all endpoints.
    ///
    /// # Errors
    /// Fails if the call would go to a documented host outside the platform's domains.
    pub(crate) fn origin_for(&self, documented: &'static str) -> Result<String, ForeignHost> {
        let Some(domain) = self.domain else { return Ok(self.origin.clone()) };
        match subdomain(documented) {
            Some(subdomain) if host(documented) == Some(documented) => {
                Ok(format!("https://{subdomain}{domain}"))
            }
            _ => Err(ForeignHost(documented)),
        }
    }

    /// Returns true if a long connection to this address, which the platform gave, may be opened: over TLS to a host of the
    /// platform, or to the host of this base URL, encrypted unless the base URL is not.
    #[cfg(feature = "long-connection")]
    pub(crate) fn allows_socket(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once("://") else { return false };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let Some(host) = host(&authority) else { return false };
        let (own_scheme, own) = self.origin.split_once("://").unwrap_or_default();
        let is_own = self::host(own) == Some(host);
        match scheme {
            "wss" => is_own || subdomain(host).is_some(),
            "ws" => is_own && own_scheme == "http",
            _ => false,
        }
    }

    /// Returns true for `http`.
    #[cfg(feature = "reqwest")]
    pub(super) fn is_plain_http(&self) -> bool {
        self.origin.starts_with("http:")
    }
}

/// Returns the host of `host[:port]`; `None` if it is malformed.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port)
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_named =
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    let has_empty_label = host.split('.').any(str::is_empty);
    let is_port = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let has_good_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    (is_named && !has_empty_label && has_good_port).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns the part of a host before the platform's domain, empty or ending in a dot; `None` for hosts of others.
fn subdomain(host: &str) -> Option<&str> {
    let rest = OFFICIAL_DOMAINS.iter().find_map(|domain| host.strip_suffix(domain))?;
    (rest.is_empty() || rest.ends_with('.')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, BaseUrlFault, ForeignHost};

    #[test]
    fn hosts_of_the_platform_and_loopback_addresses_are_accepted() {
        for (text, origin) in [
            ("https://open.feishu.cn", "https://open.feishu.cn"),
            ("HTTPS://Open.Larksuite.com/", "https://open.larksuite.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            let base = BaseUrl::parse(text, false).expect(text);
            assert_eq!(base.origin, origin);
        }
    }

    #[cfg(feature = "long-connection")]
    #[test]
    fn a_long_connection_goes_to_the_platform_or_to_the_base_url() {
        let allows = |base: &str, url: &str| BaseUrl::parse(base, true).expect(base).allows_socket(url);
        let (platform, local) = ("https://open.feishu.cn", "http://127.0.0.1:8080");
        for url in ["wss://msg-frontier.feishu.cn/ws/v2?a=b", "wss://open.larksuite.com:443"] {
            assert!(allows(platform, url), "{url}");
        }
        for url in [
            "ws://msg-frontier.feishu.cn/ws/v2",
            "https://msg-frontier.feishu.cn/ws/v2",
            "wss://evilfeishu.cn/ws",
            "wss://feishu.cn@evil.example/ws",
            "wss://feishu.cn.evil.example/ws",
            "ws://127.0.0.1/ws",
            "wss:msg-frontier.feishu.cn",
            "",
        ] {
            assert!(!allows(platform, url), "{url}");
        }
        assert!(allows(local, "ws://127.0.0.1:9090/ws") && !allows(local, "ws://127.0.0.2/ws"));
        assert!(!allows("https://mock.example", "ws://mock.example/ws"));
    }

    #[test]
    fn other_urls_are_rejected_with_the_reason() {
        use BaseUrlFault::{Malformed, NotAnOrigin, NotHttps, Untrusted, UserInfo};
        for (text, fault) in [
            ("open.feishu.cn", Malformed),
            ("ftp://open.feishu.cn", Malformed),
            ("https://", Malformed),
            ("https://open.feishu.cn:", Malformed),
            ("https://open.feishu.cn:99999", Malformed),
            ("https://open.feishu.cn:+1", Malformed),
            ("https://open..feishu.cn", Malformed),
            ("https://.feishu.cn", Malformed),
            ("https://open.feishu.cn\u{0}", Malformed),
            ("https://ореn.feishu.cn", Malformed),
            ("https://open.feishu.cn@evil.example", UserInfo),
            ("https://user:pass@open.feishu.cn", UserInfo),
            ("https://evil.example/open.feishu.cn", NotAnOrigin),
            ("https://evil.example\\.feishu.cn", NotAnOrigin),
            ("https://evil.example#.feishu.cn", NotAnOrigin),
            ("https://open.feishu.cn?x=1", NotAnOrigin),
            ("http://open.feishu.cn", NotHttps),
            ("http://localhost.evil.example", NotHttps),
            ("http://10.0.0.1", NotHttps),
            ("https://open.feishu.cn.evil.example", Untrusted),
            ("https://open-feishu.cn", Untrusted),
            ("https://evilfeishu.cn", Untrusted),
            ("https://open.feishu.co", Untrusted),
            ("https://feishu.corp.example", Untrusted),
        ] {
            assert_eq!(BaseUrl::parse(text, false), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn trusted_urls_may_have_any_host_but_must_be_valid() {
        let base = BaseUrl::parse("https://feishu.corp.example:8443", true).expect("trusted");
        assert_eq!(base.origin_for("www.feishu.cn"), Ok("https://feishu.corp.example:8443".to_owned()));
        let plain = BaseUrl::parse("http://gateway:8080", true).expect("a mock in another container");
        assert_eq!(plain.origin_for("www.feishu.cn"), Ok("http://gateway:8080".to_owned()));
        assert_eq!(BaseUrl::parse("https://a@b.example", true), Err(BaseUrlFault::UserInfo));
    }

    #[test]
    fn a_documented_host_is_called_in_the_domain_of_the_platform() {
        let lark = BaseUrl::parse("https://Open.larksuite.com/", false).expect("official");
        for (host, feishu, larksuite) in [
            ("open.feishu.cn", "https://open.feishu.cn", "https://open.larksuite.com"),
            ("www.feishu.cn", "https://www.feishu.cn", "https://www.larksuite.com"),
            ("feishu.cn", "https://feishu.cn", "https://larksuite.com"),
            ("a.b.larksuite.com", "https://a.b.feishu.cn", "https://a.b.larksuite.com"),
        ] {
            assert_eq!(BaseUrl::default().origin_for(host), Ok(feishu.to_owned()));
            assert_eq!(lark.origin_for(host), Ok(larksuite.to_owned()));
        }
        let other = BaseUrl::parse("https://gateway.larksuite.com", false).expect("official");
        assert_eq!(other.origin_for("www.feishu.cn"), Ok("https://gateway.larksuite.com".to_owned()));
        let explicit = BaseUrl::parse("https://open.feishu.cn/", false).expect("official");
        assert_eq!(explicit, BaseUrl::default());
    }

    #[test]
    fn a_documented_host_outside_the_platform_is_not_called() {
        for host in [
            "",
            "evil.example",
            "evilfeishu.cn",
            "feishu.cn.evil.example",
            "evil.example/.feishu.cn",
            "evil.example#.feishu.cn",
            "evil.example\\.feishu.cn",
            "evil.example:443@www.feishu.cn",
            "evil.example:1.feishu.cn",
            ".feishu.cn",
            "www.feishu.cn:8443",
            "www.feishu.cn\r\nx: y.feishu.cn",
            "localhost",
            "127.0.0.1",
        ] {
            assert_eq!(BaseUrl::default().origin_for(host), Err(ForeignHost(host)));
            let lark = BaseUrl::parse(super::LARK, false).expect("official");
            assert_eq!(lark.origin_for(host), Err(ForeignHost(host)));
            let own = BaseUrl::parse("http://127.0.0.1:9", false).expect("this machine");
            assert_eq!(own.origin_for(host), Ok("http://127.0.0.1:9".to_owned()), "the caller's own choice");
        }
    }
}
