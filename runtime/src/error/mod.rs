//! Errors of a call, and the documented codes that they carry.

pub(crate) mod call_error;
pub(crate) mod course;
pub(crate) mod error_code;
pub(crate) mod error_detail;
pub(crate) mod failure;
pub(crate) mod platform_codes;
