//! Compares the schema of each portal page with the schema of the same page in the site's form. They should be equal.
//!
//! Facts that only one form has are left out: the address in `source`, the id of the call, which the site's form takes from
//! the known ids, and the fields of a table whose nesting is reported as uncertain. Other differences are counted by kind.
//! The known kinds are enum members that the portal marks up but does not announce, whose list looks like any other list in
//! the site's form; example values with a link, whose address differs; and rows whose levels the page states wrongly.

use model::diag::Code;
use std::collections::{BTreeMap, BTreeSet};

use importer::nest::Registry;
use importer::{Imported, Known, Schema, import_known};
use indexmap::IndexMap;
use model::pointer::join;
use model::source::{FileId, SourceFile, Sources};
use serde_json::Value;

use super::flatten::{Branches, flatten};
use super::percent;

/// The compared pages and their differences.
#[derive(Default)]
pub(super) struct Forms {
    /// Pages that yield a schema in at least one form.
    pages: usize,
    /// Pages among them whose nesting is uncertain in the site's form.
    uncertain: usize,
    /// Pages that differ.
    different: BTreeSet<String>,
    /// Differences by their kind: the page, the place, and both sides.
    differences: BTreeMap<String, Vec<String>>,
}

/// Compares the schemas of all pages, by their names and texts.
pub(super) fn measure(pages: &[(String, String)]) -> Forms {
    let mut sources = Sources::default();
    let mut add = |path: &str, text: String| sources.add(SourceFile { path: path.to_owned(), text });
    let files: Vec<(FileId, FileId)> = pages
        .iter()
        .map(|(name, text)| (add(name, text.clone()), add(name, flatten(text, Branches::Kept))))
        .collect();
    let portal: Vec<Page> =
        files.iter().map(|(portal, _)| Page { file: *portal, ids: IndexMap::new() }).collect();
    let stated = import(&sources, &portal);
    let ids = stated.iter().map(|imported| call(imported).into_iter().collect());
    let site: Vec<Page> = files.iter().zip(ids).map(|((_, site), ids)| Page { file: *site, ids }).collect();
    let flat = import(&sources, &site);
    let mut forms = Forms::default();
    for ((name, _), (stated, flat)) in pages.iter().zip(stated.iter().zip(&flat)) {
        forms.compare(name, stated, flat);
    }
    forms
}

/// A page, and the known id of its call.
struct Page {
    file: FileId,
    ids: IndexMap<String, String>,
}

/// Imports the pages. Pages with uncertain nesting are imported again, with the types of all pages to compare with.
fn import(sources: &Sources, pages: &[Page]) -> Vec<Imported> {
    let nothing = Registry::default();
    let tables = model::parallel::map(pages, |page| importer::certain_tables(sources, page.file));
    let mut registry = Registry::default();
    tables.iter().flatten().for_each(|table| registry.learn(table));
    model::parallel::map(pages, |Page { file, ids }| {
        let alone = import_known(sources, *file, Known { ids, registry: &nothing });
        if is_uncertain(&alone) {
            import_known(sources, *file, Known { ids, registry: &registry })
        } else {
            alone
        }
    })
}

fn is_uncertain(imported: &Imported) -> bool {
    imported.findings.iter().any(|finding| finding.code == Code::UncertainNesting)
}

/// `METHOD path` and id of an endpoint.
fn call(imported: &Imported) -> Option<(String, String)> {
    let Some(Schema::Endpoint(endpoint)) = &imported.schema else { return None };
    Some((endpoint.http.call(), endpoint.id.clone()))
}

impl Forms {
    fn compare(&mut self, name: &str, stated: &Imported, flat: &Imported) {
        if stated.schema.is_none() && flat.schema.is_none() {
            return;
        }
        self.pages += 1;
        let mut found = Vec::new();
        if is_uncertain(flat) {
            self.uncertain += 1;
            differences("", &without_nesting(facts(stated)), &without_nesting(facts(flat)), &mut found);
        } else {
            differences("", &facts(stated), &facts(flat), &mut found);
            if stated.rows != flat.rows {
                found.push(("rows".to_owned(), format!("{:?}, {:?}", stated.rows, flat.rows)));
            }
        }
        for (at, sides) in found {
            self.different.insert(name.to_owned());
            self.differences.entry(kind(&at)).or_default().push(format!("{name} {at}: {sides}"));
        }
    }

    /// The figures, the table of kinds, and each difference.
    pub(super) fn lines(&self) -> Vec<String> {
        let same = self.pages - self.different.len();
        let mut lines = vec![format!(
            "forms: {} pages, {same} yield the same schema ({}), {} of them but for a nesting that is uncertain and reported",
            self.pages,
            percent(same, self.pages),
            self.uncertain,
        )];
        for (kind, differences) in &self.differences {
            lines.push(format!("{:8}  {kind}", differences.len()));
        }
        lines.extend(self.differences.values().flatten().cloned());
        lines
    }

    /// Returns true if at most 7 pages in 1,000 differ. Of endpoints 5 do; callbacks have no example that shows their nesting.
    pub(super) fn hold(&self) -> bool {
        self.different.len() * 1_000 <= self.pages * 7
    }
}

/// The page's schema without its address; null for a page that yields no schema.
fn facts(imported: &Imported) -> Value {
    let facts = match &imported.schema {
        Some(Schema::Endpoint(endpoint)) => serde_json::to_value(endpoint),
        Some(Schema::Concept(page)) => serde_json::to_value(page),
        Some(Schema::Event(page)) => serde_json::to_value(page),
        None => return Value::Null,
    };
    without(facts.unwrap_or_default(), &["source"])
}

/// The facts that do not depend on the nesting of a table.
fn without_nesting(facts: Value) -> Value {
    let mut facts = without(facts, &["types", "reply", "fields"]);
    if let Some(request) = facts.get_mut("request") {
        *request = without(request.take(), &["body"]);
    }
    facts
}

fn without(mut object: Value, members: &[&str]) -> Value {
    if let Some(object) = object.as_object_mut() {
        for member in members {
            object.shift_remove(*member);
        }
    }
    object
}

/// Finds the innermost places at which two values differ, and both sides of each. The order of members counts.
fn differences(at: &str, stated: &Value, flat: &Value, found: &mut Vec<(String, String)>) {
    let (Some(one), Some(other)) = (stated.as_object(), flat.as_object()) else {
        if stated != flat {
            found.push((at.to_owned(), format!("{}, {}", short(stated), short(flat))));
        }
        return;
    };
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let nothing = Value::Null;
    for name in names {
        let (one, other) = (one.get(name).unwrap_or(&nothing), other.get(name).unwrap_or(&nothing));
        differences(&join(at, name), one, other, found);
    }
    if stated == flat && !one.keys().eq(other.keys()) {
        found.push((join(at, "order").into(), String::new()));
    }
}

/// The beginning of a value's text.
fn short(value: &Value) -> String {
    const ENOUGH: usize = 80;
    value.to_string().chars().take(ENOUGH).collect()
}

/// A place without the names that the page gives: `/request/body/*/prose`.
fn kind(at: &str) -> String {
    /// Members whose own members have names that the page gives.
    const OF_NAMES: &[&str] = &[
        "all_of", "any_of", "body", "enum", "errors", "field_scopes", "fields", "headers", "hints", "path",
        "query", "reply", "scopes", "types",
    ];
    let mut kind = Vec::new();
    let mut names = false;
    for part in at.split('/') {
        kind.push(if names { "*" } else { part });
        names = !names && OF_NAMES.contains(&part);
    }
    kind.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGE: &str = "---\ntitle: \"装箱\"\nfullPath: \"/boxes/pack\"\nupdateTime: \"1734523935000\"\n---\n# 装箱\n## 请求\n\
        |基本|值|\n|-|-|\n|HTTP URL|https://open.feishu.cn/open-apis/boxes/v1/boxes|\n|HTTP Method|POST|\n\
        ### 请求体\n<md-dt-table><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th><md-dt-th>描述</md-dt-th></md-dt-tr>\n\
        <md-dt-tr level=\"0\"><md-dt-td>kind</md-dt-td><md-dt-td>int</md-dt-td><md-dt-td>ANNOUNCED\n\
        <md-enum-item key=\"1\">One</md-enum-item></md-dt-td></md-dt-tr>\n</md-dt-table>\n";

    fn compared(announced: &str) -> Forms {
        measure(&[("pack.md".to_owned(), PAGE.replace("ANNOUNCED", announced))])
    }

    #[test]
    fn what_both_forms_say_is_the_same() {
        let forms = compared("**可选值有**：");
        assert_eq!((forms.pages, forms.different.len()), (1, 0));
        assert!(forms.hold());
    }

    #[test]
    fn what_one_form_alone_says_is_counted_by_its_kind() {
        // Members without an announcement are a list like any other in the site's form.
        let forms = compared("Kinds:");
        let kinds: Vec<(&str, usize)> =
            forms.differences.iter().map(|(kind, places)| (kind.as_str(), places.len())).collect();
        assert_eq!(kinds, [("/request/body/*/enum", 1), ("/request/body/*/prose", 1)]);
        assert!(!forms.hold());
        let line = "pack.md /request/body/kind/enum: {\"1\":{\"label\":\"One\"}}, null";
        assert!(forms.lines().iter().any(|found| found == line), "{:?}", forms.lines());
    }

    #[test]
    fn places_lose_the_names_that_pages_give() {
        for (at, expected) in [
            ("/types/enum/fields/types/enum/a/label", "/types/*/fields/*/enum/*/label"),
            ("/request/body/reply/prose", "/request/body/*/prose"),
            ("/examples/reply/x", "/examples/reply/*"),
        ] {
            assert_eq!(kind(at), expected);
        }
    }

    #[test]
    fn the_order_of_members_counts() {
        let mut found = Vec::new();
        differences("", &json!({"a": 1, "b": {"c": 1}}), &json!({"b": {"c": 1}, "a": 1}), &mut found);
        assert_eq!(found, [("/order".to_owned(), String::new())]);
    }
}
