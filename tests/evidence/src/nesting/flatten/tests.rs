//! Rewrites one construct at a time; the texts are our own.

use super::*;

const PORTAL: &str = r#"---
title: "装箱"
fullPath: "/boxes/pack"
updateTime: "1734523935000"
---

# 装箱

Packs.{尝试一下}(url=/api/tools/api_explore/api_explore_config?project=boxes&version=v1&resource=box&method=pack)

:::html
<md-alert type="tip">

</md-alert>
:::

## 请求
:::html
<md-table>
  <md-thead>
  <tr>
      <md-th>基本</md-th>
      <md-th></md-th>
  </tr>
  </md-thead>
  <md-tbody>
    <md-tr>
      <md-th>HTTP Method</md-th>
      <md-td>PUT</md-td>
    </md-tr>
    <md-tr>
      <md-th>支持的应用类型</md-th>
      <md-td>
      <md-app-support types="custom,isv"></md-app-support>
      </md-td>
    </md-tr>
    <md-tr>
      <md-th>
            权限要求
            <md-tooltip type="info">任意一项</md-tooltip>
      </md-th>
      <md-td>
        <md-alert type="tip" icon="none">
        Mind it
        </md-alert>
            <md-perm name="box:box:write" desc="写箱子" tags="">写箱子</md-perm>
      </md-td>
    </md-tr>
  </md-tbody>
</md-table>
:::
### 请求头
:::html
<md-table>
<md-thead><md-tr><md-th>名称</md-th><md-th>描述</md-th></md-tr></md-thead>
<md-tr>
<md-td>Authorization</md-td>
<md-td>
<md-tag mode="inline" type="token-tenant">tenant_access_token</md-tag>
或
<md-tag mode="inline" type="token-user">user_access_token</md-tag>

**示例值**："t"
</md-td>
</md-tr>
</md-table>
:::
### 请求体
:::html
<md-dt-table>
<md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th></md-dt-tr></md-dt-thead>
<md-dt-tr level="0">
	<md-dt-td>
	<md-text type="field-name" >kind</md-text>
	</md-dt-td>
	<md-dt-td>
	See [there](/ssl:ttdoc/a/b):
    - nested

**可选值有**：
<md-enum>
<md-enum-item key="1" >One
  - more</md-enum-item>
<md-enum-item key="2" >Two</md-enum-item>
</md-enum>
	</md-dt-td>
</md-dt-tr>
<md-dt-tr level="1"><md-dt-td>a</md-dt-td><md-dt-td>string\[\]</md-dt-td></md-dt-tr>
</md-dt-table>
:::
### 请求体示例
:::html
<md-code-json>
{"kind": 1}
</md-code-json>
:::
"#;

/// Written by hand, as the site exports these constructs.
const SITE: &str = r#"---
title: "装箱"
source_url: https://open.feishu.cn/document/boxes/pack
last_remote_update: 2024-12-18
---
最后更新于 2024-12-18
# 装箱
Packs.
## 请求
名称 | 值
---|---
HTTP Method | PUT
支持的应用类型 | 自建应用、商店应用
权限要求  
**任意一项** | **注意事项**：Mind it  
            写箱子(box:box:write)
### 请求头
名称 | 描述
--- | ---
Authorization | `tenant_access_token`  
或  
`user_access_token`  
**示例值**："t"
### 请求体
名称 | 类型
--- | ---
kind | See [there](https://open.feishu.cn/document/a/b):  
    - nested  
**可选值有**：  
- 1：One  
  - more  
- 2：Two
a | string\[\]
### 请求体示例
```json
{"kind": 1}
```
"#;

#[test]
fn each_construct_is_written_as_the_site_exports_it() {
    let written = flatten(PORTAL, Branches::Kept);
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(lines(&written), lines(SITE));
}

#[test]
fn what_is_drawn_is_kept_or_lost() {
    let tags = "<md-table>\n<md-tr><md-th>名称</md-th></md-tr>\n<md-tr><md-td>a</md-td></md-tr>\n\
                <md-tr><md-td>&emsp;∟b</md-td></md-tr>\n</md-table>\n";
    assert!(flatten(tags, Branches::Kept).contains("\na\n\u{2003}∟b\n"));
    assert!(flatten(tags, Branches::Lost).contains("\na\nb\n"));
    let pipes = "|名称|描述|\n|-|-|\n|a|A|\n|&emsp;∟b|B|\n";
    assert!(flatten(pipes, Branches::Kept).contains(pipes));
    assert!(flatten(pipes, Branches::Lost).contains("名称 | 描述\n--- | ---\na | A\nb | B\n"));
}
