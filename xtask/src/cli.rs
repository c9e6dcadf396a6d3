//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The maintainer's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Schemas to Rust: writes what changed below the generated crate, deletes what no schema asks for.
    Generate(GenerateOptions),
    /// Documentation pages to schemas; overlays are kept.
    Import(ImportOptions),
    /// What changed between two editions of the schemas, what it breaks, and the release that it asks for.
    Diff(DiffOptions),
    /// All lints over schemas and overlays, then `generate --check`. Writes nothing.
    Check(Places),
    /// Explains a diagnostic code: what is wrong and how to mend it. Without a code, lists all codes.
    Explain(ExplainOptions),
    /// Merged schemas to another description language, on standard output.
    Export(ExportOptions),
    /// Serves every generated endpoint on this machine, as its page says, and prints the address.
    Mock(MockOptions),
}

#[derive(Debug, Args)]
pub(crate) struct GenerateOptions {
    /// Write nothing; exit with 1 when a file is stale.
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) places: Places,
}

#[derive(Debug, Args)]
pub(crate) struct ImportOptions {
    /// Pages, or folders of pages.
    #[arg(required = true, value_name = "PAGE|DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// The schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// What becomes of the pages' descriptions; `keep` is for private use: text of pages is not committed.
    #[arg(long, value_enum, default_value = "fingerprint")]
    pub(crate) prose: Prose,
    /// Print one report on standard output instead of findings.
    #[arg(long, value_enum)]
    pub(crate) report: Option<ReportForm>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prose {
    /// Each field keeps a fingerprint of its description.
    Fingerprint,
    /// Each field keeps its description, too.
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// One JSON object: pages by kind, rows, findings.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// The old side: a schema directory or a git revision [default: HEAD].
    pub(crate) old: Option<String>,
    /// The new side: a schema directory or a git revision [default: the work tree].
    pub(crate) new: Option<String>,
    /// How the changes are printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: DiffFormat,
    /// The list of accepted fingerprints [default: accepted-changes.json among the new schemas].
    #[arg(long, value_name = "FILE")]
    pub(crate) accept: Option<PathBuf>,
    /// Print an entry for CHANGELOG.md instead.
    #[arg(long)]
    pub(crate) changelog: bool,
    /// The crate's version before [default: the workspace's].
    #[arg(long, value_name = "VERSION")]
    pub(crate) crate_version: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Text,
    /// One JSON object a line, the last of which sums up.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Tables for a comment of a pull request.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct MockOptions {
    /// The port; 0 is any free one.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) port: u16,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// The code, as it stands in the brackets of a finding, such as `inverted-range`.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// What to write.
    #[arg(value_enum)]
    pub(crate) language: Language,
    /// The schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// OpenAPI 3.1, one document for all endpoints.
    Openapi,
    /// JSON Schema of each endpoint's request and reply, and what it cannot say.
    JsonSchema,
}

#[derive(Debug, Args)]
pub(crate) struct Places {
    /// The schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// The crate to write [default: generated of this workspace]; a crate is made when there is none.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
}
