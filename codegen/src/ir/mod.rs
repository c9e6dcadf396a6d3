//! Intermediate representation: plain data that says what will be printed. Every decision has been made.

mod checks;
mod doc;
mod endpoint;
mod event;
mod mock_route;
mod request;
mod ty;
mod types;

pub(crate) use checks::{Access, AccessStep, Check, Expr, FieldCheck, Literal, Rule};
pub(crate) use doc::{Block, Doc};
pub(crate) use endpoint::{Data, Endpoint, Envelope, Idempotency, InnerStatus, Operation, Paging};
pub(crate) use event::{AnyEvent, Event};
pub(crate) use mock_route::{MockKind, MockParameter, MockPart, MockWire, Route};
pub(crate) use request::{
    BodyKind, FormPart, HeaderParameter, IdempotencyKey, Part, PartStyle, PathParameter, QueryParameter,
    QueryStyle, RequestValue, Setter,
};
pub(crate) use ty::{Direction, Presence, Ty, TypePath};
pub(crate) use types::{
    Code, CodeEnum, Enum, EnumBase, Field, Maker, Struct, TypeDef, UNDOCUMENTED, Union, UnionVariant, Variant,
};

use std::collections::BTreeMap;

use crate::names::{Name, TYPES};

/// The whole of `src/api`.
#[derive(Debug)]
pub(crate) struct Api {
    /// One Rust file each, sorted by path.
    pub(crate) modules: Vec<Module>,
    /// One `mod.rs` each, sorted by path.
    pub(crate) folders: Vec<Folder>,
    /// Rows of the coverage table.
    pub(crate) coverage: Vec<Coverage>,
    /// Rows of the table of events.
    pub(crate) event_coverage: Vec<Coverage>,
    /// The mock server's table.
    pub(crate) routes: Vec<Route>,
    /// The entries of `AnyEvent`, sorted by module.
    pub(crate) events: Vec<AnyEvent>,
}

/// A folder of modules.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Module names below `api`.
    pub(crate) path: Vec<Name>,
    /// The modules that it declares, sorted by name.
    pub(crate) modules: Vec<Declared>,
}

/// A module that its folder declares.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) name: Name,
    /// The module is a service, compiled only with the feature of its name.
    pub(crate) is_feature: bool,
    /// The module holds events only, compiled only with the feature `events`.
    pub(crate) is_of_events: bool,
    /// Callers reach its items through other modules.
    pub(crate) is_private: bool,
}

/// One Rust file made from one schema file.
#[derive(Debug)]
pub(crate) struct Module {
    /// Module names below `api`; the first is the service and the cargo feature.
    pub(crate) path: Vec<Name>,
    /// The schema file, as it is written into the header: `schemas/....json`.
    pub(crate) origin: String,
    /// The module's own documentation.
    pub(crate) doc: Doc,
    pub(crate) contents: Contents,
    /// Items of types that are defined in the service's `types`, because several modules or names of it stand for
    /// one type. This module re-exports them.
    pub(crate) shared: BTreeMap<Name, TypePath>,
}

impl Module {
    /// The nested types of an endpoint or an event, shared ones among them.
    pub(crate) fn types(&self) -> &[TypeDef] {
        match &self.contents {
            Contents::Endpoint(endpoint) => &endpoint.types,
            Contents::Event(event) => &event.types,
            Contents::Concepts { .. } | Contents::Common { .. } | Contents::OfSdk => &[],
        }
    }

    /// The module of the service's `types` for shared types that are defined as they are here.
    pub(crate) fn home(&self) -> Vec<Name> {
        let (service, rest) = self.path.split_at(self.path.len().min(1));
        [service, &[Name::own(TYPES)], rest].concat()
    }

    /// Returns true if shared types are defined as they are here.
    pub(crate) fn has_home(&self) -> bool {
        let home = self.home();
        self.shared.values().any(|path| path.module == home)
    }
}

/// The contents of a module.
#[derive(Debug)]
pub(crate) enum Contents {
    /// An endpoint.
    Endpoint(Box<Endpoint>),
    /// Enums and shared types of a concept page.
    Concepts {
        /// The named enums.
        enums: Vec<Enum>,
        /// Unions, and the types they use.
        types: Vec<TypeDef>,
    },
    /// An event.
    Event(Box<Event>),
    /// Shared enums and the platform-wide codes.
    Common {
        /// The shared enums.
        enums: Vec<Enum>,
        /// `CommonCode`.
        codes: CodeEnum,
    },
    /// Those of `feishu-openapi`.
    OfSdk,
}

/// A row of a coverage table in the guide.
#[derive(Debug)]
pub(crate) struct Coverage {
    /// The cargo feature that switches it on.
    pub(crate) feature: String,
    /// The English name of the call or event; empty if it has none.
    pub(crate) name: String,
    /// Method and path, or the type of the event.
    pub(crate) call: String,
    /// Module path below the crate: `corehr::v2::process_extra::update`.
    pub(crate) module: String,
    /// The page's title and address.
    pub(crate) page: (String, String),
    /// The edition's date.
    pub(crate) edition: String,
    /// The rate limits in words; empty for events.
    pub(crate) rate_limit: String,
    /// Names of the scopes.
    pub(crate) scopes: Vec<String>,
}
