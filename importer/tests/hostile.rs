//! Pages that are no pages: whatever comes in, no panic, no hang, and every row accounted for.

mod common;

use common::import;
use importer::Imported;
use model::diag::Severity;
use proptest::prelude::*;

const PAGES: [&str; 6] = [
    include_str!("fixtures/portal/endpoint.md"),
    include_str!("fixtures/portal/old.md"),
    include_str!("fixtures/portal/traps.md"),
    include_str!("fixtures/portal/concept.md"),
    include_str!("fixtures/portal/event.md"),
    include_str!("fixtures/portal/guide.md"),
];

fn is_balanced(imported: &Imported) -> bool {
    imported.rows.read == imported.rows.mapped + imported.rows.reported
}

fn fails_with(text: &str, code: &str) {
    let imported = import("page.md", text);
    assert!(imported.schema.is_none());
    assert_eq!(imported.findings[0].code, code);
    assert_eq!(imported.findings[0].severity, Severity::Error);
}

#[test]
fn what_is_no_page_is_an_error() {
    fails_with("", "empty-page");
    fails_with(" \n\t", "empty-page");
    fails_with("\u{fffd}PNG\0\0", "binary-page");
    fails_with(&"x".repeat(100_000_000), "too-large");
}

/// Each of these took quadratic time in some reader of Markdown or HTML.
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
        assert!(is_balanced(&import("page.md", &text)), "{part}");
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
    assert!(is_balanced(&import("page.md", &text)));
}

proptest! {
    #[test]
    fn pages_may_end_anywhere(page in 0..PAGES.len(), end in 0.0..1.0_f64) {
        let text: Vec<char> = PAGES[page].chars().collect();
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let end = (text.len() as f64 * end) as usize;
        let text: String = text[..end].iter().collect();
        prop_assert!(is_balanced(&import("page.md", &text)));
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
        prop_assert!(is_balanced(&import("page.md", &text)));
    }

    #[test]
    fn pages_may_be_anything(text in "(HTTP Method|<md-td>|</md-td>|<md-tr level=\"9\">|\\||-|名称|类型|\n|### 请求体\n|\\PC|```|∟|示例值：){0,80}") {
        prop_assert!(is_balanced(&import("page.md", &text)));
    }
}
