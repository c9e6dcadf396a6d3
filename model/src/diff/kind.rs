//! The closed list of kinds of change, each with its severities.

use super::effects::{Effects, Impact, Reach};

/// Declares the kinds with their codes and severities, and the list of all of them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal
        ($request:ident, $reply:ident),)*) => {
        /// The kind of a change at a place of a schema.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Returns a stable name in kebab case.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }

            #[allow(clippy::match_same_arms)] // one row for each kind, as the table has it
            fn impacts(self) -> (Impact, Impact) {
                match self { $(Self::$kind => (Impact::$request, Impact::$reply),)* }
            }
        }
    };
}

// The severity for requests and the severity for responses.
kinds! {
    /// An endpoint is newly documented.
    EndpointAdded = "endpoint-added" (Compatible, None),
    /// An endpoint is no longer documented.
    EndpointRemoved = "endpoint-removed" (Breaking, None),
    /// The method, the path or the documented host has changed.
    EndpointMoved = "endpoint-moved" (Breaking, None),
    /// A further host serves the endpoint.
    HostAdded = "host-added" (Compatible, None),
    /// A further host no longer serves the endpoint.
    HostRemoved = "host-removed" (Dangerous, None),
    /// The endpoint now takes a body.
    BodyAdded = "body-added" (Dangerous, None),
    /// The endpoint no longer takes a body.
    BodyRemoved = "body-removed" (Breaking, None),
    /// The page now calls an endpoint, a page or a field deprecated.
    Deprecated = "deprecated" (Compatible, Compatible),
    /// The page no longer calls it deprecated.
    Undeprecated = "undeprecated" (Compatible, Compatible),
    /// A further token kind, app kind or scope is accepted, or a required one is no longer required.
    AccessWidened = "access-widened" (Compatible, None),
    /// A token kind, an app kind or a scope is no longer accepted, or a further one is required.
    AccessNarrowed = "access-narrowed" (Breaking, None),
    /// A field or one of its values now needs a scope.
    FieldScopeAdded = "field-scope-added" (Dangerous, Dangerous),
    /// A field no longer needs a scope.
    FieldScopeRemoved = "field-scope-removed" (Compatible, Compatible),
    /// The value that needs the scope has changed.
    FieldScopeChanged = "field-scope-changed" (Dangerous, Dangerous),
    /// The label of a scope has changed.
    ScopeLabelChanged = "scope-label-changed" (None, None),
    /// Fewer requests are allowed, or a rate limit is newly documented.
    RateLimitLowered = "rate-limit-lowered" (Dangerous, None),
    /// More requests are allowed, or a rate limit is no longer documented.
    RateLimitRaised = "rate-limit-raised" (Compatible, None),
    /// A call can now be repeated safely: it only reads, or a field is its idempotency key.
    IdempotencyGained = "idempotency-gained" (Compatible, None),
    /// A call can no longer be repeated safely, or its idempotency key is a different field.
    IdempotencyLost = "idempotency-lost" (Dangerous, None),

    /// A required field is new.
    RequiredFieldAdded = "required-field-added" (Breaking, Compatible),
    /// A required field is gone.
    RequiredFieldRemoved = "required-field-removed" (Breaking, Breaking),
    /// An optional field is new.
    OptionalFieldAdded = "optional-field-added" (Compatible, Compatible),
    /// An optional field is gone.
    OptionalFieldRemoved = "optional-field-removed" (Breaking, Breaking),
    /// An optional field is now required.
    FieldBecameRequired = "field-became-required" (Breaking, Compatible),
    /// A required field is now optional.
    FieldBecameOptional = "field-became-optional" (Compatible, None),
    /// The type or its structure has changed.
    TypeChanged = "type-changed" (Breaking, Breaking),
    /// The type has a new name and the same structure.
    TypeRenamed = "type-renamed" (None, None),
    /// A named object type is new.
    TypeAdded = "type-added" (None, None),
    /// A named object type is gone.
    TypeRemoved = "type-removed" (None, None),
    /// A tagged union has a new variant.
    VariantAdded = "variant-added" (Compatible, Dangerous),
    /// A variant of a tagged union is gone.
    VariantRemoved = "variant-removed" (Breaking, Compatible),
    /// A documented limit accepts fewer values.
    LimitTightened = "limit-tightened" (Breaking, Compatible),
    /// A documented limit accepts more values.
    LimitLoosened = "limit-loosened" (Compatible, Dangerous),
    /// A limit is newly documented.
    LimitAdded = "limit-added" (Dangerous, Compatible),
    /// A limit is no longer documented.
    LimitRemoved = "limit-removed" (Compatible, Dangerous),
    /// The unit of a length has changed.
    LimitUnitChanged = "limit-unit-changed" (Breaking, Dangerous),
    /// A regular expression is newly documented.
    PatternAdded = "pattern-added" (Breaking, Compatible),
    /// The regular expression has changed.
    PatternChanged = "pattern-changed" (Dangerous, Dangerous),
    /// The regular expression is no longer documented.
    PatternRemoved = "pattern-removed" (Compatible, Dangerous),
    /// Only one value is now accepted.
    FixedAdded = "fixed-value-added" (Breaking, Compatible),
    /// The only accepted value has changed.
    FixedChanged = "fixed-value-changed" (Breaking, Dangerous),
    /// Other values than the fixed one are now accepted.
    FixedRemoved = "fixed-value-removed" (Compatible, Dangerous),
    /// The value that the server takes for an absent field has changed.
    DefaultChanged = "default-changed" (Dangerous, Compatible),
    /// The members of a field are newly documented.
    EnumAdded = "enum-added" (Dangerous, Compatible),
    /// The members of a field are no longer documented.
    EnumRemoved = "enum-removed" (Compatible, Dangerous),
    /// An enum has a new member.
    EnumMemberAdded = "enum-member-added" (Compatible, Dangerous),
    /// A member of an enum is gone.
    EnumMemberRemoved = "enum-member-removed" (Breaking, Compatible),
    /// The label of an enum member has changed, and its meaning may have, too.
    LabelChanged = "label-changed" (Dangerous, Dangerous),
    /// The shape of the JSON in a string is newly documented.
    JsonShapeAdded = "json-shape-added" (Dangerous, Compatible),
    /// The shape of the JSON in a string is no longer documented.
    JsonShapeRemoved = "json-shape-removed" (Compatible, Dangerous),
    /// An array in the query is written in a different way.
    JoinChanged = "join-changed" (Dangerous, None),
    /// The role of a response field for the client has changed.
    RoleChanged = "role-changed" (None, Dangerous),
    /// The value is now secret, or no longer is.
    SensitivityChanged = "sensitivity-changed" (None, None),
    /// The documented format of a header's value has changed.
    HeaderFormatChanged = "header-format-changed" (None, None),

    /// The rules reject requests that they accepted.
    RuleTightened = "rule-tightened" (Breaking, None),
    /// The rules accept requests that they rejected.
    RuleRelaxed = "rule-relaxed" (Compatible, None),
    /// The rules reject requests that they accepted, and accept requests that they rejected.
    RuleMoved = "rule-moved" (Breaking, None),
    /// The rules are written in a different way and accept the same requests.
    RuleReencoded = "rule-reencoded" (None, None),
    /// The rules changed, and what they accept cannot be compared.
    RuleUndecided = "rule-undecided" (Breaking, None),
    /// The text of a rule, or the field that it reports on, has changed.
    RuleTextChanged = "rule-text-changed" (None, None),

    /// An error code is newly documented.
    CodeAdded = "error-code-added" (None, Compatible),
    /// An error code is no longer documented.
    CodeRemoved = "error-code-removed" (None, Dangerous),
    /// The HTTP status of an error code has changed.
    CodeStatusChanged = "error-code-status-changed" (None, Dangerous),
    /// The server's message for an error code has changed.
    CodeMessageChanged = "error-code-message-changed" (None, None),
    /// The advice for an error code has changed.
    CodeHintChanged = "error-code-hint-changed" (None, None),
    /// The facts about repeating a call after an error code have changed.
    CodeRetryChanged = "error-code-retry-changed" (None, Dangerous),

    /// A page without an endpoint is new.
    ConceptPageAdded = "concept-page-added" (None, None),
    /// A page without an endpoint is gone.
    ConceptPageRemoved = "concept-page-removed" (None, None),
    /// An event or callback is newly documented.
    EventAdded = "event-added" (None, Compatible),
    /// An event or callback is no longer documented.
    EventRemoved = "event-removed" (None, Breaking),
    /// The envelope of an event has changed, or an event is now a callback.
    EnvelopeChanged = "envelope-changed" (None, Breaking),
    /// A named enum is new.
    ConceptAdded = "concept-added" (None, None),
    /// A named enum is gone.
    ConceptRemoved = "concept-removed" (None, None),

    /// A Rust name has changed.
    RustNameChanged = "rust-name-changed" (None, None),
    /// The English text of an overlay has changed.
    DescriptionChanged = "description-changed" (None, None),
    /// The page's description of a field has changed.
    ProseChanged = "prose-changed" (None, None),
    // A rule candidate has no effect until a person writes the rule.
    /// A sentence of the page now reads like a rule.
    HintAdded = "hint-added" (None, None),
    /// A sentence that read like a rule is gone.
    HintRemoved = "hint-removed" (None, None),
    /// A sentence that reads like a rule now names different fields or values.
    HintChanged = "hint-changed" (None, None),
    /// The page's title has changed.
    TitleChanged = "title-changed" (None, None),
    /// An example has changed.
    ExampleChanged = "example-changed" (None, None),
    /// The page's address or edition has changed.
    SourceChanged = "source-changed" (None, None),
    /// The same members are in a different order.
    OrderChanged = "order-changed" (None, None),
    /// Metadata beside the description of an endpoint has changed: ids, provenance, `$schema`.
    MetadataChanged = "metadata-changed" (None, None),
    /// A change that is of no other kind.
    Unclassified = "unclassified" (Dangerous, Dangerous),
}

impl Kind {
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

    /// Returns true if callers see a name or a type of the crate change, and calls do not.
    #[must_use]
    pub fn is_of_crate(self) -> bool {
        matches!(
            self,
            Self::TypeAdded
                | Self::TypeRemoved
                | Self::ConceptPageAdded
                | Self::ConceptPageRemoved
                | Self::ConceptAdded
                | Self::ConceptRemoved
                | Self::RustNameChanged
                | Self::SensitivityChanged
        )
    }

    /// Returns true if neither the crate nor its documentation depends on it.
    #[must_use]
    pub fn is_unseen(self) -> bool {
        matches!(self, Self::HintAdded | Self::HintChanged | Self::MetadataChanged)
    }

    /// Returns the effects of the change at a place of that reach.
    pub(super) fn effects(self, reach: Reach) -> Effects {
        let (request, reply) = self.impacts();
        let when = |reached: bool, impact| if reached { impact } else { Impact::None };
        Effects {
            request: when(reach.request, request),
            reply: when(reach.reply, reply),
            review: matches!(
                self,
                Self::RuleUndecided | Self::HintAdded | Self::HintChanged | Self::Unclassified
            ),
        }
    }
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
    fn changes_of_documentation_break_no_caller() {
        for kind in Kind::ALL.iter().filter(|kind| kind.is_docs()) {
            let effects = kind.effects(Reach::BOTH);
            assert_eq!((effects.request, effects.reply), (Impact::None, Impact::None), "{}", kind.code());
        }
    }
}
