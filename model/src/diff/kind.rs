//! The closed list of what can change, and what each change does to requests, replies and the crate.

use super::change::{Bump, Effects, Impact, Reach};

/// Declares the kinds with their codes, and the list of all of them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal,)*) => {
        /// What happened to one place of a schema.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// A stable name in kebab case.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }
        }
    };
}

kinds! {
    /// An endpoint is documented that was not.
    EndpointAdded = "endpoint-added",
    /// An endpoint is no longer documented.
    EndpointRemoved = "endpoint-removed",
    /// The method, the path or the documented host is another.
    EndpointMoved = "endpoint-moved",
    /// One more host serves the endpoint.
    HostAdded = "host-added",
    /// A host beside the documented one is gone.
    HostRemoved = "host-removed",
    /// The endpoint takes a body now.
    BodyAdded = "body-added",
    /// The endpoint takes no body any more.
    BodyRemoved = "body-removed",
    /// The page calls an endpoint, a page or a field old.
    Deprecated = "deprecated",
    /// The page calls it old no longer.
    Undeprecated = "undeprecated",
    /// A token kind, an app kind or a scope more is accepted, or a demanded one is demanded no longer.
    AccessWidened = "access-widened",
    /// A token kind, an app kind or a scope is accepted no longer, or one more is demanded.
    AccessNarrowed = "access-narrowed",
    /// A scope is newly needed for a field or one of its values.
    FieldScopeAdded = "field-scope-added",
    /// A scope is needed for the field no longer.
    FieldScopeRemoved = "field-scope-removed",
    /// The value that needs the scope is another.
    FieldScopeChanged = "field-scope-changed",
    /// The label of a scope is another.
    ScopeLabelChanged = "scope-label-changed",
    /// Fewer requests are allowed, or a window is newly documented.
    RateLimitLowered = "rate-limit-lowered",
    /// More requests are allowed, or a window is gone.
    RateLimitRaised = "rate-limit-raised",
    /// A call may be sent twice: it only reads, or a field is its idempotency key.
    IdempotencyGained = "idempotency-gained",
    /// A call may be sent twice no longer, or another field is its key.
    IdempotencyLost = "idempotency-lost",

    /// A field that callers must give is new.
    RequiredFieldAdded = "required-field-added",
    /// A field that callers had to give is gone.
    RequiredFieldRemoved = "required-field-removed",
    /// A field that may be left out is new.
    OptionalFieldAdded = "optional-field-added",
    /// A field that could be left out is gone.
    OptionalFieldRemoved = "optional-field-removed",
    /// The required column says yes now.
    FieldBecameRequired = "field-became-required",
    /// The required column says no now.
    FieldBecameOptional = "field-became-optional",
    /// The value has another type or structure.
    TypeChanged = "type-changed",
    /// The type has another name and the same structure.
    TypeRenamed = "type-renamed",
    /// A named object type is new.
    TypeAdded = "type-added",
    /// A named object type is gone.
    TypeRemoved = "type-removed",
    /// A tagged union has one variant more.
    VariantAdded = "variant-added",
    /// A tagged union has one variant less.
    VariantRemoved = "variant-removed",
    /// A documented limit accepts less.
    LimitTightened = "limit-tightened",
    /// A documented limit accepts more.
    LimitLoosened = "limit-loosened",
    /// A limit is documented where none was.
    LimitAdded = "limit-added",
    /// A limit is documented no longer.
    LimitRemoved = "limit-removed",
    /// The length counts something else.
    LimitUnitChanged = "limit-unit-changed",
    /// A regular expression is documented where none was.
    PatternAdded = "pattern-added",
    /// The regular expression is another.
    PatternChanged = "pattern-changed",
    /// The regular expression is documented no longer.
    PatternRemoved = "pattern-removed",
    /// Only one value is accepted now.
    FixedAdded = "fixed-value-added",
    /// The only accepted value is another.
    FixedChanged = "fixed-value-changed",
    /// Other values are accepted, too.
    FixedRemoved = "fixed-value-removed",
    /// The server takes something else for an absent field.
    DefaultChanged = "default-changed",
    /// The members of a field are documented where none were.
    EnumAdded = "enum-added",
    /// The members of a field are documented no longer.
    EnumRemoved = "enum-removed",
    /// An enum has one member more.
    EnumMemberAdded = "enum-member-added",
    /// An enum has one member less.
    EnumMemberRemoved = "enum-member-removed",
    /// The label of an enum member is another: it may mean something else.
    LabelChanged = "label-changed",
    /// The shape of the JSON in a string is documented where none was.
    JsonShapeAdded = "json-shape-added",
    /// The shape of the JSON in a string is documented no longer.
    JsonShapeRemoved = "json-shape-removed",
    /// An array in the query is written in another way.
    JoinChanged = "join-changed",
    /// The reply field means something else to the client.
    RoleChanged = "role-changed",
    /// The value is secret now, or no longer.
    SensitivityChanged = "sensitivity-changed",
    /// A header's value is made up in another way, in words.
    HeaderFormatChanged = "header-format-changed",

    /// The rules refuse requests that they accepted.
    RuleTightened = "rule-tightened",
    /// The rules accept requests that they refused.
    RuleRelaxed = "rule-relaxed",
    /// The rules refuse requests that they accepted, and accept requests that they refused.
    RuleMoved = "rule-moved",
    /// The rules are written in another way and accept the same requests.
    RuleReencoded = "rule-reencoded",
    /// The rules changed, and what they accept cannot be compared.
    RuleUndecided = "rule-undecided",
    /// The text of a rule, or the field that it reports on, is another.
    RuleTextChanged = "rule-text-changed",

    /// An error code is documented that was not.
    CodeAdded = "error-code-added",
    /// An error code is documented no longer.
    CodeRemoved = "error-code-removed",
    /// The HTTP status of an error code is another.
    CodeStatusChanged = "error-code-status-changed",
    /// The server's message of an error code is another.
    CodeMessageChanged = "error-code-message-changed",
    /// The advice for an error code is another.
    CodeHintChanged = "error-code-hint-changed",
    /// Whether a call can be repeated after an error code, or was executed, is another.
    CodeRetryChanged = "error-code-retry-changed",

    /// A page without an endpoint is new.
    ConceptPageAdded = "concept-page-added",
    /// A page without an endpoint is gone.
    ConceptPageRemoved = "concept-page-removed",
    /// A named enum is new.
    ConceptAdded = "concept-added",
    /// A named enum is gone.
    ConceptRemoved = "concept-removed",

    /// A Rust name is another.
    RustNameChanged = "rust-name-changed",
    /// English text of ours is another.
    DescriptionChanged = "description-changed",
    /// The page describes a field in other words.
    ProseChanged = "prose-changed",
    /// A sentence of the page reads like a rule, and did not before.
    HintAdded = "hint-added",
    /// A sentence that read like a rule is gone.
    HintRemoved = "hint-removed",
    /// A sentence that reads like a rule names other fields or values.
    HintChanged = "hint-changed",
    /// The page's title is another.
    TitleChanged = "title-changed",
    /// An example is another.
    ExampleChanged = "example-changed",
    /// The page's address or edition is another.
    SourceChanged = "source-changed",
    /// The same things stand in another order.
    OrderChanged = "order-changed",
    /// What is kept beside the description of an endpoint is another: ids, provenance, `$schema`.
    MetadataChanged = "metadata-changed",
    /// Something changed that no other kind is about.
    Unclassified = "unclassified",
}

impl Kind {
    /// What the same change is called from the new side to the old one; itself where a change has no direction.
    #[must_use]
    pub fn mirror(self) -> Self {
        let pair = Self::PAIRS.iter().find(|(one, other)| self == *one || self == *other);
        match pair {
            Some((one, other)) if self == *one => *other,
            Some((one, _)) => *one,
            None => self,
        }
    }

    /// Kinds that are each other's mirror; every other kind is its own.
    const PAIRS: &'static [(Self, Self)] = &[
        (Self::EndpointAdded, Self::EndpointRemoved),
        (Self::HostAdded, Self::HostRemoved),
        (Self::BodyAdded, Self::BodyRemoved),
        (Self::Deprecated, Self::Undeprecated),
        (Self::AccessWidened, Self::AccessNarrowed),
        (Self::FieldScopeAdded, Self::FieldScopeRemoved),
        (Self::RateLimitLowered, Self::RateLimitRaised),
        (Self::IdempotencyGained, Self::IdempotencyLost),
        (Self::RequiredFieldAdded, Self::RequiredFieldRemoved),
        (Self::OptionalFieldAdded, Self::OptionalFieldRemoved),
        (Self::FieldBecameRequired, Self::FieldBecameOptional),
        (Self::TypeAdded, Self::TypeRemoved),
        (Self::VariantAdded, Self::VariantRemoved),
        (Self::LimitTightened, Self::LimitLoosened),
        (Self::LimitAdded, Self::LimitRemoved),
        (Self::PatternAdded, Self::PatternRemoved),
        (Self::FixedAdded, Self::FixedRemoved),
        (Self::EnumAdded, Self::EnumRemoved),
        (Self::EnumMemberAdded, Self::EnumMemberRemoved),
        (Self::JsonShapeAdded, Self::JsonShapeRemoved),
        (Self::RuleTightened, Self::RuleRelaxed),
        (Self::CodeAdded, Self::CodeRemoved),
        (Self::ConceptPageAdded, Self::ConceptPageRemoved),
        (Self::ConceptAdded, Self::ConceptRemoved),
        (Self::HintAdded, Self::HintRemoved),
    ];

    /// Whether only what people read is another.
    #[must_use]
    pub fn is_docs(self) -> bool {
        matches!(
            self,
            Self::TypeRenamed
                | Self::ScopeLabelChanged
                | Self::HeaderFormatChanged
                | Self::RuleReencoded
                | Self::RuleTextChanged
                | Self::CodeMessageChanged
                | Self::CodeHintChanged
                | Self::DescriptionChanged
                | Self::ProseChanged
                | Self::HintRemoved
                | Self::TitleChanged
                | Self::ExampleChanged
                | Self::SourceChanged
                | Self::OrderChanged
        )
    }

    /// Whether it is about the page's own words, which no caller reads.
    #[must_use]
    pub fn is_of_prose(self) -> bool {
        matches!(self, Self::ProseChanged | Self::HintAdded | Self::HintRemoved | Self::HintChanged)
    }

    /// Whether a public Rust name goes with what is gone, unless it is kept as deprecated.
    pub(super) fn removes_a_variant(self) -> bool {
        matches!(self, Self::EnumMemberRemoved | Self::CodeRemoved)
    }

    /// What the change does where the place reaches.
    pub(super) fn effects(self, reach: Reach) -> Effects {
        let row = self.row();
        let when = |reached: bool, impact| if reached { impact } else { Impact::None };
        let bump = match reach {
            Reach { request: false, reply: true, .. } => row.replies_only,
            Reach { rust: false, .. } => row.bump.min(Bump::Patch),
            _ => row.bump,
        };
        Effects {
            request: when(reach.request, row.request),
            reply: when(reach.reply, row.reply),
            bump,
            review: matches!(
                self,
                Self::RuleUndecided | Self::HintAdded | Self::HintChanged | Self::Unclassified
            ),
        }
    }

    /// The design's table of severities, and what it leaves open: a change of a place that only replies have asks for
    /// less, because every reply field is optional and replies are not validated.
    #[allow(clippy::match_same_arms)] // grouped by what the kinds are about, as the table is
    fn row(self) -> Row {
        use Bump::{Major, Minor, None as NoBump, Patch};
        use Impact::{Breaking, Compatible, Dangerous, None};
        let row = |request, reply, bump, replies_only| Row { request, reply, bump, replies_only };
        match self {
            Self::RequiredFieldAdded => row(Breaking, Compatible, Major, Minor),
            Self::OptionalFieldAdded => row(Compatible, Compatible, Minor, Minor),
            Self::RequiredFieldRemoved | Self::OptionalFieldRemoved | Self::TypeChanged => {
                row(Breaking, Breaking, Major, Major)
            }
            Self::FieldBecameRequired | Self::LimitTightened | Self::PatternAdded | Self::FixedAdded => {
                row(Breaking, Compatible, Major, Patch)
            }
            Self::FieldBecameOptional => row(Compatible, None, Major, Patch),
            Self::LimitLoosened
            | Self::LimitRemoved
            | Self::PatternRemoved
            | Self::FixedRemoved
            | Self::VariantAdded
            | Self::EnumMemberAdded => row(Compatible, Dangerous, Minor, Minor),
            Self::LimitAdded | Self::DefaultChanged => row(Dangerous, Compatible, Minor, Patch),
            Self::PatternChanged | Self::LabelChanged => row(Dangerous, Dangerous, Minor, Minor),
            Self::LimitUnitChanged | Self::FixedChanged => row(Breaking, Dangerous, Major, Minor),
            Self::EnumMemberRemoved => row(Breaking, Compatible, Minor, Minor),
            Self::VariantRemoved => row(Breaking, Compatible, Major, Major),
            Self::EnumAdded | Self::JsonShapeAdded => row(Dangerous, Compatible, Major, Major),
            Self::EnumRemoved | Self::JsonShapeRemoved => row(Compatible, Dangerous, Major, Major),
            Self::JoinChanged => row(Dangerous, None, Minor, Patch),
            Self::RoleChanged => row(None, Dangerous, Minor, Minor),
            Self::FieldScopeAdded | Self::FieldScopeChanged => row(Dangerous, Dangerous, Patch, Patch),
            Self::FieldScopeRemoved | Self::Undeprecated => row(Compatible, Compatible, Patch, Patch),
            Self::Deprecated => row(Compatible, Compatible, Minor, Minor),

            Self::RuleTightened | Self::RuleMoved | Self::RuleUndecided => row(Breaking, None, Major, Patch),
            Self::RuleRelaxed => row(Compatible, None, Minor, Patch),

            Self::EndpointAdded | Self::AccessWidened => row(Compatible, None, Minor, Minor),
            Self::EndpointRemoved | Self::EndpointMoved | Self::AccessNarrowed | Self::BodyRemoved => {
                row(Breaking, None, Major, Major)
            }
            Self::BodyAdded => row(Dangerous, None, Minor, Minor),
            Self::HostAdded | Self::RateLimitRaised => row(Compatible, None, Patch, Patch),
            Self::IdempotencyGained => row(Compatible, None, Minor, Patch),
            Self::IdempotencyLost => row(Dangerous, None, Minor, Patch),
            Self::HostRemoved | Self::RateLimitLowered => row(Dangerous, None, Patch, Patch),

            Self::CodeAdded => row(None, Compatible, Minor, Minor),
            Self::CodeRemoved | Self::CodeStatusChanged => row(None, Dangerous, Minor, Minor),
            Self::CodeRetryChanged => row(None, Dangerous, Patch, Patch),

            Self::TypeAdded | Self::ConceptPageAdded | Self::ConceptAdded => row(None, None, Minor, Minor),
            Self::TypeRemoved
            | Self::ConceptPageRemoved
            | Self::ConceptRemoved
            | Self::RustNameChanged
            | Self::SensitivityChanged => row(None, None, Major, Major),

            Self::TypeRenamed
            | Self::ScopeLabelChanged
            | Self::HeaderFormatChanged
            | Self::RuleReencoded
            | Self::RuleTextChanged
            | Self::CodeMessageChanged
            | Self::CodeHintChanged
            | Self::DescriptionChanged
            | Self::ProseChanged
            | Self::HintRemoved
            | Self::TitleChanged
            | Self::ExampleChanged
            | Self::SourceChanged
            | Self::OrderChanged => row(None, None, Patch, Patch),
            // A rule that the page may mean changes nothing until a person has written it down.
            Self::MetadataChanged | Self::HintAdded | Self::HintChanged => row(None, None, NoBump, NoBump),
            Self::Unclassified => row(Dangerous, Dangerous, Minor, Minor),
        }
    }
}

/// One row of the table of severities.
struct Row {
    request: Impact,
    reply: Impact,
    bump: Bump,
    /// The bump where only replies have the place.
    replies_only: Bump,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_distinct() {
        let codes: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
    }

    #[test]
    fn the_mirror_of_a_mirror_is_the_kind() {
        for kind in Kind::ALL {
            assert_eq!(kind.mirror().mirror(), *kind, "{}", kind.code());
        }
        assert_eq!(Kind::LimitLoosened.mirror(), Kind::LimitTightened);
        assert_eq!(Kind::DefaultChanged.mirror(), Kind::DefaultChanged);
    }

    #[test]
    fn what_only_people_read_breaks_nobody() {
        for kind in Kind::ALL.iter().filter(|kind| kind.is_docs()) {
            let effects = kind.effects(Reach::BOTH);
            assert_eq!(
                (effects.request, effects.reply, effects.bump),
                (Impact::None, Impact::None, Bump::Patch),
                "{}",
                kind.code()
            );
        }
    }
}
