//! Prose of descriptions: its hash is the same for both forms of a page, rule candidates are kept, and the text only on
//! request.

use crate::common::import;
use importer::nest::Registry;
use importer::{Known, Schema, import_with_prose};
use indexmap::IndexMap;
use model::schema::{Endpoint, Field, HintClass};
use model::source::{SourceFile, Sources};
use serde_json::json;

/// A page of the site's form with two fields; `NOTE` stands for the text of the second.
const SITE: &str = "---
title: \"Pack\"
source_url: https://open.feishu.cn/document/server-docs/depot-v1/crate/pack
last_remote_update: 2025-03-04
---
# Pack

## 请求
名称 | 值
---|---
HTTP URL | https://open.feishu.cn/open-apis/depot/v1/crates
HTTP Method | POST

### 请求体

名称 | 类型 | 必填 | 描述
--- | --- | --- | ---
mode | int | 是 | How to pack, see [the guide](https://open.feishu.cn/document/a/guide)  
**示例值**：2  
**可选值有**：  
- 1：快速。**Best** effort  
- 2：慢速  
**默认值**：`1`  
**数据校验规则**：  
- 取值范围：`1` ～ `2`
note | string | 否 | NOTE  
**示例值**：\"x\"
";

/// The same page in the portal's form.
const PORTAL: &str = "---
title: \"Pack\"
fullPath: \"/server-docs/depot-v1/crate/pack\"
updateTime: \"1741046400000\"
---

# Pack

## 请求
:::html
<md-table>
  <md-thead><tr><md-th>基本</md-th><md-th></md-th></tr></md-thead>
  <md-tbody>
    <md-tr><md-th>HTTP URL</md-th><md-td>https://open.feishu.cn/open-apis/depot/v1/crates</md-td></md-tr>
    <md-tr><md-th>HTTP Method</md-th><md-td>POST</md-td></md-tr>
  </md-tbody>
</md-table>
:::

### 请求体
:::html
<md-dt-table>
  <md-dt-thead><md-dt-tr>
    <md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>必填</md-dt-th><md-dt-th>描述</md-dt-th>
  </md-dt-tr></md-dt-thead>
  <md-dt-tbody>
<md-dt-tr level=\"0\">
\t<md-dt-td><md-text type=\"field-name\" >mode</md-text></md-dt-td>
\t<md-dt-td><md-text type=\"field-type\" >int</md-text></md-dt-td>
\t<md-dt-td>
\t是
\t</md-dt-td>
\t<md-dt-td>
\tHow to pack, see [the guide](/ssl:ttdoc/a/guide)

**示例值**：2

**可选值有**：
<md-enum>
<md-enum-item key=\"1\" >快速。**Best** effort</md-enum-item>
<md-enum-item key=\"2\" >慢速</md-enum-item>
</md-enum>

**默认值**：`1`

**数据校验规则**：

- 取值范围：`1` ～ `2`
\t</md-dt-td>
</md-dt-tr>
<md-dt-tr level=\"0\">
\t<md-dt-td><md-text type=\"field-name\" >note</md-text></md-dt-td>
\t<md-dt-td><md-text type=\"field-type\" >string</md-text></md-dt-td>
\t<md-dt-td>
\t否
\t</md-dt-td>
\t<md-dt-td>
\tNOTE

**示例值**：\"x\"
\t</md-dt-td>
</md-dt-tr>
  </md-dt-tbody>
</md-dt-table>
:::
";

fn endpoint(page: &str, note: &str) -> Endpoint {
    match import("page.md", &page.replace("NOTE", note)).schema {
        Some(Schema::Endpoint(endpoint)) => *endpoint,
        other => panic!("{other:?}"),
    }
}

fn field(endpoint: &Endpoint, name: &str) -> Field {
    endpoint.request.body.as_ref().unwrap()[name].clone()
}

#[test]
fn both_forms_of_a_page_have_equal_fields() {
    let note = "Why, in words: 当慢速时说明必填";
    let (site, portal) = (endpoint(SITE, note), endpoint(PORTAL, note));
    assert_eq!(site.request, portal.request);
    // `printf 'Howtopack,seetheguide1：Besteffort' | sha256sum`
    assert_eq!(field(&site, "mode").prose.as_deref(), Some("42a7a3822c4c"));
}

#[test]
fn a_reworded_description_has_another_fingerprint() {
    for page in [SITE, PORTAL] {
        let prose = |note: &str| field(&endpoint(page, note), "note").prose;
        assert_eq!(prose("Why, in words"), prose("Why, in **words**"));
        assert_ne!(prose("Why, in words"), prose("Why, in your words"));
        assert_eq!(prose(""), None);
        // The other members of the field are ignored.
        let other = page.replace("慢速", "很慢").replace("`2`", "`3`").replace("\"x\"", "\"y\"");
        assert_eq!(
            field(&endpoint(&other, "Why"), "mode").prose,
            field(&endpoint(page, "Why"), "mode").prose
        );
    }
}

#[test]
fn candidates_belong_to_the_field_whose_description_has_them() {
    for page in [SITE, PORTAL] {
        let found = endpoint(page, "当慢速时说明必填");
        assert_eq!(field(&found, "mode").hints, IndexMap::new());
        let hints = field(&found, "note").hints;
        let hint = &hints["note_when_mode"];
        assert_eq!(hint.class, HintClass::ConditionallyRequired);
        assert_eq!(
            (hint.fields.as_slice(), hint.values.as_slice()),
            (&["mode".to_owned()][..], &[json!(2)][..])
        );
    }
}

#[test]
fn the_text_is_kept_only_on_request() {
    let mut sources = Sources::default();
    let text = SITE.replace("NOTE", "Why, in **words**");
    let file = sources.add(SourceFile { path: "page.md".into(), text });
    let Some(Schema::Endpoint(kept)) =
        import_with_prose(&sources, file, Known { ids: &IndexMap::new(), registry: &Registry::default() })
            .schema
    else {
        panic!("no endpoint")
    };
    assert_eq!(field(&kept, "note").text.as_deref(), Some("Why, in words"));
    assert_eq!(field(&kept, "mode").text.as_deref(), Some("How to pack, see the guide\n1：Best effort"));
    assert_eq!(field(&endpoint(SITE, "Why, in **words**"), "note").text, None);
}
