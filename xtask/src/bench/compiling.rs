//! What `cargo check` of a generated crate costs.

use std::path::Path;

use super::both_ways;
use super::rows::{self, Size};
use super::usage::{self, Usage};
use crate::failure::Failure;
use crate::report;
use model::document::SchemaSet;

/// Checks the whole crate, the one to compare with, and services of several sizes.
pub(super) fn run(crate_: &Path, scratch: &Path, set: &SchemaSet) -> Result<(), Failure> {
    let both = scratch.join("both-ways");
    both_ways::copy(crate_, &both)?;
    let sizes = rows::by_service(set);
    let all = rows::of_all(&sizes);
    let ours = check(crate_, "all-services")?;
    let theirs = check(&both, "all-services,full-serde")?;
    let mut table = vec![
        row("all services", all, &ours, &ours),
        row("all services, both serde directions derived everywhere", all, &theirs, &ours),
    ];
    let mut services: Vec<(&String, &Size)> = sizes.iter().collect();
    services.sort_by_key(|(_, size)| size.rows);
    let last = services.len().saturating_sub(1);
    for at in [0, last / 2, last * 3 / 4, last] {
        let Some((name, size)) = services.get(at) else { continue };
        table.push(row(&format!("one service: {name}"), **size, &check(crate_, name)?, &ours));
    }
    report::line(
        "\n| cargo check of the generated crate | endpoints | rows | user CPU | wall | peak | ms per endpoint | ms per row | of all |\n|---|---|---|---|---|---|---|---|---|",
    );
    report::lines(&table);
    Ok(())
}

/// One check of the crate, what it depends on being checked already.
fn check(crate_: &Path, features: &str) -> Result<Usage, Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let run = |arguments: &[&str]| {
        let usage = usage::of_command(&[&[cargo.as_str()], arguments].concat(), crate_)?;
        let failed = || Failure::Cargo { arguments: arguments.join(" ") };
        if usage.code == Some(0) { Ok(usage) } else { Err(failed()) }
    };
    let target = ["--offline", "--target-dir", "../target"];
    run(&[&["check"], &target[..]].concat())?;
    run(&[&["clean", "--package", "feishu-openapi"], &target[..]].concat())?;
    run(&[&["check", "--features", features], &target[..]].concat())
}

fn row(what: &str, size: Size, usage: &Usage, all: &Usage) -> String {
    let user = usage.user.as_secs_f64();
    format!(
        "| {what} | {} | {} | {user:.2} s | {:.2} s | {} MiB | {:.1} | {:.2} | {:.3} |",
        size.endpoints,
        size.rows,
        usage.wall.as_secs_f64(),
        usage.peak / 1024,
        user * 1e3 / f64::from(size.endpoints.max(1)),
        user * 1e3 / f64::from(size.rows.max(1)),
        user / all.user.as_secs_f64()
    )
}
