//! What the mock server has to know of a request on the wire, beside its types.

/// How the request of an endpoint is read back, and what its page shows as the reply.
///
/// The table of a generated crate is made of these; what is not named here is text, once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    pub(super) headers: &'static [Parameter],
    pub(super) path: &'static [Parameter],
    pub(super) query: &'static [Parameter],
    pub(super) form: Option<&'static [Parameter]>,
    pub(super) reply: Option<&'static str>,
}

impl Wire {
    /// A request of texts, and a reply without data.
    #[must_use]
    pub const fn new() -> Self {
        Self { headers: &[], path: &[], query: &[], form: None, reply: None }
    }

    /// With these documented headers: all of them, for a request has others too.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [Parameter]) -> Self {
        self.headers = headers;
        self
    }

    /// With these parameters of the path that are no text.
    #[must_use]
    pub const fn path(mut self, path: &'static [Parameter]) -> Self {
        self.path = path;
        self
    }

    /// With these parameters of the query that are no text, or a list.
    #[must_use]
    pub const fn query(mut self, query: &'static [Parameter]) -> Self {
        self.query = query;
        self
    }

    /// With a form of these parts as its body: all of them.
    #[must_use]
    pub const fn form(mut self, parts: &'static [Parameter]) -> Self {
        self.form = Some(parts);
        self
    }

    /// With this JSON as its reply.
    #[must_use]
    pub const fn reply(mut self, json: &'static str) -> Self {
        self.reply = Some(json);
        self
    }
}

/// A value that travels as text.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) list: List,
}

/// What the text stands for.
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

/// Whether it is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    No,
    /// Each element for itself.
    Repeated,
    /// All elements in one text, parted by commas.
    Joined,
}

impl Parameter {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, list: List::No }
    }

    /// A text.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    /// An integer.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self::new(name, Kind::Int)
    }

    /// A number.
    #[must_use]
    pub const fn float(name: &'static str) -> Self {
        Self::new(name, Kind::Float)
    }

    /// `true` or `false`.
    #[must_use]
    pub const fn boolean(name: &'static str) -> Self {
        Self::new(name, Kind::Bool)
    }

    /// JSON.
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, Kind::Json)
    }

    /// A file.
    #[must_use]
    pub const fn file(name: &'static str) -> Self {
        Self::new(name, Kind::File)
    }

    /// A list of them, each for itself: `a=1&a=2`.
    #[must_use]
    pub const fn repeated(mut self) -> Self {
        self.list = List::Repeated;
        self
    }

    /// A list of them, parted by commas: `a=1,2`.
    #[must_use]
    pub const fn joined(mut self) -> Self {
        self.list = List::Joined;
        self
    }
}
