//! Events and callbacks: what the platform sends to an app.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AppType, Fields, ObjectType, Scope, Scopes, Source, is_false};

/// A page of events, or of a callback.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventPage {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// `project/version/event/name`, equal to the file's path below `schemas/` without `.json`.
    pub id: String,
    /// The page's own title.
    pub title: String,
    /// The page that the facts were read from; absent when the schema was written by hand.
    pub source: Option<Source>,
    /// The page calls its events old, or stands among the historic versions.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The app answers with data, while a person waits.
    #[serde(default, skip_serializing_if = "is_false")]
    pub callback: bool,
    /// The envelope in which the events come.
    pub envelope: EventEnvelope,
    /// Documented ways of delivery, by the page's tags: `webhook`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<String>,
    /// Kinds of app that may subscribe.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub app_types: Vec<AppType>,
    /// Permission scopes that a subscription needs.
    pub scopes: Option<Scopes>,
    /// Scopes without which the server leaves sensitive fields out.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub field_scopes: IndexMap<String, Scope>,
    /// The events by their type on the wire, in the order of the page.
    pub events: IndexMap<String, EventType>,
    /// Named object types, as those of an endpoint. The events of a page share them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub types: IndexMap<String, ObjectType>,
}

/// One type of event.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventType {
    /// The page's heading of this event, on a page of several.
    pub title: Option<String>,
    /// English name under which a reader would look for the event: `approval instance changed` (overlay).
    pub name: Option<String>,
    /// English description of the event (overlay).
    pub doc: Option<String>,
    /// The members of `event` in the envelope; without an envelope, those of the body.
    pub fields: Fields,
    /// The page's example, envelope included.
    pub example: Option<Value>,
}

/// The envelope of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EventEnvelope {
    /// `uuid`, `ts`, `token` and `event`, whose member `type` is the type.
    #[serde(rename = "1.0")]
    V1,
    /// `schema`, `header` and `event`.
    #[serde(rename = "2.0")]
    V2,
    /// The body is the payload.
    #[serde(rename = "none")]
    Bare,
}

impl EventEnvelope {
    /// Returns the part of an example that the fields describe.
    #[must_use]
    pub fn payload(self, example: &Value) -> Option<&Value> {
        if self == Self::Bare { Some(example) } else { example.get("event") }
    }
}

impl EventPage {
    /// Returns the id of the module of one of the page's events: the page's own, or on a page of several events one beside it.
    #[must_use]
    pub fn module_id(&self, wire: &str) -> String {
        match self.id.rsplit_once('/') {
            Some((folder, _)) if self.events.len() > 1 => format!("{folder}/{}", EventName::of(wire).name),
            _ => self.id.clone(),
        }
    }
}

/// The parts of an event's type: `corehr.process.updated_v2` is `process_updated` of `corehr` in `v2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventName<'a> {
    /// The project; only types with dots name it.
    pub project: Option<&'a str>,
    /// The version, `v2`.
    pub version: Option<&'a str>,
    /// The rest, with `_` for dots.
    pub name: String,
}

impl<'a> EventName<'a> {
    /// Reads a type.
    #[must_use]
    pub fn of(wire: &'a str) -> Self {
        let Some((project, rest)) = wire.split_once('.') else {
            return Self { project: None, version: None, name: wire.to_owned() };
        };
        let is_version = |text: &str| {
            text.strip_prefix('v')
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let (rest, version) = match rest.rsplit_once('_') {
            Some((rest, version)) if is_version(version) => (rest, Some(version)),
            _ => (rest, None),
        };
        Self { project: Some(project), version, name: rest.replace('.', "_") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_taken_apart() {
        for (wire, project, version, name) in [
            ("corehr.process.updated_v2", Some("corehr"), Some("v2"), "process_updated"),
            ("im.chat.member.user.added_v1", Some("im"), Some("v1"), "chat_member_user_added"),
            ("card.action.trigger", Some("card"), None, "action_trigger"),
            ("a.b_vx", Some("a"), None, "b_vx"),
            ("remedy_approval_v2", None, None, "remedy_approval_v2"),
        ] {
            assert_eq!(EventName::of(wire), EventName { project, version, name: name.to_owned() });
        }
    }
}
