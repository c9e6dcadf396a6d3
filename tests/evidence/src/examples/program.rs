//! The program that sends JSON through the generated types. It is written, built and run in the scratch folder.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use model::document::SchemaSet;
use model::schema::{ReplyKind, is_form};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::disk;

const MANIFEST: &str = include_str!("program/Cargo.toml.in");
const MAIN: &str = include_str!("program/main.rs.in");

/// JSON for the types of one endpoint or event.
#[derive(Debug, Serialize)]
pub(super) struct Question<'a> {
    pub(super) id: &'a str,
    /// `request`, `reply` or `event`.
    pub(super) side: &'static str,
    pub(super) json: &'a Value,
}

/// The result of sending JSON through the types.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// The JSON could not be decoded, or the request not encoded.
    Refused(String),
    /// The encoded request, and the pointer and rule of each violation.
    Sent { path_and_query: String, body: Option<Value>, violations: Vec<(String, String)> },
    /// The decoded response.
    Read { is_flat: bool, data: Value },
}

/// A folder with the generated crate in `crate`, the program beside it, and the target directory of both.
pub(super) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes and builds the program for the crate in the folder; warnings of the crate are errors.
    pub(super) fn build(folder: &Path, set: &SchemaSet) -> Result<Self, Box<dyn Error>> {
        let program = folder.join("program");
        disk::write(&program.join("Cargo.toml"), MANIFEST.as_bytes())?;
        disk::write(&program.join("src/main.rs"), MAIN.as_bytes())?;
        disk::write(&program.join("src/registry.rs"), registry(set).as_bytes())?;
        // The versions that the workspace has; cargo leaves out what the program does not need.
        let (lock, own) = (disk::repository().join("Cargo.lock"), program.join("Cargo.lock"));
        if !own.exists() {
            fs::copy(&lock, own).map_err(disk::at("copy", &lock))?;
        }
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet"]).current_dir(&program).stdin(Stdio::null());
        cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTFLAGS", "-Dwarnings");
        let status = cargo
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .status()
            .map_err(disk::at("run cargo in", &program))?;
        if status.success() {
            Ok(Self { folder: folder.to_owned() })
        } else {
            Err(format!("`cargo build` failed in {}", program.display()).into())
        }
    }

    /// Answers the questions, in their order.
    pub(super) fn ask(&self, questions: &[Question<'_>]) -> Result<Vec<Answer>, Box<dyn Error>> {
        let path = self.folder.join("questions.jsonl");
        let lines = questions.iter().map(line).collect::<Vec<_>>().join("\n");
        disk::write(&path, lines.as_bytes())?;
        let questions_file = File::open(&path).map_err(disk::at("read", &path))?;
        let binary = self.folder.join(format!("target/debug/round-trips{}", std::env::consts::EXE_SUFFIX));
        let output = Command::new(&binary)
            .stdin(Stdio::from(questions_file))
            .stderr(Stdio::inherit())
            .output()
            .map_err(disk::at("run", &binary))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let answers: Vec<Answer> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if output.status.success() && answers.len() == questions.len() {
            Ok(answers)
        } else {
            let (answered, asked) = (answers.len(), questions.len());
            Err(format!("{} answered {answered} of {asked} questions", binary.display()).into())
        }
    }
}

fn line(question: &Question<'_>) -> String {
    serde_json::to_string(question).unwrap_or_default()
}

/// One line per endpoint or event: its id, and what reads its requests and its replies, or its payload.
fn registry(set: &SchemaSet) -> String {
    let mut out = "//! Every endpoint and event.\n\n#[allow(unused_imports)]\nuse crate::{Drive, event, reply, request};\n\n".to_owned();
    out.push_str("pub const ENDPOINTS: &[(&str, Drive, Drive)] = &[\n");
    for document in &set.endpoints {
        let request = format!("feishu_openapi::{}::Request", codegen::module(&document.id));
        let drive = |has_json: bool, name: &str| {
            if has_json { format!("{name}::<{request}>") } else { "crate::not_json".to_owned() }
        };
        let schema = &document.schema;
        let forth = drive(!is_form(schema), "request");
        let back = drive(schema.reply_kind == ReplyKind::Json, "reply");
        out.push_str(&format!("    ({:?}, {forth}, {back}),\n", document.id));
    }
    out.push_str("];\n\npub const EVENTS: &[(&str, Drive)] = &[\n");
    for page in set.events.iter().map(|document| &document.schema) {
        for wire in page.events.keys() {
            let id = page.module_id(wire);
            out.push_str(&format!(
                "    ({id:?}, event::<feishu_openapi::{}::Event>),\n",
                codegen::module(&id)
            ));
        }
    }
    out.push_str("];\n");
    out
}
