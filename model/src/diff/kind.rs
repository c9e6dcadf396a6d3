//! The closed list of kinds of change, each with its severities and the bump of the crate.

use super::effects::{Bump, Effects, Impact, Reach};

/// Declares the kinds with their codes and severities, and the list of all of them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal
        ($request:ident, $reply:ident, $bump:ident),)*) => {
        /// The kind of a change at a place of a schema.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Returns a stable name in kebab case.
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
    /// An endpoint is newly documented.
    EndpointAdded = "endpoint-added" (Compatible, None, Minor),
    /// An endpoint is no longer documented.
    EndpointRemoved = "endpoint-removed" (Breaking, None, Major),
    /// The method, the path or the documented host has changed.
    EndpointMoved = "endpoint-moved" (Breaking, None, Major),
    /// A further host serves the endpoint.
    HostAdded = "host-added" (Compatible, None, Patch),
    /// A further host no longer serves the endpoint.
    HostRemoved = "host-removed" (Dangerous, None, Patch),
    /// The endpoint now takes a body.
    BodyAdded = "body-added" (Dangerous, None, Minor),
    /// The endpoint no longer takes a body.
    BodyRemoved = "body-removed" (Breaking, None, Major),
    /// The page now calls an endpoint, a page or a field deprecated.
    Deprecated = "deprecated" (Compatible, Compatible, Minor),
    /// The page no longer calls it deprecated.
    Undeprecated = "undeprecated" (Compatible, Compatible, Patch),
    /// A further token kind, app kind or scope is accepted, or a required one is no longer required.
    AccessWidened = "access-widened" (Compatible, None, Minor),
    /// A token kind, an app kind or a scope is no longer accepted, or a further one is required.
    AccessNarrowed = "access-narrowed" (Breaking, None, Major),
    /// A field or one of its values now needs a scope.
    FieldScopeAdded = "field-scope-added" (Dangerous, Dangerous, Patch),
    /// A field no longer needs a scope.
    FieldScopeRemoved = "field-scope-removed" (Compatible, Compatible, Patch),
    /// The value that needs the scope has changed.
    FieldScopeChanged = "field-scope-changed" (Dangerous, Dangerous, Patch),
    /// The label of a scope has changed.
    ScopeLabelChanged = "scope-label-changed" (None, None, Patch),
    /// Fewer requests are allowed, or a rate limit is newly documented.
    RateLimitLowered = "rate-limit-lowered" (Dangerous, None, Patch),
    /// More requests are allowed, or a rate limit is no longer documented.
    RateLimitRaised = "rate-limit-raised" (Compatible, None, Patch),
    /// A call can now be repeated safely: it only reads, or a field is its idempotency key.
    IdempotencyGained = "idempotency-gained" (Compatible, None, Minor),
    /// A call can no longer be repeated safely, or its idempotency key is a different field.
    IdempotencyLost = "idempotency-lost" (Dangerous, None, Minor),

    /// A required field is new.
    RequiredFieldAdded = "required-field-added" (Breaking, Compatible, Major),
    /// A required field is gone.
    RequiredFieldRemoved = "required-field-removed" (Breaking, Breaking, Major),
    /// An optional field is new.
    OptionalFieldAdded = "optional-field-added" (Compatible, Compatible, Minor),
    /// An optional field is gone.
    OptionalFieldRemoved = "optional-field-removed" (Breaking, Breaking, Major),
    /// An optional field is now required.
    FieldBecameRequired = "field-became-required" (Breaking, Compatible, Major),
    /// A required field is now optional.
    FieldBecameOptional = "field-became-optional" (Compatible, None, Major),
    /// The type or its structure has changed.
    TypeChanged = "type-changed" (Breaking, Breaking, Major),
    /// The type has a new name and the same structure.
    TypeRenamed = "type-renamed" (None, None, Patch),
    /// A named object type is new.
    TypeAdded = "type-added" (None, None, Minor),
    /// A named object type is gone.
    TypeRemoved = "type-removed" (None, None, Major),
    /// A tagged union has a new variant.
    VariantAdded = "variant-added" (Compatible, Dangerous, Minor),
    /// A variant of a tagged union is gone.
    VariantRemoved = "variant-removed" (Breaking, Compatible, Major),
    /// A documented limit accepts fewer values.
    LimitTightened = "limit-tightened" (Breaking, Compatible, Major),
    /// A documented limit accepts more values.
    LimitLoosened = "limit-loosened" (Compatible, Dangerous, Minor),
    /// A limit is newly documented.
    LimitAdded = "limit-added" (Dangerous, Compatible, Minor),
    /// A limit is no longer documented.
    LimitRemoved = "limit-removed" (Compatible, Dangerous, Minor),
    /// The unit of a length has changed.
    LimitUnitChanged = "limit-unit-changed" (Breaking, Dangerous, Major),
    /// A regular expression is newly documented.
    PatternAdded = "pattern-added" (Breaking, Compatible, Major),
    /// The regular expression has changed.
    PatternChanged = "pattern-changed" (Dangerous, Dangerous, Minor),
    /// The regular expression is no longer documented.
    PatternRemoved = "pattern-removed" (Compatible, Dangerous, Minor),
    /// Only one value is now accepted.
    FixedAdded = "fixed-value-added" (Breaking, Compatible, Major),
    /// The only accepted value has changed.
    FixedChanged = "fixed-value-changed" (Breaking, Dangerous, Major),
    /// Other values than the fixed one are now accepted.
    FixedRemoved = "fixed-value-removed" (Compatible, Dangerous, Minor),
    /// The value that the server takes for an absent field has changed.
    DefaultChanged = "default-changed" (Dangerous, Compatible, Minor),
    /// The members of a field are newly documented.
    EnumAdded = "enum-added" (Dangerous, Compatible, Major),
    /// The members of a field are no longer documented.
    EnumRemoved = "enum-removed" (Compatible, Dangerous, Major),
    /// An enum has a new member.
    EnumMemberAdded = "enum-member-added" (Compatible, Dangerous, Minor),
    /// A member of an enum is gone.
    EnumMemberRemoved = "enum-member-removed" (Breaking, Compatible, Minor),
    /// The label of an enum member has changed, and its meaning may have, too.
    LabelChanged = "label-changed" (Dangerous, Dangerous, Minor),
    /// The shape of the JSON in a string is newly documented.
    JsonShapeAdded = "json-shape-added" (Dangerous, Compatible, Major),
    /// The shape of the JSON in a string is no longer documented.
    JsonShapeRemoved = "json-shape-removed" (Compatible, Dangerous, Major),
    /// An array in the query is written in a different way.
    JoinChanged = "join-changed" (Dangerous, None, Minor),
    /// The role of a response field for the client has changed.
    RoleChanged = "role-changed" (None, Dangerous, Minor),
    /// The value is now secret, or no longer is.
    SensitivityChanged = "sensitivity-changed" (None, None, Major),
    /// The documented format of a header's value has changed.
    HeaderFormatChanged = "header-format-changed" (None, None, Patch),

    /// The rules reject requests that they accepted.
    RuleTightened = "rule-tightened" (Breaking, None, Major),
    /// The rules accept requests that they rejected.
    RuleRelaxed = "rule-relaxed" (Compatible, None, Minor),
    /// The rules reject requests that they accepted, and accept requests that they rejected.
    RuleMoved = "rule-moved" (Breaking, None, Major),
    /// The rules are written in a different way and accept the same requests.
    RuleReencoded = "rule-reencoded" (None, None, Patch),
    /// The rules changed, and what they accept cannot be compared.
    RuleUndecided = "rule-undecided" (Breaking, None, Major),
    /// The text of a rule, or the field that it reports on, has changed.
    RuleTextChanged = "rule-text-changed" (None, None, Patch),

    /// An error code is newly documented.
    CodeAdded = "error-code-added" (None, Compatible, Minor),
    /// An error code is no longer documented.
    CodeRemoved = "error-code-removed" (None, Dangerous, Minor),
    /// The HTTP status of an error code has changed.
    CodeStatusChanged = "error-code-status-changed" (None, Dangerous, Minor),
    /// The server's message for an error code has changed.
    CodeMessageChanged = "error-code-message-changed" (None, None, Patch),
    /// The advice for an error code has changed.
    CodeHintChanged = "error-code-hint-changed" (None, None, Patch),
    /// The facts about repeating a call after an error code have changed.
    CodeRetryChanged = "error-code-retry-changed" (None, Dangerous, Patch),

    /// A page without an endpoint is new.
    ConceptPageAdded = "concept-page-added" (None, None, Minor),
    /// A page without an endpoint is gone.
    ConceptPageRemoved = "concept-page-removed" (None, None, Major),
    /// A named enum is new.
    ConceptAdded = "concept-added" (None, None, Minor),
    /// A named enum is gone.
    ConceptRemoved = "concept-removed" (None, None, Major),

    /// A Rust name has changed.
    RustNameChanged = "rust-name-changed" (None, None, Major),
    /// The English text of an overlay has changed.
    DescriptionChanged = "description-changed" (None, None, Patch),
    /// The page's description of a field has changed.
    ProseChanged = "prose-changed" (None, None, Patch),
    // A rule candidate has no effect until a person writes the rule.
    /// A sentence of the page now reads like a rule.
    HintAdded = "hint-added" (None, None, None),
    /// A sentence that read like a rule is gone.
    HintRemoved = "hint-removed" (None, None, Patch),
    /// A sentence that reads like a rule now names different fields or values.
    HintChanged = "hint-changed" (None, None, None),
    /// The page's title has changed.
    TitleChanged = "title-changed" (None, None, Patch),
    /// An example has changed.
    ExampleChanged = "example-changed" (None, None, Patch),
    /// The page's address or edition has changed.
    SourceChanged = "source-changed" (None, None, Patch),
    /// The same members are in a different order.
    OrderChanged = "order-changed" (None, None, Patch),
    /// Metadata beside the description of an endpoint has changed: ids, provenance, `$schema`.
    MetadataChanged = "metadata-changed" (None, None, None),
    /// A change that is of no other kind.
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
    /// Responses are not validated and all their fields are optional, so limits and presence change documentation only.
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
    fn changes_of_documentation_break_no_caller() {
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
