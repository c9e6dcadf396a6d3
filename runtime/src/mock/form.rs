//! Parsing of forms with files.

use http_body_util::{BodyExt as _, Full};
use multer::{Field, Multipart};
use serde_json::{Map, Value, json};
use tokio::runtime::Handle;

use super::fault::{Fault, below};
use super::parts::Parts;
use super::raw::Raw;
use super::text;
use super::wire::{Kind, List, Parameter};
use crate::request::file_part::FilePart;

/// Parses a form into the body of `parts`: texts as the types in the table, files as their name, type, length and SHA-256.
///
/// Must be called on a thread that may block: the parser is asynchronous, although the body is complete.
pub(super) fn read(raw: &Raw, table: &[Parameter], parts: &mut Parts, faults: &mut Vec<Fault>) {
    let mut body = Map::new();
    let fields = read_fields(raw, table, &mut body, parts, faults);
    if let Err(error) = Handle::current().block_on(fields) {
        faults.push(Fault::new("/body", format!("is not a form: {error}")));
    }
    parts.instance.insert("body".to_owned(), Value::Object(body));
}

async fn read_fields(
    raw: &Raw,
    table: &[Parameter],
    body: &mut Map<String, Value>,
    parts: &mut Parts,
    faults: &mut Vec<Fault>,
) -> Result<(), multer::Error> {
    let boundary = multer::parse_boundary(raw.header("content-type").unwrap_or_default())?;
    let chunks = Full::new(raw.body.clone()).into_data_stream();
    let mut form = Multipart::new(chunks, boundary);
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(parameter) = table.iter().find(|parameter| parameter.name == name) else {
            faults.push(Fault::new(below("/body", &name), "is not documented"));
            continue;
        };
        let added = if parameter.kind == Kind::File {
            let (file, recorded) = file(field).await?;
            let added = if file.file_name().is_empty() {
                Err("must be a file with a name".to_owned())
            } else {
                add_file(body, parameter, recorded)
            };
            parts.files.push((name.clone(), file));
            added
        } else {
            text::add(body, &name, &field.text().await?, Some(parameter))
        };
        if let Err(what) = added {
            faults.push(Fault::new(below("/body", &name), what));
        }
    }
    Ok(())
}

/// Reads a file, and returns its JSON representation with it.
async fn file(field: Field<'_>) -> Result<(FilePart, Value), multer::Error> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let content_type = field.content_type().map(ToString::to_string);
    let bytes = field.bytes().await?;
    let digest = hmac_sha256::Hash::hash(&bytes);
    let sha256 = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let recorded =
        json!({ "file_name": name, "content_type": content_type, "bytes": bytes.len(), "sha256": sha256 });
    let file = FilePart::new(name, bytes);
    let file = match content_type {
        Some(content_type) => file.with_content_type(content_type),
        None => file,
    };
    Ok((file, recorded))
}

/// Adds the JSON representation of a file.
fn add_file(body: &mut Map<String, Value>, parameter: &Parameter, file: Value) -> Result<(), String> {
    match (parameter.list, body.get_mut(parameter.name)) {
        (List::No, None) => drop(body.insert(parameter.name.to_owned(), file)),
        (List::No, Some(_)) => return Err("is given twice".to_owned()),
        (_, Some(Value::Array(files))) => files.push(file),
        (_, _) => drop(body.insert(parameter.name.to_owned(), Value::Array(vec![file]))),
    }
    Ok(())
}
