//! The query of a request.

use std::fmt::{Display, Write as _};

use crate::request::percent::QueryEncoder;

/// Writes the pairs of a query, percent-encoded.
#[derive(Debug)]
pub struct QueryWriter<'a> {
    out: &'a mut String,
}

impl<'a> QueryWriter<'a> {
    pub(crate) const fn new(out: &'a mut String) -> Self {
        Self { out }
    }

    /// Writes one pair.
    pub fn pair(&mut self, name: &'static str, value: &dyn Display) {
        self.start(name);
        self.push(value);
    }

    /// Writes a list as one pair for each element: `ids=1&ids=2`. An empty list adds no pair.
    pub fn repeated<T: Display>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.pair(name, &value);
        }
    }

    /// Writes a list as one pair, its elements separated by commas: `ids=1%2C2`. An empty list writes `ids=`.
    pub fn joined<T: Display>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        self.start(name);
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.push(&',');
            }
            self.push(&value);
        }
    }

    fn start(&mut self, name: &'static str) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        self.push(&name);
        self.out.push('=');
    }

    fn push(&mut self, value: &dyn Display) {
        // Writing to a String cannot fail. A `Display` that fails anyway leaves a shorter value.
        let _ = write!(QueryEncoder(self.out), "{value}");
    }
}

#[cfg(test)]
mod tests {
    use super::QueryWriter;

    #[test]
    fn names_and_values_are_encoded() {
        let mut out = String::new();
        let mut query = QueryWriter::new(&mut out);
        query.pair("user_id_type", &"open_id");
        query.pair("名", &"a b&c=d+e%2F中/?#");
        query.pair("zero", &0_i64);
        query.pair("empty", &"");
        assert_eq!(
            out,
            "user_id_type=open_id&%E5%90%8D=a%20b%26c%3Dd%2Be%252F%E4%B8%AD%2F%3F%23&zero=0&empty="
        );
    }

    #[test]
    fn lists_are_repeated_or_joined() {
        let mut out = String::new();
        let mut query = QueryWriter::new(&mut out);
        query.repeated("a", ["1", "2"]);
        query.repeated("none", std::iter::empty::<&str>());
        query.joined("b", [1, 2]);
        query.joined("c", std::iter::empty::<&str>());
        assert_eq!(out, "a=1&a=2&b=1%2C2&c=");
    }
}
