//! What speaks against a reading, and how much: every oddity of a reading costs, and the cheapest reading wins.

/// Costs add up; tenths of a unit in which one clear contradiction costs about four.
pub(super) type Cost = u32;

/// A field that the example does not show, in an object that it does show.
pub(super) const ABSENT: Cost = 40;
/// A key of the example that no row documents, when its object ends.
pub(super) const KEY_LEFT: Cost = 30;
/// Keys left in one object cost no more than so many.
pub(super) const KEYS_LEFT_MAX: usize = 3;
/// Two fields of one name in one object.
pub(super) const DUPLICATE: Cost = 150;
/// A named type without fields.
pub(super) const TYPE_WITHOUT_FIELDS: Cost = 50;
/// The same where the example shows an empty object, or no object at all.
pub(super) const EMPTY_TYPE_WITHOUT_FIELDS: Cost = 30;
/// A type whose fields differ from those it had before.
pub(super) const TYPE_DIFFERS: Cost = 50;
/// A row below a type that seldom has any.
pub(super) const RARE_PARENT: Cost = 15;
/// An example shows an object for a scalar, or the reverse.
pub(super) const KIND_DIFFERS: Cost = 20;
/// The row's own example value is not the one in the example.
pub(super) const VALUE_DIFFERS: Cost = 4;
/// Rows come in the order of the example's keys.
pub(super) const OUT_OF_ORDER: Cost = 4;
/// An object ends where nothing shows that it does.
pub(super) const CLOSE: Cost = 1;
