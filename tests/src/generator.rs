//! A whole run of the generator in memory: load, check, generate.

use std::sync::LazyLock;

use codegen::Plan;
use model::diag::{self, Diagnostic, Format, Severity};
use model::document::SchemaSet;
use model::load::{Input, Loaded};

use crate::fixtures;

/// Findings and output of a run.
#[derive(Debug)]
pub struct Run {
    /// The schemas that could be read.
    pub set: SchemaSet,
    /// Everything that was found, sorted.
    pub findings: Vec<Diagnostic>,
    /// Absent when there are errors.
    pub plan: Option<Plan>,
}

/// Reads, checks and plans as `cargo xtask generate` does.
#[must_use]
pub fn run(inputs: impl IntoIterator<Item = Input>) -> Run {
    let Loaded { set, diagnostics: mut findings } = model::load::load(inputs);
    findings.extend(model::check::check(&set));
    let mut plan = None;
    if has_errors(&findings) {
        findings.extend(codegen::faults_of_rust(&set));
    } else {
        match codegen::generate(&set) {
            Ok(made) => {
                findings.extend(made.warnings.iter().cloned());
                plan = Some(made);
            }
            Err(faults) => findings.extend(faults),
        }
    }
    diag::sort(&mut findings, &set.sources);
    Run { set, findings, plan }
}

/// The run of the committed schemas, which takes seconds: tests of one program share it.
pub static COMMITTED: LazyLock<Run> = LazyLock::new(|| run(fixtures::committed()));

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

impl Run {
    /// The findings as `cargo xtask generate` prints them: without notes.
    #[must_use]
    pub fn report(&self) -> String {
        let findings: Vec<Diagnostic> =
            self.findings.iter().filter(|finding| finding.severity != Severity::Note).cloned().collect();
        diag::render(&findings, &self.set.sources, Format::Text)
    }

    /// The plan of a run whose only findings are missing or suffixed names, missing English text, and codes named elsewhere.
    #[must_use]
    pub fn clean_plan(self) -> Plan {
        let is_wish = |code: &str| {
            matches!(
                code,
                "common-code"
                    | "suffixed-name"
                    | "undocumented"
                    | "unnamed-code"
                    | "unnamed-field"
                    | "unnamed-member"
            )
        };
        let faults: Vec<Diagnostic> =
            self.findings.into_iter().filter(|finding| !is_wish(finding.code.name())).collect();
        assert!(faults.is_empty(), "{}", diag::render(&faults, &self.set.sources, Format::Text));
        self.plan.expect("a run without errors has a plan")
    }
}

/// A file of a schema directory that exists in memory only.
#[must_use]
pub fn input(path: &str, text: impl Into<Vec<u8>>) -> Input {
    Input { path: path.to_owned(), shown: format!("schemas/{path}"), bytes: text.into() }
}
