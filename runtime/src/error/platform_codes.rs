//! Error codes of the platform's gateway that the runtime acts on.

/// Too many requests; the call was not executed.
pub(crate) const THROTTLED: i64 = 99_991_400;

/// Codes with which the gateway refuses a call before it reaches the endpoint, because of token, scope, app state, IP
/// address or quota. Taken from the platform's list of general error codes.
const REFUSED_AT_THE_GATE: [i64; 24] = [
    20_005, 20_006, 20_013, 20_014, 20_026, 20_037, 20_064, 20_073, THROTTLED, 99_991_401, 99_991_403,
    99_991_661, 99_991_662, 99_991_663, 99_991_664, 99_991_665, 99_991_668, 99_991_669, 99_991_671,
    99_991_672, 99_991_673, 99_991_676, 99_991_677, 99_991_679,
];

/// Returns true if the code means that the gateway refused the call before it reached the endpoint.
pub(crate) fn refused_at_the_gate(code: i64) -> bool {
    REFUSED_AT_THE_GATE.contains(&code)
}

/// Codes that refuse a tenant or app token. Some are also used for endpoints that do not accept this kind of token, so a new
/// token does not always help.
#[cfg(feature = "client")]
const REFUSED_TOKEN: [i64; 6] = [20_013, 20_014, 99_991_663, 99_991_664, 99_991_665, 99_991_671];

/// Returns true if the code refuses a tenant or app token.
#[cfg(feature = "client")]
pub(crate) fn refused_the_token(code: i64) -> bool {
    REFUSED_TOKEN.contains(&code)
}

/// Codes that refuse a user token. The last one is also used for endpoints that do not accept this kind of token.
#[cfg(feature = "client")]
const REFUSED_USER_TOKEN: [i64; 4] = [20_005, 20_006, 99_991_677, 99_991_668];

/// Returns true if the code refuses a user token.
#[cfg(feature = "client")]
pub(crate) fn refused_the_users_token(code: i64) -> bool {
    REFUSED_USER_TOKEN.contains(&code)
}

/// Codes that refuse a refresh token for good: the user must authorize the app again.
#[cfg(feature = "client")]
const REFUSED_REFRESH: [i64; 5] = [20_026, 20_037, 20_064, 20_073, 99_991_669];

/// Returns true if the code refuses a refresh token for good.
#[cfg(feature = "client")]
pub(crate) fn refused_the_refresh(code: i64) -> bool {
    REFUSED_REFRESH.contains(&code)
}
