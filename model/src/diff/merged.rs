//! Merges the fields of both sides, so that the rules of either side find theirs.

use indexmap::IndexMap;

use crate::schema::{Endpoint, Field, Fields, Len, ObjectType, Request};

/// The side whose defaults the merged fields have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DefaultsOf {
    Old,
    New,
}

/// An endpoint with the request fields and types of both sides. Each field accepts what either side accepts.
pub(super) fn merged_endpoint(old: &Endpoint, new: &Endpoint, defaults: DefaultsOf) -> Endpoint {
    let merge = |old: &Fields, new: &Fields| merged_fields(old, new, defaults);
    let body = match (&old.request.body, &new.request.body) {
        (None, None) => None,
        (old, new) => {
            let none = Fields::new();
            Some(merge(old.as_ref().unwrap_or(&none), new.as_ref().unwrap_or(&none)))
        }
    };
    let request = Request {
        path: merge(&old.request.path, &new.request.path),
        query: merge(&old.request.query, &new.request.query),
        body,
    };
    Endpoint { request, types: merged_types(&old.types, &new.types, defaults), ..new.clone() }
}

/// The types of both sides, by name.
pub(super) fn merged_types(
    old: &IndexMap<String, ObjectType>,
    new: &IndexMap<String, ObjectType>,
    defaults: DefaultsOf,
) -> IndexMap<String, ObjectType> {
    let mut out = new.clone();
    for (name, object) in old {
        match out.get_mut(name) {
            Some(twin) => twin.fields = merged_fields(&object.fields, &twin.fields, defaults),
            None => drop(out.insert(name.clone(), object.clone())),
        }
    }
    out
}

/// The fields of both sides. A field of only one side is optional.
pub(super) fn merged_fields(old: &Fields, new: &Fields, defaults: DefaultsOf) -> Fields {
    let optional = |field: &Field| Field { required: false, ..field.clone() };
    let mut out: Fields = new
        .iter()
        .map(|(name, field)| {
            let merged = old.get(name).map(|before| merged_field(before, field, defaults));
            (name.clone(), merged.unwrap_or_else(|| optional(field)))
        })
        .collect();
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name));
    out.extend(gone.map(|(name, field)| (name.clone(), optional(field))));
    out
}

fn merged_field(old: &Field, new: &Field, defaults: DefaultsOf) -> Field {
    let mut members = new.members.clone();
    if old.members.is_empty() || new.members.is_empty() {
        members.clear();
    } else {
        members.extend(old.members.iter().map(|(wire, member)| (wire.clone(), member.clone())));
    }
    let least = |len: Option<Len>| len.and_then(|len| len.min);
    Field {
        required: old.required && new.required,
        members,
        len: new.len.map(|len| Len { min: least(old.len).min(len.min), max: None, ..len }),
        range: new.range.clone().filter(|range| old.range.as_ref() == Some(range)),
        fixed: new.fixed.clone().filter(|value| old.fixed.as_ref() == Some(value)),
        default: match defaults {
            DefaultsOf::Old => old.default.clone(),
            DefaultsOf::New => new.default.clone(),
        },
        fields: merged_fields(&old.fields, &new.fields, defaults),
        ..new.clone()
    }
}
