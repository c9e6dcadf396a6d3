//! The envelope of an event.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Decoded, Event, EventFault, EventKind, EventVersion, FromEvent};
use crate::value::member_names::NameSeed;
use crate::value::raw_json::RawJson;
use crate::value::sensitive::Sensitive;

/// An event as it came, with the facts of its envelope read.
///
/// `Debug` shows neither the token nor the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventEnvelope {
    version: EventVersion,
    id: String,
    event_type: String,
    create_time: Option<String>,
    token: Option<Sensitive<String>>,
    app_id: Option<String>,
    tenant_key: Option<String>,
    event: RawJson,
}

impl EventEnvelope {
    /// Opens an envelope of either version. The JSON must be decrypted.
    ///
    /// # Errors
    /// Fails if it is not JSON, not an envelope, or without the id, the type or the event.
    pub fn parse(json: &[u8]) -> Result<Self, EventFault> {
        let members: Members<'_> = serde_json::from_slice(json).map_err(|error| match error.classify() {
            Category::Data => EventFault::NOT_AN_ENVELOPE,
            _ => EventFault::not_json(&error),
        })?;
        let schema = text(&members, "schema");
        match (schema.as_deref(), text(&members, "type").as_deref()) {
            (Some("2.0"), _) => Self::parse_v2(&members),
            (None, Some("event_callback")) => Self::parse_v1(&members),
            _ => Err(EventFault::NOT_AN_ENVELOPE),
        }
    }

    /// Wraps the body of a callback that has no envelope.
    ///
    /// # Errors
    /// Fails if it is not a JSON object.
    pub fn bare<E: Event>(json: &[u8]) -> Result<Self, EventFault> {
        let event: RawJson = serde_json::from_slice(json).map_err(|error| EventFault::not_json(&error))?;
        let members = object(event.text()).ok_or(EventFault::NOT_AN_ENVELOPE)?;
        let token = text(&members, "token").map(Sensitive::new);
        Ok(Self {
            version: EventVersion::Bare,
            id: String::new(),
            event_type: E::TYPE.to_owned(),
            create_time: None,
            token,
            app_id: None,
            tenant_key: None,
            event,
        })
    }

    fn parse_v1(members: &Members<'_>) -> Result<Self, EventFault> {
        let (event, inner) = event_of(members)?;
        Ok(Self {
            version: EventVersion::V1,
            id: required(members, "uuid")?,
            event_type: required(&inner, "type")?,
            create_time: text(members, "ts"),
            token: text(members, "token").map(Sensitive::new),
            app_id: text(&inner, "app_id"),
            tenant_key: text(&inner, "tenant_key"),
            event,
        })
    }

    fn parse_v2(members: &Members<'_>) -> Result<Self, EventFault> {
        let header = members.get("header").and_then(|header| object(header.get()));
        let header = header.ok_or(EventFault::NOT_AN_ENVELOPE)?;
        Ok(Self {
            version: EventVersion::V2,
            id: required(&header, "event_id")?,
            event_type: required(&header, "event_type")?,
            // Some pages show the name `event_create_time`.
            create_time: text(&header, "create_time").or_else(|| text(&header, "event_create_time")),
            token: text(&header, "token").map(Sensitive::new),
            app_id: text(&header, "app_id"),
            tenant_key: text(&header, "tenant_key"),
            event: event_of(members)?.0,
        })
    }

    /// Decodes the event.
    ///
    /// # Errors
    /// Fails if it is of another type.
    pub fn decode<T: FromEvent>(&self) -> Result<Decoded<T>, EventFault> {
        T::from_event(self)
    }

    /// Decodes the event as one of the types of an enum, whose variant is given.
    #[doc(hidden)]
    pub fn decode_into<E: Event, T>(&self, variant: fn(Box<E>) -> T) -> Result<Decoded<T>, EventFault> {
        Ok(self.decode()?.map(|event| variant(Box::new(event))))
    }

    /// Returns the version of the envelope.
    #[must_use]
    pub const fn version(&self) -> EventVersion {
        self.version
    }

    /// Returns the unique id of the event: `event_id` or `uuid`. It is the same each time the platform sends the event. Empty
    /// if there is no envelope.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the type of the event.
    #[must_use]
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// Returns whether a person waits for the answer: true for callbacks of cards and of previews.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match (self.version, self.event_type.as_str()) {
            (EventVersion::Bare, _) | (_, "card.action.trigger" | "profile.view.get" | "url.preview.get") => {
                EventKind::Callback
            }
            _ => EventKind::Event,
        }
    }

    /// Returns the time when the event was sent, as it came. The unit depends on the event: milliseconds, microseconds, or
    /// seconds with a fraction.
    #[must_use]
    pub fn create_time(&self) -> Option<&str> {
        self.create_time.as_deref()
    }

    /// Returns the time when the event was sent. The unit is told from the number of digits.
    #[must_use]
    pub fn created_at(&self) -> Option<SystemTime> {
        let text = self.create_time()?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        // Until the year 5138, seconds have at most 11 digits, and milliseconds and microseconds more than before 1973.
        let digits = match whole.len() {
            0 => return None,
            1..=11 => 9,
            12..=14 => 6,
            _ => 3,
        };
        let nanoseconds: u64 = format!("{whole}{fraction:0<digits$.digits$}").parse().ok()?;
        UNIX_EPOCH.checked_add(Duration::from_nanos(nanoseconds))
    }

    /// Returns the verification token that came with the event.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }

    /// Returns the id of the app that the event was sent to.
    #[must_use]
    pub fn app_id(&self) -> Option<&str> {
        self.app_id.as_deref()
    }

    /// Returns the key of the tenant in which the event happened.
    #[must_use]
    pub fn tenant_key(&self) -> Option<&str> {
        self.tenant_key.as_deref()
    }

    /// Returns the JSON of the event itself, as it came.
    #[must_use]
    pub const fn event(&self) -> &RawJson {
        &self.event
    }
}

/// The names of the members that are read from envelopes and around them.
const NAMES: [&str; 17] = [
    "app_id", "app_ticket", "challenge", "create_time", "encrypt", "event", "event_create_time", "event_id",
    "event_type", "header", "instance_code", "schema", "tenant_key", "token", "ts", "type", "uuid",
];

/// The members of an object whose names are in [`NAMES`]. Others are skipped, because a hostile object may have millions.
#[derive(Default)]
pub(super) struct Members<'a>(BTreeMap<&'static str, &'a RawValue>);

impl<'a> Members<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        debug_assert!(NAMES.contains(&name), "{name} is read and not kept");
        self.0.get(name).copied()
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members::default();
        let position = |name: &str| NAMES.iter().position(|known| *known == name);
        while let Some(position) = object.next_key_seed(NameSeed(position))? {
            match position.and_then(|position| NAMES.get(position)) {
                Some(name) => drop(members.0.insert(name, object.next_value()?)),
                None => drop(object.next_value::<IgnoredAny>()?),
            }
        }
        Ok(members)
    }
}

/// Parses an object; `None` if the JSON is something else.
pub(super) fn object(json: &str) -> Option<Members<'_>> {
    serde_json::from_str(json).ok()
}

/// Returns the event and its members.
fn event_of<'a>(members: &Members<'a>) -> Result<(RawJson, Members<'a>), EventFault> {
    let json = members.get("event").ok_or(EventFault::NOT_AN_ENVELOPE)?;
    let inner = object(json.get()).ok_or(EventFault::NOT_AN_ENVELOPE)?;
    let event = RawJson::from_text(json.get().to_owned()).ok_or(EventFault::NOT_AN_ENVELOPE)?;
    Ok((event, inner))
}

/// Returns a member that is a text, or the digits of one that is a number; `None` for anything else and for an empty text.
pub(super) fn text(members: &Members<'_>, name: &str) -> Option<String> {
    let json = members.get(name)?.get();
    let text = match json.bytes().next()? {
        b'"' => serde_json::from_str(json).ok()?,
        b'0'..=b'9' => json.to_owned(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn required(members: &Members<'_>, name: &'static str) -> Result<String, EventFault> {
    text(members, name).ok_or(EventFault::missing(name))
}

#[cfg(test)]
mod tests;
