//! Hostile input: no panic, bounded time, and every row is accounted for.

use crate::common::{assert_sound, import};
use importer::Schema;
use model::diag::{Code, Severity};
use proptest::prelude::*;

const PAGES: [&str; 6] = [
    include_str!("../fixtures/portal/endpoint.md"),
    include_str!("../fixtures/portal/old.md"),
    include_str!("../fixtures/portal/traps.md"),
    include_str!("../fixtures/portal/concept.md"),
    include_str!("../fixtures/portal/event.md"),
    include_str!("../fixtures/portal/guide.md"),
];

/// Pages of the site's form.
const SITE_PAGES: [&str; 2] =
    [include_str!("../fixtures/site/endpoint.md"), include_str!("../fixtures/site/concept.md")];

const PORTAL_HEAD: &str = "# P\n## 请求\n<md-table>\
    <md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/a/v1/b</md-td></md-tr>\
    <md-tr><md-td>HTTP Method</md-td><md-td>POST</md-td></md-tr></md-table>\n### 请求体\n";

const PORTAL_TABLE: &str = "<md-dt-table><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th>\
    <md-dt-th>必填</md-dt-th><md-dt-th>描述</md-dt-th></md-dt-tr>";

const SITE_HEAD: &str = "---\ntitle: T\nsource_url: https://open.feishu.cn/document/a-v1/b\n---\n# P\n## 请求\n\n基本 | \n---|---\n\
    HTTP URL | https://open.feishu.cn/open-apis/a/v1/b\nHTTP Method | POST\n\n### 请求体\n\n";

const SITE_TABLE: &str = "名称 | 类型 | 必填 | 描述\n---|---|---|---\n";

fn portal_row(level: usize, name: &str, kind: &str, text: &str) -> String {
    format!(
        "<md-dt-tr level=\"{level}\"><md-dt-td>{name}</md-dt-td><md-dt-td>{kind}</md-dt-td><md-dt-td>是</md-dt-td>\
         <md-dt-td>{text}</md-dt-td></md-dt-tr>\n"
    )
}

/// A portal page with a body of such rows.
fn portal(rows: &str) -> String {
    format!("{PORTAL_HEAD}{PORTAL_TABLE}{rows}</md-dt-table>\n")
}

/// A site page with a body of such rows.
fn site(rows: &str) -> String {
    format!("{SITE_HEAD}{SITE_TABLE}{rows}\n")
}

#[track_caller]
fn is_sound(text: &str) {
    assert_sound(&import("page.md", text), text.get(..200).unwrap_or(text));
}

fn fails_with(text: &str, code: &str) {
    let imported = import("page.md", text);
    assert!(imported.schema.is_none());
    assert_eq!(imported.findings[0].code.name(), code);
    assert_eq!(imported.findings[0].severity, Severity::Error);
}

#[test]
fn files_that_are_not_pages_are_errors() {
    fails_with("", "empty-page");
    fails_with(" \n\t", "empty-page");
    fails_with("\u{fffd}PNG\0\0", "binary-page");
    fails_with(&"x".repeat(100_000_000), "too-large");
}

/// Each of these inputs takes quadratic time in a common reader of Markdown or HTML.
#[test]
fn repetition_takes_linear_time() {
    let head = "# P\n## 请求\n<md-table><md-tr><md-th>HTTP Method</md-th><md-td>GET</md-td></md-tr></md-table>\n### 响应体\n";
    for part in [
        "<",
        "<b",
        "<md-td",
        "<md-table>",
        "<md-tr>",
        "<md-td>",
        "<md-code-json>",
        "```",
        "```\n",
        "](",
        "[](",
        "}(",
        "[",
        "{",
        "|",
        "|\n|-\n",
        "| a | b |\n",
        "\n|-|",
        "&",
        "&lt",
        "**",
        "**示例值**：{",
        "\n### 响应体\n<md-code-json>",
        "api_explore_config?",
        "<md-enum-item key=\"",
        "<md-enum-item key=\"a\">",
        "\\",
        "`",
        "\n- A_B：c",
        "# \n",
        "<table><tr><td>",
        "∟",
        "正则校验：`(a{9}){9}`\n",
    ] {
        let text = format!("{head}{}", part.repeat(200_000 / part.len()));
        assert_sound(&import("page.md", &text), part);
    }
}

#[test]
fn deep_nesting_is_cut_off() {
    let mut text = String::from(
        "### 响应体\n<md-table><md-tr><md-td>HTTP Method</md-td><md-td>GET</md-td></md-tr></md-table>\n",
    );
    text.push_str("<md-dt-table><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th></md-dt-tr>");
    for level in 0..20_000 {
        text.push_str(&format!(
            "<md-dt-tr level=\"{level}\"><md-dt-td>a</md-dt-td><md-dt-td>object</md-dt-td></md-dt-tr>"
        ));
    }
    is_sound(&text);
}

/// Repetition in pages of the site's form.
#[test]
fn repetition_takes_linear_time_in_the_sites_form() {
    for part in [
        "|",
        " | ",
        "a | b\n",
        "a | b  \n",
        "---|---\n",
        "a | b\n---|---\n",
        "```",
        "```\n",
        "a | b | c | ```\n",
        "a | b | c | x  \n```  \n",
        "a | b | c | **可选值有**：  \n- a：b  \n",
        "a | b | c | **字段权限要求**：  \nx(a:b)  \n",
        "`tenant_access_token`",
        "\\[",
        "# \n",
        "\n### 请求体示例\n```json\n{\"a\":[",
        "\"\n  ",
        "//",
        "/*",
    ] {
        let text = format!("{SITE_HEAD}{SITE_TABLE}{}", part.repeat(50_000 / part.len()));
        assert_sound(&import("page.md", &text), part);
    }
}

#[test]
fn many_rows_are_read_in_bounded_time() {
    let distinct: String = (0..20_000).map(|n| portal_row(0, &format!("f{n}"), "string", "")).collect();
    let typed: String = (0..5_000)
        .map(|n| portal_row(0, &format!("f{n}"), "t", "") + &portal_row(1, &format!("g{n}"), "int", ""))
        .collect();
    let zigzag: String = (0..20_000).map(|n| portal_row(n % 25, "a", "t", "")).collect();
    let deep: String = (0..10_000).map(|n| portal_row(n, "a", "object", "")).collect();
    for rows in [distinct, typed, zigzag, deep] {
        is_sound(&portal(&rows));
    }
    is_sound(&site(&"f | object | 是 | x\n".repeat(20_000)));
    let typed: Vec<_> = (0..1_000).map(|n| format!("f{n} | t{} | 是 | x\n", n % 7)).collect();
    is_sound(&site(&typed.concat()));
}

#[test]
fn one_row_cannot_name_thousands_of_fields() {
    let names: Vec<_> = (0..20_000).map(|n| format!("f{n}<br>")).collect();
    let text = portal(&portal_row(0, &names.concat(), "string", &"line\n".repeat(20_000)));
    let imported = import("page.md", &text);
    assert_sound(&imported, "names");
    assert!(imported.findings.iter().any(|finding| finding.code == Code::SeveralNames));
    is_sound(&portal(&portal_row(0, "f", "string", &"x".repeat(300_000))));
    is_sound(&site(&format!("f | string | 是 | {}\n", "x".repeat(300_000))));
}

#[test]
fn forms_of_a_body_are_joined_in_bounded_time() {
    let rows: String =
        (0..20_000).map(|n| portal_row(n % 40, &format!("f{}", n % 7), "object", "")).collect();
    let text = format!("{}### 另一请求体\n{PORTAL_TABLE}{rows}</md-dt-table>", portal(&rows));
    is_sound(&text);
}

#[test]
fn deep_values_stay_within_the_limits_of_a_schema() {
    let deep = |open: &str, close: &str, levels: usize| open.repeat(levels) + &close.repeat(levels);
    for levels in [10, 30, 60, 127, 5_000] {
        for json in [deep("[", "]", levels), deep("{\"a\":", "}", levels).replace(":}", ":1}")] {
            let rows = ["object", "list", "-", "int", "string"]
                .map(|kind| portal_row(0, kind, kind, &format!("**示例值**：{json}\n**默认值**：`{json}`")));
            let example = format!("### 请求体示例\n```json\n{json}\n```\n");
            is_sound(&format!("{}{example}", portal(&rows.concat())));
            is_sound(&format!(
                "{}{example}",
                site(&format!("a | object | 是 | **示例值**：{json}\nb | t | 是 | x\n"))
            ));
        }
    }
    let digits = "9".repeat(50_000);
    for number in [digits.clone(), format!("1e{digits}"), format!("0.{digits}"), "1e308".into(), "-0".into()]
    {
        let text = format!(
            "**示例值**：{number}\n**默认值**：{number}\n- 取值范围：`{number}` ～ `{number}`\n- 最大长度：`{number}`"
        );
        let rows = ["int", "number(float)", "string"].map(|kind| portal_row(0, kind, kind, &text));
        is_sound(&format!("{}### 请求体示例\n```json\n[{number}]\n```\n", portal(&rows.concat())));
    }
}

#[test]
fn json_in_strings_stays_within_the_limits_of_a_schema() {
    let rows: String =
        (0..40).map(|level| portal_row(level, &format!("f{level}"), "string", "JSON")).collect();
    is_sound(&portal(&rows));
    let rows = portal_row(0, "f", "string", "JSON 数组")
        + &portal_row(1, "g", "thing", "")
        + &portal_row(2, "h", "int", "");
    let imported = import("page.md", &portal(&rows));
    assert_sound(&imported, "named types inside");
    let Some(Schema::Endpoint(endpoint)) = imported.schema else { panic!("no schema") };
    let shape = endpoint.request.body.as_ref().and_then(|body| body["f"].json.as_ref()).expect("a shape");
    assert_eq!((shape.ty.text(), shape.fields["g"].ty.text()), ("object[]", "thing"));
}

/// The tests above only test something if their pages are read as endpoints.
#[test]
fn the_test_pages_are_endpoints() {
    for text in [portal(&portal_row(0, "f", "string", "")), site("f | string | 是 | x\n")] {
        let Some(Schema::Endpoint(endpoint)) = import("page.md", &text).schema else { panic!("{text}") };
        assert!(endpoint.request.body.is_some_and(|body| body.contains_key("f")));
    }
}

/// A client would send such a path to another endpoint than the documented one.
#[test]
fn a_path_with_dot_segments_is_an_error() {
    for path in ["a/v1/..", "a/v1/../b", "a/./b", "../b"] {
        let text = portal(&portal_row(0, "f", "string", "")).replace("a/v1/b", path);
        let imported = import("page.md", &text);
        assert!(imported.schema.is_none(), "{path}");
        assert!(imported.findings.iter().any(|finding| finding.code == Code::BadUrl), "{path}");
        is_sound(&text);
    }
}

/// Code 0 means success, even if an error table lists it.
#[test]
fn the_code_of_success_is_reported() {
    let table = "### 错误码\n<md-table><md-thead><md-tr><md-th>HTTP状态码</md-th><md-th>错误码</md-th><md-th>描述</md-th>\
        <md-th>排查建议</md-th></md-tr></md-thead><md-tbody>\
        <md-tr><md-td>200</md-td><md-td>0</md-td><md-td>success</md-td><md-td>-</md-td></md-tr>\
        <md-tr><md-td>400</md-td><md-td>1234567</md-td><md-td>bad</md-td><md-td>-</md-td></md-tr></md-tbody></md-table>\n";
    let imported = import("page.md", &(portal("") + table));
    assert_sound(&imported, "a row of success");
    let codes = imported.findings.iter().filter(|finding| finding.code == Code::BadCode).count();
    assert_eq!(codes, 1);
    let Some(Schema::Endpoint(endpoint)) = imported.schema else { panic!("no schema") };
    assert!(endpoint.errors.keys().eq(["1234567"]));
}

/// Imports a page with these rows in the body. Returns the schema and the number of warnings with the code.
#[expect(clippy::panic, reason = "a test that cannot go on stops there")]
fn warned(text: &str, code: &str) -> (Box<model::schema::Endpoint>, usize) {
    let imported = import("page.md", text);
    assert_sound(&imported, text);
    let count = imported.findings.iter().filter(|finding| finding.code.name() == code).count();
    let Some(Schema::Endpoint(endpoint)) = imported.schema else { panic!("no schema") };
    (endpoint, count)
}

/// A type that requires itself has no finite value; a type that contains a list of itself has.
#[test]
fn a_required_circle_of_types_is_broken() {
    let rows = |inner: &str| portal_row(0, "f", "thing", "") + &portal_row(1, "g", inner, "");
    let (endpoint, warnings) = warned(&portal(&rows("thing")), "endless-type");
    assert_eq!(warnings, 1);
    assert!(!endpoint.types["thing"].fields["g"].required);
    assert!(endpoint.request.body.as_ref().is_some_and(|body| body["f"].required));
    let (endpoint, warnings) = warned(&portal(&rows("thing[]")), "endless-type");
    assert_eq!(warnings, 0);
    assert!(endpoint.types["thing"].fields["g"].required);
}

/// Rows below a field make it an object, whatever its type column and its fixed value are.
#[test]
fn a_default_outside_of_its_type_is_left_out() {
    for (kind, text, code) in [
        ("string | int", "**固定值**：\"0\"", "bad-fixed"),
        ("object", "**默认值**：`7`", "bad-default"),
        ("thing[]", "**默认值**：`[7]`", "bad-default"),
    ] {
        let rows = portal_row(0, "f", kind, text) + &portal_row(1, "g", "string", "**默认值**：`a`");
        let (endpoint, warnings) = warned(&portal(&rows), code);
        assert_eq!(warnings, 1, "{kind}");
        let field = &endpoint.request.body.as_ref().expect("a body")["f"];
        assert_eq!((&field.default, &field.fixed), (&None, &None), "{kind}");
    }
}

/// A request could never satisfy such a limit.
#[test]
fn a_range_without_an_integer_is_left_out() {
    for (kind, warnings) in [("int", 1), ("float", 0)] {
        let rows = portal_row(0, "f", kind, "**数据校验规则**：\n\n- 取值范围：`1.2` ～ `1.8`");
        let (endpoint, found) = warned(&portal(&rows), "misplaced-limit");
        assert_eq!(found, warnings, "{kind}");
        assert_eq!(endpoint.request.body.as_ref().expect("a body")["f"].range.is_none(), warnings == 1);
    }
}

#[test]
fn lists_of_lists_in_a_url_are_read_as_strings() {
    let members = "**可选值有**：\n<md-enum>\n<md-enum-item key=\"1\" >A</md-enum-item>\n</md-enum>";
    let text = portal(&portal_row(0, "f", "object[][]", members)).replace("请求体", "查询参数");
    let (endpoint, warnings) = warned(&text, "odd-type");
    assert_eq!((endpoint.request.query["f"].ty.text(), warnings), ("string", 2));
}

#[test]
fn field_names_cannot_inject_anything() {
    for name in [
        "../../x", "__proto__", "a/b", "con", "\u{202e}gnp", "a\u{0}b", "a\rb", "~0", "a~1b", "\"", "{}",
        "名称", "$ref",
    ] {
        for text in [
            portal(&portal_row(0, name, "string", name)),
            portal(&(portal_row(0, "a", name, "") + &portal_row(1, name, "string", ""))),
            site(&format!("{name} | {name} | 是 | - {name}：{name}\n")),
            portal("").replace("a/v1/b", name),
            site("").replace("a/v1/b", name),
            format!(
                "{}api_explore_config?project={name}&version={name}&resource={name}&method={name})",
                portal("")
            ),
            format!(
                "---\ntitle: {name}\ntitle: {name}\nfullPath: {name}\nupdateTime: {name}\n---\n{}",
                portal("")
            ),
        ] {
            let imported = import("page.md", &text);
            assert_sound(&imported, &text);
            let Some(schema) = &imported.schema else { continue };
            let is_plain =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            assert!(schema.id().split('/').all(is_plain), "{}", schema.id());
            assert_eq!(schema.id().split('/').count(), 4, "{}", schema.id());
        }
    }
}

proptest! {
    #[test]
    fn site_pages_may_end_anywhere(page in 0..SITE_PAGES.len(), end in 0.0..1.0_f64) {
        let lines: Vec<&str> = SITE_PAGES[page].split_inclusive('\n').collect();
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let end = (lines.len() as f64 * end) as usize;
        is_sound(&lines[..end].concat());
    }

    #[test]
    fn rows_of_site_pages_may_be_anything(text in "(HTTP Method| \\| |  \n|\n|名称|类型|### 请求体|---\\|---|\\PC|```|\\*\\*可选值有\\*\\*：|- a：b|示例值：){0,80}") {
        is_sound(&format!("{SITE_HEAD}{SITE_TABLE}{text}"));
    }

    #[test]
    fn pages_may_end_anywhere(page in 0..PAGES.len(), end in 0.0..1.0_f64) {
        let text: Vec<char> = PAGES[page].chars().collect();
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let end = (text.len() as f64 * end) as usize;
        let text: String = text[..end].iter().collect();
        is_sound(&text);
    }

    #[test]
    fn pages_may_be_shuffled(seed in prop::collection::vec((0..PAGES.len(), 0..400_usize, 1..30_usize), 1..20)) {
        let mut text = String::new();
        for (page, skip, take) in seed {
            for line in PAGES[page].lines().skip(skip).take(take) {
                text.push_str(line);
                text.push('\n');
            }
        }
        is_sound(&text);
    }

    #[test]
    fn pages_may_be_anything(text in "(HTTP Method|<md-td>|</md-td>|<md-tr level=\"9\">|\\||-|名称|类型|\n|### 请求体\n|\\PC|```|∟|示例值：){0,80}") {
        is_sound(&text);
    }
}
