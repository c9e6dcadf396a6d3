//! What speaks against a reading, and how much: every oddity costs, and the cheapest reading wins.
//!
//! The figures were weighed on tables whose nesting is known; `cargo run -p evidence -- nesting` measures what they are worth.

/// Costs add up. About 30 is one contradiction.
pub(super) type Cost = u32;

/// The first field of an object that the example does not show, though it shows the object.
pub(super) const ABSENT: Cost = 50;
/// Each further one: an example that leaves one field out leaves others out too.
pub(super) const ABSENT_MORE: Cost = 15;
/// The same, for a field that the type is known to have.
pub(super) const ABSENT_EXPECTED: Cost = 4;
/// A field that the example does not show, for each object that is closed before it.
pub(super) const FAR: Cost = 12;
/// A field of an object that the example does not show.
pub(super) const UNSEEN: Cost = 8;
/// The same, for each object around the field that the example does not show: what is not shown nests less.
pub(super) const UNSEEN_DEPTH: Cost = 2;
/// A key of the example that no row documents, when its object ends.
pub(super) const KEY_LEFT: Cost = 30;
/// So many keys of one object are charged at most.
pub(super) const KEYS_LEFT_MAX: usize = 3;
/// Two fields of one name in one object.
pub(super) const DUPLICATE: Cost = 150;
/// Rows below a row for which the example shows scalars.
pub(super) const SCALAR_PARENT: Cost = 40;
/// Fields of a type inside itself.
pub(super) const RECURSION: Cost = 60;
/// A row outside the `data` of a reply.
pub(super) const ENVELOPE: Cost = 150;
/// Paging anywhere but in the outermost object that carries data.
pub(super) const PAGING: Cost = 30;
/// A named type without fields.
pub(super) const TYPE_WITHOUT_FIELDS: Cost = 100;
/// The same where the example shows an empty object.
pub(super) const EMPTY_TYPE_WITHOUT_FIELDS: Cost = 60;
/// The same where the type was without fields before.
pub(super) const AGAIN_WITHOUT_FIELDS: Cost = 40;
/// A type whose fields differ from those that it had before on the page.
pub(super) const TYPE_DIFFERS: Cost = 25;
/// A field that the registry does not know of its type.
pub(super) const NO_MEMBER: Cost = 10;
/// A field that the registry knows of a type and that is not there.
pub(super) const MISSING: Cost = 16;
/// So many missing fields of one object are charged at most.
pub(super) const MISSING_MAX: usize = 5;
/// Rows below a type that seldom has any.
pub(super) const RARE_PARENT: Cost = 25;
/// The example shows an object for a scalar, or the reverse.
pub(super) const KIND_DIFFERS: Cost = 20;
/// The row's own example value is not the one in the example.
pub(super) const VALUE_DIFFERS: Cost = 4;
/// A row comes before one whose key the example shows earlier.
pub(super) const OUT_OF_ORDER: Cost = 4;
/// An object is closed.
pub(super) const CLOSE: Cost = 1;
