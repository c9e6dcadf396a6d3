//! `examples`: sends every documented example through the generated types and back, as a client encodes and decodes it.
//!
//! A difference must be a fault of the page that a lint has reported, and every reported fault must make a difference.

mod case;
mod compare;
mod events;
mod judge;
mod place;
mod program;
mod tally;
#[cfg(test)]
mod tests;
mod url;

use std::path::PathBuf;

use codegen::Plan;
use model::diag::{self, Code, Diagnostic, Severity, quoted};
use model::document::SchemaSet;
use model::load::{Input, Loaded, load};
use model::source::Sources;

use crate::{Outcome, disk};
use case::Case;
use compare::Difference;
use events::EventTally;
use place::Side;
use program::{Program, Question};
use tally::Tally;

/// Codes of the lints that report a fault of an example.
const EXAMPLE_FAULTS: &[Code] = &[
    Code::BadExample,
    Code::ExampleEvent,
    Code::ExampleJson,
    Code::ExampleReply,
    Code::ExampleRequest,
    Code::ExampleRule,
];

/// Runs the tool: true when every difference is explained.
pub(crate) fn run(schemas: Option<PathBuf>, scratch: Option<PathBuf>) -> Outcome {
    let schemas = schemas.unwrap_or_else(|| disk::repository().join("schemas"));
    let scratch = std::path::absolute(scratch.unwrap_or_else(|| disk::target().join("examples")))?;
    let (set, mut findings) = checked(disk::schemas(&schemas)?);
    let Some(plan) = plan(&set, &mut findings) else {
        findings.retain(|finding| finding.severity != Severity::Note);
        print(&mut findings, &set.sources);
        return Ok(false);
    };
    let cases: Vec<Case<'_>> = set.endpoints.iter().flat_map(case::cases).collect();
    disk::write_crate(&scratch.join("crate"), plan)?;
    let events = events::cases(&set);
    let mut questions = questions(&cases);
    questions.extend(events.iter().map(events::EventCase::question));
    let answers = Program::build(&scratch, &set)?.ask(&questions)?;
    findings.retain(|finding| EXAMPLE_FAULTS.contains(&finding.code));
    let mut tally = Tally::default();
    let mut answers = answers.as_slice();
    for case in &cases {
        let (own, rest) = answers.split_at_checked(case.variants.len()).unwrap_or((answers, &[]));
        answers = rest;
        let verdict = judge::judge(case, own);
        findings.extend(verdict.unexplained.iter().map(|seen| unexplained(case, seen)));
        tally.count(case, &verdict);
    }
    let mut of_events = EventTally::default();
    for (event, answer) in events.iter().zip(answers) {
        findings.extend(event.judge(answer, &mut of_events));
    }
    print(&mut findings, &set.sources);
    for (what, number) in tally.lines() {
        println!("{number:>8}  {what}");
    }
    for (what, number) in of_events.lines() {
        println!("{number:>8}  {what}");
    }
    Ok(!has_errors(&findings))
}

/// Reads and checks schemas.
fn checked(inputs: Vec<Input>) -> (SchemaSet, Vec<Diagnostic>) {
    let Loaded { set, diagnostics: mut findings } = load(inputs);
    findings.extend(model::check::check(&set));
    (set, findings)
}

/// The crate, unless there are errors.
fn plan(set: &SchemaSet, findings: &mut Vec<Diagnostic>) -> Option<Plan> {
    if has_errors(findings) {
        return None;
    }
    codegen::generate(set).map_err(|faults| findings.extend(faults)).ok()
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn print(findings: &mut [Diagnostic], sources: &Sources) {
    diag::sort(findings, sources);
    print!("{}", diag::render(findings, sources, diag::Format::Text));
}

fn questions<'a>(cases: &'a [Case<'_>]) -> Vec<Question<'a>> {
    let of_case = |case: &'a Case<'_>| {
        let ask = |variant: &'a case::Variant| Question {
            id: &case.document.id,
            side: case.side.name(),
            json: &variant.json,
        };
        case.variants.iter().map(ask)
    };
    cases.iter().flat_map(of_case).collect()
}

fn unexplained(case: &Case<'_>, seen: &Difference) -> Diagnostic {
    let (what, at) = match case.side {
        Side::Reply => ("reply", format!("/examples/reply{}", seen.at)),
        Side::Request => ("request", in_schema(&seen.at)),
    };
    let inside = if seen.at.is_empty() { String::new() } else { format!(" at {}", quoted(&seen.at)) };
    let message = format!("the example {what}{inside} {}, and no finding says why", seen.what);
    Diagnostic::error(Code::ExampleUnexplained, message, case.document.value_span(&at))
        .help("compare the page with the schema, the lints and the generated types: one of them is wrong")
}

/// Pointer to the example of a part of the request.
fn in_schema(at: &str) -> String {
    match at.strip_prefix("/body") {
        Some(inside) => format!("/examples/request{inside}"),
        None if at.is_empty() => "/examples/request".to_owned(),
        None => format!("/request{at}/example"),
    }
}
