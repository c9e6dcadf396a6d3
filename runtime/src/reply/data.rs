//! Types that the data of a response can be parsed into.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::reply::download::Download;
use crate::reply::object::{ReplyObject, private};

/// Data of a successful response.
///
/// Implemented by objects made with [`reply_object!`](crate::reply_object), by lists and maps (empty if the response has no
/// data), by an `Option` of any other JSON type, and by [`Download`].
pub trait ReplyData: Sized {
    /// Parses the data; on failure it is left unchanged.
    ///
    /// # Errors
    /// Fails if the data is not of the documented type.
    #[doc(hidden)]
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self>;
}

/// The data of a successful response, not parsed yet.
#[doc(hidden)]
#[derive(Debug)]
pub enum RawData<'a> {
    /// JSON text; `None` if it is null or missing.
    Json(Option<Cow<'a, str>>),
    /// The content of a file.
    File(Download),
}

impl RawData<'_> {
    /// Detaches it from the response's bytes.
    #[cfg(feature = "client")]
    pub(crate) fn into_owned(self) -> RawData<'static> {
        match self {
            Self::Json(json) => RawData::Json(json.map(|json| Cow::Owned(json.into_owned()))),
            Self::File(file) => RawData::File(file),
        }
    }

    /// Returns the JSON text; null if it is missing, or a file.
    pub(crate) fn json(&self) -> &str {
        match self {
            Self::Json(Some(json)) => json,
            Self::Json(None) | Self::File(_) => "null",
        }
    }

    /// Parses the data, if there is any.
    fn value<T: DeserializeOwned>(&self) -> serde_json::Result<Option<T>> {
        match self {
            Self::Json(None) => Ok(None),
            Self::Json(Some(json)) => serde_json::from_str(json).map(Some),
            Self::File(file) => serde_json::from_slice(&file.bytes).map(Some),
        }
    }
}

impl<T: ReplyObject + DeserializeOwned> ReplyData for T {
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        raw.value().map(Option::unwrap_or_default)
    }
}

/// Null elements are dropped, as in every list of a response.
impl<T: DeserializeOwned> ReplyData for Vec<T> {
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        Ok(raw.value::<private::List<T>>()?.map(|list| list.0).unwrap_or_default())
    }
}

impl<T: DeserializeOwned> ReplyData for crate::Map<T> {
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        raw.value().map(Option::unwrap_or_default)
    }
}

impl<T: DeserializeOwned> ReplyData for Option<T> {
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        raw.value()
    }
}

impl ReplyData for Download {
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        Ok(match raw {
            RawData::File(file) => std::mem::take(file),
            RawData::Json(json) => {
                Self { bytes: json.take().unwrap_or_default().into_owned().into_bytes(), ..Self::default() }
            }
        })
    }
}
