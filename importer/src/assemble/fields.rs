//! Reads a table of fields into the schema: every row becomes a field or is reported.

use indexmap::IndexMap;
use indexmap::map::Entry;
use model::diag::{Code, quoted};
use model::schema::{Field, FieldScope, FieldType, Fields, Join, TypeExpr};

use super::constraints::{self, read_members};
use super::tree::{Branch, Tree};
use super::type_text::{kind_of_json, names_json, normal};
use super::types::Types;
use super::value;
use crate::candidates::Candidates;
use crate::description::{Description, Descriptions};
use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Piece, is_one_name};
use crate::report::Report;

/// The longest name of a field in bytes. Longer texts in the column of names are sentences.
const MAX_NAME: usize = 200;

/// The part of a schema that a table belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Headers,
    Path,
    Query,
    Body,
    Reply,
    Concept,
}

impl Part {
    /// Returns the first step of a dotted path into the part.
    fn name(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Reply => "reply",
            Self::Concept => "fields",
        }
    }

    /// Returns true for a part of a request.
    fn is_sent(self) -> bool {
        !matches!(self, Self::Reply | Self::Concept)
    }

    /// Returns true if values are sent as plain text, in the URL or a header.
    fn is_bare(self) -> bool {
        matches!(self, Self::Headers | Self::Path | Self::Query)
    }
}

/// Reads tables of fields, and collects their named types.
pub(super) struct PartReader<'a> {
    /// True inside JSON that a string carries.
    pub(super) carried: bool,
    pub(super) types: &'a mut Types,
    pub(super) report: &'a mut Report,
    /// The descriptions of the rows.
    pub(super) descriptions: &'a Descriptions,
    /// Rule candidates, by row.
    pub(super) hints: &'a Candidates,
}

impl PartReader<'_> {
    /// Reads a table.
    pub(super) fn fields(&mut self, table: &FieldTable, part: Part) -> Fields {
        self.fields_of(table, part, part.name())
    }

    /// Reads a table. The dotted paths of its fields start with `owner`.
    pub(super) fn fields_of(&mut self, table: &FieldTable, part: Part, owner: &str) -> Fields {
        let tree = Tree::build(table, self.report);
        for row in &tree.dropped {
            self.report.reported(row.id);
        }
        self.siblings(tree.roots(), part, owner)
    }

    fn siblings<'s, 't: 's>(
        &mut self,
        branches: impl Iterator<Item = Branch<'s, 't>>,
        part: Part,
        owner: &str,
    ) -> Fields {
        let mut fields = Fields::new();
        for branch in branches {
            let row = branch.row();
            if !is_one_name(&row.name) || row.name.len() > MAX_NAME || row.name.chars().any(char::is_control)
            {
                self.report.push(Finding::warning(
                    Code::BadName,
                    row.line,
                    "this row has no usable field name; it was left out",
                ));
                self.report(branch);
                continue;
            }
            let field = self.field(branch, part, &path(owner, &row.name));
            match fields.entry(row.name.clone()) {
                Entry::Vacant(slot) => {
                    slot.insert(field);
                    self.report.mapped(row.id);
                }
                Entry::Occupied(_) => {
                    let message = format!(
                        "the field {} is listed twice in one object; the first row was used",
                        quoted(&row.name)
                    );
                    self.report.push(Finding::warning(Code::DuplicateField, row.line, message));
                    self.report.reported(row.id);
                }
            }
        }
        fields
    }

    /// Marks a row and all rows below it as reported.
    fn report(&mut self, branch: Branch<'_, '_>) {
        self.report.reported(branch.row().id);
        for child in branch.children() {
            self.report(child);
        }
    }

    fn field(&mut self, branch: Branch<'_, '_>, part: Part, owner: &str) -> Field {
        let row = branch.row();
        let said = self.descriptions.get(row);
        let mut field = Field::default();
        let documented = self.documented_type(row, said, part, branch.has_children());
        self.children(branch, part, owner, &documented, &mut field);
        let kind = documented.expr();
        field.required = match part {
            Part::Path => true,
            Part::Reply | Part::Concept => false,
            _ => said.required.or(row.required).unwrap_or(false),
        };
        // Only scalars have enum members, and a string that carries JSON does not count as one.
        let listed = if field.json.is_some() { &TypeExpr::Anonymous } else { kind.leaf() };
        field.members = read_members(row, said, listed, part.is_sent(), self.report);
        constraints::set(&mut field, &said.limits, kind, row.line, self.report);
        constraints::worded(&mut field, said, kind);
        if !matches!(part, Part::Reply | Part::Concept | Part::Headers) {
            constraints::hint(&field, said, row, self.report);
        }
        let mut prose = said.prose.clone();
        self.values(row, said, kind, part, &mut field);
        if let Some(default) = said.default.as_ref().filter(|_| field.default.is_none()) {
            prose.push(&default.first);
        }
        (field.prose, field.text) = (prose.fingerprint(), prose.text());
        if let Some(hints) = self.hints.get(&row.id) {
            field.hints.clone_from(hints);
        }
        field.deprecated = self.is_deprecated(row, said);
        field.scopes = scopes(said);
        if part == Part::Query && matches!(kind, TypeExpr::Array(_)) {
            field.join = join(row);
        }
        field
    }

    /// Returns true if the description calls the field old. A sentence that may do so is noted.
    fn is_deprecated(&mut self, row: &FieldRow, said: &Description) -> bool {
        for line in said.possible_deprecations.iter().filter(|_| !said.deprecated) {
            let message = format!(
                "the description of {} calls something old, which may be another thing than the field",
                quoted(&row.name)
            );
            let help = "if the field is meant, set its `deprecated` in `corrections` in the overlay";
            self.report.push(Finding::note(Code::AgeHint, *line, message).help(help));
        }
        said.deprecated
    }

    /// Reads the type of a row, before names of types are settled.
    fn documented_type(
        &mut self,
        row: &FieldRow,
        said: &Description,
        part: Part,
        has_children: bool,
    ) -> FieldType {
        let ty = normal(&row.type_text, has_children).unwrap_or_else(|| {
            let message = format!("the type {} is unknown; any value is accepted", quoted(&row.type_text));
            self.report.push(Finding::warning(Code::OddType, row.line, message));
            TypeExpr::Anonymous.into()
        });
        let ty = if has_children { ty } else { self.scalar_of_members(row, said, ty) };
        if part.is_bare() && !fits_url(ty.expr(), part) {
            let message = format!(
                "a URL or header cannot contain a value of the type {}; it was read as `string`",
                quoted(&row.type_text)
            );
            self.report.push(Finding::warning(Code::OddType, row.line, message));
            return TypeExpr::Text.into();
        }
        ty
    }

    /// Replaces an object type by a scalar if the description lists enum members, which only scalars have.
    fn scalar_of_members(&mut self, row: &FieldRow, said: &Description, ty: FieldType) -> FieldType {
        let kind = ty.expr();
        if said.members.is_empty() || !matches!(kind.leaf(), TypeExpr::Named(_) | TypeExpr::Anonymous) {
            return ty;
        }
        let is_integer = said.members.iter().all(|member| member.key.parse::<i64>().is_ok());
        let scalar = if is_integer { TypeExpr::Int } else { TypeExpr::Text };
        let message = format!(
            "the page lists values for the type {}; it was read as `{scalar}`",
            quoted(&row.type_text)
        );
        self.report.push(Finding::warning(Code::OddType, row.line, message));
        kind.with_leaf(scalar).into()
    }

    /// Sets the type of the field, and reads the rows below it.
    fn children(
        &mut self,
        branch: Branch<'_, '_>,
        part: Part,
        owner: &str,
        documented: &FieldType,
        field: &mut Field,
    ) {
        let kind = documented.expr();
        field.ty = documented.clone();
        if !branch.has_children() {
            match kind.named() {
                Some(_) if part == Part::Concept => field.ty = kind.with_leaf(TypeExpr::Anonymous).into(),
                Some(name) => field.ty = Types::pending(kind, name, owner, branch.row().line),
                None => {}
            }
            return;
        }
        match kind.leaf() {
            TypeExpr::Named(_) if part == Part::Concept => {
                // Schemas of concept pages have no named types.
                field.ty = kind.with_leaf(TypeExpr::Anonymous).into();
                field.fields = self.siblings(branch.children(), part, owner);
            }
            TypeExpr::Named(name) => {
                let fields = self.siblings(branch.children(), part, owner);
                field.ty = self.types.shown(kind, name, fields, owner, branch.row().id.0);
            }
            TypeExpr::Anonymous => field.fields = self.siblings(branch.children(), part, owner),
            TypeExpr::File => {
                // With rows below it, `file` is the name of an object type.
                field.ty = kind.with_leaf(TypeExpr::Anonymous).into();
                field.fields = self.siblings(branch.children(), part, owner);
            }
            TypeExpr::Text if !self.carried && names_json(&branch.row().description) => {
                self.carried = true;
                let shape = Field {
                    ty: kind_of_json(&branch.row().description, self.descriptions.get(branch.row())).into(),
                    fields: self.siblings(branch.children(), part, owner),
                    ..Field::default()
                };
                self.carried = false;
                field.json = Some(Box::new(shape));
            }
            _ => {
                let message = format!(
                    "a field of the type {} cannot have rows below it; they were left out",
                    quoted(documented.text())
                );
                let help = "compare the page's example, and correct the field's type in the overlay";
                self.report
                    .push(Finding::warning(Code::ChildrenOfScalar, branch.row().line, message).help(help));
                for child in branch.children() {
                    self.report(child);
                }
            }
        }
    }

    fn values(&mut self, row: &FieldRow, said: &Description, kind: &TypeExpr, part: Part, field: &mut Field) {
        field.example = said.example.as_ref().and_then(|stated| value::example(stated, kind, part.is_bare()));
        if part == Part::Headers {
            field.format = said.format.as_ref().map(|stated| unquoted(&stated.first));
        }
        if let Some(stated) = &said.default {
            let read = value::default(stated, kind, field).filter(|default| value::fits(default, field));
            if read.is_none() && !stated.first.is_empty() {
                let message = format!(
                    "the default of {} is a sentence, or a value that the field does not accept; it was kept as prose",
                    quoted(&row.name)
                );
                self.report.push(Finding::note(Code::ProseDefault, stated.line, message));
            }
            field.default = read;
        } else {
            field.default = value::worded(&said.sentence_defaults, kind, field);
        }
        if let Some(stated) = &said.fixed {
            let read = value::default(stated, kind, field).filter(|fixed| value::fits(fixed, field));
            if read.is_none() {
                let message = format!(
                    "the field {} does not accept its fixed value; it was left out",
                    quoted(&row.name)
                );
                self.report.push(Finding::warning(Code::BadFixed, stated.line, message));
            }
            field.fixed = read;
        } else if part != Part::Reply {
            let worded = value::worded(&said.sentence_fixed, kind, field);
            field.fixed =
                worded.filter(|fixed| field.example.as_ref().is_none_or(|example| example == fixed));
        }
    }
}

/// Returns true if a URL or header can contain a value of the type: scalars, and in the query also lists of scalars.
fn fits_url(kind: &TypeExpr, part: Part) -> bool {
    let value = match kind {
        TypeExpr::Array(element) if part == Part::Query => element,
        other => other,
    };
    matches!(value, TypeExpr::Text | TypeExpr::Int | TypeExpr::Float | TypeExpr::Bool)
}

/// Reads how a list in the query is written.
fn join(row: &FieldRow) -> Option<Join> {
    let says = |what: &str| {
        row.description
            .pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Text { text, .. } if text.contains(what)))
    };
    if says(&format!("&{}=", row.name)) {
        Some(Join::Repeat)
    } else if says("逗号分隔") || says("逗号分割") || says("逗号隔开") {
        Some(Join::Comma)
    } else {
        None
    }
}

fn scopes(said: &Description) -> IndexMap<String, FieldScope> {
    let scopes = said.scopes.iter().filter(|scope| !scope.name.is_empty());
    scopes
        .map(|scope| {
            (scope.name.clone(), FieldScope { label: scope.label.clone(), when: scope.when.clone() })
        })
        .collect()
}

/// Removes quotes around the text.
fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '“', '”']).to_owned()
}

/// Appends a name to a dotted path; characters that names of types cannot have become `_`.
fn path(owner: &str, name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect();
    format!("{owner}.{name}")
}
