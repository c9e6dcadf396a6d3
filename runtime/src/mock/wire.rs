//! The wire format of a request, as far as its types do not determine it.

/// The wire format of an endpoint's request, and the response that its page shows.
///
/// The table of a generated crate consists of these. Parameters that are not listed are single texts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    pub(super) headers: &'static [Parameter],
    pub(super) path: &'static [Parameter],
    pub(super) query: &'static [Parameter],
    pub(super) form: Option<&'static [Parameter]>,
    pub(super) reply: Option<&'static str>,
}

impl Wire {
    /// Creates the format of a request whose parameters are texts, and of a response without data.
    #[must_use]
    pub const fn new() -> Self {
        Self { headers: &[], path: &[], query: &[], form: None, reply: None }
    }

    /// Sets the documented headers. All are listed, because requests have other headers as well.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [Parameter]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets the path parameters that are not texts.
    #[must_use]
    pub const fn path(mut self, path: &'static [Parameter]) -> Self {
        self.path = path;
        self
    }

    /// Sets the query parameters that are not texts, or are lists.
    #[must_use]
    pub const fn query(mut self, query: &'static [Parameter]) -> Self {
        self.query = query;
        self
    }

    /// Sets the parts of a form as the body. All are listed.
    #[must_use]
    pub const fn form(mut self, parts: &'static [Parameter]) -> Self {
        self.form = Some(parts);
        self
    }

    /// Sets the response that the page shows, as JSON.
    #[must_use]
    pub const fn reply(mut self, json: &'static str) -> Self {
        self.reply = Some(json);
        self
    }
}

/// A parameter that is transmitted as text.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) list: List,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Int,
    Float,
    Bool,
    /// JSON text.
    Json,
    /// A file, in a form.
    File,
}

/// The format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    No,
    /// One parameter for each element.
    Repeated,
    /// All elements in one text, separated by commas.
    Joined,
}

impl Parameter {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, list: List::No }
    }

    /// Creates a text parameter.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    /// Creates an integer parameter.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self::new(name, Kind::Int)
    }

    /// Creates a number parameter.
    #[must_use]
    pub const fn float(name: &'static str) -> Self {
        Self::new(name, Kind::Float)
    }

    /// Creates a boolean parameter: `true` or `false`.
    #[must_use]
    pub const fn boolean(name: &'static str) -> Self {
        Self::new(name, Kind::Bool)
    }

    /// Creates a parameter that contains JSON text.
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, Kind::Json)
    }

    /// Creates a file.
    #[must_use]
    pub const fn file(name: &'static str) -> Self {
        Self::new(name, Kind::File)
    }

    /// Makes it a list with one parameter for each element: `a=1&a=2`.
    #[must_use]
    pub const fn repeated(mut self) -> Self {
        self.list = List::Repeated;
        self
    }

    /// Makes it a list separated by commas: `a=1,2`.
    #[must_use]
    pub const fn joined(mut self) -> Self {
        self.list = List::Joined;
        self
    }
}
