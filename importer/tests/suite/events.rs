//! Pages of events and callbacks.

use crate::common::{assert_sound, codes, import, without_prose};
use importer::outline::Kind;
use importer::{Imported, Schema, import_page};
use indexmap::IndexMap;
use model::schema::EventPage;
use model::source::{SourceFile, Sources};
use serde_json::{Value, json};

const STANDARD: &str = include_str!("../fixtures/portal/event.md");

fn page(imported: Imported) -> EventPage {
    assert_sound(&imported, "the page");
    let Some(Schema::Event(mut page)) = imported.schema else { panic!("{:#?}", imported.findings) };
    page.events.values_mut().for_each(|event| without_prose(&mut event.fields));
    page.types.values_mut().for_each(|object| without_prose(&mut object.fields));
    *page
}

/// A page that lists ids, as `ids.json` does.
fn listed(text: &str, ids: &[(&str, &str)]) -> Imported {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: "page.md".to_owned(), text: text.to_owned() });
    let ids: IndexMap<String, String> =
        ids.iter().map(|(key, id)| ((*key).to_owned(), (*id).to_owned())).collect();
    import_page(&sources, file, &ids)
}

/// The fields of an event with their types.
fn fields(page: &EventPage, wire: &str) -> Value {
    let types = page.events[wire].fields.iter().map(|(name, field)| (name.clone(), field.ty.text().into()));
    Value::Object(types.collect())
}

#[test]
fn a_page_states_one_event() {
    let imported = import("page.md", STANDARD);
    assert_eq!(imported.kind, Some(Kind::Event));
    assert_eq!((imported.rows.read, imported.rows.mapped), (12, 12));
    let found = serde_json::to_value(page(imported)).expect("a schema");
    let expected = json!({
        "$schema": "../../../format.schema.json",
        "id": "depot/v2/event/parcel_moved",
        "title": "Parcel moved",
        "source": {"url": "https://open.feishu.cn/document/docs/depot-v2/parcel/events/moved", "date": "2024-12-18"},
        "envelope": "2.0",
        "push": ["webhook"],
        "app_types": ["custom", "store"],
        "scopes": {"any_of": {"depot:parcel:read": {"label": "Read"}}},
        "events": {"depot.parcel.moved_v2": {
            "fields": {"from": {"type": "place"}, "to": {"type": "place"}},
            "example": {"schema": "2.0", "header": {"event_type": "depot.parcel.moved_v2"},
                "event": {"from": {"shelf": 1}, "to": {"shelf": 2}}}
        }},
        "types": {"place": {"fields": {"shelf": {"type": "int"}}}}
    });
    assert_eq!(found, expected);
}

#[test]
fn fields_and_examples_have_lines() {
    let places = import("page.md", STANDARD).places;
    let line = |at: &str| places.iter().find(|(pointer, _)| ***pointer == *at).map(|(_, line)| *line);
    assert_eq!(line("/events/depot.parcel.moved_v2/fields/to"), Some(25));
    assert_eq!(line("/types/place/fields/shelf"), Some(24));
    assert_eq!(line("/events/depot.parcel.moved_v2/example"), Some(32));
}

#[test]
fn an_example_of_another_type_is_reported() {
    let other = STANDARD
        .replace("\"event_type\": \"depot.parcel.moved_v2\"", "\"event_type\": \"depot.parcel.lost_v2\"");
    assert_eq!(codes("page.md", &other), [("event-type", 32)]);
}

#[test]
fn rows_beside_the_event_are_reported() {
    let beside = STANDARD.replace(
        "<md-dt-tr level=\"0\"><md-dt-td>event<",
        "<md-dt-tr level=\"0\"><md-dt-td>weather</md-dt-td><md-dt-td>string</md-dt-td><md-dt-td>?</md-dt-td></md-dt-tr>\n<md-dt-tr level=\"0\"><md-dt-td>event<",
    );
    let imported = import("page.md", &beside);
    assert_eq!((imported.rows.read, imported.rows.reported), (13, 1));
    assert_eq!(codes("page.md", &beside), [("envelope-row", 22)]);
}

#[test]
fn a_page_without_table_and_example_states_the_type() {
    let bare = STANDARD.split("### 事件体").next().expect("the head");
    assert_eq!(codes("page.md", bare), [("fields-by-example", 9)]);
    assert_eq!(fields(&page(import("page.md", bare)), "depot.parcel.moved_v2"), json!({}));
}

/// Three events: one named by its heading, one by its example, one by the row of its type.
const SEVERAL: &str = r#"---
title: "Parcel sealed"
fullPath: "/docs/uAjLw4CM/event/sealed"
updateTime: "1734523935000"
---
# Parcel sealed
<md-table>
<md-tr><md-th>事件类型</md-th><md-td>parcel_sealed</md-td></md-tr>
<md-tr><md-th>权限要求</md-th><md-td><md-perm name="depot:parcel" desc="All">All</md-perm></md-td></md-tr>
</md-table>

### 事件体（事件类型为 parcel_sealed）
|字段|数据类型|描述|
|---|---|---|
|uuid|string|id|
|event|object|the event|
|&emsp;∟type|string|the type|
|&emsp;∟seal|string|the seal|

## Opened
### 事件体
|字段|数据类型|描述|
|---|---|---|
|uuid|string|id|
|event|object|the event|
|&emsp;∟type|string|the type|
|&emsp;∟opened_by|string|who opened it|

### 事件体示例
```json
{"uuid": "1", "type": "event_callback", "event": {"type": "parcel_openedV2", "opened_by": "a"}}
```

### 事件体
|字段|数据类型|描述|
|---|---|---|
|uuid|string|id|
|event|object|the event|
|&emsp;∟type|string|固定值 `parcel_lost`|
"#;

#[test]
fn a_page_may_describe_several_events() {
    let imported = import("page.md", SEVERAL);
    assert!(imported.has_provisional_id, "the project is that of the scope");
    let page = page(imported);
    assert_eq!(page.id, "depot/v1/event/parcel_sealed");
    assert_eq!(page.events.keys().collect::<Vec<_>>(), ["parcel_sealed", "parcel_openedV2", "parcel_lost"]);
    assert_eq!(fields(&page, "parcel_sealed"), json!({"type": "string", "seal": "string"}));
    assert_eq!(fields(&page, "parcel_openedV2"), json!({"type": "string", "opened_by": "string"}));
    assert_eq!(page.events["parcel_openedV2"].title.as_deref(), Some("事件体"));
    assert_eq!(page.module_id("parcel_openedV2"), "depot/v1/event/parcel_openedV2");
}

#[test]
fn the_project_is_that_of_the_list_or_of_the_sdk() {
    let ids = [("EVENT parcel_sealed", "store/v1/event/sealed")];
    let imported = listed(SEVERAL, &ids);
    assert!(!imported.has_provisional_id);
    assert_eq!(imported.schema.as_ref().map(Schema::id), Some("store/v1/event/sealed"));
    let sample =
        format!("{SEVERAL}\n```go\nimport \"github.com/larksuite/oapi-sdk-go/v3/service/yard/old\"\n```\n");
    let imported = import("page.md", &sample);
    assert!(!imported.has_provisional_id);
    assert_eq!(imported.schema.as_ref().map(Schema::id), Some("yard/v1/event/parcel_sealed"));
}

#[test]
fn a_page_with_an_example_only_is_read_from_it() {
    let text = r#"---
title: "Parcel weighed"
fullPath: "/depot-v1/event/weighed"
updateTime: "1734523935000"
---
# Parcel weighed
```json
{
    "uuid": "1", // id
    "type": "event_callback",
    "event": {
        "type": "parcel_weighed", // parcel_weighed, parcel_measured
        "grams": 12, "share": 0.5, "is_new": true, "sides": [{"length": 1}], "note": null,
    }
}
```
"#;
    assert_eq!(
        codes("page.md", text),
        [("lenient-example", 8), ("provisional-id", 1), ("fields-by-example", 1), ("fields-by-example", 1)]
    );
    let page = page(import("page.md", text));
    assert_eq!(page.id, "depot/v1/event/parcel_weighed");
    assert_eq!(page.events.keys().collect::<Vec<_>>(), ["parcel_weighed", "parcel_measured"]);
    let expected = json!({"type": "string", "grams": "int", "share": "number", "is_new": "boolean", "sides": "object[]", "note": "object"});
    assert_eq!(fields(&page, "parcel_measured"), expected);
    assert_eq!(page.events["parcel_weighed"].fields["sides"].fields["length"].ty.text(), "int");
}

const CALLBACK: &str = r#"---
title: "Label 回调"
fullPath: "/docs/uAjLw4CM/label-callback"
updateTime: "1734523935000"
---
# Label 回调
## 回调参数
|参数|类型|必须|说明|
|---|---|---|---|
|label|string|是|the label|

## 响应回调的结构体
|参数|类型|必须|说明|
|---|---|---|---|
|printed|boolean|是|it was printed|
"#;

#[test]
fn a_callback_without_envelope_is_listed_by_its_address() {
    assert_eq!(import("page.md", CALLBACK).kind, Some(Kind::Callback));
    assert!(codes("page.md", CALLBACK).contains(&("no-id", 1)));
    let linked = CALLBACK
        .replace("## 回调参数", "See [labels](/ssl:ttdoc/reference/depot-v4/label/create).\n## 回调参数");
    let imported = import("page.md", &linked);
    assert!(imported.has_provisional_id);
    assert_eq!(imported.schema.as_ref().map(Schema::id), Some("depot/v1/event/label_callback"));
    let imported = listed(CALLBACK, &[("CALLBACK label-callback", "depot/v1/event/label")]);
    assert_eq!(
        (imported.rows.read, imported.rows.mapped),
        (2, 1),
        "what is answered is no part of the event"
    );
    let page = page(imported);
    assert!(page.callback);
    assert_eq!(serde_json::to_value(page.envelope).expect("text"), "none");
    assert_eq!(fields(&page, "label_callback"), json!({"label": "string"}));
}

#[test]
fn pages_about_events_are_no_events() {
    for text in [
        "---\nfullPath: \"/docs/event-guide/keys\"\n---\n|参数|说明|\n|---|---|\n|key|the key|\n",
        "---\nfullPath: \"/docs/event-guide/keys\"\n---\n```json\n{\"challenge\": \"a\", \"type\": \"url_verification\"}\n```\n",
        "---\ntitle: \"How 回调 work\"\n---\n# Steps\n|步骤|说明|\n|---|---|\n|1|wait|\n",
    ] {
        let kind = import("page.md", text).kind;
        assert!(!matches!(kind, Some(Kind::Event | Kind::Callback)), "{text}: {kind:?}");
    }
}
