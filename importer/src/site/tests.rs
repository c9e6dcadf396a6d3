//! Made-up pages of the site's form, one construct at a time.

use super::{is_site, read};
use crate::page::{Block, Cell, Level, Page, Piece, Table};

const PAGE: &str = "---\ntitle: \"装箱\"\nsource_url: https://open.feishu.cn/document/boxes/pack\nlast_remote_update: 2025-01-02\n---\n";

fn page(body: &str) -> Page {
    let (page, findings) = read(&format!("{PAGE}{body}"));
    assert_eq!(findings, []);
    page
}

fn table(body: &str) -> Table {
    let page = page(body);
    let table = page.tables().next().cloned();
    table.expect("the page has a table")
}

fn cells(body: &str) -> Vec<Vec<Vec<String>>> {
    let show = |piece: &Piece| match piece {
        Piece::Text { line, text } => format!("{line} {text}"),
        Piece::Member { line, key, text } => format!("{line} member {key}={text}"),
        Piece::Scope { line, name, label } => format!("{line} scope {name}={label}"),
        Piece::Token { line, name } => format!("{line} token {name}"),
        Piece::Apps { line, kinds } => format!("{line} apps {kinds:?}"),
        Piece::Code { line, text } => format!("{line} code {text}"),
    };
    let cell = |cell: &Cell| cell.pieces.iter().map(show).collect();
    table(body).rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect()
}

#[test]
fn the_front_matter_names_the_page() {
    let page = page("# 装箱\n");
    assert_eq!(
        (page.title.as_str(), page.url.as_str(), page.date.as_str()),
        ("装箱", "https://open.feishu.cn/document/boxes/pack", "2025-01-02")
    );
    assert!(is_site(PAGE));
    assert!(!is_site("---\ntitle: \"x\"\nfullPath: \"/x\"\n---\n"));
}

#[test]
fn the_date_may_stand_above_the_title_alone() {
    let text = "---\ntitle: \"The \\\"box\\\"\"\nsource_url: https://open.feishu.cn/document/boxes/pack\n---\n最后更新于 2025-01-02\n\n# 装箱\n";
    let (page, _) = read(text);
    assert_eq!((page.title.as_str(), page.date.as_str()), ("The \"box\"", "2025-01-02"));
    let (page, _) = read(&text.replace("2025-01-02", "yesterday"));
    assert_eq!(page.date, "");
}

#[test]
fn rows_span_lines_that_end_in_two_blanks() {
    let found = cells(
        "名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\n\
         size | int | 是 | How large  \n**示例值**：1 | 2  \n**默认值**：`3`\ntags | string\\[\\] | 否 | Words\n\nafter | all\n",
    );
    assert_eq!(
        found,
        [
            vec![
                vec!["8 size"],
                vec!["8 int"],
                vec!["8 是"],
                vec!["8 How large", "9 **示例值**：1 | 2", "10 **默认值**：`3`"]
            ],
            vec![vec!["11 tags"], vec!["11 string\\[\\]"], vec!["11 否"], vec!["11 Words"]],
        ]
    );
}

#[test]
fn members_are_items_below_their_key() {
    let found = cells(
        "名称 | 类型 | 描述\n--- | --- | ---\n\
         kind | string | Which  \n**可选值有**：  \n- open\\_box：An open box  \nwith more to say  \n- closed：A closed one  \n**默认值**：`open_box`\n",
    );
    assert_eq!(
        found[0][2],
        [
            "8 Which",
            "9 **可选值有**：",
            "10 member open_box=An open box\nwith more to say",
            "12 member closed=A closed one",
            "13 **默认值**：`open_box`"
        ]
    );
}

#[test]
fn items_may_be_nested_in_members() {
    let found = cells(
        "名称 | 类型 | 描述\n--- | --- | ---\n\
         kind | string | **可选值有**：  \n- open：Open  \nSee：  \n    - 1：the list  \n  - 封好的：the label  \n- {KEY}：Any\n",
    );
    assert_eq!(
        found[0][2],
        [
            "8 **可选值有**：",
            "9 member open=Open\nSee：\n- 1：the list\n- 封好的：the label",
            "13 member {KEY}=Any"
        ]
    );
}

#[test]
fn a_list_written_by_hand_stays_text() {
    for items in
        ["- `open`：Open  \n- `shut`：Shut", "- open：Open  \n- shut（默认）：Shut", "- 1：Open  \n- 其他"]
    {
        let found =
            cells(&format!("名称 | 类型 | 描述\n---|---|---\nkind | string | **可选值有**：  \n{items}\n"));
        let shown: Vec<&str> = items.split("  \n").collect();
        let expected = [format!("9 {}", shown[0]), format!("10 {}", shown[1])];
        assert_eq!(found[0][2][1..], expected, "{items}");
    }
}

#[test]
fn other_lists_stay_text() {
    let found = cells(
        "名称 | 类型 | 描述\n---|---|---\ncode | string | Get it from：  \n- the list  \n- the label\n",
    );
    assert_eq!(found[0][2], ["8 Get it from：", "9 - the list", "10 - the label"]);
}

#[test]
fn scopes_stand_below_a_line_that_asks_for_them() {
    let found = cells(
        "名称 | 值\n---|---\nHTTP Method | PUT\n\
         权限要求  \n            **任意一项**  \n            开启任一 | 读箱子(box:box:read)  \n            写箱子(box:box.item:write)\n\
         其他 | 说明(box:not:asked)\n",
    );
    assert_eq!(found[1][0], ["9 权限要求", "10 **任意一项**", "11 开启任一"]);
    assert_eq!(found[1][1], ["11 scope box:box:read=读箱子", "12 scope box:box.item:write=写箱子"]);
    assert_eq!(found[2][1], ["13 说明(box:not:asked)"]);
    let field = cells(
        "名称 | 类型 | 描述\n---|---|---\nid | string | Whose  \n**当值为 `user_id`，字段权限要求**：  \n读用户(user:id:read)\n",
    );
    assert_eq!(
        field[0][2],
        ["8 Whose", "9 **当值为 `user_id`，字段权限要求**：", "10 scope user:id:read=读用户"]
    );
}

#[test]
fn scopes_follow_any_line_that_speaks_of_permissions() {
    let found = cells(
        "名称 | 类型 | 描述\n---|---|---\n\
         at | string | 时间 (hh:mm)  \nstay_open(stay_open)  \n需要以下权限之一：  \n  - 读箱子(box:box:read)  \nsee(below_here)\n",
    );
    let expected = [
        "8 时间 (hh:mm)",
        "9 scope stay_open=stay_open",
        "10 需要以下权限之一：",
        "11 scope box:box:read=读箱子",
        "12 see(below_here)",
    ];
    assert_eq!(found[0][2], expected);
}

#[test]
fn entities_and_broken_links_are_read() {
    let found = cells(
        "名称 | 类型 | 描述\n---|---|---\nbox | map&lt;string, int&gt; | See [the list  \n](https://a.b/c) &amp; more\n",
    );
    assert_eq!(found[0][1..], [["8 map<string, int>"], ["8 See [the list](https://a.b/c) & more"]]);
}

#[test]
fn a_line_of_token_names_lists_tokens() {
    let found = cells(
        "名称 | 类型 | 描述\n---|---|---\nAuthorization | string | `tenant_access_token` 或 `user_access_token`  \n**值格式**：\"Bearer `access_token`\"\n",
    );
    assert_eq!(
        found[0][2],
        [
            "8 token tenant_access_token",
            "8 token user_access_token",
            "9 **值格式**：\"Bearer `access_token`\""
        ]
    );
}

#[test]
fn a_fence_belongs_to_its_cell() {
    let found = cells(
        "名称 | 类型 | 描述\n---|---|---\nform | string | As in  \n```json\n{\"a\": \"b | c\"}\n\n```\nnext | int | 1\n",
    );
    assert_eq!(found[0][2], ["8 As in", "10 code {\"a\": \"b | c\"}\n"]);
    assert_eq!(found[1][0], ["13 next"]);
}

#[test]
fn tables_with_types_have_lost_their_nesting() {
    let fields = table("名称 | 类型 | 描述\n---|---|---\na | int | b\n");
    assert!(fields.rows.iter().all(|row| row.level == Level::Unknown));
    let errors = table(
        "HTTP状态码 | 错误码 | 描述 | 排查建议\n---|---|---|---\n400 | 1 | bad | Try：  \n1. again  \n2. later\n",
    );
    assert!(errors.rows.iter().all(|row| row.level == Level::Known(0)));
    assert_eq!(errors.rows.len(), 1);
}

#[test]
fn nesting_is_lost_whatever_the_heads_are_called() {
    for head in ["参数 | 参数类型 | 必须 | 说明", "字段 | 数据类型 | 是否必填 | 含义"] {
        let fields = table(&format!("{head}\n--- | --- | --- | ---\na | int | 是 | b\n"));
        assert!(fields.rows.iter().all(|row| row.level == Level::Unknown), "{head}");
    }
}

fn levels(body: &str) -> Vec<(Level, String)> {
    table(body).rows.iter().map(|row| (row.level, row.cells[0].text())).collect()
}

fn drawn(expected: &[(u32, &str)]) -> Vec<(Level, String)> {
    expected.iter().map(|(level, name)| (Level::Known(*level), (*name).to_owned())).collect()
}

#[test]
fn a_table_that_draws_its_nesting_keeps_it() {
    let found = levels(
        "名称 | 类型 | 描述\n---|---|---\nbox | object | A\n&emsp;∟size | object | B\n\u{2003}\u{2003}∟ width | int | C\nlabel | string | D\n",
    );
    assert_eq!(found, drawn(&[(0, "box"), (1, "size"), (2, "width"), (0, "label")]));
}

#[test]
fn tables_may_stand_on_the_page_as_markdown() {
    for text in [
        "|参数|说明|\n|-|-|\n|box|One|\n|&emsp;∟size|a<br>b \\| c|\n\nafter",
        "参数 | 说明 |\n| --- | --- |\n| box | One |\n| ∟ size | a<br>b \\| c",
        "参数|说明\n-|-\nbox|One\n∟size|a<br>b \\| c\n## after",
    ] {
        assert_eq!(levels(text), drawn(&[(0, "box"), (1, "size")]), "{text}");
        let lines: Vec<String> =
            table(text).rows[1].cells[1].lines().map(|(_, text)| text.to_owned()).collect();
        assert_eq!(lines, ["a", "b \\| c"], "{text}");
    }
}

#[test]
fn a_row_with_too_few_cells_is_kept_and_reported() {
    let (page, findings) = read(&format!("{PAGE}a | b\n---|---\nonly one\n"));
    assert_eq!(page.rows().count(), 1);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code.name(), finding.line)).collect();
    assert_eq!(found, [("cell-count", 8)]);
}

#[test]
fn headings_lists_and_code_make_sections() {
    let page =
        page("# 装箱\n\n### 状态\n\n- OPEN：开\n- SHUT：关\n\n## 数据示例\n\n```json\n{\"a\": 1}\n```\n");
    let titles: Vec<&str> = page.sections.iter().map(crate::page::Section::title).collect();
    assert_eq!(titles, ["", "装箱", "状态", "数据示例"]);
    let items = page.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Item(item) => Some(item.text.as_str()),
        _ => None,
    });
    assert_eq!(items.collect::<Vec<_>>(), ["OPEN：开", "SHUT：关"]);
    let codes: Vec<_> = page
        .sections
        .iter()
        .flat_map(crate::page::Section::codes)
        .map(|code| (code.line, code.text.as_str()))
        .collect();
    assert_eq!(codes, [(16, "{\"a\": 1}")]);
}

#[test]
fn pages_that_are_cut_off_are_read_to_the_end() {
    for text in [
        "```json\n{",
        "a | b\n---|---\nx | y  ",
        "a | b\n---|---",
        "a | b\n---|---\nx | ```\n{",
        "|\n--|--\n|",
    ] {
        let (page, _) = read(&format!("{PAGE}{text}"));
        assert!(page.sections.iter().any(|section| !section.blocks.is_empty()), "{text}");
    }
}

#[test]
fn repetition_takes_linear_time() {
    for part in
        ["a | ```\n", "```\n", "a | b  \n", "a | b\n---|---\n", "a | b\n---|---\nx | ```\n\n", "`", "- "]
    {
        let (page, _) = read(&format!("{PAGE}a | b\n---|---\n{}", part.repeat(50_000)));
        assert!(!page.sections.is_empty(), "{part:?}");
    }
}

#[test]
fn a_head_without_a_text_is_a_column_too() {
    let found = cells("基本 | \n---|---\nHTTP Method | POST\n");
    assert_eq!(found, [[["8 HTTP Method"], ["8 POST"]]]);
}
