//! Of which kind the ids in an example are. A page's example ids are often not of the kind that its parameter has by default.

use model::schema::Field;
use serde_json::Value;

/// What a parameter that says of which kind ids are is called: by the ids, and this.
const SUFFIX: &str = "_type";

/// What the ids of some kinds begin with, and in the examples of the pages no id of another kind does.
const PREFIXES: [(&str, &str); 3] = [("open_id", "ou_"), ("union_id", "on_"), ("open_department_id", "od-")];

/// What the kinds of Feishu People begin with. Their ids are long numbers.
const PEOPLE: &str = "people_corehr_";
const SHORTEST_PEOPLE_ID: usize = 16;

/// The department that all others are below has this id in every kind.
const ROOT: &str = "0";

/// The kind that a parameter has to state, because the ids shown are not of the one that the server assumes without it.
pub(super) fn to_state<'v>(
    (wire, parameter): (&str, &Field),
    shown: impl Iterator<Item = (&'v str, &'v Value)>,
) -> Option<String> {
    let named = wire.strip_suffix(SUFFIX).filter(|named| named.ends_with("id") && can_be_told(parameter))?;
    let mut ids = Vec::new();
    shown.for_each(|(name, value)| collect(named, name, value, &mut ids));
    let mut kinds = ids.iter().map(|id| kind_of(id, named, parameter));
    let kind = kinds.next()??;
    let is_assumed = parameter.default.as_ref().and_then(Value::as_str) == Some(kind);
    (!is_assumed && kinds.all(|other| other == Some(kind))).then(|| kind.to_owned())
}

/// Whether the ids of one kind look like no others; where none does, an id tells nothing.
fn can_be_told(parameter: &Field) -> bool {
    PREFIXES.iter().any(|(kind, _)| parameter.members.contains_key(*kind))
}

/// The ids in a value that is called as the parameter says, and in the members of objects.
fn collect<'v>(named: &str, name: &str, value: &'v Value, ids: &mut Vec<&'v str>) {
    match value {
        Value::String(id) if is_named(named, name) && id != ROOT => ids.push(id),
        Value::Array(items) => items.iter().for_each(|item| collect(named, name, item, ids)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(named, name, value, ids));
        }
        _ => {}
    }
}

/// `user_id`, `to_user_id` and `extra_user_ids` are user ids.
fn is_named(named: &str, name: &str) -> bool {
    let one = name.strip_suffix("_list").unwrap_or(name);
    let one = one.strip_suffix('s').unwrap_or(one);
    one.strip_suffix(named).is_some_and(|lead| lead.is_empty() || lead.ends_with('_'))
}

/// The kind of an id, by how it looks; what looks like none of the others is of the kind that the field is called after.
fn kind_of<'p>(id: &str, named: &str, parameter: &'p Field) -> Option<&'p str> {
    let mut kinds = parameter.members.keys().map(String::as_str);
    if let Some((kind, _)) = PREFIXES.iter().find(|(_, prefix)| id.starts_with(prefix)) {
        return kinds.find(|member| member == kind);
    }
    let is_number = id.len() >= SHORTEST_PEOPLE_ID && id.bytes().all(|byte| byte.is_ascii_digit());
    let people = kinds.clone().find(|member| is_number && member.starts_with(PEOPLE));
    people.or_else(|| kinds.find(|member| *member == named))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const USER: &str = "user_id_type";
    const PEOPLE_USER: &str = "7184703091806602796";

    fn parameter(default: Option<&str>, kinds: &[&str]) -> Field {
        let members: serde_json::Map<_, _> =
            kinds.iter().map(|kind| ((*kind).to_owned(), json!({}))).collect();
        let mut field = json!({"type": "string", "enum": members});
        if let Some(default) = default {
            field["default"] = json!(default);
        }
        serde_json::from_value(field).unwrap()
    }

    /// What a parameter states when a page shows these values of a request.
    fn stated(wire: &str, parameter: &Field, shown: &Value) -> Option<String> {
        to_state((wire, parameter), shown.as_object().unwrap().iter().map(|(name, value)| (&**name, value)))
    }

    /// The same of a parameter for user ids, which are open ids by default.
    fn stated_of_users(shown: &Value) -> Option<String> {
        let all = ["open_id", "union_id", "user_id", "people_corehr_id"];
        stated(USER, &parameter(Some("open_id"), &all), shown)
    }

    #[test]
    fn the_default_goes_without_saying() {
        assert_eq!(stated_of_users(&json!({"user_id": "ou_91791271921729102012"})), None);
        assert_eq!(stated_of_users(&json!({"task_id": "7026591166355210260", "comment": "f7cb567e"})), None);
        let people = parameter(Some("people_corehr_id"), &["open_id", "people_corehr_id"]);
        assert_eq!(stated(USER, &people, &json!({"user_id": PEOPLE_USER})), None);
        assert_eq!(stated(USER, &people, &json!({"user_id": "ou_1"})).as_deref(), Some("open_id"));
    }

    #[test]
    fn an_id_tells_its_kind() {
        for (id, kind) in
            [("f7cb567e", "user_id"), ("on_94a1ee5551019f18", "union_id"), ("6863326", "user_id")]
        {
            assert_eq!(stated_of_users(&json!({"user_id": id})).as_deref(), Some(kind), "{id}");
        }
        assert_eq!(stated_of_users(&json!({"to_user_id": PEOPLE_USER})).as_deref(), Some("people_corehr_id"));
        let plain = parameter(Some("open_id"), &["open_id", "user_id"]);
        assert_eq!(stated(USER, &plain, &json!({"user_id": PEOPLE_USER})).as_deref(), Some("user_id"));
    }

    #[test]
    fn ids_are_found_in_lists_and_objects() {
        for shown in [
            json!({"extra_user_ids": ["f7cb567e"]}),
            json!({"user_id_list": ["f7cb567e"]}),
            json!({"viewers": [{"viewer_user_id": "f7cb567e"}]}),
        ] {
            assert_eq!(stated_of_users(&shown).as_deref(), Some("user_id"), "{shown}");
        }
        assert_eq!(stated_of_users(&json!({"superuser_id": "f7cb567e", "user_id_kind": "f7cb567e"})), None);
    }

    #[test]
    fn departments_have_kinds_too() {
        let kinds = ["department_id", "open_department_id", "people_corehr_department_id"];
        let of = |id: &str| {
            stated("department_id_type", &parameter(None, &kinds), &json!({"parent_department_id": id}))
        };
        assert_eq!(of("od-ac9d697abfa990b715dcc33d58a62a9d").as_deref(), Some("open_department_id"));
        assert_eq!(of("D096").as_deref(), Some("department_id"));
        assert_eq!(of(PEOPLE_USER).as_deref(), Some("people_corehr_department_id"));
        assert_eq!(of("0"), None);
    }

    #[test]
    fn nothing_is_said_of_what_nobody_knows() {
        assert_eq!(stated_of_users(&json!({"user_id": "f7cb567e", "to_user_id": "on_94a1ee"})), None);
        let open = parameter(Some("open_id"), &["open_id"]);
        assert_eq!(stated(USER, &open, &json!({"user_id": "f7cb567e"})), None);
        let levels =
            parameter(Some("people_admin_job_level_id"), &["people_admin_job_level_id", "job_level_id"]);
        assert_eq!(
            stated("job_level_id_type", &levels, &json!({"job_level_id": "6807407987381881101"})),
            None
        );
        assert_eq!(stated("viewer_type", &parameter(None, &["USER"]), &json!({"viewer": "f7cb567e"})), None);
    }
}
