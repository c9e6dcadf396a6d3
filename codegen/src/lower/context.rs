//! The schema being lowered, and the findings so far.

use model::diag::{Code, Diagnostic, quoted};
use model::pointer::join;
use model::source::Span;
use model::tree::Tree;

use super::naming;
use crate::names::{Case, Name, Origin, Table};

/// Findings of lowering.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Faults that only lowering can find, such as two fields with one Rust name.
    pub(crate) faults: Vec<Diagnostic>,
    /// The place of the first fault that `model::check` reports. Lowering goes on with a substitute, so that one run
    /// reports the faults of both.
    pub(crate) unchecked: Option<Span>,
}

impl Findings {
    /// A fault that `model::check` reports.
    pub(super) fn unchecked(at: Span) -> Self {
        Self { faults: Vec::new(), unchecked: Some(at) }
    }

    /// Adds the findings of another schema.
    pub(super) fn append(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.unchecked = self.unchecked.or(other.unchecked);
    }

    /// All findings, for callers whose schemas passed the checks.
    pub(crate) fn of_checked(self) -> Vec<Diagnostic> {
        let bug = |at| Diagnostic {
            help: Some(
                "run `model::check` first; if it passes, please report this with the schema".to_owned(),
            ),
            ..Diagnostic::error(
                Code::GeneratorBug,
                "the schema has an error that the checks did not report",
                at,
            )
        };
        let bugs: Vec<Diagnostic> = self.unchecked.map(bug).into_iter().collect();
        self.faults.into_iter().chain(bugs).collect()
    }
}

/// The schema being lowered, and the findings so far.
pub(super) struct Context<'a> {
    tree: &'a Tree,
    findings: Findings,
}

impl<'a> Context<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self { tree, findings: Findings::default() }
    }

    pub(super) fn finish(self) -> Findings {
        self.findings
    }

    /// Reports a fault.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        self.findings.faults.push(fault);
    }

    /// Reports a fault once.
    pub(super) fn push_new(&mut self, fault: Diagnostic) {
        if !self.findings.faults.contains(&fault) {
            self.push(fault);
        }
    }

    /// Reports a fault of the value at the pointer.
    pub(super) fn error(&mut self, code: Code, message: String, pointer: &str) {
        self.push(Diagnostic::error(code, message, self.tree.value_span(pointer)));
    }

    /// Notes a fault of the value at the pointer that `model::check` reports.
    pub(super) fn unchecked(&mut self, pointer: &str) {
        self.findings.unchecked.get_or_insert(self.tree.value_span(pointer));
    }

    /// Describes the key at the pointer as the origin of a name.
    pub(super) fn origin(&self, what: String, pointer: &str) -> Origin {
        Origin { what, span: self.tree.key_span(pointer) }
    }

    /// Adds the name of the key at the pointer to a table; reports a collision and returns false if it is taken.
    pub(super) fn claim(&mut self, table: &mut Table, name: &Name, what: String, pointer: &str) -> bool {
        let claimed = table.claim(name, self.origin(what, pointer));
        claimed.map_err(|collision| self.push(*collision)).is_ok()
    }

    /// Reports the chosen name at `POINTER/MEMBER` if it is not a valid one.
    pub(super) fn check_name(&mut self, chosen: Option<&str>, case: Case, pointer: &str, member: &str) {
        if let Some(Err(fault)) = chosen.map(|text| Name::chosen(text, case)) {
            let span = self.tree.value_span(&join(pointer, member));
            self.push(naming::refusal(chosen.unwrap_or_default(), case, fault, span));
        }
    }

    /// Reports the name of the key at the pointer if it had to be made unique. `what` and the key describe it.
    pub(super) fn check_unique(
        &mut self,
        (what, wire): (&str, &str),
        name: &Name,
        case: Case,
        pointer: &str,
    ) {
        let plain = Name::derived(wire, case);
        if *name == plain.marked(wire, case) {
            let span = self.tree.key_span(pointer);
            self.push_new(naming::made_unique(&format!("{what} {}", quoted(wire)), &plain, name, span));
        }
    }

    /// Reports the key at the pointer if it is not a valid name.
    pub(super) fn check_key(&mut self, key: &str, case: Case, pointer: &str) {
        if let Err(fault) = Name::chosen(key, case) {
            self.push(naming::refusal(key, case, fault, self.tree.key_span(pointer)));
        }
    }
}
