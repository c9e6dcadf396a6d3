//! Types that the data of a response can be parsed into.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::reply::download::Download;
use crate::reply::object::{ReplyObject, private};

/// Data of a successful response.
///
/// Implemented by objects made with [`reply_object!`](crate::reply_object), by lists and maps (empty if the response has no
/// data), by an `Option` of any other JSON type, and by [`Download`].
pub trait ReplyData: Sized + Send {
    /// Parses the data; null means that there is none.
    ///
    /// # Errors
    /// Fails if the data is not of the documented type.
    #[doc(hidden)]
    fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error>;

    /// Takes the data; on failure it is left unchanged.
    ///
    /// # Errors
    /// Fails if the data is not of the documented type.
    #[doc(hidden)]
    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        let text = match raw {
            RawData::Json(_) => raw.json(),
            RawData::File(file) => std::str::from_utf8(&file.bytes).unwrap_or_default(),
        };
        let mut json = serde_json::Deserializer::from_str(text);
        let data = Self::from_json(&mut json)?;
        json.end()?;
        Ok(data)
    }
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
}

impl<T: ReplyObject + DeserializeOwned + Send> ReplyData for T {
    fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Option::deserialize(json).map(Option::unwrap_or_default)
    }
}

/// Null elements are dropped, as in every list of a response.
impl<T: DeserializeOwned + Send> ReplyData for Vec<T> {
    fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        let list: Option<private::List<T>> = Option::deserialize(json)?;
        Ok(list.map(|list| list.0).unwrap_or_default())
    }
}

impl<T: DeserializeOwned + Send> ReplyData for crate::Map<T> {
    fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Option::deserialize(json).map(Option::unwrap_or_default)
    }
}

impl<T: DeserializeOwned + Send> ReplyData for Option<T> {
    fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Self::deserialize(json)
    }
}

impl ReplyData for Download {
    fn from_json<'de, D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("a file is not parsed"))
    }

    fn read(raw: &mut RawData<'_>) -> serde_json::Result<Self> {
        Ok(match raw {
            RawData::File(file) => std::mem::take(file),
            RawData::Json(json) => {
                Self { bytes: json.take().unwrap_or_default().into_owned().into_bytes(), ..Self::default() }
            }
        })
    }
}
