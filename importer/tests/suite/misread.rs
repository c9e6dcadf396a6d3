//! Tables that are easily misread: lines between fields, several names in one cell, maps, misspelt types.

use crate::common::{assert_sound, codes, endpoint, import};
use serde_json::{Value, json};

/// A page with these parts behind its address.
fn page(method: &str, parts: &str) -> String {
    format!(
        "---\ntitle: \"Nests\"\nfullPath: \"/nests\"\n---\n# Nests\n## 请求\n:::html\n<md-table><md-tbody>\n\
         <md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/nest/v1/birds</md-td></md-tr>\n\
         <md-tr><md-td>HTTP Method</md-td><md-td>{method}</md-td></md-tr>\n</md-tbody></md-table>\n:::\n{parts}"
    )
}

/// A page whose reply has this table, without its head, and this `data` in its example.
fn reply_page(rows: &str, data: &str) -> String {
    let table = format!("|参数|类型|说明|\n|-|-|-|\n|code|int|Code|\n|data|-|Data|\n{rows}");
    page(
        "GET",
        &format!(
            "## 响应\n### 响应体\n{table}\n### 响应体示例\n```json\n{{\"code\":0,\"data\":{data}}}\n```\n"
        ),
    )
}

/// The fields of `data`: name and type, with the fields inside.
fn data(text: &str) -> Value {
    assert_sound(&import("page.md", text), text);
    let endpoint = endpoint(text).expect("an endpoint");
    outline(&serde_json::to_value(&endpoint.reply["data"].fields).unwrap())
}

fn outline(fields: &Value) -> Value {
    let fields = fields.as_object().into_iter().flatten();
    fields
        .map(|(name, field)| match field.get("fields") {
            Some(inner) => (name.clone(), json!([field["type"], outline(inner)])),
            None => (name.clone(), field["type"].clone()),
        })
        .collect()
}

fn has(text: &str, code: &str) -> bool {
    codes("page.md", text).iter().any(|(found, _)| *found == code)
}

#[test]
fn a_line_between_fields_is_no_field() {
    for line in ["========", "--------", "***", "", "…", "∟"] {
        let rows = format!(
            "|∟birds|-|Birds|\n|∟∟name|string|Name|\n|{line}||**Of ducks:**|\n|∟∟depth|int|Depth|\n\
             |{line}||**Of owls:**|\n|∟∟tree|string|Tree|\n|∟count|int|Count|"
        );
        let text = reply_page(&rows, r#"{"birds":[{"name":"a","depth":3}],"count":1}"#);
        let inner = json!({"name": "string", "depth": "int", "tree": "string"});
        assert_eq!(data(&text), json!({"birds": ["list", inner], "count": "int"}), "{line}");
        let rows = import("page.md", &text).rows;
        assert_eq!((rows.read, rows.reported), (11, 2), "{line}");
        assert!(has(&text, "bad-name"), "{line}");
    }
}

/// The parameters of a query whose only row has this name: name, and whether it is required.
fn query(name: &str) -> (Vec<(String, bool)>, String) {
    let text = page(
        "GET",
        &format!("### 查询参数\n|参数|类型|必须|说明|\n|-|-|-|-|\n|{name}|string|是|Which bird|\n"),
    );
    assert_sound(&import("page.md", &text), name);
    let query = endpoint(&text).expect("an endpoint").request.query;
    (query.iter().map(|(name, field)| (name.clone(), field.required)).collect(), text)
}

#[test]
fn each_name_in_a_cell_is_a_field() {
    let both = |required| vec![("bird_no".to_owned(), required), ("nest_no".to_owned(), required)];
    for name in [
        "bird_no、nest_no", "bird_no / nest_no", "bird_no 或 nest_no", "bird_no or nest_no",
        "bird_no，nest_no",
    ] {
        let (fields, text) = query(name);
        assert_eq!(fields, both(false), "{name}: one of them is enough");
        assert!(has(&text, "several-names"), "{name}");
    }
    for name in ["bird_no<br>∟nest_no", "bird_no<br>nest_no", "bird_no\u{2003}∟nest_no", "bird_no 与 nest_no"]
    {
        let (fields, text) = query(name);
        assert_eq!(fields, both(true), "{name}");
        assert!(has(&text, "several-names"), "{name}");
    }
}

#[test]
fn a_name_with_a_mark_is_reported_and_one_with_a_blank_is_kept() {
    for name in ["鸟、巢", "{bird}、nest"] {
        let (fields, text) = query(name);
        assert_eq!(fields, [], "{name}");
        assert!(has(&text, "bad-name"), "{name}");
    }
    assert_eq!(query("bird No").0, [("bird No".to_owned(), true)]);
    assert_eq!(query("bird-no").0, [("bird-no".to_owned(), true)]);
    assert_eq!(query("bird_no").0.len(), 1);
}

#[test]
fn an_object_that_the_example_keys_by_ids_is_a_map() {
    let keyed = "|∟nests|-|By number|\n|∟∟nest_no|string|Number|\n|∟∟∟name|string|Name|\n|∟∟∟age|int|Age|";
    let plain = "|∟nests|-|By number|\n|∟∟name|string|Name|\n|∟∟age|int|Age|";
    let inner = json!({"name": "string", "age": "int"});
    for (rows, nests, expected) in [
        (keyed, r#"{"n_83d09a":[{"name":"a","age":1}],"n_77ab01":[{"name":"b"}]}"#, "map<string, object[]>"),
        (keyed, r#"{"n_83d09a":{"name":"a","age":1}}"#, "map<string, object>"),
        (plain, r#"{"t_01":{"name":"a"},"t_02":{"age":1}}"#, "map<string, object>"),
        (plain, r#"{"zh_cn":{"name":"a"},"en_us":{"name":"b"}}"#, "map<string, object>"),
        (plain, r#"{"7":{"8":[{"name":"a"}]}}"#, "map<string, map<string, object[]>>"),
    ] {
        let text = reply_page(rows, &format!("{{\"nests\":{nests}}}"));
        assert_eq!(data(&text), json!({"nests": [expected, inner]}), "{nests}");
        assert!(has(&text, "map-by-example"), "{nests}");
    }
}

#[test]
fn an_object_whose_keys_are_rows_stays_an_object() {
    let rows = "|∟nests|-|A nest|\n|∟∟name|string|Name|\n|∟∟age|int|Age|";
    let inner = json!({"name": "string", "age": "int"});
    for nests in [
        r#"{"name":"a","age":1}"#,
        r#"{"name":"a","n_1":{"name":"b"}}"#,
        r#"{"wrapper":{"name":"a"}}"#,
        r#"{"n_1":{"other":1},"n_2":{"other":2}}"#,
        "{}",
        "null",
    ] {
        let text = reply_page(rows, &format!("{{\"nests\":{nests}}}"));
        assert_eq!(data(&text), json!({"nests": ["-", inner]}), "{nests}");
    }
    let named = "|∟nests|nest|By number|\n|∟∟name|string|Name|";
    let text = reply_page(named, r#"{"nests":{"n_1":{"name":"a"},"n_2":{"name":"b"}}}"#);
    assert_eq!(data(&text), json!({"nests": "map<string, nest>"}));
}

#[test]
fn a_misspelt_scalar_is_what_its_example_shows() {
    for (written, shown, expected) in [
        ("List<stirng>", r#"["b1","b2"]"#, "string[]"),
        ("strng", r#""b1""#, "string"),
        ("interger[]", "[1,2]", "int[]"),
        ("booleen", "true", "boolean"),
        // The example contradicts the slip, or shows nothing.
        ("stirng", r#"{"a":1}"#, "object"),
        ("stirng", "null", "object"),
    ] {
        let text = reply_page(&format!("|∟birds|{written}|Birds|"), &format!("{{\"birds\":{shown}}}"));
        assert_eq!(data(&text), json!({"birds": expected}), "{written} {shown}");
        assert_eq!(has(&text, "odd-type"), expected != "object", "{written} {shown}");
    }
    let text = reply_page("|∟birds|List<stirng>|Birds<br>**示例值**：[\"b1\"]|", "{}");
    assert_eq!(data(&text), json!({"birds": "string[]"}));
}

/// The enum of a string `food` with this description.
fn values_of_food(description: &str) -> usize {
    let text = reply_page(&format!("|∟food|string|{description}|"), "{}");
    assert_sound(&import("page.md", &text), description);
    endpoint(&text).expect("an endpoint").reply["data"].fields["food"].members.len()
}

#[test]
fn the_values_of_a_member_of_a_json_text_are_not_those_of_the_text() {
    for announced in ["**unit 可选值有:**", "其中 `unit` 的枚举值：", "**unit_type** 取值如下："]
    {
        let description = format!("Food as JSON: grams and unit.<br>{announced}<br>- 1 : Day<br>- 2 : Month");
        assert_eq!(values_of_food(&description), 0, "{announced}");
    }
    for announced in ["**可选值有:**", "food 可选值有：", "食物枚举值："] {
        assert_eq!(
            values_of_food(&format!("Food.<br>{announced}<br>- 1 : Day<br>- 2 : Month")),
            2,
            "{announced}"
        );
    }
}

#[test]
fn a_name_of_two_shapes_means_the_one_around_it() {
    let rows = "|∟menu|dish|Menu|\n|∟∟parts|dish[]|Parts|\n|∟∟∟no|int|Number|\n|∟∟∟parts|dish[]|The same|\n|∟extra|dish|Another|";
    let text = reply_page(rows, "{}");
    assert_sound(&import("page.md", &text), "dishes");
    let types = serde_json::to_value(endpoint(&text).expect("an endpoint").types).unwrap();
    let inner = "dish@reply.data.menu.parts";
    assert_eq!(types[inner]["fields"]["parts"]["type"], format!("{inner}[]"));
    assert_eq!(types["dish@reply.data.menu"]["fields"]["parts"]["type"], format!("{inner}[]"));
    // Nothing encloses `extra`, so that is a guess.
    assert_eq!(codes("page.md", &text).iter().filter(|(code, _)| *code == "ambiguous-type").count(), 1);
}

#[test]
fn the_nearest_shape_counts_on_every_level() {
    let rows = "|∟menu|dish|Menu|\n|∟∟parts|dish[]|Parts|\n|∟∟∟no|int|Number|\n|∟∟∟side|-|Side|\n|∟∟∟∟parts|dish|The same|";
    let text = reply_page(rows, "{}");
    let types = serde_json::to_value(endpoint(&text).expect("an endpoint").types).unwrap();
    let inner = "dish@reply.data.menu.parts";
    assert_eq!(types[inner]["fields"]["side"]["fields"]["parts"]["type"], inner, "{types}");
    assert!(!has(&text, "ambiguous-type"));
    // A shape that does not enclose the row is no candidate before one that does.
    let rows = "|∟first|dish|First|\n|∟∟price|int|Price|\n|∟second|dish|Second|\n|∟∟no|int|Number|\n|∟∟more|dish[]|The same|";
    let types = serde_json::to_value(endpoint(&reply_page(rows, "{}")).expect("an endpoint").types).unwrap();
    let second = "dish@reply.data.second";
    assert_eq!(types[second]["fields"]["more"]["type"], format!("{second}[]"), "{types}");
}

#[test]
fn an_object_with_an_empty_list_in_the_example_is_a_list() {
    let inner = json!({"no": "string"});
    for (written, shown, expected) in [
        ("-", "[]", "list"),
        ("", "[]", "list"),
        ("/", "[{\"no\":\"a\"}]", "list"),
        ("-", "[null]", "list"),
        ("-", "{}", "-"),
        ("-", "null", "-"),
    ] {
        let text = reply_page(
            &format!("|∟gone|{written}|Gone|\n|∟∟no|string|Number|"),
            &format!("{{\"gone\":{shown}}}"),
        );
        let found = data(&text);
        assert_eq!(
            (&found["gone"][0] == "list", &found["gone"][1]),
            (expected == "list", &inner),
            "{written} {shown}: {found}"
        );
    }
}

/// A page with a body of one nest and this example of it.
fn body_page(rows: &str, example: &str) -> String {
    let table = format!("|参数|类型|必填|描述|\n|-|-|-|-|\n{rows}");
    page("POST", &format!("### 请求体\n{table}\n### 请求体示例\n{example}"))
}

fn body(text: &str) -> Value {
    assert_sound(&import("page.md", text), text);
    serde_json::to_value(endpoint(text).expect("an endpoint").request.body).unwrap()
}

#[test]
fn examples_stand_below_headings_of_their_own() {
    let text = body_page(
        "|bird|string|是|Bird|",
        "#### **An owl**\n- At night:\n  ```json\n  {\"bird\":\"owl\"}\n  ```\n#### A duck\n```json\n{\"bird\":\"duck\"}\n```\n\
         ## 响应\n### 响应体示例\n#### Found\n```json\n{\"code\":0}\n```\n### 说明\n```json\n{\"code\":1}\n```\n",
    );
    let examples = endpoint(&text).expect("an endpoint").examples;
    assert_eq!(examples.request, Some(json!({"bird": "owl"})));
    assert_eq!(examples.reply, Some(json!({"code": 0})));
}

#[test]
fn a_list_holds_what_its_example_holds() {
    let rows = "|a|list|否|**示例值**：[\"x\"]|\n|b|array|否|B|\n|c|list|否|C|\n|d|list|否|**示例值**：[\"x\"]|\n|e|list|否|E|";
    let text = body_page(rows, "```json\n{\"b\":[1,2],\"c\":[{\"f\":1}],\"d\":[1]}\n```\n");
    let body = body(&text);
    let types: Vec<_> = ["a", "b", "c", "d", "e"].map(|name| body[name]["type"].clone()).into();
    assert_eq!(types, ["string[]", "int[]", "list", "list", "list"]);
    assert!(has(&text, "list-by-example"));
}

#[test]
fn an_object_with_some_of_its_members_is_any_object() {
    for (description, example, expected) in [
        ("JSON of a nest, as of [another page](/x)", r#"{"nest":{"egg":1,"twigs":2}}"#, None),
        ("JSON of a nest", r#"{"nest":{"egg":1}}"#, Some(json!({"egg": {"type": "int"}}))),
        ("The nest", r#"{"nest":{"egg":1,"twigs":2}}"#, Some(json!({"egg": {"type": "int"}}))),
    ] {
        let rows = format!("|nest|object|否|{description}|\n|∟egg|int|否|Egg|");
        let text = body_page(&rows, &format!("```json\n{example}\n```\n"));
        assert_eq!(body(&text)["nest"].get("fields"), expected.as_ref(), "{description} {example}");
        assert_eq!(has(&text, "unread-fields"), expected.is_none(), "{description}");
    }
}

#[test]
fn the_only_value_may_be_stated_in_words() {
    for (type_text, description, expected) in [
        ("string", "Kind of bird，固定取值 `owl`。", json!("owl")),
        ("int", "Kind，值固定为 2", json!(2)),
        ("string", "Kind，固定取值 `owl`。<br>**示例值**：duck", Value::Null),
        ("string", "Kind，固定为owl", Value::Null),
        ("string", "前缀固定为 `owl`", Value::Null),
    ] {
        let text = body_page(&format!("|kind|{type_text}|是|{description}|"), "");
        assert_eq!(body(&text)["kind"]["fixed"], expected, "{description}");
    }
}

/// The names of the types of a page whose `data` has these rows.
fn types(rows: &str) -> Vec<String> {
    let text = reply_page(rows, "{}");
    assert_sound(&import("page.md", &text), &text);
    endpoint(&text).expect("an endpoint").types.into_keys().collect()
}

#[test]
fn types_are_equal_wherever_they_name_others() {
    // `egg` has rows nowhere, `twig` at one place only.
    let bird = |name: &str, twig: &str| {
        format!("|∟{name}|bird|Bird|\n|∟∟egg|egg|Egg|\n|∟∟nest|nest|Nest|\n|∟∟∟twig|twig|Twig|\n{twig}")
    };
    let rows = bird("owl", "|∟∟∟∟len|int|Length|\n") + &bird("duck", "");
    assert_eq!(types(&rows.trim_end().replace("owl", "a")), ["bird", "nest", "twig"]);
    // Two shapes of `twig` keep the types apart that have them.
    let rows = bird("owl", "|∟∟∟∟len|int|Length|\n") + &bird("duck", "|∟∟∟∟age|int|Age|\n");
    assert_eq!(types(rows.trim_end()).len(), 6);
}

#[test]
fn values_of_a_tenant_are_accepted_in_requests() {
    let rows = "|kind|int|否|Kind<br>可选值：<br>- 1：Owl<br>- 2：Duck<br>支持传入自定义的鸟类型的编号|";
    let text = body_page(rows, "");
    assert_eq!(body(&text)["kind"].get("enum"), None);
    assert!(has(&text, "prose-members"));
    let text = reply_page(&rows.replace("|否", "").replace("kind", "∟kind"), "{}");
    assert_eq!(endpoint(&text).unwrap().reply["data"].fields["kind"].members.len(), 2);
}

#[test]
fn limits_of_a_list_and_a_sentence_are_joined() {
    for (description, expected) in [
        (
            "Name，长度不能超过 255 字符。<br>- 最小长度：`1` 字符",
            json!({"min": 1, "max": 255, "unit": "chars"}),
        ),
        ("Name，长度不能超过 255 字符。<br>- 最大长度：`10` 字符", json!({"max": 10, "unit": "chars"})),
        ("Name，长度不能超过 2 字符。<br>- 最小长度：`5` 字符", json!({"min": 5, "unit": "chars"})),
    ] {
        let text = body_page(&format!("|name|string|是|{description}|"), "");
        assert_eq!(body(&text)["name"]["len"], expected, "{description}");
    }
}

#[test]
fn a_remark_names_the_default() {
    let text = body_page("|deep|boolean|否|Deep<br>可选值：<br>- true：Yes<br>- false（默认值）：No|", "");
    assert_eq!(body(&text)["deep"]["default"], json!(false));
    let text = body_page(
        "|deep|boolean|否|Deep。默认为 true<br>可选值：<br>- true：Yes<br>- false（默认值）：No|",
        "",
    );
    assert_eq!(body(&text)["deep"].get("default"), None, "two values");
}

#[test]
fn an_example_stands_below_a_list_of_samples() {
    let text =
        body_page("|call|string|否|Call<br>取值示例：<br>- Of an owl：hoo<br>**示例值**：\"quack\"|", "");
    assert_eq!(body(&text)["call"]["example"], json!("quack"));
}
