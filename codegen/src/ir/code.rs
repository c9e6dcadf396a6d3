//! Error codes.

use super::Doc;
use crate::names::Name;

/// An open enum of error codes.
#[derive(Debug)]
pub(crate) struct CodeEnum {
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) codes: Vec<Code>,
    /// Codes that are not listed may be platform-wide ones.
    pub(crate) has_common: bool,
}

/// One documented code.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) number: i64,
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    pub(crate) status: Option<u16>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) retry: Option<bool>,
    pub(crate) executed: Option<bool>,
}
