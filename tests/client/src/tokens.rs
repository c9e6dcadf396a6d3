//! The tokens of the server: who gets which, and which are good.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::fault::{Content, Fault, Seat, Wire};
use crate::reply::{Reply, Secrets};
use crate::server::{Arrived, Played, refusal};

/// A token lives for two hours; with less than half an hour left, a new one is given.
const LIFE: Duration = Duration::from_secs(7200);
const RENEWED_BELOW: Duration = Duration::from_secs(1800);

const INVALID_TOKEN: i64 = 99_991_663;
const INVALID_PERSONS_TOKEN: i64 = 99_991_677;
const NO_TOKEN: i64 = 99_991_661;
/// Says that a refresh token was used before.
pub(crate) const USED_REFRESH_TOKEN: i64 = 20_073;

/// Grant of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// The tenant token of an internal app.
    Internal,
    /// The app token of a store app.
    App,
    /// The tenant token of a store app.
    Store,
    /// A person's token, for a refresh token that works once.
    Person,
}

impl Grant {
    /// The token that a call of this path asks for.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        match path {
            "/open-apis/auth/v3/tenant_access_token/internal" => Some(Self::Internal),
            "/open-apis/auth/v3/app_access_token" => Some(Self::App),
            "/open-apis/auth/v3/tenant_access_token" => Some(Self::Store),
            "/open-apis/authen/v2/oauth/token" => Some(Self::Person),
            _ => None,
        }
    }
}

/// A token as it was given.
#[derive(Clone, Debug)]
pub struct Given {
    pub(crate) grant: Grant,
    /// The token.
    pub access: String,
    /// Token that gets a person's next one.
    pub refresh: String,
    ends: Instant,
}

impl Given {
    pub(crate) fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }
}

/// The tokens that are good.
#[derive(Default)]
pub(crate) struct Tokens {
    issued: u32,
    current: BTreeMap<Grant, Given>,
    /// Those that were given before. They live on.
    earlier: Vec<Given>,
    /// The one that is refused for as long as it lives, and how.
    barred: Option<(String, &'static Fault)>,
    /// The one that was refused to be repeated later.
    pub(crate) refused: Option<String>,
    /// A person's refresh token whose reply met a runtime that had stopped. The client cannot know that it was used, and has
    /// nothing else to try: once more is excused.
    pub(crate) lost: Option<String>,
}

impl Tokens {
    /// Gives a new token, unless the one that is there is given again.
    pub(crate) fn give(&mut self, grant: Grant) {
        let is_kept = |given: &Given| grant != Grant::Person && given.left() >= RENEWED_BELOW;
        if !self.current.get(&grant).is_some_and(is_kept) {
            self.issue(grant, LIFE);
        }
    }

    fn issue(&mut self, grant: Grant, life: Duration) -> Given {
        self.issued += 1;
        let (access, refresh) =
            (format!("canary-token-{}", self.issued), format!("canary-refresh-{}", self.issued));
        let given = Given { grant, access, refresh, ends: Instant::now() + life };
        self.earlier.extend(self.current.insert(grant, given.clone()));
        given
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Given> {
        self.current.values_mut().chain(&mut self.earlier)
    }

    /// The token that was given last; before the first, one that every server refuses.
    pub(crate) fn newest(&self, grant: Grant) -> Given {
        self.current.get(&grant).cloned().unwrap_or_else(|| Given {
            grant,
            access: "canary-of-nobody".to_owned(),
            refresh: "canary-of-nobody".to_owned(),
            ends: Instant::now() + LIFE,
        })
    }

    /// A person's first tokens. Those that are not good have to be renewed before the first call.
    pub(crate) fn authorize(&mut self, is_good: bool) -> Given {
        self.issue(Grant::Person, if is_good { LIFE } else { Duration::ZERO })
    }

    /// A person's refresh token that is not the newest: it was used.
    pub(crate) fn used_refresh_token(&self, grant: Grant, request: &Arrived<'_>) -> Option<String> {
        if grant != Grant::Person {
            return None;
        }
        let shown = shown_refresh_token(request).unwrap_or_default();
        let is_newest = self.current.get(&grant).is_some_and(|given| shown == given.refresh);
        (!is_newest).then_some(shown)
    }

    /// Ends the token of the request, and keeps it.
    pub(crate) fn refuse(&mut self, request: &Arrived<'_>) -> Played {
        let token = bearer(request).unwrap_or_default();
        let of_token = self.all_mut().filter(|given| given.access == token);
        of_token.for_each(|given| given.ends = Instant::now());
        self.refused = Some(token.to_owned());
        refusal(400, INVALID_TOKEN)
    }

    /// A fault of the token ends the token, or bars it while it lives on.
    pub(crate) fn suffer(&mut self, fault: &'static Fault, request: &Arrived<'_>) {
        let (Wire::Answer(answer, _), Seat::Call, Some(token)) = (fault.wire, fault.seat, bearer(request))
        else {
            return;
        };
        match answer.content {
            // A person's refresh token stays good.
            Content::Refused { renewed: true, .. } => {
                let of_token = self.all_mut().filter(|given| given.access == token);
                of_token.for_each(|given| given.ends = Instant::now());
            }
            Content::Refused { renewed: false, .. } => self.barred = Some((token.to_owned(), fault)),
            _ => {}
        }
    }

    /// The reply to a call whose token the server does not accept.
    pub(crate) fn refusal(&self, request: &Arrived<'_>) -> Option<Played> {
        let Some(token) = bearer(request) else {
            return Some(refusal(400, NO_TOKEN));
        };
        if let Some((barred, fault)) = &self.barred
            && barred == token
            && let Wire::Answer(answer, ending) = fault.wire
        {
            return Some(Played::Reply(Reply::of(&answer, &Secrets::default()), ending));
        }
        let given = self.current.values().chain(&self.earlier).find(|given| given.access == token);
        match given {
            Some(given) if !given.left().is_zero() => None,
            Some(Given { grant: Grant::Person, .. }) => Some(refusal(400, INVALID_PERSONS_TOKEN)),
            _ => Some(refusal(400, INVALID_TOKEN)),
        }
    }
}

/// The refresh token of a request.
pub(crate) fn shown_refresh_token(request: &Arrived<'_>) -> Option<String> {
    let body: Value = serde_json::from_slice(request.body).ok()?;
    Some(body.get("refresh_token")?.as_str()?.to_owned())
}

fn bearer<'a>(request: &Arrived<'a>) -> Option<&'a str> {
    request.authorization.and_then(|value| value.strip_prefix("Bearer "))
}
