//! The guide: one chapter per topic. Start with the [crate's front page](crate).

/// A chapter from its Markdown file. The links go in front: in the documentation they lead to the chapters' modules, and in the
/// file, where definitions of the same names stand at the end, to the other files.
macro_rules! chapters {
    ($($name:ident: $file:literal)*) => {$(
        #[doc = "[requests]: crate::guide::requests"]
        #[doc = "[errors]: crate::guide::errors"]
        #[doc = "[files]: crate::guide::files"]
        #[doc = "[events]: crate::guide::events"]
        #[doc = "[testing]: crate::guide::testing"]
        #[doc = "[tokens]: crate::guide::tokens"]
        #[doc = "[endpoints]: crate::guide::endpoints"]
        #[doc = "[own-crate]: crate::guide::own_crate"]
        #[doc = ""]
        #[doc = include_str!($file)]
        pub mod $name {}
    )*};
}

chapters! {
    requests: "../guide/requests.md"
    forms: "../guide/forms.md"
    messages: "../guide/messages.md"
    errors: "../guide/errors.md"
    retries: "../guide/retries.md"
    tokens: "../guide/tokens.md"
    lists: "../guide/lists.md"
    files: "../guide/files.md"
    events: "../guide/events.md"
    testing: "../guide/testing.md"
    transports: "../guide/transports.md"
    endpoints: "../guide/endpoints.md"
    own_crate: "../guide/own_crate.md"
}
