//! Constraints on the values of a field: limits and enum members. The type of the field tells what a limit counts.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use model::diag::{Code, quoted};
use model::schema::{EnumMember, Field, Len, LenUnit, Range, TypeExpr};
use serde_json::Number;

use super::pattern;
use crate::description::{Description, LimitKind, Limits, Member, Unit};
use crate::finding::Finding;
use crate::page::FieldRow;
use crate::report::Report;

/// Sets limits from a sentence, if only one sentence states limits and the lines of limits do not set the same kind. Limits that
/// do not fit the type of the field are ignored: the sentence is about something else.
pub(super) fn worded(field: &mut Field, said: &Description, kind: &TypeExpr) {
    let [limits] = said.sentence_limits.as_slice() else { return };
    let is_open = said.limits.unread.is_empty() && field.members.is_empty();
    if is_open && let Read::Fits(len) = length(limits, kind) {
        match &mut field.len {
            None if !said.limits.has_length() => field.len = Some(len),
            Some(own) if own.unit == len.unit => complete(own, len),
            _ => {}
        }
    }
    if is_open
        && !said.limits.has_range()
        && let Read::Fits(range) = range(limits, kind)
    {
        field.range = Some(range);
    }
}

/// Adds the end that the limit lacks, if the other limit has only that end.
fn complete(own: &mut Len, other: Len) {
    match (own.min, own.max, other.min, other.max) {
        (Some(min), None, None, Some(max)) if min <= max => own.max = Some(max),
        (None, Some(max), Some(min), None) if min <= max => own.min = Some(min),
        _ => {}
    }
}

/// Notes sentences that seem to state a limit, if no limit of the field could be read.
pub(super) fn hint(field: &Field, said: &Description, row: &FieldRow, report: &mut Report) {
    if field.len.is_some() || field.range.is_some() || !field.members.is_empty() {
        return;
    }
    let lines =
        said.possible_limits.iter().copied().chain(said.sentence_limits.iter().map(|limits| limits.line));
    let lines: BTreeSet<u32> = lines.collect();
    for line in lines {
        let message =
            format!("the description of {} seems to state a limit in a sentence", quoted(&row.name));
        let help = "if the limit holds in all cases, add it to `corrections` in the overlay, as `len` or `range` of the field";
        report.push(Finding::note(Code::LimitHint, line, message).help(help));
    }
}

/// Sets the field's limits. Limits that do not fit its type are reported.
pub(super) fn set(field: &mut Field, limits: &Limits, kind: &TypeExpr, line: u32, report: &mut Report) {
    for (line, text) in &limits.unread {
        let message = format!("the limit {} could not be read", quoted(text));
        report.push(Finding::warning(Code::UnreadLimit, *line, message));
    }
    for (line, kind) in &limits.conflicts {
        let what = match kind {
            LimitKind::Length => "length",
            LimitKind::Range => "range",
            LimitKind::Pattern => "pattern",
        };
        let message = format!("this line states another {what} than a line before; both were left out");
        let help = "add the right one to `corrections` in the overlay";
        report.push(Finding::warning(Code::DuplicateLimit, *line, message).help(help));
    }
    let line = if limits.line == 0 { line } else { limits.line };
    let mut misplaced = |what: &str| {
        let message =
            format!("{what} does not fit a field of the type {}; it was left out", quoted(field.ty.text()));
        report.push(Finding::warning(Code::MisplacedLimit, line, message));
    };
    match length(limits, kind) {
        Read::Fits(len) => field.len = Some(len),
        Read::Misplaced => misplaced("this length"),
        Read::Absent => {}
    }
    match range(limits, kind) {
        Read::Fits(range) => field.range = Some(range),
        Read::Misplaced => misplaced("this range"),
        Read::Absent => {}
    }
    let Some(pattern) = limits.pattern.as_ref().filter(|_| !limits.has_conflict(LimitKind::Pattern)) else {
        return;
    };
    if *kind.leaf() != TypeExpr::Text {
        misplaced("this pattern");
    } else if let Some(translated) = pattern::translate(pattern) {
        field.pattern = Some(translated);
    } else {
        let message = format!("the pattern {} was left out: {}", quoted(pattern), pattern::lost(pattern));
        let help = "add a pattern that compiles to `corrections` in the overlay";
        report.push(Finding::warning(Code::BadPattern, line, message).help(help));
    }
}

enum Read<T> {
    Absent,
    Misplaced,
    Fits(T),
}

fn length(limits: &Limits, kind: &TypeExpr) -> Read<Len> {
    let (min, max) = (limits.min_len, limits.max_len);
    if min.is_none() && max.is_none() || limits.has_conflict(LimitKind::Length) {
        return Read::Absent;
    }
    let is_list = matches!(kind, TypeExpr::Array(_) | TypeExpr::Map(_));
    let is_text = *kind.leaf() == TypeExpr::Text;
    let unit = match limits.unit {
        // Without a unit, a length counts the elements of a list or the characters of a string.
        None if is_list => LenUnit::Items,
        Some(Unit::Bytes) if is_text => LenUnit::Bytes,
        Some(Unit::Chars) | None if is_text => LenUnit::Chars,
        _ => return Read::Misplaced,
    };
    let is_inverted = matches!((min, max), (Some(min), Some(max)) if min > max);
    if is_inverted { Read::Misplaced } else { Read::Fits(Len { min, max, unit }) }
}

fn range(limits: &Limits, kind: &TypeExpr) -> Read<Range> {
    if limits.min.is_none() && limits.max.is_none() || limits.has_conflict(LimitKind::Range) {
        return Read::Absent;
    }
    let is_integer = *kind.leaf() == TypeExpr::Int;
    let is_number = is_integer || *kind.leaf() == TypeExpr::Float;
    // An excluded bound can only be replaced by its neighbour for integers.
    let is_stated = is_integer || !(limits.above_min || limits.below_max);
    let min = within(limits.min.as_ref(), limits.above_min, 1);
    let max = within(limits.max.as_ref(), limits.below_max, -1);
    if min.is_none() != limits.min.is_none() || max.is_none() != limits.max.is_none() {
        return Read::Misplaced;
    }
    let value = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    // Between 1.2 and 1.8 there is no integer.
    let holds_nothing = |min: f64, max: f64| min > max || (is_integer && min.ceil() > max.floor());
    let is_empty = matches!((value(&min), value(&max)), (Some(min), Some(max)) if holds_nothing(min, max));
    if !is_number || !is_stated || is_empty {
        return Read::Misplaced;
    }
    Read::Fits(Range { min, max })
}

/// Returns the bound, or its neighbour if the bound is excluded; `None` if it has no neighbour.
fn within(bound: Option<&Number>, is_excluded: bool, step: i64) -> Option<Number> {
    let bound = bound?;
    if is_excluded { Some(bound.as_i64()?.checked_add(step)?.into()) } else { Some(bound.clone()) }
}

/// Reads the enum members of a field whose single values have the type. If one member cannot be read, the list is left out:
/// without that member it would reject a documented value. So it would if the server accepts a tenant's own values, too.
pub(super) fn read_members(
    row: &FieldRow,
    said: &Description,
    kind: &TypeExpr,
    is_sent: bool,
    report: &mut Report,
) -> IndexMap<String, EnumMember> {
    let first = said.members.first().filter(|_| is_sent && allows_own(said)).map(|member| &member.line);
    for line in said.unread_lists.iter().chain(first) {
        let message = format!(
            "the values listed in the description of {} cannot be its only values; they were left out",
            quoted(&row.name)
        );
        let finding = Finding::note(Code::ProseMembers, *line, message);
        report.push(finding.help("if the server accepts no other values, add them as `enum` of the field to `corrections` in the overlay"));
    }
    let mut is_read = first.is_none();
    for member in said.members.iter().filter(|member| !fits(member, kind)) {
        is_read = false;
        let message = format!(
            "{} is not a value of the type {}; the whole list of values was left out",
            quoted(&member.key),
            quoted(&row.type_text)
        );
        let help = "add the values as `enum` of the field to `corrections` in the overlay";
        report.push(Finding::warning(Code::BadMember, member.line, message).help(help));
    }
    if is_read { listed(&said.members, report) } else { IndexMap::new() }
}

/// Returns true if a sentence says that the types that a tenant defined are supported: `支持传入自定义人员类型的编号`.
fn allows_own(said: &Description) -> bool {
    let prose = said.prose.text().unwrap_or_default();
    let own = |sentence: &str| {
        let (_, what) = sentence.split_once("支持").unwrap_or_default();
        let what = ["读取", "传入"].iter().find_map(|verb| what.strip_prefix(verb)).unwrap_or(what);
        what.starts_with("自定义") && what.contains("类型")
    };
    prose.split(['。', '；', '\n']).any(own)
}

fn fits(member: &Member, kind: &TypeExpr) -> bool {
    match kind {
        TypeExpr::Int => member.key.parse::<i64>().is_ok_and(|number| number.to_string() == member.key),
        TypeExpr::Bool => matches!(member.key.as_str(), "true" | "false"),
        TypeExpr::Text => !member.key.is_empty(),
        _ => false,
    }
}

fn listed(stated: &[Member], report: &mut Report) -> IndexMap<String, EnumMember> {
    let mut members = IndexMap::new();
    for member in stated {
        let value = EnumMember { label: member.label.clone(), name: None, doc: None };
        if members.insert(member.key.clone(), value).is_some() {
            let message =
                format!("the value {} is listed twice; the last label was used", quoted(&member.key));
            report.push(Finding::warning(Code::DuplicateMember, member.line, message));
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, Level, RowId};

    fn row() -> FieldRow {
        FieldRow {
            id: RowId(0),
            line: 1,
            level: Level::Known(0),
            name: "size".to_owned(),
            type_text: "int".to_owned(),
            required: None,
            description: Cell::default(),
        }
    }

    fn said(keys: &[&str]) -> Description {
        let member = |key: &&str| Member { line: 2, key: (*key).to_owned(), label: String::new() };
        Description { members: keys.iter().map(member).collect(), ..Description::default() }
    }

    #[test]
    fn a_list_with_an_unreadable_member_is_left_out() {
        for (kind, keys, unread) in [
            (TypeExpr::Int, &["1", "3～5"][..], 1),
            (TypeExpr::Int, &["1", "02", "x"], 2),
            (TypeExpr::Bool, &["true", "0"], 1),
            (TypeExpr::Text, &["a", ""], 1),
            (TypeExpr::Anonymous, &["a"], 1),
        ] {
            let mut report = Report::default();
            assert!(read_members(&row(), &said(keys), &kind, true, &mut report).is_empty(), "{keys:?}");
            assert_eq!(report.findings().len(), unread, "{keys:?}");
            assert!(report.findings().iter().all(|finding| finding.code == Code::BadMember), "{keys:?}");
        }
    }

    #[test]
    fn a_readable_list_keeps_its_order() {
        let mut report = Report::default();
        let members = read_members(&row(), &said(&["3", "-1", "3"]), &TypeExpr::Int, true, &mut report);
        assert_eq!(members.keys().collect::<Vec<_>>(), ["3", "-1"]);
        assert_eq!(report.findings()[0].code.name(), "duplicate-member");
    }
}
