//! Types across the two sides: finds renamed types, and compares the structure of types.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::schema::{Endpoint, Field, Fields, ObjectType, TypeExpr};

type Types = IndexMap<String, ObjectType>;

/// The named types of both sides, and the renamed ones among them.
pub(super) struct TypePair<'a> {
    pub(super) old: &'a Types,
    pub(super) new: &'a Types,
    /// New names by old ones, only where they differ.
    renamed: BTreeMap<&'a str, &'a str>,
}

/// Relation between the types of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// The same text; a named type is compared separately.
    Same,
    /// A different text with the same structure, or with one that is compared separately.
    Renamed,
    /// A different structure.
    Changed,
}

impl<'a> TypePair<'a> {
    /// The types of a page without types.
    pub(super) fn of(old: &'a Types, new: &'a Types) -> Self {
        Self { old, new, renamed: BTreeMap::new() }
    }

    /// Finds renamed types: a name that is gone and a name that is new, which stand at the same place of the request or
    /// the response and share at least half of their fields.
    pub(super) fn of_endpoints(old: &'a Endpoint, new: &'a Endpoint) -> Self {
        let mut pair = Self::of(&old.types, &new.types);
        let none = Fields::new();
        for (old, new) in [
            (&old.request.path, &new.request.path),
            (&old.request.query, &new.request.query),
            (old.request.body.as_ref().unwrap_or(&none), new.request.body.as_ref().unwrap_or(&none)),
            (&old.reply, &new.reply),
        ] {
            pair.find_renamed(old, new);
        }
        for (name, object) in &old.types {
            if let Some(twin) = new.types.get(name) {
                pair.find_renamed(&object.fields, &twin.fields);
            }
        }
        pair
    }

    fn find_renamed(&mut self, old: &Fields, new: &Fields) {
        let mut twins: Vec<(&Field, &Field)> = Vec::new();
        // The names are looked up in `self.old` and `self.new`, which live as long as the endpoints.
        twins.extend(old.iter().filter_map(|(name, field)| Some((field, new.get(name)?))));
        while let Some((before, now)) = twins.pop() {
            twins.extend(
                before.fields.iter().filter_map(|(name, field)| Some((field, now.fields.get(name)?))),
            );
            twins.extend(before.json.as_deref().zip(now.json.as_deref()));
            if let Some((before, now)) = leaf_names(before.ty.expr(), now.ty.expr())
                && let Some((before, now)) = self.pair_up(before, now)
            {
                twins.extend(
                    before.fields.iter().filter_map(|(name, field)| Some((field, now.fields.get(name)?))),
                );
            }
        }
    }

    /// Pairs an old and a new name as a rename if both are free and the types share at least half of their fields.
    fn pair_up(&mut self, before: &str, now: &str) -> Option<(&'a ObjectType, &'a ObjectType)> {
        let ((before, old), (now, new)) = (self.old.get_key_value(before)?, self.new.get_key_value(now)?);
        let is_free = !self.new.contains_key(before)
            && !self.old.contains_key(now)
            && !self.renamed.contains_key(before.as_str())
            && !self.renamed.values().any(|taken| *taken == now);
        let shared = old.fields.keys().filter(|name| new.fields.contains_key(*name)).count();
        if !is_free || shared * 2 < old.fields.len().max(new.fields.len()) {
            return None;
        }
        self.renamed.insert(before, now);
        Some((old, new))
    }

    /// The new name of an old type; `None` when it is gone.
    pub(super) fn new_name<'n>(&'n self, old: &'n str) -> Option<&'n str> {
        if self.new.contains_key(old) { Some(old) } else { self.renamed.get(old).copied() }
    }

    /// Returns true if a new type existed before, under this name or another.
    pub(super) fn is_known(&self, new: &str) -> bool {
        self.old.contains_key(new) || self.renamed.values().any(|name| *name == new)
    }

    /// Returns the relation between the types of two fields.
    pub(super) fn relation(&self, old: &Field, new: &Field) -> Relation {
        if old.ty == new.ty {
            return Relation::Same;
        }
        let (before, now) = (old.ty.expr(), new.ty.expr());
        let is_renamed = leaf_names(before, now)
            .is_some_and(|(before, now)| self.renamed.get(before.as_str()) == Some(&now.as_str()));
        if is_renamed || self.same_structure((before, old), (now, new), &mut BTreeSet::new()) {
            Relation::Renamed
        } else {
            Relation::Changed
        }
    }

    /// Returns true if two types have the same structure, whatever their names are. `seen` holds the pairs of names that
    /// are being compared further out: a recursive type is equal where its first level is.
    fn same_structure(
        &self,
        (before, old): (&TypeExpr, &Field),
        (now, new): (&TypeExpr, &Field),
        seen: &mut BTreeSet<(String, String)>,
    ) -> bool {
        match (before, now) {
            (TypeExpr::Array(before), TypeExpr::Array(now)) | (TypeExpr::Map(before), TypeExpr::Map(now)) => {
                self.same_structure((before, old), (now, new), seen)
            }
            (TypeExpr::Named(left), TypeExpr::Named(right))
                if !seen.insert((left.clone(), right.clone())) =>
            {
                true
            }
            _ => match (fields_of(before, old, self.old), fields_of(now, new, self.new)) {
                (Some(old), Some(new)) => self.same_fields(old, new, seen),
                (None, None) => before == now,
                _ => false,
            },
        }
    }

    fn same_fields(&self, old: &Fields, new: &Fields, seen: &mut BTreeSet<(String, String)>) -> bool {
        old.len() == new.len()
            && old.iter().all(|(name, field)| {
                new.get(name).is_some_and(|twin| {
                    facts(field) == facts(twin)
                        && self.same_structure((field.ty.expr(), field), (twin.ty.expr(), twin), seen)
                })
            })
    }
}

/// The fields of an object type; `None` where the type is no object.
fn fields_of<'f>(expr: &TypeExpr, field: &'f Field, types: &'f Types) -> Option<&'f Fields> {
    match expr {
        TypeExpr::Anonymous => Some(&field.fields),
        // A union has no fields that hold for all of its values; it is compared by its name, and on its own.
        TypeExpr::Named(name) => {
            types.get(name).filter(|object| object.tag.is_none()).map(|object| &object.fields)
        }
        _ => None,
    }
}

/// The requirements of a field, without its type and its texts.
fn facts(field: &Field) -> Field {
    Field {
        ty: crate::schema::FieldType::default(),
        fields: Fields::new(),
        doc: None,
        example: None,
        prose: None,
        text: None,
        hints: IndexMap::new(),
        members: field
            .members
            .keys()
            .map(|wire| (wire.clone(), crate::schema::EnumMember::default()))
            .collect(),
        ..field.clone()
    }
}

/// The names inside the same lists and maps, where they differ.
fn leaf_names<'e>(before: &'e TypeExpr, now: &'e TypeExpr) -> Option<(&'e String, &'e String)> {
    match (before, now) {
        (TypeExpr::Array(before), TypeExpr::Array(now)) | (TypeExpr::Map(before), TypeExpr::Map(now)) => {
            leaf_names(before, now)
        }
        (TypeExpr::Named(before), TypeExpr::Named(now)) if before != now => Some((before, now)),
        _ => None,
    }
}
