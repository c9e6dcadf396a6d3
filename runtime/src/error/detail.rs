//! The details of a failure: the member `error` of a response.

use serde_json::Value;

use crate::Map;
use crate::value::sensitive::Sensitive;

/// The server's details of a failure. All are optional; members without a field here are kept in `other`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The server's log id, if the body contains it.
    pub log_id: Option<String>,
    /// The server's link to troubleshooting advice.
    pub troubleshooter: Option<String>,
    /// Fields of the request that the server rejects.
    pub field_violations: Vec<FieldViolation>,
    /// Missing permissions.
    pub permission_violations: Vec<PermissionViolation>,
    /// Links to help.
    pub helps: Vec<Help>,
    /// All other members, and those above whose type differs from the documented one.
    pub other: Sensitive<Map<Value>>,
}

/// A field of the request that the server rejects.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FieldViolation {
    /// The server's name for the field.
    pub field: Option<String>,
    /// The rejected value.
    pub value: Option<Sensitive<Value>>,
    /// The server's explanation.
    pub description: Option<String>,
}

/// A missing permission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionViolation {
    /// The kind of permission (`type` in the response).
    pub kind: Option<String>,
    /// The permission, often a scope.
    pub subject: Option<String>,
    /// The server's explanation.
    pub description: Option<String>,
}

/// A link to help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Help {
    /// The link.
    pub url: Option<String>,
    /// The description of the link.
    pub description: Option<String>,
}

type Object = serde_json::Map<String, Value>;

impl ErrorDetail {
    /// Parses the member `error`; `None` if it is not an object. Members with unexpected types are kept in `other`.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let Ok(Value::Object(mut members)) = serde_json::from_str(json) else { return None };
        Some(Self {
            log_id: take_text(&mut members, "log_id").or_else(|| take_text(&mut members, "logid")),
            troubleshooter: take_text(&mut members, "troubleshooter"),
            field_violations: take_objects(&mut members, "field_violations", |object| FieldViolation {
                field: take_text(object, "field"),
                value: object.remove("value").map(Sensitive::from),
                description: take_text(object, "description"),
            }),
            permission_violations: take_objects(&mut members, "permission_violations", |object| {
                PermissionViolation {
                    kind: take_text(object, "type"),
                    subject: take_text(object, "subject"),
                    description: take_text(object, "description"),
                }
            }),
            helps: take_objects(&mut members, "helps", |object| Help {
                url: take_text(object, "url"),
                description: take_text(object, "description"),
            }),
            other: Sensitive::from(members.into_iter().collect::<Map<Value>>()),
        })
    }
}

/// Removes and returns a member if it is a string.
fn take_text(members: &mut Object, name: &str) -> Option<String> {
    match members.get(name)? {
        Value::String(_) => members.remove(name)?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Removes and converts a member if it is a list of objects.
fn take_objects<T>(members: &mut Object, name: &str, read: impl Fn(&mut Object) -> T) -> Vec<T> {
    let is_list = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_object));
    if !members.get(name).is_some_and(is_list) {
        return Vec::new();
    }
    match members.remove(name) {
        Some(Value::Array(list)) => {
            list.into_iter().filter_map(|mut value| value.as_object_mut().map(&read)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ErrorDetail;

    #[test]
    fn known_members_are_typed_and_others_kept() {
        let detail = ErrorDetail::read(
            r#"{"logid":"L1","troubleshooter":"T","field_violations":[{"field":"f","value":"canary","description":"d"}],
                "permission_violations":[{"type":"action_scope_required","subject":"s"}],
                "helps":["no object"],"new":{"a":1}}"#,
        )
        .expect("an object");
        assert_eq!(detail.log_id.as_deref(), Some("L1"));
        assert_eq!(detail.field_violations[0].field.as_deref(), Some("f"));
        assert_eq!(*detail.field_violations[0].value.clone().expect("given"), json!("canary"));
        assert_eq!(detail.permission_violations[0].kind.as_deref(), Some("action_scope_required"));
        assert_eq!(detail.other.get("helps"), Some(&json!(["no object"])));
        assert_eq!(detail.other.get("new"), Some(&json!({"a": 1})));
        assert!(!format!("{detail:?}").contains("canary"));
    }

    #[test]
    fn details_that_are_not_an_object_are_ignored() {
        for json in ["null", "[]", "\"text\"", "1"] {
            assert_eq!(ErrorDetail::read(json), None);
        }
    }
}
