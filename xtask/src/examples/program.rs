//! The program that sends JSON through the generated types: written, built and run in the scratch folder.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use model::document::SchemaSet;
use model::schema::{ReplyKind, is_form};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::Side;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::transaction::{self, Write};

const MANIFEST: &str = include_str!("program/Cargo.toml.in");
const MAIN: &str = include_str!("program/main.rs.in");

/// JSON for the types of one endpoint.
#[derive(Debug, Serialize)]
pub(super) struct Question<'a> {
    pub(super) id: &'a str,
    pub(super) side: Side,
    pub(super) json: &'a Value,
}

/// What the types made of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// It could not be read, or not be sent.
    Refused(String),
    /// What goes to the server, and the pointer and rule of each violation.
    Sent { path_and_query: String, body: Option<Value>, violations: Vec<(String, String)> },
    /// What the caller gets of a reply.
    Read { is_flat: bool, data: Value },
}

/// A folder with the generated crate in `crate`, the program beside it, and what cargo makes of both.
pub(super) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes and builds the program for the crate in the folder; warnings of the crate are errors.
    pub(super) fn build(folder: &Path, set: &SchemaSet, lock: &Path) -> Result<Self, Failure> {
        let program = Self { folder: folder.to_owned() };
        let mut files = vec![
            ("Cargo.toml", MANIFEST.as_bytes().to_vec()),
            ("src/main.rs", MAIN.as_bytes().to_vec()),
            ("src/registry.rs", registry(set).into_bytes()),
        ];
        // The versions that the workspace has; cargo leaves out what the program does not need.
        if let Some(lock) = read_if_there(lock)?.filter(|_| !folder.join("program/Cargo.lock").exists()) {
            files.push(("Cargo.lock", lock));
        }
        let mut writes = Vec::new();
        for (path, bytes) in files {
            let path = folder.join("program").join(path);
            if read_if_there(&path)?.as_ref() != Some(&bytes) {
                writes.push(Write { path, bytes: Some(bytes) });
            }
        }
        transaction::commit(&writes)?;
        program.cargo(&["build", "--quiet"])?;
        Ok(program)
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let folder = self.folder.join("program");
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(&folder).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", self.folder.join("target")).env("RUSTFLAGS", "-Dwarnings");
        command.env_remove("CARGO_ENCODED_RUSTFLAGS");
        let status = command.status().map_err(Failure::io("run cargo in", &folder))?;
        if status.success() { Ok(()) } else { Err(Failure::Cargo { arguments: arguments.join(" ") }) }
    }

    /// Answers the questions, in their order.
    pub(super) fn ask(&self, questions: &[Question<'_>]) -> Result<Vec<Answer>, Failure> {
        let path = self.folder.join("questions.jsonl");
        let lines = questions.iter().map(line).collect::<Vec<_>>().join("\n");
        transaction::commit(&[Write { path: path.clone(), bytes: Some(lines.into_bytes()) }])?;
        let questions_file = File::open(&path).map_err(Failure::io("read", &path))?;
        let binary = format!("target/debug/round-trips{}", std::env::consts::EXE_SUFFIX);
        let binary = self.folder.join(binary);
        let output = Command::new(&binary)
            .stdin(Stdio::from(questions_file))
            .stderr(Stdio::inherit())
            .output()
            .map_err(Failure::io("run", &binary))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let answers: Vec<Answer> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if output.status.success() && answers.len() == questions.len() {
            Ok(answers)
        } else {
            Err(Failure::Program { path: binary, asked: questions.len(), answered: answers.len() })
        }
    }
}

fn line(question: &Question<'_>) -> String {
    serde_json::to_string(question).unwrap_or_default()
}

/// One line per endpoint: its id, and what reads its requests and its replies.
fn registry(set: &SchemaSet) -> String {
    let mut out = "//! Every endpoint.\n\nuse crate::{Drive, reply, request};\n\n".to_owned();
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
    out.push_str("];\n");
    out
}
