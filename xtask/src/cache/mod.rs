//! What earlier runs found out, so that a run whose inputs are the same need not find it out again.
//!
//! A cache is known by the digests of all that its content depends on, this executable among them. What cannot be read
//! is no cache: it costs time and nothing else. Checks use none.

mod endpoints;
mod file;
mod finding;
mod key;

pub(crate) use endpoints::{Cache, Known, Learned};
pub(crate) use file::CacheFile;
pub(crate) use finding::{Finding, OwnFiles, Place};
pub(crate) use key::Keys;
