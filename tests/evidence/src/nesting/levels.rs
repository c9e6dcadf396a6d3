//! Measures how well lost nesting is rebuilt: compares the tables of rewritten pages with the levels on the portal pages.

use importer::nest::Registry;
use importer::outline::{self, EndpointOutline, classify, endpoint_outline};
use importer::page::{FieldRow, FieldTable, Level, Page};
use importer::report::Report;
use importer::{portal, site};
use model::diag::Code;

use super::flatten::{Branches, flatten};
use super::percent;

/// One table with its stated levels, and with the levels that were rebuilt without them.
struct Sample {
    page: usize,
    kind: Kind,
    stated: Vec<Place>,
    rebuilt: Vec<Place>,
    certain: bool,
}

/// A row's field, and where it stands.
type Place = (String, Level);

/// The kind of a table: its part of the page, and how the page gives its levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    part: Part,
    levels: Levels,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    Reply,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Levels {
    /// In markup that the export loses.
    Stated,
    /// In indents and branches. The export keeps them; they are dropped here as a second test.
    Drawn,
}

/// Every kind, in the order of the figures.
const KINDS: [Kind; 4] = [
    Kind { part: Part::Body, levels: Levels::Stated },
    Kind { part: Part::Reply, levels: Levels::Stated },
    Kind { part: Part::Body, levels: Levels::Drawn },
    Kind { part: Part::Reply, levels: Levels::Drawn },
];

/// A portal page, and the same page without its levels, as the site's front end reads it.
struct Pair {
    name: String,
    stated: Page,
    lines: Vec<String>,
    flat: Page,
}

/// Measures the body and response tables of all pages, given by name and text.
pub(super) fn measure(pages: &[(String, String)]) -> [Figures; 4] {
    let pairs: Vec<Pair> = pages.iter().filter_map(|(name, text)| Pair::of(name, text)).collect();
    let registry = learnt(&pairs);
    let samples: Vec<Sample> =
        pairs.iter().enumerate().flat_map(|(at, pair)| pair.samples(at, &registry)).collect();
    KINDS.map(|kind| Figures::of(kind, &samples, &pairs))
}

/// The types of all tables that are certain by themselves.
fn learnt(pairs: &[Pair]) -> Registry {
    let mut registry = Registry::default();
    for pair in pairs {
        let (outline, _) = outline(&pair.flat, &Registry::default());
        for table in [&outline.body, &outline.reply].into_iter().flatten() {
            if !outline.uncertain.contains(&table.line) {
                registry.learn(table);
            }
        }
    }
    registry
}

fn outline<'p>(page: &'p Page, registry: &Registry) -> (EndpointOutline<'p>, Report) {
    let mut report = Report::default();
    (endpoint_outline(page, registry, &mut report), report)
}

impl Pair {
    /// The pair, if the page describes an endpoint.
    fn of(name: &str, text: &str) -> Option<Self> {
        let (stated, _) = portal::read(text);
        if classify(&stated) != outline::Kind::Endpoint {
            return None;
        }
        let (flat, _) = site::read(&flatten(text, Branches::Lost));
        let lines = text.lines().map(str::to_owned).collect();
        Some(Self { name: name.to_owned(), stated, lines, flat })
    }

    /// The body and reply tables whose levels the portal's page gives.
    fn samples(&self, page: usize, registry: &Registry) -> Vec<Sample> {
        let (stated, report) = outline(&self.stated, &Registry::default());
        let (flat, _) = outline(&self.flat, registry);
        // Forms of a body that are merged into one are not a table of the page.
        let body =
            stated.body.filter(|_| !report.findings().iter().any(|finding| finding.code == Code::BodyForms));
        let tables = [(Part::Body, body, flat.body), (Part::Reply, stated.reply, flat.reply)];
        let sample = |(part, stated, rebuilt): (Part, Option<FieldTable>, Option<FieldTable>)| {
            let stated = stated.filter(|table| !table.rows.is_empty())?;
            let kind = Kind { part, levels: self.levels(&stated)? };
            let certain = rebuilt.as_ref().is_none_or(|table| !flat.uncertain.contains(&table.line));
            let rebuilt = rebuilt.map_or_else(Vec::new, |table| places(&table));
            Some(Sample { page, kind, stated: places(&stated), rebuilt, certain })
        };
        tables.into_iter().filter_map(sample).collect()
    }

    /// How the page gives the table's levels; `None` for a flat table, or one that leaves its levels to the reader.
    fn levels(&self, table: &FieldTable) -> Option<Levels> {
        let at = usize::try_from(table.line).unwrap_or(usize::MAX).saturating_sub(1);
        if self.lines.get(at).is_some_and(|line| line.contains("<md-dt-table")) {
            return Some(Levels::Stated);
        }
        table.rows.iter().any(|row| row.level != Level::Known(0)).then_some(Levels::Drawn)
    }
}

fn places(table: &FieldTable) -> Vec<Place> {
    table.rows.iter().map(|FieldRow { name, level, .. }| (name.clone(), *level)).collect()
}

impl Sample {
    fn is_exact(&self) -> bool {
        self.rebuilt == self.stated
    }
}

/// The counts for one kind of table.
pub(super) struct Figures {
    kind: Kind,
    tables: usize,
    exact: usize,
    certain: usize,
    /// Pages whose table is wrong without a warning.
    pub(super) wrong: Vec<String>,
}

impl Figures {
    fn of(kind: Kind, samples: &[Sample], pairs: &[Pair]) -> Self {
        let samples: Vec<&Sample> = samples.iter().filter(|sample| sample.kind == kind).collect();
        let wrong = samples
            .iter()
            .filter(|sample| sample.certain && !sample.is_exact())
            .filter_map(|sample| pairs.get(sample.page))
            .map(|pair| format!("wrong without a warning: the {} table of {}", kind.part.name(), pair.name))
            .collect();
        Self {
            kind,
            tables: samples.len(),
            exact: samples.iter().filter(|sample| sample.is_exact()).count(),
            certain: samples.iter().filter(|sample| sample.certain).count(),
            wrong,
        }
    }

    pub(super) fn summary(&self) -> String {
        format!(
            "{}{}: {} tables, {} exact ({}), {} certain ({}), {} uncertain and reported, {} wrong without a warning",
            self.kind.part.name(),
            if self.kind.levels == Levels::Drawn { ", if what is drawn were lost" } else { "" },
            self.tables,
            self.exact,
            percent(self.exact, self.tables),
            self.certain,
            percent(self.certain, self.tables),
            self.tables - self.certain,
            self.wrong.len(),
        )
    }

    /// Returns true if the importer keeps its promise: enough tables in 1,000 exact, and at most 2 wrong without a warning.
    pub(super) fn hold(&self) -> bool {
        let promised = match self.kind {
            Kind { levels: Levels::Drawn, .. } => return true,
            Kind { part: Part::Body, .. } => 974,
            Kind { part: Part::Reply, .. } => 964,
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

    fn figures(page: &str, example: &str) -> [Figures; 4] {
        measure(&[("pack.md".to_owned(), page.replace("EXAMPLE", example))])
    }

    fn counts(figures: &Figures) -> (usize, usize, usize, usize) {
        (figures.tables, figures.exact, figures.certain, figures.wrong.len())
    }

    #[test]
    fn an_example_that_agrees_makes_the_table_exact_and_certain() {
        let [body, others @ ..] = figures(PAGE, r#"{"box": {"label": "a"}, "count": 1}"#);
        assert_eq!(counts(&body), (1, 1, 1, 0));
        assert!(body.hold());
        assert!(others.iter().all(|figures| figures.tables == 0));
    }

    #[test]
    fn an_example_that_lies_is_counted_as_wrong() {
        let [body, ..] = figures(PAGE, r#"{"box": {"label": "a", "count": 1}}"#);
        assert_eq!(counts(&body), (1, 0, 1, 1));
        assert!(!body.hold());
        assert!(body.wrong.iter().all(|line| line.contains("body table of pack.md")));
    }

    #[test]
    fn a_table_that_draws_its_levels_is_counted_apart() {
        let drawn = PAGE
            .replace("md-dt-", "md-")
            .replace(r#" level="0""#, "")
            .replace(r#" level="1"><md-td>"#, "><md-td>&emsp;∟");
        let [stated, _, drawn, _] = figures(&drawn, r#"{"box": {"label": "a"}, "count": 1}"#);
        assert_eq!((stated.tables, counts(&drawn)), (0, (1, 1, 1, 0)));
        assert!(drawn.summary().starts_with("body, if what is drawn were lost: 1 tables"));
    }
}
