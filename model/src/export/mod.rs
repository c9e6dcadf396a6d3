//! Merged schemas in other languages: JSON Schema and OpenAPI. Everything is written from the schema, never from the
//! Rust that is generated from it.

mod json_schema;
mod openapi;
mod rules;
mod shape;
mod union;

pub use json_schema::{Exported, reply_schema, request_schema};
pub use openapi::openapi;
