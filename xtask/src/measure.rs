//! Measures how well lost nesting is rebuilt: portal pages state their levels, so they are dropped and compared.

use std::fs;
use std::path::{Path, PathBuf};

use importer::account::Account;
use importer::nest::{Nested, Registry, rebuild};
use importer::outline::{Kind, classify, endpoint_outline};
use importer::page::{Code, FieldTable, Level};
use importer::portal;

use crate::Outcome;
use crate::failure::Failure;
use crate::report;

/// One table with its stated levels, and what was made of it without them.
struct Sample {
    page: String,
    part: Part,
    stated: FieldTable,
    example: Option<String>,
    rebuilt: Option<Nested>,
}

/// Which table of a page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    Reply,
}

/// Runs the command: clean when the figures are what the importer promises.
pub(crate) fn run(folder: &Path) -> Outcome {
    let mut samples = Vec::new();
    for path in pages(folder)? {
        let bytes = fs::read(&path).map_err(Failure::io("read", &path))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        samples.extend(samples_of(&name, &String::from_utf8_lossy(&bytes)));
    }
    rebuild_all(&mut samples);
    let figures = [Part::Body, Part::Reply].map(|part| Figures::of(part, &samples));
    for figures in &figures {
        report::line(figures.summary());
    }
    for figures in &figures {
        report::lines(&figures.wrong);
    }
    Ok(figures.iter().all(Figures::hold))
}

/// The pages below a folder, in the order of their paths.
fn pages(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Failure::io("read", &folder))? {
            let entry = entry.map_err(Failure::io("read", &folder))?;
            let path = entry.path();
            if entry.file_type().map_err(Failure::io("read", &path))?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The body and reply tables of a page.
fn samples_of(name: &str, text: &str) -> Vec<Sample> {
    let (page, mut findings) = portal::read(text);
    if classify(&page) != Kind::Endpoint {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let outline = endpoint_outline(&page, &Registry::default(), &mut Account::open(&page), &mut findings);
    let sample = |part, table: Option<FieldTable>, examples: &[&Code]| {
        let stated = table?;
        (states_levels(&stated, &lines) && !stated.rows.is_empty()).then(|| Sample {
            page: name.to_owned(),
            part,
            stated,
            example: example(examples),
            rebuilt: None,
        })
    };
    // Forms of a body that were read as one are no table of the page.
    let is_joined = findings.iter().any(|finding| finding.code == "body-forms");
    let body = outline.body.filter(|_| !is_joined);
    let body = sample(Part::Body, body, &outline.request_examples);
    let reply = sample(Part::Reply, outline.reply, &outline.reply_examples);
    body.into_iter().chain(reply).collect()
}

/// Only tables of tags state their levels; others draw them, or leave them to the reader.
fn states_levels(table: &FieldTable, lines: &[&str]) -> bool {
    let at = usize::try_from(table.line).unwrap_or(usize::MAX).saturating_sub(1);
    lines.get(at).is_some_and(|line| line.contains("<md-dt-table"))
}

fn example(codes: &[&Code]) -> Option<String> {
    let texts: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Rebuilds each table by itself, and the uncertain ones again with what the certain ones teach.
fn rebuild_all(samples: &mut [Sample]) {
    let nothing = Registry::default();
    let mut registry = Registry::default();
    for sample in &mut *samples {
        let nested = rebuild(flat(&sample.stated), sample.example.as_deref(), &nothing);
        if nested.doubt.is_none() {
            registry.learn(&nested.table);
        }
        sample.rebuilt = Some(nested);
    }
    for sample in samples {
        if !sample.is_certain() {
            sample.rebuilt = Some(rebuild(flat(&sample.stated), sample.example.as_deref(), &registry));
        }
    }
}

/// The table as the site's form has it.
fn flat(table: &FieldTable) -> FieldTable {
    let mut table = table.clone();
    for row in &mut table.rows {
        row.level = Level::Unknown;
    }
    table
}

impl Sample {
    fn is_exact(&self) -> bool {
        self.rebuilt.as_ref().is_some_and(|nested| nested.table == self.stated)
    }

    fn is_certain(&self) -> bool {
        self.rebuilt.as_ref().is_some_and(|nested| nested.doubt.is_none())
    }
}

/// What was counted for one kind of table.
struct Figures {
    part: Part,
    tables: usize,
    exact: usize,
    certain: usize,
    /// Pages whose table is wrong without a warning.
    wrong: Vec<String>,
}

impl Figures {
    fn of(part: Part, samples: &[Sample]) -> Self {
        let samples: Vec<&Sample> = samples.iter().filter(|sample| sample.part == part).collect();
        let wrong = samples
            .iter()
            .filter(|sample| sample.is_certain() && !sample.is_exact())
            .map(|sample| format!("wrong without a warning: the {} table of {}", part.name(), sample.page))
            .collect();
        Self {
            part,
            tables: samples.len(),
            exact: samples.iter().filter(|sample| sample.is_exact()).count(),
            certain: samples.iter().filter(|sample| sample.is_certain()).count(),
            wrong,
        }
    }

    fn summary(&self) -> String {
        format!(
            "{}: {} tables, {} exact ({}), {} certain ({}), {} uncertain and reported, {} wrong without a warning",
            self.part.name(),
            self.tables,
            self.exact,
            percent(self.exact, self.tables),
            self.certain,
            percent(self.certain, self.tables),
            self.tables - self.certain,
            self.wrong.len(),
        )
    }

    /// Whether the importer keeps its promise: so many tables in 1,000 exact, and at most 2 wrong without a warning.
    fn hold(&self) -> bool {
        let promised = match self.part {
            Part::Body => 974,
            Part::Reply => 964,
        };
        self.exact * 1_000 >= self.tables * promised && self.wrong.len() * 1_000 <= self.tables * 2
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Reply => "reply",
        }
    }
}

/// A share with two decimals, rounded down.
fn percent(count: usize, all: usize) -> String {
    let share = (count * 10_000).checked_div(all).unwrap_or(10_000);
    format!("{}.{:02} %", share / 100, share % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"---
title: "装箱"
fullPath: "/boxes/pack"
---
# 装箱
## 请求
:::html
<md-table><md-tbody>
<md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/boxes/v1/boxes</md-td></md-tr>
<md-tr><md-td>HTTP Method</md-td><md-td>POST</md-td></md-tr>
</md-tbody></md-table>
:::
### 请求体
:::html
<md-dt-table><md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>必填</md-dt-th><md-dt-th>描述</md-dt-th></md-dt-tr></md-dt-thead><md-dt-tbody>
<md-dt-tr level="0"><md-dt-td>box</md-dt-td><md-dt-td>box</md-dt-td><md-dt-td>是</md-dt-td><md-dt-td>箱子</md-dt-td></md-dt-tr>
<md-dt-tr level="1"><md-dt-td>label</md-dt-td><md-dt-td>string</md-dt-td><md-dt-td>是</md-dt-td><md-dt-td>标签</md-dt-td></md-dt-tr>
<md-dt-tr level="0"><md-dt-td>count</md-dt-td><md-dt-td>int</md-dt-td><md-dt-td>是</md-dt-td><md-dt-td>数量</md-dt-td></md-dt-tr>
</md-dt-tbody></md-dt-table>
:::
### 请求体示例
```json
EXAMPLE
```
"#;

    fn figures(example: &str) -> Figures {
        let mut samples = samples_of("pack.md", &PAGE.replace("EXAMPLE", example));
        rebuild_all(&mut samples);
        Figures::of(Part::Body, &samples)
    }

    #[test]
    fn an_example_that_agrees_makes_the_table_exact_and_certain() {
        let figures = figures(r#"{"box": {"label": "a"}, "count": 1}"#);
        assert_eq!((figures.tables, figures.exact, figures.certain, figures.wrong.len()), (1, 1, 1, 0));
        assert!(figures.hold());
    }

    #[test]
    fn an_example_that_lies_is_counted_as_wrong() {
        let figures = figures(r#"{"box": {"label": "a", "count": 1}}"#);
        assert_eq!((figures.tables, figures.exact, figures.wrong.len()), (1, 0, 1));
        assert!(!figures.hold());
        assert!(figures.wrong.iter().all(|line| line.contains("body table of pack.md")));
    }

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(percent(2, 3), "66.66 %");
        assert_eq!(percent(1_999_999, 2_000_000), "99.99 %");
        assert_eq!(percent(0, 0), "100.00 %");
    }
}
