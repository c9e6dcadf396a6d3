//! From the control of a reply to one that can be sent again.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::approval::v4::form::{Control, DefinedOption, DefinedWidget, FilledControl};
use crate::{JsonString, Map, RawJson};

impl DefinedWidget {
    /// Returns the id of the control; `None` if it is missing.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        id_of(&members(self))
    }
}

impl FilledControl {
    /// Returns the id of the control; `None` if it is missing.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        id_of(&members(self))
    }

    /// Converts the control of an instance into one that a call can send, such as `approval::v4::task::resubmit`.
    ///
    /// `definition` is the control with the same id in the approval's definition (`approval::v4::approval::get`). Read both in the
    /// same language: a reply shows the text of an option, and a call gives the option's value from the definition. Numbers
    /// keep all their digits. Members that no page documents are left out.
    ///
    /// # Errors
    /// Fails if the reply does not say what a call has to give, for instance if the control holds files; see [`ToControlFault`].
    ///
    /// ```
    /// use feishu_openapi::{JsonString, ToControlFault, approval::v4::form::{DefinedWidget, FilledControl}};
    ///
    /// let filled = r#"[{"id":"class","type":"radioV2","value":"First"},{"id":"bill","type":"image","value":["https://.."]}]"#;
    /// let defined = r#"[{"id":"class","type":"radioV2","option":[{"value":"k1","text":"First"}]},{"id":"bill","type":"image"}]"#;
    /// let filled = JsonString::<Vec<FilledControl>>::from_text(filled).into_value().unwrap();
    /// let defined = JsonString::<Vec<DefinedWidget>>::from_text(defined).into_value().unwrap();
    ///
    /// let class = filled[0].to_control(&defined[0]).unwrap();
    /// assert_eq!(JsonString::from_value(class).unwrap().text(), r#"{"type":"radioV2","id":"class","value":"k1"}"#);
    /// assert_eq!(filled[1].to_control(&defined[1]).unwrap_err().fault(), ToControlFault::Files);
    /// ```
    pub fn to_control(&self, definition: &DefinedWidget) -> Result<Control, ToControlError> {
        let (filled, defined) = (members(self), members(definition));
        let id = id_of(&filled);
        if id.is_none() || id != id_of(&defined) {
            return Err(ToControlFault::OtherDefinition.into());
        }
        let kept = |name: &'static str| {
            Some((name.to_owned(), filled.get(name).filter(|raw| !is_null(raw))?.clone()))
        };
        let given = kept("value").ok_or(ToControlFault::Incomplete)?.1;
        let value = value(self, &given, &defined)?;
        let mut control: Map<RawJson> = ["id", "type"].into_iter().filter_map(kept).collect();
        control.insert("value".to_owned(), value);
        if matches!(self, Self::Contact(_)) {
            control.extend(kept("open_ids"));
        }
        if matches!(self, Self::Amount(_)) {
            control
                .insert("currency".to_owned(), currency(&filled, &defined).ok_or(ToControlFault::Currency)?);
        }
        match Control::from(written(&control)?) {
            Control::Unknown(_) => Err(ToControlFault::Incomplete.into()),
            control => Ok(control),
        }
    }
}

/// The value that a call gives for a value of a reply.
fn value(filled: &FilledControl, given: &RawJson, defined: &Map<RawJson>) -> Result<RawJson, ToControlError> {
    use FilledControl as F;
    match filled {
        F::Input(_)
        | F::Textarea(_)
        | F::Date(_)
        | F::Number(_)
        | F::Amount(_)
        | F::Contact(_)
        | F::Connect(_) => Ok(given.clone()),
        F::Radio(_) | F::RadioV2(_) => {
            option(&read::<String>(given).ok_or(ToControlFault::Incomplete)?, defined)
        }
        F::Checkbox(_) | F::CheckboxV2(_) => {
            let texts: Vec<String> = read(given).ok_or(ToControlFault::Incomplete)?;
            let options: Result<Vec<RawJson>, _> = texts.iter().map(|text| option(text, defined)).collect();
            written(&options?)
        }
        F::DateInterval(_) => object(given, &[("start", "start"), ("end", "end"), ("interval", "interval")]),
        F::ShiftGroup(_) => {
            object(given, &[("shiftTime", "shiftTime"), ("returnTime", "returnTime"), ("reason", "reason")])
        }
        F::Telephone(_) => {
            object(given, &[("countryCode", "country_code"), ("nationalNumber", "national_number")])
        }
        F::Department(_) => {
            let departments: Vec<RawJson> = read(given).ok_or(ToControlFault::Incomplete)?;
            let taken = departments.iter().map(|department| object(department, &[("open_id", "open_id")]));
            written(&taken.collect::<Result<Vec<RawJson>, _>>()?)
        }
        F::Document(document) => match document.value.as_ref().and_then(|value| value.type_.as_deref()) {
            Some("docx") => object(given, &[("token", "token"), ("type", "type")]),
            _ => Err(ToControlFault::Unsupported.into()),
        },
        F::FieldList(list) => written(&rows(list.value.as_deref().unwrap_or_default(), defined)?),
        F::Attachment(_) | F::AttachmentV2(_) | F::Image(_) | F::ImageV2(_) => {
            Err(ToControlFault::Files.into())
        }
        F::Formula(_) => Err(ToControlFault::Computed.into()),
        F::Address(_) | F::LeaveGroup(_) | F::LeaveGroupV2(_) | F::WorkGroup(_) => {
            Err(ToControlFault::NamesOnly.into())
        }
        F::RemedyGroup(_) | F::TripGroup(_) | F::Unknown(_) => Err(ToControlFault::Unsupported.into()),
    }
}

/// The rows of a table.
fn rows(rows: &[Vec<FilledControl>], defined: &Map<RawJson>) -> Result<Vec<Vec<Control>>, ToControlError> {
    let children: Vec<DefinedWidget> = defined.get("children").and_then(read).unwrap_or_default();
    let children: Map<DefinedWidget> =
        children.into_iter().filter_map(|child| Some((child.id()?, child))).collect();
    let mut out = Vec::new();
    for (row, filled) in rows.iter().enumerate() {
        let mut controls = Vec::new();
        for (column, filled) in filled.iter().enumerate() {
            let control = match filled.id().and_then(|id| children.get(&id)) {
                Some(child) => filled.to_control(child),
                None => Err(ToControlFault::OtherDefinition.into()),
            };
            controls.push(control.map_err(|error| error.inside(row, column))?);
        }
        out.push(controls);
    }
    Ok(out)
}

/// The value of the option with this text. Options of another system are given by their ids in replies, too.
fn option(text: &str, defined: &Map<RawJson>) -> Result<RawJson, ToControlError> {
    if defined.get("externalData").is_some_and(|raw| !is_null(raw)) {
        return written(&text);
    }
    let options: Vec<DefinedOption> = defined.get("option").and_then(read).unwrap_or_default();
    let mut found = options.into_iter().filter(|option| option.text.as_deref() == Some(text));
    match (found.next().and_then(|option| option.value), found.next()) {
        (Some(value), None) => written(&value),
        _ => Err(ToControlFault::Option.into()),
    }
}

/// The currency of an amount: the reply's if it has one, else the only one of the definition.
fn currency(filled: &Map<RawJson>, defined: &Map<RawJson>) -> Option<RawJson> {
    if let Some(currency) = filled.get("currency").filter(|raw| !is_null(raw)) {
        return Some(currency.clone());
    }
    let option: Map<RawJson> = defined.get("option").and_then(read).unwrap_or_default();
    let range: Option<Vec<RawJson>> = option.get("currencyRange").and_then(read);
    match range.as_deref() {
        Some([only]) => Some(only.clone()),
        Some([_, _, ..]) => None,
        Some([]) | None => defined.get("value").filter(|raw| read::<String>(raw).is_some()).cloned(),
    }
}

/// An object of some members of another one, each with its name in a call and in the reply. A missing one is noticed when the control is read.
fn object(given: &RawJson, taken: &[(&str, &str)]) -> Result<RawJson, ToControlError> {
    let members: Map<RawJson> = read(given).ok_or(ToControlFault::Incomplete)?;
    let named =
        taken.iter().filter_map(|(name, in_reply)| Some(((*name).to_owned(), members.get(*in_reply)?)));
    written(&named.collect::<Map<_>>())
}

/// The members of an object as their JSON.
fn members(object: &impl Serialize) -> Map<RawJson> {
    written(object).ok().as_ref().and_then(read).unwrap_or_default()
}

fn id_of(members: &Map<RawJson>) -> Option<String> {
    members.get("id").and_then(read)
}

fn read<T: DeserializeOwned>(raw: &RawJson) -> Option<T> {
    JsonString::<T>::from_text(raw.text()).into_value()
}

fn written(value: &impl Serialize) -> Result<RawJson, ToControlError> {
    let text = JsonString::from_value(value).map_err(|_| ToControlFault::Incomplete)?;
    Ok(text.text().parse().map_err(|_| ToControlFault::Incomplete)?)
}

fn is_null(raw: &RawJson) -> bool {
    raw.text() == "null"
}

/// The error of [`FilledControl::to_control`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToControlError {
    pointer: String,
    fault: ToControlFault,
}

impl ToControlError {
    /// Returns the place of the control with the fault as a JSON Pointer (RFC 6901): empty for the control itself, `/value/0/2` for
    /// the third control in the first row of a table.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The error of a table that has the control in this row and column.
    fn inside(self, row: usize, column: usize) -> Self {
        Self { pointer: format!("/value/{row}/{column}{}", self.pointer), ..self }
    }

    /// Returns the fault.
    #[must_use]
    pub const fn fault(&self) -> ToControlFault {
        self.fault
    }
}

impl From<ToControlFault> for ToControlError {
    fn from(fault: ToControlFault) -> Self {
        Self { pointer: String::new(), fault }
    }
}

impl fmt::Display for ToControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pointer, fault) = (&self.pointer, self.fault);
        if pointer.is_empty() { write!(f, "{fault}") } else { write!(f, "{pointer}: {fault}") }
    }
}

impl std::error::Error for ToControlError {}

/// Reasons why the control of a reply cannot be sent again as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToControlFault {
    /// The definition is that of another control, or does not have this control of a table.
    OtherDefinition,
    /// The reply lacks the value, or a part of it that a call requires.
    Incomplete,
    /// The reply has links to files, and a call gives the codes of uploaded files.
    Files,
    /// The server computes the value.
    Computed,
    /// The reply has names of a region, leave or overtime, and a call gives their ids.
    NamesOnly,
    /// The definition has no option with this text, or several.
    Option,
    /// The reply does not say which of the definition's currencies an amount has.
    Currency,
    /// A call cannot have a control of this kind, or a document of this kind.
    Unsupported,
}

impl fmt::Display for ToControlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherDefinition => "this definition does not define the control: pass the one with its id",
            Self::Incomplete => {
                "the reply lacks a part of the value: make the control yourself, or leave it out"
            }
            Self::Files => "the reply has links to files: upload the files, and give their codes",
            Self::Computed => "the value is computed: give the result of the formula for the new values",
            Self::NamesOnly => "the reply has names where a call needs ids: make the control with the ids",
            Self::Option => "the definition has no single option with this text: read both in one language",
            Self::Currency => "the reply does not say the currency: make the control with it",
            Self::Unsupported => "a call cannot have this kind of control or document",
        })
    }
}
