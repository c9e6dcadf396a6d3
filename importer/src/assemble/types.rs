//! Named object types. Pages use one name for different types, so types are told apart by their structure.

use model::diag::Code;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use model::schema::{Endpoint, Field, FieldType, Fields, ObjectType, TypeExpr};

use crate::description::both;
use crate::finding::Finding;
use crate::report::Report;

/// The object types of a page.
#[derive(Debug, Default)]
pub(super) struct Types {
    shapes: Vec<Shape>,
}

#[derive(Debug)]
struct Shape {
    name: String,
    fields: Fields,
    /// The dotted path of the first field that has it.
    owner: String,
    /// The dotted paths of all fields whose rows show it.
    owners: Vec<String>,
    /// The place of that field on the page.
    order: u32,
}

/// Marks the index of a shape in place of a type's name, until all names are known. Types of pages cannot contain it.
const SHAPE: char = '\u{1}';
/// Marks a name whose fields the page does not list at this place.
const PENDING: char = '\u{2}';

impl Types {
    /// Adds a named type whose fields the page lists here. Returns its provisional type.
    pub(super) fn shown(
        &mut self,
        expr: &TypeExpr,
        name: &str,
        fields: Fields,
        owner: &str,
        order: u32,
    ) -> FieldType {
        let (name, owner, index) = (name.to_owned(), owner.to_owned(), self.shapes.len());
        self.shapes.push(Shape { name, fields, owners: vec![owner.clone()], owner, order });
        marked(expr, format!("{SHAPE}{index}"))
    }

    /// Returns the provisional type for a name whose fields the page does not list here, at the field `owner`.
    pub(super) fn pending(expr: &TypeExpr, name: &str, owner: &str, line: u32) -> FieldType {
        marked(expr, format!("{PENDING}{name}{PENDING}{line}{PENDING}{owner}"))
    }

    /// Names all shapes and adds them to the endpoint, in the order of the page.
    pub(super) fn settle(mut self, endpoint: &mut Endpoint, line: u32, report: &mut Report) {
        let joined = self.join();
        let mut settled = Settled::new(&self.shapes, &joined);
        settled.report_shapes(line, report);
        let shapes = self.shapes.into_iter().enumerate();
        let mut shapes: Vec<(usize, Shape)> = shapes.filter(|(index, _)| joined.is_kept(*index)).collect();
        shapes.sort_by_key(|(_, shape)| shape.order);
        for fields in parts(endpoint) {
            settled.rename(fields, report);
        }
        let mut types = IndexMap::new();
        for (index, mut shape) in shapes {
            settled.rename(&mut shape.fields, report);
            let name = settled.names.get(index).cloned().unwrap_or_default();
            types.insert(name, ObjectType { fields: shape.fields, ..ObjectType::default() });
        }
        endpoint.types = types;
    }
}

/// The most rounds in which equal shapes are looked for, against hostile pages. Those of 1,038 pages need two, and a third that
/// finds no more.
const MAX_ROUNDS: usize = 10;

impl Types {
    /// Joins shapes of one name and structure. Shapes that are joined make those equal that have them as fields, and names without
    /// fields at this place unambiguous, so that more shapes may be equal afterwards.
    fn join(&mut self) -> Joined {
        let mut joined = Joined { into: (0..self.shapes.len()).collect() };
        for _ in 0..MAX_ROUNDS {
            let mut only = Only::new();
            for (index, shape) in self.shapes.iter().enumerate().filter(|(index, _)| joined.is_kept(*index)) {
                only.entry(shape.name.clone()).and_modify(|only| *only = None).or_insert(Some(index));
            }
            let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
            let mut is_settled = true;
            for index in (0..self.shapes.len()).filter(|index| joined.is_kept(*index)).collect::<Vec<_>>() {
                let Some(shape) = self.shapes.get(index) else { continue };
                let key = (shape.name.clone(), structure(&shape.fields, &joined, &only));
                let first = *known.entry(key).or_insert(index);
                if first != index {
                    is_settled = false;
                    self.join_into(first, index);
                    joined.insert(index, first);
                }
            }
            if is_settled {
                break;
            }
        }
        joined
    }

    fn join_into(&mut self, first: usize, index: usize) {
        let Some(other) = self.shapes.get_mut(index) else { return };
        let (fields, owners) = (std::mem::take(&mut other.fields), std::mem::take(&mut other.owners));
        let (order, owner) = (other.order, other.owner.clone());
        let Some(shape) = self.shapes.get_mut(first) else { return };
        join_prose(&mut shape.fields, fields);
        shape.owners.extend(owners);
        if order < shape.order {
            (shape.order, shape.owner) = (order, owner);
        }
    }
}

/// The only shape of each name that has shapes.
type Only = BTreeMap<String, Option<usize>>;

/// The shapes that stand for those that were joined to them.
struct Joined {
    /// By shape: a shape before it, or itself.
    into: Vec<usize>,
}

impl Joined {
    fn of(&self, mut index: usize) -> usize {
        while let Some(into) = self.into.get(index).filter(|into| **into < index) {
            index = *into;
        }
        index
    }

    fn is_kept(&self, index: usize) -> bool {
        self.of(index) == index
    }

    fn insert(&mut self, index: usize, first: usize) {
        if let Some(into) = self.into.get_mut(index) {
            *into = first;
        }
    }
}

/// Creates a type whose name is replaced later.
fn marked(expr: &TypeExpr, mark: String) -> FieldType {
    expr.with_leaf(TypeExpr::Named(mark)).into()
}

/// Returns the fields of each part and each type.
pub(crate) fn all_fields(endpoint: &mut Endpoint) -> impl Iterator<Item = &mut Fields> {
    let request = &mut endpoint.request;
    let parts = [&mut endpoint.headers, &mut request.path, &mut request.query].into_iter();
    parts
        .chain(request.body.as_mut())
        .chain(std::iter::once(&mut endpoint.reply))
        .chain(endpoint.types.values_mut().map(|object| &mut object.fields))
}

fn parts(endpoint: &mut Endpoint) -> impl Iterator<Item = &mut Fields> {
    let request = &mut endpoint.request;
    [&mut endpoint.headers, &mut request.path, &mut request.query]
        .into_iter()
        .chain(request.body.as_mut())
        .chain(std::iter::once(&mut endpoint.reply))
}

/// Adds the prose and rule candidates of equal fields at another place.
fn join_prose(fields: &mut Fields, others: Fields) {
    for (name, other) in others {
        let Some(field) = fields.get_mut(&name) else { continue };
        field.prose = match (field.prose.take(), other.prose) {
            (Some(first), Some(second)) => Some(both(&first, &second)),
            (first, second) => first.or(second),
        };
        field.text = match (field.text.take(), other.text) {
            (Some(first), Some(second)) if first != second => Some(format!("{first}\n{second}")),
            (first, second) => first.or(second),
        };
        for (id, hint) in other.hints {
            field.hints.entry(id).or_insert(hint);
        }
        join_prose(&mut field.fields, other.fields);
    }
}

/// Returns the structure by which shapes are compared: their fields, without examples, labels and prose, and without the places of
/// names that mean the same everywhere on the page: those of one shape at most.
fn structure(fields: &Fields, joined: &Joined, only: &Only) -> String {
    let mut bare = fields.clone();
    let same = |mark: &str| {
        if let Some(index) = mark.strip_prefix(SHAPE) {
            return Some(format!("{SHAPE}{}", joined.of(index.parse().ok()?)));
        }
        let (name, _) = mark.strip_prefix(PENDING)?.split_once(PENDING)?;
        match only.get(name) {
            None => Some(format!("{PENDING}{name}")),
            Some(only) => only.map(|index| format!("{SHAPE}{index}")),
        }
    };
    strip(&mut bare, &same);
    serde_json::to_string(&bare).unwrap_or_default()
}

fn strip(fields: &mut Fields, same: &impl Fn(&str) -> Option<String>) {
    for field in fields.values_mut() {
        if let Some(mark) = field.ty.expr().named().and_then(same) {
            field.ty = marked(field.ty.expr(), mark);
        }
        (field.example, field.prose, field.text) = (None, None, None);
        field.hints.clear();
        for member in field.members.values_mut() {
            member.label.clear();
        }
        strip(&mut field.fields, same);
        if let Some(shape) = &mut field.json {
            strip(&mut shape.fields, same);
        }
    }
}

/// The names of all shapes.
struct Settled {
    names: Vec<String>,
    /// The shapes of each name, in the order of the page.
    by_name: BTreeMap<String, Vec<usize>>,
    /// The shapes by their name and by the field that shows them.
    by_owner: BTreeMap<String, (String, usize)>,
    /// Names without fields that have been reported.
    noted: BTreeSet<String>,
}

impl Settled {
    fn new(shapes: &[Shape], joined: &Joined) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, shape) in shapes.iter().enumerate().filter(|(index, _)| joined.is_kept(*index)) {
            by_name.entry(shape.name.clone()).or_default().push(index);
        }
        for indices in by_name.values_mut() {
            indices.sort_by_key(|index| shapes.get(*index).map(|shape| shape.order));
        }
        let is_ambiguous = |name: &str| by_name.get(name).is_some_and(|indices| indices.len() > 1);
        let name = |shape: &Shape| {
            let suffix = if is_ambiguous(&shape.name) { format!("@{}", shape.owner) } else { String::new() };
            format!("{}{suffix}", shape.name)
        };
        let names = (0..shapes.len())
            .map(|index| shapes.get(joined.of(index)).map_or_else(String::new, name))
            .collect();
        let owners = |(index, shape): (usize, &Shape)| {
            let shown = |owner: &String| (owner.clone(), (shape.name.clone(), index));
            shape.owners.iter().map(shown).collect::<Vec<_>>()
        };
        let by_owner = shapes.iter().enumerate().flat_map(owners).collect();
        Self { names, by_name, by_owner, noted: BTreeSet::new() }
    }

    /// Notes names with several shapes: in the next edition of the page, such a name may mean another one.
    fn report_shapes(&self, line: u32, report: &mut Report) {
        for (name, indices) in self.by_name.iter().filter(|(_, indices)| indices.len() > 1) {
            let message = format!(
                "the type {} has {} different shapes on this page; each was named after the field that has it",
                model::diag::quoted(name),
                indices.len()
            );
            report.push(Finding::note(Code::SeveralShapes, line, message));
        }
    }

    fn rename(&mut self, fields: &mut Fields, report: &mut Report) {
        for (name, field) in fields {
            self.rename_field(name, field, report);
            self.rename(&mut field.fields, report);
            if let Some(shape) = &mut field.json {
                self.rename(&mut shape.fields, report);
            }
        }
    }

    fn rename_field(&mut self, field_name: &str, field: &mut Field, report: &mut Report) {
        let Some(marked) = field.ty.expr().named().filter(|name| name.starts_with([SHAPE, PENDING])) else {
            return;
        };
        let name = match marked.strip_prefix(SHAPE) {
            Some(index) => index.parse().ok().and_then(|index: usize| self.names.get(index)).cloned(),
            None => self.pending(field_name, marked.trim_start_matches(PENDING), report),
        };
        field.ty = field.ty.expr().with_leaf(name.map_or(TypeExpr::Anonymous, TypeExpr::Named)).into();
    }

    /// Returns the nearest shape of the name that encloses the field: a type that names itself inside means itself.
    fn enclosing(&self, name: &str, mut owner: &str) -> Option<usize> {
        while let Some((outer, _)) = owner.rsplit_once('.') {
            if let Some((_, index)) = self.by_owner.get(outer).filter(|(known, _)| known == name) {
                return Some(*index);
            }
            owner = outer;
        }
        None
    }

    /// Finds the shape that a name without fields means.
    fn pending(&mut self, field: &str, marked: &str, report: &mut Report) -> Option<String> {
        let (name, rest) = marked.split_once(PENDING)?;
        let (line, owner) = rest.split_once(PENDING)?;
        let line = line.parse().unwrap_or(1);
        let field = model::diag::quoted(field);
        let shown = model::diag::quoted(name);
        let Some(indices) = self.by_name.get(name) else {
            if !self.noted.insert(name.to_owned()) {
                return None;
            }
            let message =
                format!("the page lists no fields of the type {shown} of {field}; any object is accepted");
            report.push(Finding::note(Code::ChildlessType, line, message));
            return None;
        };
        if indices.len() > 1
            && let Some(index) = self.enclosing(name, owner)
        {
            return self.names.get(index).cloned();
        }
        if indices.len() > 1 {
            let message = format!(
                "{field} has the type {shown}, which has {} shapes; the first was used",
                indices.len()
            );
            report.push(Finding::warning(Code::AmbiguousType, line, message));
        }
        indices.first().and_then(|index| self.names.get(*index)).cloned()
    }
}
