//! The parts of a request: its JSON, and the files of a form.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fault::{Fault, below};
use crate::request::file_part::FilePart;

/// A parsed request: `headers`, `path`, `query` and `body` as one JSON object, and files.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    pub(super) instance: Map<String, Value>,
    pub(super) files: Vec<(String, FilePart)>,
}

impl Parts {
    /// Converts the whole request.
    ///
    /// # Errors
    /// Fails if it is not of the documented type.
    pub fn whole<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let instance = Value::Object(self.instance.clone());
        serde_path_to_error::deserialize(instance).map_err(|error| Fault::shape("", &error))
    }

    /// Converts one part of a request with files.
    ///
    /// # Errors
    /// Fails if it is not of the documented type.
    pub fn part<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        let part = self.instance.get(name).cloned().unwrap_or_default();
        serde_path_to_error::deserialize(part).map_err(|error| Fault::shape(&below("", name), &error))
    }

    /// Converts a field of a form that is not a file.
    ///
    /// # Errors
    /// Fails if it is missing or not of the documented type.
    pub fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        let sent = self.instance.get("body").and_then(|body| body.get(name));
        let read = serde_path_to_error::deserialize(sent.cloned().unwrap_or_default());
        read.map_err(|error| match sent {
            Some(_) => Fault::shape(&in_form(name), &error),
            None => missing(name),
        })
    }

    /// Returns a required file of a form.
    ///
    /// # Errors
    /// Fails if it is missing.
    pub fn file(&self, name: &str) -> Result<FilePart, Fault> {
        self.all(name).next().cloned().ok_or_else(|| missing(name))
    }

    /// Returns an optional file of a form.
    ///
    /// # Errors
    /// Never fails; it has the signature of the other methods.
    pub fn optional_file(&self, name: &str) -> Result<Option<FilePart>, Fault> {
        Ok(self.all(name).next().cloned())
    }

    /// Returns the files with this name, at least one.
    ///
    /// # Errors
    /// Fails if no file has this name.
    pub fn files(&self, name: &str) -> Result<Vec<FilePart>, Fault> {
        self.optional_files(name)?.ok_or_else(|| missing(name))
    }

    /// Returns the files with this name; `None` if no file has this name.
    ///
    /// # Errors
    /// Never fails; it has the signature of the other methods.
    pub fn optional_files(&self, name: &str) -> Result<Option<Vec<FilePart>>, Fault> {
        let files: Vec<FilePart> = self.all(name).cloned().collect();
        Ok(if files.is_empty() { None } else { Some(files) })
    }

    /// Returns the token of the page that a request for a list asks for; `None` for the first.
    pub(super) fn asked_page(&self) -> Option<&str> {
        let of = |part| self.instance.get(part)?.get("page_token")?.as_str();
        of("query").or_else(|| of("body")).filter(|token| !token.is_empty())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a FilePart> {
        self.files.iter().filter(move |(other, _)| other == name).map(|(_, file)| file)
    }
}

fn in_form(name: &str) -> String {
    below("/body", name)
}

fn missing(name: &str) -> Fault {
    Fault::new(in_form(name), "is missing")
}
