//! The path of a request: a template whose parameters are replaced by encoded segments.

use std::borrow::Cow;
use std::fmt;

use crate::request::segment::{self, SegmentFault};

/// Fills the parameters (`:name`) of a path template.
///
/// A value becomes exactly one path segment that decodes to the value: everything except `[A-Za-z0-9_~-]` and single inner dots
/// is percent-encoded. Values that cannot be one segment are rejected: empty values, `.`, `..`, values with control
/// characters, and values longer than 4096 bytes.
#[derive(Debug)]
pub struct PathWriter<'a> {
    template: &'a str,
    /// The parameters written so far, with their encoded values.
    params: Vec<(&'static str, String)>,
}

impl<'a> PathWriter<'a> {
    pub(crate) const fn new(template: &'a str) -> Self {
        Self { template, params: Vec::new() }
    }

    /// Replaces the template of an endpoint that is named at run time.
    ///
    /// # Errors
    /// Fails unless it is an absolute path of letters, digits and `-._~%:/`: other characters could end the path or the host.
    pub(crate) fn set_template(&mut self, template: &'static str) -> Result<(), PathError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%:/".contains(&byte);
        if !template.starts_with('/') || !template.bytes().all(is_plain) {
            return Err(PathError(Fault::Template));
        }
        self.template = template;
        Ok(())
    }

    /// Writes a parameter of the template.
    ///
    /// # Errors
    /// Fails if the template has no such parameter, if it was written before, or if the value cannot be one segment.
    pub fn param(&mut self, name: &'static str, value: &dyn fmt::Display) -> Result<(), PathError> {
        if !names(self.template).any(|known| known == name) {
            return Err(PathError(Fault::Unknown(name)));
        }
        if self.params.iter().any(|(written, _)| *written == name) {
            return Err(PathError(Fault::Repeated(name)));
        }
        let value = value.to_string();
        segment::verify(&value).map_err(|fault| PathError(Fault::Segment(name, fault)))?;
        let mut encoded = String::with_capacity(value.len());
        segment::push_encoded(&mut encoded, &value);
        self.params.push((name, encoded));
        Ok(())
    }

    /// Returns the path. Every parameter must have been written.
    pub(crate) fn finish(self) -> Result<Cow<'a, str>, PathError> {
        if names(self.template).next().is_none() {
            return Ok(Cow::Borrowed(self.template));
        }
        let mut path = String::with_capacity(self.template.len() * 2);
        for (position, segment) in self.template.split('/').enumerate() {
            if position > 0 {
                path.push('/');
            }
            path.push_str(match segment.strip_prefix(':') {
                Some(name) => self.value(name)?,
                None => segment,
            });
        }
        Ok(Cow::Owned(path))
    }

    fn value(&self, name: &str) -> Result<&str, PathError> {
        let found = self.params.iter().find(|(written, _)| *written == name);
        found.map(|(_, value)| value.as_str()).ok_or_else(|| PathError(Fault::Missing(name.to_owned())))
    }
}

/// Returns the names of a template's parameters.
fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').filter_map(|segment| segment.strip_prefix(':'))
}

/// The path of a request cannot be built. The error never contains the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Template,
    Unknown(&'static str),
    Repeated(&'static str),
    Missing(String),
    Segment(&'static str, SegmentFault),
}

impl PathError {
    /// Returns the name of the path parameter; empty if the path itself is at fault.
    #[must_use]
    pub fn parameter(&self) -> &str {
        match &self.0 {
            Fault::Unknown(name) | Fault::Repeated(name) | Fault::Segment(name, _) => name,
            Fault::Missing(name) => name,
            Fault::Template => "",
        }
    }

    /// Returns why the parameter's value is rejected; `None` if the endpoint's implementation is wrong instead.
    #[must_use]
    pub const fn segment_fault(&self) -> Option<SegmentFault> {
        match self.0 {
            Fault::Segment(_, fault) => Some(fault),
            _ => None,
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Template => {
                f.write_str("the path must begin with `/` and contain only letters, digits and `-._~%:/`")
            }
            Fault::Unknown(name) => write!(f, "the path template has no parameter `{name}`"),
            Fault::Repeated(name) => write!(f, "path parameter `{name}` was written twice"),
            Fault::Missing(name) => write!(f, "path parameter `{name}` was not written"),
            Fault::Segment(name, fault) => write!(f, "path parameter `{name}` {fault}"),
        }
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    use super::PathWriter;

    const TEMPLATE: &str = "/open-apis/x/v1/as/:a_id/bs/:b_id";

    #[test]
    fn parameters_are_replaced_by_name_in_whole_segments() {
        let mut path = PathWriter::new("/a/:a/b:a/:ab");
        path.param("ab", &"2/").expect("a parameter");
        path.param("a", &1_i64).expect("a parameter");
        assert_eq!(path.finish().expect("complete"), "/a/1/b:a/2%2F");
    }

    #[test]
    fn a_template_without_parameters_is_the_path() {
        assert_eq!(PathWriter::new("/open-apis/x").finish().expect("complete"), "/open-apis/x");
        assert_eq!(PathWriter::new("/open-apis/x/").finish().expect("complete"), "/open-apis/x/");
    }

    #[test]
    fn every_fault_names_its_parameter() {
        let mut path = PathWriter::new(TEMPLATE);
        let unknown = path.param("c_id", &"1").expect_err("no such parameter");
        assert_eq!(unknown.to_string(), "the path template has no parameter `c_id`");
        path.param("a_id", &"1").expect("a parameter");
        let repeated = path.param("a_id", &"1").expect_err("written twice");
        assert_eq!(repeated.to_string(), "path parameter `a_id` was written twice");
        let unsafe_value = path.param("b_id", &"..").expect_err("a dot segment");
        assert_eq!(unsafe_value.to_string(), "path parameter `b_id` must not be `.` or `..` in a path");
        let missing = path.finish().expect_err("b_id is missing");
        assert_eq!(missing.to_string(), "path parameter `b_id` was not written");
        assert_eq!(missing.parameter(), "b_id");
    }
}
