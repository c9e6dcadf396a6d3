//! A request as it came.

use std::io::{self, BufRead};

/// One request.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Request line and headers, with the empty line that ends them.
    pub head: String,
    /// The body. Of a body in chunks, the chunks without their lengths.
    pub body: String,
}

impl Recorded {
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Self> {
        let mut request = Self::default();
        while !request.head.ends_with("\r\n\r\n") {
            if from.read_line(&mut request.head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let body = if request.header("transfer-encoding").contains(&"chunked") {
            read_chunks(from)?
        } else {
            let length = request.header("content-length").first().and_then(|length| length.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            from.read_exact(&mut body)?;
            body
        };
        let mut line = request.head.split(' ').map(str::to_owned);
        (request.method, request.target) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        request.body = String::from_utf8(body).map_err(io::Error::other)?;
        Ok(request)
    }

    /// The headers, in the order in which they came.
    #[must_use]
    pub fn headers(&self) -> Vec<(&str, &str)> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(": ")).collect()
    }

    /// The values of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        let named = self.headers().into_iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value).collect()
    }

    /// The whole request, as it came.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.head, self.body)
    }
}

fn read_chunks(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        let mut chunk = vec![0; length + "\r\n".len()];
        from.read_exact(&mut chunk)?;
        body.extend(&chunk[..length]);
        if length == 0 {
            return Ok(body);
        }
    }
}
