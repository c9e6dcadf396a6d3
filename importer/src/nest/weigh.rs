//! The costs of a reading: each oddity adds to them, and the cheapest reading wins.
//!
//! All figures were tuned together on the portal's tables, whose nesting is known: the levels were removed and rebuilt, and
//! the exact tables counted (`cargo run -p evidence -- nesting` prints the result). There is no held-out set. When a figure
//! changes, run it again: no table may be wrong without a warning. Only the ratios matter; the comments give the ranking that
//! they express.

/// Costs add up. About 30 is one contradiction.
pub(super) type Cost = u32;

// Fields against the example.

/// The first field that is missing in an object which the example shows. Stronger than a contradiction: a row that is
/// missing there usually belongs to another object.
pub(super) const ABSENT: Cost = 50;
/// Each further field that is missing in the same object. Cheap, because an example that leaves out one optional field
/// usually leaves out several.
pub(super) const ABSENT_MORE: Cost = 15;
/// A missing field that the type is known to have, from this page or the registry.
pub(super) const ABSENT_EXPECTED: Cost = 4;
/// A missing field, for each object shown by the example that is closed before it. Of two objects that both lack the field,
/// the nearer one is more likely.
pub(super) const FAR: Cost = 12;
/// A field of an object that the example does not show at all.
pub(super) const UNSEEN: Cost = 8;
/// An object in such an object, for each level that the example does not show: hidden structures are rarely deep.
pub(super) const UNSEEN_DEPTH: Cost = 2;
/// A key of the example that no row documents, charged when its object is closed.
pub(super) const KEY_LEFT: Cost = 30;
/// The most keys charged for one object, so that one undocumented object in an example does not outweigh all other evidence.
pub(super) const KEYS_LEFT_MAX: usize = 3;
/// The example shows an object where the row has a scalar, or the reverse.
pub(super) const KIND_DIFFERS: Cost = 20;
/// The example value in the row is not the one in the example. Cheap: pages often give different values in both places.
pub(super) const VALUE_DIFFERS: Cost = 4;
/// A row after one whose key comes later in the example. Cheap: many examples are not in the order of the table.
pub(super) const OUT_OF_ORDER: Cost = 4;
/// Rows below a row for which the example shows scalars only.
pub(super) const SCALAR_PARENT: Cost = 40;

// Structure that pages do not have.

/// Two fields of one name in one object.
pub(super) const DUPLICATE: Cost = 150;
/// A row outside the `data` of a reply that begins with `code`, `msg` and `data`.
pub(super) const ENVELOPE: Cost = 150;
/// Fields of a type inside the type itself.
pub(super) const RECURSION: Cost = 60;
/// Fields of paging anywhere but in the outermost object that carries data.
pub(super) const PAGING: Cost = 30;
/// Rows below a type that seldom has any.
pub(super) const RARE_PARENT: Cost = 25;

// Named types.

/// A named type without fields.
pub(super) const TYPE_WITHOUT_FIELDS: Cost = 100;
/// A named type without fields where the example shows an empty object.
pub(super) const EMPTY_TYPE_WITHOUT_FIELDS: Cost = 60;
/// A named type without fields that had none before on the page.
pub(super) const AGAIN_WITHOUT_FIELDS: Cost = 40;
/// A named type whose fields differ from those that it had before on the page.
pub(super) const TYPE_DIFFERS: Cost = 25;
/// A field that the registry does not have for the type.
pub(super) const NO_MEMBER: Cost = 10;
/// A field that the registry has for the type and that is missing.
pub(super) const MISSING: Cost = 16;
/// The most missing fields charged for one object: the other pages may be of another edition.
pub(super) const MISSING_MAX: usize = 5;

/// An object is closed. Breaks ties in favour of the level of the row before.
pub(super) const CLOSE: Cost = 1;
