//! Parsing of forms with files.

use http_body_util::{BodyExt as _, Full};
use multer::{Field, Multipart};
use serde_json::{Map, Value, json};

use super::fault::{Fault, below};
use super::parts::Parts;
use super::raw::Raw;
use super::text;
use super::wire::{Kind, List, Parameter};
use crate::request::file_part::FilePart;

/// Parses a form into the body of `parts`: texts as the types in the table, files as their name, type and length.
pub(super) async fn read(raw: &Raw, table: &[Parameter], parts: &mut Parts, faults: &mut Vec<Fault>) {
    let mut body = Map::new();
    if let Err(error) = read_fields(raw, table, &mut body, parts, faults).await {
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
            let file = file(field).await?;
            let added = add_file(body, parameter, &file);
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

async fn file(field: Field<'_>) -> Result<FilePart, multer::Error> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let content_type = field.content_type().map(ToString::to_string);
    let file = FilePart::new(name, field.bytes().await?);
    Ok(match content_type {
        Some(content_type) => file.with_content_type(content_type),
        None => file,
    })
}

/// Adds the JSON representation of a file.
fn add_file(body: &mut Map<String, Value>, parameter: &Parameter, file: &FilePart) -> Result<(), String> {
    if file.file_name().is_empty() {
        return Err("must be a file with a name".to_owned());
    }
    let told = json!({
        "file_name": file.file_name(), "content_type": file.content_type(), "bytes": file.len()
    });
    match (parameter.list, body.get_mut(parameter.name)) {
        (List::No, None) => drop(body.insert(parameter.name.to_owned(), told)),
        (List::No, Some(_)) => return Err("is given twice".to_owned()),
        (_, Some(Value::Array(files))) => files.push(told),
        (_, _) => drop(body.insert(parameter.name.to_owned(), Value::Array(vec![told]))),
    }
    Ok(())
}
