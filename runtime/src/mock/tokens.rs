//! The access token of a call, and the kinds that an endpoint accepts.

use crate::request::operation::TokenKind;

/// The token of a call.
pub(super) enum Shown {
    /// The call has no token.
    Nothing,
    /// The kinds that the token's prefix permits.
    Kinds(&'static [TokenKind]),
}

/// Parses the header `Authorization`.
pub(super) fn shown(authorization: Option<&str>) -> Shown {
    let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    match token {
        "" => Shown::Nothing,
        token if token.starts_with("t-") => Shown::Kinds(&[TokenKind::Tenant, TokenKind::App]),
        token if token.starts_with("u-") || token.starts_with("eyJ") => Shown::Kinds(&[TokenKind::User]),
        token if token.starts_with("a-") => Shown::Kinds(&[TokenKind::App]),
        _ => Shown::Kinds(&[]),
    }
}

/// Returns the kind that the endpoint accepts the token as, or the refusal.
pub(super) fn accepted(tokens: &[TokenKind], shown: &Shown) -> Result<Option<TokenKind>, Refused> {
    match shown {
        _ if tokens.is_empty() => Ok(None),
        Shown::Nothing => Err(Refused(99_991_661, "Missing access token for authorization.")),
        Shown::Kinds([]) => Err(Refused(99_991_671, "Invalid token: must start with t-/u-")),
        Shown::Kinds(kinds) => match kinds.iter().find(|kind| tokens.contains(kind)) {
            Some(kind) => Ok(Some(*kind)),
            None if kinds.contains(&TokenKind::User) => {
                Err(Refused(99_991_668, "user access token not support"))
            }
            None => Err(Refused(99_991_663, "tenant or app access token not support")),
        },
    }
}

/// The code and message with which a token is refused.
pub(super) struct Refused(pub(super) i64, pub(super) &'static str);

/// Returns the name of a kind.
pub(super) const fn name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Tenant => "tenant",
        TokenKind::User => "user",
        TokenKind::App => "app",
    }
}
