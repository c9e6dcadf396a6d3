//! `examples`: every documented example through the generated types and back, on the real way to the wire and from it.
//!
//! What does not come back as it went must be a fault of the page that the checks have found, and what they have found must
//! show.

mod case;
mod compare;
mod judge;
mod place;
mod program;
mod tally;
#[cfg(test)]
mod tests;
mod url;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use model::diag::{self, Diagnostic, quoted};

use crate::Outcome;
use crate::cli::{ExamplesOptions, Places};
use crate::failure::Failure;
use crate::generate;
use crate::pipeline::{self, Planned};
use crate::report;
use crate::transaction;
use crate::workspace::{self, layout};
use case::{Case, Side};
use compare::Difference;
use program::{Program, Question};
use tally::Tally;

/// What the checks call a fault of an example.
const EXAMPLE_FAULTS: &[&str] =
    &["bad-example", "example-json", "example-reply", "example-request", "example-rule"];

/// Takes away the crate's manifest, which is written only where none is: that of an earlier edition may lack a feature.
fn forget_manifest(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Runs the command: clean when every difference is explained.
pub(crate) fn run(options: &ExamplesOptions) -> Outcome {
    let scratch = scratch(options)?;
    let places =
        Places { schemas: options.schemas.clone(), out: Some(scratch.join("crate")), format: options.format };
    let layout = layout(&places)?;
    let Planned { set, plan, findings } = pipeline::plan(&layout)?;
    let Some(plan) = plan else {
        report::findings(&report::without_notes(findings), &set.sources, options.format);
        return Ok(false);
    };
    forget_manifest(&layout.out.join("Cargo.toml"))?;
    transaction::commit(&generate::writes(&generate::changes(&layout, plan, pipeline::owned(&layout)?)?))?;
    let program = Program::build(&scratch, &set, &workspace::root()?.join("Cargo.lock"))?;
    let cases: Vec<Case<'_>> = set.endpoints.iter().flat_map(case::cases).collect();
    let answers = program.ask(&questions(&cases))?;
    let mut findings = of_examples(findings);
    let mut tally = Tally::default();
    let mut answers = answers.as_slice();
    for case in &cases {
        let (own, rest) = answers.split_at_checked(case.variants.len()).unwrap_or((answers, &[]));
        answers = rest;
        let verdict = judge::judge(case, own);
        findings.extend(verdict.unexplained.iter().map(|seen| unexplained(case, seen)));
        tally.count(case, &verdict);
    }
    diag::sort(&mut findings, &set.sources);
    report::findings(&findings, &set.sources, options.format);
    report::tally(&tally.lines(), options.format);
    Ok(!pipeline::has_errors(&findings))
}

fn scratch(options: &ExamplesOptions) -> Result<PathBuf, Failure> {
    let target = || match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => workspace::root().map(|root| root.join("target")),
    };
    let scratch =
        options.scratch.clone().map_or_else(|| target().map(|target| target.join("examples")), Ok)?;
    std::path::absolute(&scratch).map_err(Failure::io("find", &scratch))
}

fn questions<'a>(cases: &'a [Case<'_>]) -> Vec<Question<'a>> {
    let of_case = |case: &'a Case<'_>| {
        let ask = |variant: &'a case::Variant| Question {
            id: &case.document.id,
            side: case.side,
            json: &variant.json,
        };
        case.variants.iter().map(ask)
    };
    cases.iter().flat_map(of_case).collect()
}

fn of_examples(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.retain(|finding| EXAMPLE_FAULTS.contains(&finding.code));
    findings
}

fn unexplained(case: &Case<'_>, seen: &Difference) -> Diagnostic {
    let (what, at) = match case.side {
        Side::Reply => ("reply", format!("/examples/reply{}", seen.at)),
        Side::Request => ("request", in_schema(&seen.at)),
    };
    let inside = if seen.at.is_empty() { String::new() } else { format!(" at {}", quoted(&seen.at)) };
    let message = format!("the example {what}{inside} {}, and no finding says why", seen.what);
    Diagnostic::error("example-unexplained", message, case.document.value_span(&at))
        .help("the schema, the checks or the generated types are wrong about it: compare them with the page")
}

/// Where a part of the request has its example.
fn in_schema(at: &str) -> String {
    match at.strip_prefix("/body") {
        Some(inside) => format!("/examples/request{inside}"),
        None if at.is_empty() => "/examples/request".to_owned(),
        None => format!("/request{at}/example"),
    }
}
