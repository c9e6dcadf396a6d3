//! Authorization codes and refresh tokens. Each is accepted once; those that the server did not issue are accepted, too, so that
//! a test can begin with a code or a stored token of its own.

use std::collections::BTreeSet;

use super::answer::Answer;
use crate::request::percent;

/// Returns a field of a request; empty if it is missing.
pub(super) type Given<'a> = dyn Fn(&str) -> &'a str + 'a;

#[derive(Debug, Default)]
pub(super) struct Grants {
    issued: u64,
    used: BTreeSet<String>,
}

/// The reason why a code or refresh token is refused.
#[derive(Clone, Copy)]
pub(super) enum GrantFault {
    Kind,
    Missing,
    UsedCode,
    UsedRefreshToken,
}

impl GrantFault {
    pub(super) const fn code(self) -> i64 {
        match self {
            Self::Missing => 20_001,
            Self::UsedCode => 20_003,
            Self::Kind => 20_036,
            Self::UsedRefreshToken => 20_073,
        }
    }

    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Missing => "The request is missing a required parameter.",
            Self::UsedCode => {
                "The authorization code is not found. Please note that an authorization code can only be used once."
            }
            Self::Kind => "The specified grant_type is not supported.",
            Self::UsedRefreshToken => {
                "The refresh token has been used. Please note that a refresh token can only be used once."
            }
        }
    }
}

impl Grants {
    /// Accepts the code or refresh token of a request, in one of these fields, and returns the number of the new tokens.
    pub(super) fn redeem(&mut self, given: &Given<'_>, fields: &[&str]) -> Result<u64, GrantFault> {
        let (field, used) = match given("grant_type") {
            "authorization_code" => ("code", GrantFault::UsedCode),
            "refresh_token" => ("refresh_token", GrantFault::UsedRefreshToken),
            _ => return Err(GrantFault::Kind),
        };
        if !fields.contains(&field) {
            return Err(GrantFault::Kind);
        }
        match given(field) {
            "" => Err(GrantFault::Missing),
            token if !self.used.insert(token.to_owned()) => Err(used),
            _ => Ok(self.next()),
        }
    }

    /// Redirects to the address of a request, with a new code: the person has agreed.
    pub(super) fn redirect(&mut self, given: &Given<'_>) -> Answer {
        let (address, fragment) = match given("redirect_uri").split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (given("redirect_uri"), String::new()),
        };
        let mark = if address.contains('?') { '&' } else { '?' };
        let mut location = format!("{address}{mark}code=c-mock-{}", self.next());
        if !given("state").is_empty() {
            location.push_str("&state=");
            percent::push_segment(&mut location, given("state"));
        }
        location.push_str(&fragment);
        Answer::redirect(location)
    }

    const fn next(&mut self) -> u64 {
        self.issued += 1;
        self.issued
    }
}
