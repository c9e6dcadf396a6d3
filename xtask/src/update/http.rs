//! Requests to the site: few at once, with a deadline, a limit on the body and a bounded number of attempts. Redirects are not
//! followed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use model::diag::quoted;
use ureq::http::{StatusCode, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error};

use super::site::{Limits, USER_AGENT};

/// Asks one site.
pub(super) struct Client {
    agent: Agent,
    site: String,
    pub(super) limits: Limits,
}

/// An attempt without a body.
struct Failed {
    what: String,
    /// The time after which another attempt makes sense; `None` if it never does.
    again: Option<Again>,
}

enum Again {
    AsServerSays(Duration),
    AfterBackOff,
}

impl Client {
    /// A client for the site with this address: `https`, or this machine. It refuses any other.
    pub(super) fn new(site: &str, limits: Limits) -> Result<Self, String> {
        let is_local = is_loopback(site).ok_or_else(|| {
            format!("{} is no address of a site, such as `https://open.feishu.cn`", quoted(site))
        })?;
        let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(crypto);
        let mut config = Agent::config_builder()
            .tls_config(tls.build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(limits.deadline))
            .user_agent(USER_AGENT);
        if is_local {
            // The environment's proxy may be another machine.
            config = config.proxy(None);
        }
        Ok(Self { agent: config.build().new_agent(), site: site.trim_end_matches('/').to_owned(), limits })
    }

    /// Returns the body of a response that reports success, after as many attempts as the limits allow.
    pub(super) fn get(&self, target: &str) -> Result<Vec<u8>, String> {
        let mut attempt = 1;
        loop {
            let Failed { what, again } = match self.attempt(target) {
                Ok(body) => return Ok(body),
                Err(failed) => failed,
            };
            match again.and_then(|again| self.limits.wait(attempt, &again)) {
                Some(wait) => std::thread::sleep(wait),
                None => return Err(what),
            }
            attempt += 1;
        }
    }

    fn attempt(&self, target: &str) -> Result<Vec<u8>, Failed> {
        let response =
            self.agent.get(format!("{}{target}", self.site)).call().map_err(|fault| self.failed(&fault))?;
        let status = response.status();
        if status != StatusCode::OK {
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
            return Err(refused(status, header(header::RETRY_AFTER), header(header::LOCATION)));
        }
        let body = response.into_body().into_with_config().limit(self.limits.largest);
        body.read_to_vec().map_err(|fault| self.failed(&fault))
    }

    fn failed(&self, fault: &Error) -> Failed {
        let failure = || format!("the request failed: {}", quoted(&fault.to_string()));
        let (what, is_passing) = match fault {
            Error::BodyExceedsLimit(_) => {
                (format!("the response has more than {} bytes", self.limits.largest), false)
            }
            Error::Timeout(_) => (format!("no whole response within {:?}", self.limits.deadline), true),
            Error::Io(_) | Error::ConnectionFailed | Error::Protocol(_) => (failure(), true),
            _ => (failure(), false),
        };
        Failed { what, again: is_passing.then_some(Again::AfterBackOff) }
    }
}

fn refused(status: StatusCode, retry_after: Option<&str>, location: Option<&str>) -> Failed {
    if status.is_redirection() {
        let to = quoted(location.unwrap_or_default());
        return Failed { what: format!("the site redirects to {to}, which is not followed"), again: None };
    }
    let is_passing = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
    let again = is_passing.then(|| match retry_after.and_then(|seconds| seconds.trim().parse().ok()) {
        Some(seconds) => Again::AsServerSays(Duration::from_secs(seconds)),
        None => Again::AfterBackOff,
    });
    Failed { what: format!("HTTP status {}", status.as_u16()), again }
}

impl Limits {
    /// The wait after an attempt, counted from 1; `None` after the last one, or if the server asks for too long a wait.
    fn wait(&self, attempt: u32, again: &Again) -> Option<Duration> {
        let wait = match again {
            Again::AsServerSays(wait) => *wait,
            Again::AfterBackOff => Duration::from_secs(1) * 2_u32.saturating_pow(attempt - 1),
        };
        (attempt < self.attempts && wait <= self.longest_wait).then_some(wait)
    }
}

/// Returns true if the site is on this machine, and `None` if the text is not the address of a site: scheme and host, `https` for
/// any other machine.
fn is_loopback(site: &str) -> Option<bool> {
    let address: Uri = site.parse().ok()?;
    let is_bare = address.query().is_none() && address.path().trim_matches('/').is_empty();
    if !is_bare || address.authority()?.as_str().contains('@') {
        return None;
    }
    let host = address.host()?.trim_matches(['[', ']']);
    let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|host| host.is_loopback());
    match address.scheme_str()? {
        "https" => Some(is_local),
        "http" => is_local.then_some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use test_server::{Answer, Server};

    use super::super::site::LIMITS;
    use super::*;

    #[test]
    fn waits_double_follow_the_server_and_end() {
        let seconds = |attempt, again| LIMITS.wait(attempt, &again).map(|wait| wait.as_secs());
        assert_eq!(
            (1..=4).map(|attempt| seconds(attempt, Again::AfterBackOff)).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(4), None]
        );
        let says = |wait| Again::AsServerSays(Duration::from_secs(wait));
        assert_eq!(seconds(1, says(0)), Some(0));
        assert_eq!(seconds(1, says(60)), Some(60));
        assert_eq!(seconds(1, says(61)), None);
        assert_eq!(seconds(4, says(0)), None);
    }

    #[test]
    fn a_response_that_does_not_end_is_given_up() {
        let limits = Limits { attempts: 1, deadline: Duration::from_millis(200), ..LIMITS };
        let silent = |head: &'static str| {
            Answer::play(move |to| {
                use std::io::Write as _;
                to.write_all(head.as_bytes())?;
                // Until the client hangs up.
                to.read_to_end(&mut Vec::new()).map(drop)
            })
        };
        let server = Server::start([silent(""), silent("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab")]);
        let client = Client::new(&server.base_url(), limits).unwrap();
        for _ in 0..2 {
            assert_eq!(client.get("/"), Err("no whole response within 200ms".to_owned()));
        }
    }
}
