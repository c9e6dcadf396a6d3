//! The list of changes that a person has reviewed and accepted.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::api::ApiChange;
use super::change::Change;
use super::effects::Bump;

/// Accepted changes by fingerprint, each with the reason for accepting it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptList {
    /// `{"0123456789abcdef": "why it is fine"}`
    pub accepted: BTreeMap<String, String>,
}

/// The reason that an accept list cannot be read.
#[derive(Debug, Error)]
#[error("the accept list is no object {{\"accepted\": {{\"FINGERPRINT\": \"why\"}}}}: {0}")]
pub struct AcceptFault(#[from] serde_json::Error);

impl AcceptList {
    /// Reads the list.
    pub fn parse(bytes: &[u8]) -> Result<Self, AcceptFault> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

/// Changes, split into accepted and open ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Open changes, without an entry in the accept list.
    pub open: Vec<Change>,
    /// Accepted changes, each with the reason.
    pub accepted: Vec<(Change, String)>,
    /// Changes of the crate's public API, each with the reason if it is accepted.
    pub api: Vec<(ApiChange, Option<String>)>,
    /// Fingerprints on the list without a change: the change is released, or the entry is mistyped.
    pub stale: Vec<String>,
}

impl Review {
    /// Splits the changes by the list.
    #[must_use]
    pub fn new(changes: Vec<Change>, api: Vec<ApiChange>, list: &AcceptList) -> Self {
        let mut stale = list.accepted.clone();
        let mut review = Self::default();
        for change in changes {
            let fingerprint = change.fingerprint();
            stale.remove(&fingerprint);
            match list.accepted.get(&fingerprint) {
                Some(why) => review.accepted.push((change, why.clone())),
                None => review.open.push(change),
            }
        }
        for change in api {
            let fingerprint = change.fingerprint();
            stale.remove(&fingerprint);
            review.api.push((change, list.accepted.get(&fingerprint).cloned()));
        }
        review.stale = stale.into_keys().collect();
        review
    }

    /// Returns true if no open change needs a person's attention.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let is_open = |(change, why): &(ApiChange, Option<String>)| why.is_none() && change.needs_attention();
        !self.open.iter().any(Change::needs_attention) && !self.api.iter().any(is_open)
    }

    /// Returns every change, with the reason if it is accepted; open changes come first.
    pub fn all(&self) -> impl Iterator<Item = (&Change, Option<&str>)> {
        let open = self.open.iter().map(|change| (change, None));
        let accepted = self.accepted.iter().map(|(change, why)| (change, Some(why.as_str())));
        open.chain(accepted)
    }

    /// Returns the bump that all changes together ask for, accepted ones included.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let wire = self.all().map(|(change, _)| change.bump());
        wire.chain(self.api.iter().map(|(change, _)| change.bump)).max().unwrap_or(Bump::None)
    }
}
