//! Generated modules, one per set of fixtures.

#![deny(missing_docs, rust_2018_idioms, unreachable_pub, warnings)]

/// Small schemas, one per feature of the format.
pub mod features {
    include!(concat!(env!("OUT_DIR"), "/features/lib.rs"));
}

/// Hostile text in every slot that takes it.
pub mod hostile {
    include!(concat!(env!("OUT_DIR"), "/hostile/lib.rs"));
}

/// Names that are awkward in Rust.
pub mod names {
    include!(concat!(env!("OUT_DIR"), "/names/lib.rs"));
}

/// The new endpoint that CONTRIBUTING prints.
pub mod runbook {
    include!(concat!(env!("OUT_DIR"), "/runbook/lib.rs"));
}

/// Requests and responses of every shape.
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/shapes/lib.rs"));
}
