//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use codegen::CrateName;

/// Maintains the schemas and the crate that is generated from them.
///
/// A page changed: `update`, `check`, edit the overlay, `generate`, then `cargo test --workspace`. CONTRIBUTING.md walks
/// through an example.
///
/// Exit codes: 0 clean, 1 findings (errors or stale files), 2 usage or I/O.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the Rust crate from the schemas.
    ///
    /// Writes the files that differ and deletes files without a schema. An error in any schema stops the run before it writes.
    Generate(GenerateOptions),
    /// Import documentation pages as schemas.
    ///
    /// Overlays are kept. A page in error leaves its schema as it was. Ends with what changed, what a person has to decide, and
    /// what to type next.
    Import(ImportOptions),
    /// Fetch the documentation pages that changed, and import them.
    ///
    /// Asks the documentation for pages that are newer than `lock.json` says, and compares a part of the others, because some
    /// change without a new date. Ends as `import` does. A page that cannot be had is a finding, and its schema stays as it was.
    Update(UpdateOptions),
    /// List the words of pages that have no English yet, and merge the list when it is filled in.
    ///
    /// Without SERVICE, counts what is missing. With one, prints a list to fill in: each description with its text on the pages and
    /// its places, labels without a name or text, and error codes. Do not commit it: the text of the pages is copyrighted.
    Texts(TextsOptions),
    /// Compare two versions of the schemas: what changed, what breaks, and which release that needs.
    Diff(DiffOptions),
    /// Run all lints over schemas and overlays, then `generate --check`.
    Check(CheckOptions),
    /// Explain a diagnostic code, or list all codes.
    Explain(ExplainOptions),
    /// Print the schemas, overlays applied, as OpenAPI or JSON Schema.
    Export(ExportOptions),
    /// Serve every endpoint of the generated crate on this machine, and print the address.
    Mock(MockOptions),
}

#[derive(Debug, Args)]
pub(crate) struct GenerateOptions {
    /// Only compare: exit with 1 if a file is stale.
    #[arg(long)]
    pub(crate) check: bool,
    /// Make a new crate of this name beside `feishu-openapi`, in the folder --out, which must be empty or missing.
    #[arg(long, value_name = "NAME", requires = "out", conflicts_with = "check")]
    pub(crate) name: Option<CrateName>,
    /// Checkout of the repository of `feishu-openapi`, or address of its Git repository, which the new crate depends on
    /// [default: this workspace].
    #[arg(long, value_name = "DIR|URL", requires = "name")]
    pub(crate) sdk: Option<String>,
    #[command(flatten)]
    pub(crate) places: Places,
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Id of the only schema to report, such as `corehr/v2/process_transfer/update` [default: all].
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) places: Places,
}

#[derive(Debug, Args)]
pub(crate) struct ImportOptions {
    /// Pages (`.md`), or folders of pages.
    #[arg(required = true, value_name = "PAGE|DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// Schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Whether schemas keep the descriptions of the pages. Do not commit those: their text is copyrighted.
    #[arg(long, value_enum, default_value = "fingerprint")]
    pub(crate) prose: Prose,
    /// Print a report on standard output instead of findings.
    #[arg(long, value_enum)]
    pub(crate) report: Option<ReportForm>,
    /// Output format of findings.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct UpdateOptions {
    /// Pages to fetch, newer or not, by id or service [default: those that changed].
    #[arg(value_name = "ID|SERVICE")]
    pub(crate) names: Vec<String>,
    /// Only say what changed: exit with 1 if a page did.
    #[arg(long)]
    pub(crate) check: bool,
    /// Fetch the pages of a service that have no schema yet, and no others.
    #[arg(long, value_name = "SERVICE", conflicts_with = "names")]
    pub(crate) new: Option<String>,
    /// The part of the known pages to compare, of 30 [default: that of the day].
    #[arg(long, value_name = "0..29", value_parser = clap::value_parser!(u64).range(0..30), conflicts_with_all = ["names", "new"])]
    pub(crate) part: Option<u64>,
    /// Folder of the fetched pages [default: target/documentation of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) pages: Option<PathBuf>,
    /// Schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Address of the documentation site.
    #[arg(long, value_name = "URL", default_value = "https://open.feishu.cn")]
    pub(crate) site: String,
    /// Output format of findings.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prose {
    /// Keep a fingerprint of each description.
    Fingerprint,
    /// Keep each description and its fingerprint.
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// One JSON object with `pages`, `rows` and `diagnostics`.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct TextsOptions {
    /// First part of the ids, such as `approval`; `common` for what several services have.
    pub(crate) service: Option<String>,
    /// Pages (`.md`), or folders of pages, from which the list takes the descriptions.
    #[arg(long, value_name = "PAGE|DIR", num_args = 1.., requires = "service")]
    pub(crate) pages: Vec<PathBuf>,
    /// A list that was filled in, to be merged into the texts of its service.
    #[arg(long, value_name = "LIST", conflicts_with = "service")]
    pub(crate) fill: Option<PathBuf>,
    /// Schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// Old version: a schema directory or a git revision [default: HEAD].
    pub(crate) old: Option<String>,
    /// New version: a schema directory or a git revision [default: the work tree].
    pub(crate) new: Option<String>,
    /// Output format of changes.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: DiffFormat,
    /// List of accepted changes [default: accepted-changes.json among the new schemas].
    #[arg(long, value_name = "FILE")]
    pub(crate) accept: Option<PathBuf>,
    /// Print an entry for CHANGELOG.md instead of the changes.
    #[arg(long)]
    pub(crate) changelog: bool,
    /// Version of the crate before the changes [default: that of the workspace].
    #[arg(long, value_name = "VERSION")]
    pub(crate) crate_version: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Text,
    /// One JSON object per line; the last is a summary.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
    /// Tables for a comment in a pull request.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct MockOptions {
    /// Port to listen on; 0 picks a free port.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) port: u16,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// The code in the brackets of a finding, such as `inverted-range`.
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// Target language.
    #[arg(value_enum)]
    pub(crate) language: Language,
    /// Schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// OpenAPI 3.1, one document for all endpoints.
    Openapi,
    /// JSON Schema of the request and response of each endpoint, and a list of what JSON Schema cannot express.
    JsonSchema,
}

#[derive(Debug, Args)]
pub(crate) struct Places {
    /// Schema directory [default: schemas of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Folder of the crate to write [default: generated of this workspace].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Output format of findings.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
}
