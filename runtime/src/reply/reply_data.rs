//! The data of a reply: what its type makes of the bytes.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::reply::download::Download;
use crate::reply::reply_object::{ReplyObject, private};
use crate::value::raw_json::RawJson;

/// The data of a successful reply.
///
/// Every object of [`reply_object!`](crate::reply_object) is one, and so are lists and maps, which are empty when the
/// reply has no data, an `Option` of anything else that is JSON, and a [`Download`].
pub trait ReplyData: Sized {
    /// Reads the data, and leaves it as it is if that fails.
    ///
    /// # Errors
    /// It is not of the documented type.
    #[doc(hidden)]
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self>;
}

/// The data of a successful reply, unread.
#[doc(hidden)]
#[derive(Debug)]
pub enum RawData<'a> {
    /// JSON text; `None` when it is null or missing.
    Json(Option<Cow<'a, str>>),
    /// The content of a file.
    File(Download),
}

impl RawData<'_> {
    /// The same, without the reply's bytes.
    #[cfg(feature = "client")]
    pub(crate) fn into_owned(self) -> RawData<'static> {
        match self {
            Self::Json(json) => RawData::Json(json.map(|json| Cow::Owned(json.into_owned()))),
            Self::File(file) => RawData::File(file),
        }
    }

    /// The data as it came, unless it is a file.
    pub(crate) fn into_json(self) -> Option<RawJson> {
        match self {
            Self::Json(json) => RawJson::from_text(json?.into_owned()),
            Self::File(_) => None,
        }
    }

    /// The value that the data is, if there is any.
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

/// Elements that are null are left out, as in every list of a reply.
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
