//! The closed list of kinds of change, each with its severities and the bump of the crate.

use super::effects::{Bump, Effects, Impact, Reach};

/// Declares the kinds with their codes and severities, and the list of all of them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal
        ($request:ident, $reply:ident, $bump:ident),)*) => {
        /// What happened to a place of a schema.
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

            #[allow(clippy::match_same_arms)] // one row for each kind, as the table has it
            fn row(self) -> Row {
                match self {
                    $(Self::$kind => Row {
                        request: Impact::$request,
                        reply: Impact::$reply,
                        bump: Bump::$bump,
                    },)*
                }
            }
        }
    };
}

// The severity for requests, the severity for responses, and the bump of the crate.
kinds! {
    /// An endpoint is documented that was not.
    EndpointAdded = "endpoint-added" (Compatible, None, Minor),
    /// An endpoint is no longer documented.
    EndpointRemoved = "endpoint-removed" (Breaking, None, Major),
    /// The method, the path or the documented host is another.
    EndpointMoved = "endpoint-moved" (Breaking, None, Major),
    /// One more host serves the endpoint.
    HostAdded = "host-added" (Compatible, None, Patch),
    /// A host beside the documented one is gone.
    HostRemoved = "host-removed" (Dangerous, None, Patch),
    /// The endpoint takes a body now.
    BodyAdded = "body-added" (Dangerous, None, Minor),
    /// The endpoint takes no body any more.
    BodyRemoved = "body-removed" (Breaking, None, Major),
    /// The page calls an endpoint, a page or a field old.
    Deprecated = "deprecated" (Compatible, Compatible, Minor),
    /// The page calls it old no longer.
    Undeprecated = "undeprecated" (Compatible, Compatible, Patch),
    /// A token kind, an app kind or a scope more is accepted, or a demanded one is demanded no longer.
    AccessWidened = "access-widened" (Compatible, None, Minor),
    /// A token kind, an app kind or a scope is accepted no longer, or one more is demanded.
    AccessNarrowed = "access-narrowed" (Breaking, None, Major),
    /// A scope is newly needed for a field or one of its values.
    FieldScopeAdded = "field-scope-added" (Dangerous, Dangerous, Patch),
    /// A scope is needed for the field no longer.
    FieldScopeRemoved = "field-scope-removed" (Compatible, Compatible, Patch),
    /// The value that needs the scope is another.
    FieldScopeChanged = "field-scope-changed" (Dangerous, Dangerous, Patch),
    /// The label of a scope is another.
    ScopeLabelChanged = "scope-label-changed" (None, None, Patch),
    /// Fewer requests are allowed, or a window is newly documented.
    RateLimitLowered = "rate-limit-lowered" (Dangerous, None, Patch),
    /// More requests are allowed, or a window is gone.
    RateLimitRaised = "rate-limit-raised" (Compatible, None, Patch),
    /// A call may be sent twice: it only reads, or a field is its idempotency key.
    IdempotencyGained = "idempotency-gained" (Compatible, None, Minor),
    /// A call may be sent twice no longer, or another field is its key.
    IdempotencyLost = "idempotency-lost" (Dangerous, None, Minor),

    /// A field that callers must give is new.
    RequiredFieldAdded = "required-field-added" (Breaking, Compatible, Major),
    /// A field that callers had to give is gone.
    RequiredFieldRemoved = "required-field-removed" (Breaking, Breaking, Major),
    /// A field that may be left out is new.
    OptionalFieldAdded = "optional-field-added" (Compatible, Compatible, Minor),
    /// A field that could be left out is gone.
    OptionalFieldRemoved = "optional-field-removed" (Breaking, Breaking, Major),
    /// The required column says yes now.
    FieldBecameRequired = "field-became-required" (Breaking, Compatible, Major),
    /// The required column says no now.
    FieldBecameOptional = "field-became-optional" (Compatible, None, Major),
    /// The value has another type or structure.
    TypeChanged = "type-changed" (Breaking, Breaking, Major),
    /// The type has another name and the same structure.
    TypeRenamed = "type-renamed" (None, None, Patch),
    /// A named object type is new.
    TypeAdded = "type-added" (None, None, Minor),
    /// A named object type is gone.
    TypeRemoved = "type-removed" (None, None, Major),
    /// A tagged union has one variant more.
    VariantAdded = "variant-added" (Compatible, Dangerous, Minor),
    /// A tagged union has one variant less.
    VariantRemoved = "variant-removed" (Breaking, Compatible, Major),
    /// A documented limit accepts less.
    LimitTightened = "limit-tightened" (Breaking, Compatible, Major),
    /// A documented limit accepts more.
    LimitLoosened = "limit-loosened" (Compatible, Dangerous, Minor),
    /// A limit is newly documented.
    LimitAdded = "limit-added" (Dangerous, Compatible, Minor),
    /// A limit is documented no longer.
    LimitRemoved = "limit-removed" (Compatible, Dangerous, Minor),
    /// The length counts something else.
    LimitUnitChanged = "limit-unit-changed" (Breaking, Dangerous, Major),
    /// A regular expression is newly documented.
    PatternAdded = "pattern-added" (Breaking, Compatible, Major),
    /// The regular expression is another.
    PatternChanged = "pattern-changed" (Dangerous, Dangerous, Minor),
    /// The regular expression is documented no longer.
    PatternRemoved = "pattern-removed" (Compatible, Dangerous, Minor),
    /// Only one value is accepted now.
    FixedAdded = "fixed-value-added" (Breaking, Compatible, Major),
    /// The only accepted value is another.
    FixedChanged = "fixed-value-changed" (Breaking, Dangerous, Major),
    /// Other values are accepted, too.
    FixedRemoved = "fixed-value-removed" (Compatible, Dangerous, Minor),
    /// The server takes something else for an absent field.
    DefaultChanged = "default-changed" (Dangerous, Compatible, Minor),
    /// The members of a field are newly documented.
    EnumAdded = "enum-added" (Dangerous, Compatible, Major),
    /// The members of a field are documented no longer.
    EnumRemoved = "enum-removed" (Compatible, Dangerous, Major),
    /// An enum has one member more.
    EnumMemberAdded = "enum-member-added" (Compatible, Dangerous, Minor),
    /// An enum has one member less.
    EnumMemberRemoved = "enum-member-removed" (Breaking, Compatible, Minor),
    /// The label of an enum member is another: it may mean something else.
    LabelChanged = "label-changed" (Dangerous, Dangerous, Minor),
    /// The shape of the JSON in a string is newly documented.
    JsonShapeAdded = "json-shape-added" (Dangerous, Compatible, Major),
    /// The shape of the JSON in a string is documented no longer.
    JsonShapeRemoved = "json-shape-removed" (Compatible, Dangerous, Major),
    /// An array in the query is written in another way.
    JoinChanged = "join-changed" (Dangerous, None, Minor),
    /// The reply field means something else to the client.
    RoleChanged = "role-changed" (None, Dangerous, Minor),
    /// The value is secret now, or no longer.
    SensitivityChanged = "sensitivity-changed" (None, None, Major),
    /// A header's value is made up in another way, in words.
    HeaderFormatChanged = "header-format-changed" (None, None, Patch),

    /// The rules refuse requests that they accepted.
    RuleTightened = "rule-tightened" (Breaking, None, Major),
    /// The rules accept requests that they refused.
    RuleRelaxed = "rule-relaxed" (Compatible, None, Minor),
    /// The rules refuse requests that they accepted, and accept requests that they refused.
    RuleMoved = "rule-moved" (Breaking, None, Major),
    /// The rules are written in another way and accept the same requests.
    RuleReencoded = "rule-reencoded" (None, None, Patch),
    /// The rules changed, and what they accept cannot be compared.
    RuleUndecided = "rule-undecided" (Breaking, None, Major),
    /// The text of a rule, or the field that it reports on, is another.
    RuleTextChanged = "rule-text-changed" (None, None, Patch),

    /// An error code is documented that was not.
    CodeAdded = "error-code-added" (None, Compatible, Minor),
    /// An error code is documented no longer.
    CodeRemoved = "error-code-removed" (None, Dangerous, Minor),
    /// The HTTP status of an error code is another.
    CodeStatusChanged = "error-code-status-changed" (None, Dangerous, Minor),
    /// The server's message of an error code is another.
    CodeMessageChanged = "error-code-message-changed" (None, None, Patch),
    /// The advice for an error code is another.
    CodeHintChanged = "error-code-hint-changed" (None, None, Patch),
    /// Whether a call can be repeated after an error code, or was executed, is another.
    CodeRetryChanged = "error-code-retry-changed" (None, Dangerous, Patch),

    /// A page without an endpoint is new.
    ConceptPageAdded = "concept-page-added" (None, None, Minor),
    /// A page without an endpoint is gone.
    ConceptPageRemoved = "concept-page-removed" (None, None, Major),
    /// A named enum is new.
    ConceptAdded = "concept-added" (None, None, Minor),
    /// A named enum is gone.
    ConceptRemoved = "concept-removed" (None, None, Major),

    /// A Rust name is another.
    RustNameChanged = "rust-name-changed" (None, None, Major),
    /// English text of ours is another.
    DescriptionChanged = "description-changed" (None, None, Patch),
    /// The page describes a field in other words.
    ProseChanged = "prose-changed" (None, None, Patch),
    // A rule that the page may mean changes nothing until a person has written it down.
    /// A sentence of the page reads like a rule, and did not before.
    HintAdded = "hint-added" (None, None, None),
    /// A sentence that read like a rule is gone.
    HintRemoved = "hint-removed" (None, None, Patch),
    /// A sentence that reads like a rule names other fields or values.
    HintChanged = "hint-changed" (None, None, None),
    /// The page's title is another.
    TitleChanged = "title-changed" (None, None, Patch),
    /// An example is another.
    ExampleChanged = "example-changed" (None, None, Patch),
    /// The page's address or edition is another.
    SourceChanged = "source-changed" (None, None, Patch),
    /// The same things stand in another order.
    OrderChanged = "order-changed" (None, None, Patch),
    /// What is kept beside the description of an endpoint is another: ids, provenance, `$schema`.
    MetadataChanged = "metadata-changed" (None, None, None),
    /// Something changed that no other kind is about.
    Unclassified = "unclassified" (Dangerous, Dangerous, Minor),
}

impl Kind {
    /// Returns the kind of the reverse change, from the new side to the old one; `self` for a kind without direction.
    #[must_use]
    pub fn mirror(self) -> Self {
        let pair = Self::PAIRS.iter().find(|(one, other)| self == *one || self == *other);
        match pair {
            Some((one, other)) if self == *one => *other,
            Some((one, _)) => *one,
            None => self,
        }
    }

    /// Pairs of kinds that are the reverse of each other.
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

    /// Returns true if only text for people changed.
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

    /// Returns true if the page's wording changed, which callers do not see.
    #[must_use]
    pub fn is_of_prose(self) -> bool {
        matches!(self, Self::ProseChanged | Self::HintAdded | Self::HintRemoved | Self::HintChanged)
    }

    /// Returns true if a variant of a Rust enum goes away, unless it is kept as deprecated.
    pub(super) fn removes_a_variant(self) -> bool {
        matches!(self, Self::EnumMemberRemoved | Self::CodeRemoved)
    }

    /// Returns the greatest bump that the change asks for at a place that only responses have.
    ///
    /// There every field is optional and nothing is validated, so limits and presence change documentation only.
    fn greatest_in_responses(self) -> Bump {
        match self {
            Self::RequiredFieldAdded => Bump::Minor,
            Self::FieldBecameRequired
            | Self::FieldBecameOptional
            | Self::LimitTightened
            | Self::LimitAdded
            | Self::LimitUnitChanged
            | Self::PatternAdded
            | Self::FixedAdded
            | Self::FixedChanged
            | Self::DefaultChanged
            | Self::JoinChanged
            | Self::IdempotencyGained
            | Self::IdempotencyLost => Bump::Patch,
            _ => Bump::Major,
        }
    }

    /// Returns the effects of the change at a place of that reach.
    pub(super) fn effects(self, reach: Reach) -> Effects {
        let row = self.row();
        let when = |reached: bool, impact| if reached { impact } else { Impact::None };
        let bump = match reach {
            Reach { request: false, reply: true, .. } => row.bump.min(self.greatest_in_responses()),
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
}

/// One row of the table of severities.
struct Row {
    request: Impact,
    reply: Impact,
    bump: Bump,
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
