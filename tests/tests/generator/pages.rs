//! Every schema that the importer writes can be generated: one odd page among thousands does not stop the others.

use importer::{Schema, import_page};
use indexmap::IndexMap;
use model::diag::Severity;
use model::source::{SourceFile, Sources};
use proptest::prelude::*;
use tests::generator::{input, run};

/// Types as pages write them, and malformed ones.
const TYPES: &[&str] = &[
    "string",
    "int",
    "int64",
    "float",
    "number",
    "boolean",
    "object",
    "object[]",
    "string[]",
    "int[][]",
    "object[][]",
    "list",
    "map",
    "map&lt;string, string&gt;",
    "file",
    "any",
    "thing",
    "Option",
    "string | int",
    "数组",
    "",
    "date",
];

/// Names as pages write them, and malformed ones.
const NAMES: &[&str] = &[
    "id", "a b", "名称", "$ref", "a.b", "a[]", "0", "type", "self", "Self", "Request", "Required",
    "validate", "new", "A", "a", "-", "_", "a/b", "a~b", "😀", "&lt;b&gt;", "request", "Data", "default",
    "fn", "Option", "Vec", "None", "user_id_type", "page_token", "file", "code", "msg", "data", "body",
    "path", "query", "at", "out",
];

/// Values of all kinds, for a field of any type.
const VALUES: &[&str] = &[
    "0", "1", "-1", "a", "true", "1.5", "999999999999999999999", "null", "中", "[a-z", "^(?=x).*$", "100",
    "NaN", "{}", "[1,2]", "a,b", "\"q\"",
];

const CONTENT_TYPES: &[&str] = &[
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data",
    "*/*",
    "image/png",
    "",
];

const PATHS: &[&str] = &[
    "demo/v1/things",
    "demo/v1/things/:id",
    "demo/v1/things/:id/parts/:id",
    "demo/v1/things/{id}/x",
    "demo/v1/things/:名",
    "demo/v1/things/../x",
    "demo/v1//things",
    "demo/v1/things?id=:id",
];

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(texts)
}

fn description() -> impl Strategy<Value = String> {
    (0..7_u8, one_of(VALUES), one_of(VALUES)).prop_map(|(kind, one, two)| match kind {
        0 => format!("**示例值**：{one}"),
        1 => format!("**默认值**：`{one}`\n\n**示例值**：{two}"),
        2 => format!("**数据校验规则**：\n\n- 取值范围：`{one}` ～ `{two}`"),
        3 => format!("**数据校验规则**：\n\n- 长度范围：`{one}` 字符 ～ `{two}` 字符"),
        4 => format!("**数据校验规则**：\n\n- 正则校验：`{one}`"),
        5 => format!("**固定值**：\"{one}\""),
        _ => format!(
            "**可选值有**：\n<md-enum>\n<md-enum-item key=\"{one}\" >{two}</md-enum-item>\n\
             <md-enum-item key=\"{two}\" >{one}</md-enum-item>\n</md-enum>"
        ),
    })
}

fn rows() -> impl Strategy<Value = String> {
    let row = (0..3_usize, one_of(NAMES), one_of(TYPES), any::<bool>(), description());
    prop::collection::vec(row, 0..8).prop_map(|rows| {
        let row = |(level, name, kind, required, text): &(usize, &str, &str, bool, String)| {
            let required = if *required { "是" } else { "否" };
            format!(
                "<md-dt-tr level=\"{level}\"><md-dt-td>{name}</md-dt-td><md-dt-td>{kind}</md-dt-td>\
                 <md-dt-td>{required}</md-dt-td><md-dt-td>{text}</md-dt-td></md-dt-tr>\n"
            )
        };
        rows.iter().map(row).collect()
    })
}

fn table(rows: &str) -> String {
    format!(
        "<md-dt-table><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>必填</md-dt-th>\
         <md-dt-th>描述</md-dt-th></md-dt-tr>{rows}</md-dt-table>\n"
    )
}

prop_compose! {
    fn page()(
        method in prop::sample::select(&["GET", "POST", "PUT", "DELETE"][..]),
        path in one_of(PATHS),
        content_type in one_of(CONTENT_TYPES),
        parts in prop::array::uniform4(rows()),
        code in one_of(VALUES),
    ) -> String {
        let [of_path, query, body, reply] = parts.map(|rows| table(&rows));
        format!(
            "# P\n## 请求\n<md-table>\
             <md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/{path}</md-td></md-tr>\
             <md-tr><md-td>HTTP Method</md-td><md-td>{method}</md-td></md-tr></md-table>\n\
             ### 请求头\n<md-table><md-tr><md-th>名称</md-th><md-th>类型</md-th><md-th>必填</md-th><md-th>描述</md-th></md-tr>\
             <md-tr><md-td>Content-Type</md-td><md-td>string</md-td><md-td>是</md-td>\
             <md-td>**固定值**：\"{content_type}\"</md-td></md-tr></md-table>\n\
             ### 路径参数\n{of_path}### 查询参数\n{query}### 请求体\n{body}## 响应\n### 响应体\n{reply}\
             ### 错误码\n<md-table><md-tr><md-th>HTTP状态码</md-th><md-th>错误码</md-th><md-th>描述</md-th></md-tr>\
             <md-tr><md-td>400</md-td><md-td>{code}</md-td><md-td>bad</md-td></md-tr></md-table>\n"
        )
    }
}

fn imported(text: &str) -> Option<Schema> {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: "page.md".to_owned(), text: text.to_owned() });
    import_page(&sources, file, &IndexMap::new()).schema
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_schema_of_every_page_generates(page in page()) {
        let Some(Schema::Endpoint(endpoint)) = imported(&page) else { return Ok(()) };
        let path = format!("{}.json", endpoint.id);
        let run = run([input(&path, serde_json::to_vec(&endpoint).expect("a schema is JSON"))]);
        let faults: Vec<_> = run.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        prop_assert!(run.plan.is_some() && faults.is_empty(), "{faults:#?}\n{page}");
    }
}

/// Guards the test above: the pages must be endpoints' pages with all of their parts.
#[test]
fn such_pages_are_read_whole() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut read = 0;
    for _ in 0..100 {
        let page = page().new_tree(&mut runner).expect("a page").current();
        let Some(Schema::Endpoint(endpoint)) = imported(&page) else { continue };
        let request = &endpoint.request;
        let parts =
            [request.query.len(), request.body.as_ref().map_or(0, IndexMap::len), endpoint.reply.len()];
        read += usize::from(parts.iter().all(|fields| *fields > 0));
    }
    assert!(read > 30, "{read}");
}
