//! Diagnostic codes: one variant per kind of finding, with the text that `cargo xtask explain` prints.

use std::fmt;

use serde::{Serialize, Serializer};

/// Declares [`Code`]: groups of variants, each with its documentation and its name on the command line.
///
/// The doc comment of a variant is also its explanation at run time, so that there is one text to keep.
macro_rules! codes {
    ($($group:literal { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ })+) => {
        /// The kind of a finding. Its name is stable: scripts and overlays may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($($(#[doc = $doc])+ $variant,)+)+
        }

        impl Code {
            /// Every code, in the order of the groups.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)+)+];

            /// Returns the name in kebab case, such as `inverted-range`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)+)+ }
            }

            /// Returns the stage of the pipeline or the topic that the code belongs to.
            #[must_use]
            pub const fn group(self) -> &'static str {
                match self { $($(Self::$variant)|+ => $group,)+ }
            }

            /// Returns the meaning of the finding and the way to act on it.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                let text = match self { $($(Self::$variant => concat!($($doc),+),)+)+ };
                text.trim_start()
            }
        }
    };
}

codes! {
    "reading schema files" {
        /// The file is not strict JSON. Only the first such error is reported; correct it and run again.
        Syntax = "syntax",
        /// Arrays and objects are nested too deeply to be processed safely.
        /// Flatten the value; real pages stay far below the limit.
        TooDeep = "too-deep",
        /// The file starts with a byte order mark, which JSON does not allow.
        /// Save it as UTF-8 without a mark.
        ByteOrderMark = "byte-order-mark",
        /// A number does not fit into 64 bits. If its digits matter, write it as a string.
        NumberTooLarge = "number-too-large",
        /// An object has the same key twice. Remove or rename one of the two.
        DuplicateKey = "duplicate-key",
        /// An object lacks a required key. Add it.
        MissingKey = "missing-key",
        /// The schema format has no such key at this place. Correct the spelling or remove the key.
        UnknownKey = "unknown-key",
        /// The schema format does not allow this value at this place. Use one of the listed values.
        UnknownValue = "unknown-value",
        /// A value has the wrong JSON type. Write the expected type, or leave the key out.
        WrongType = "wrong-type",
        /// An object must have exactly one key that selects a variant. Keep one of the listed keys.
        NotOneVariant = "not-one-variant",
        /// A number is outside the bounds of the schema format. Write a number within the stated bounds.
        OutOfRange = "out-of-range",
        /// The file passed the structural checks but could not be decoded.
        /// This is a bug in the checks: report it with the file.
        Decode = "decode",
        /// The file is larger than any schema. Check that it is the right file.
        FileTooLarge = "file-too-large",
        /// The file is not valid UTF-8. Save it as UTF-8, or fetch the page again.
        NotUtf8 = "not-utf8",
        /// The file has more faults than are printed. Correct the printed ones and run again.
        MoreFaults = "more-faults",
        /// Two paths differ only in case, so some file systems keep only one of them. Rename one.
        SamePath = "same-path",
        /// A file in the schema directory is neither a schema nor an overlay and was not read.
        /// Rename it to `.json` or `.overlay.json`, or remove it.
        NotASchema = "not-a-schema",
        /// The id in a file does not match the file's path. Change the id or move the file.
        IdMismatch = "id-mismatch",
    }

    "overlays" {
        /// There is no schema beside the overlay. Rename or remove the overlay.
        OverlayWithoutSchema = "overlay-without-schema",
        /// A correction has neither `expect` nor `value`.
        /// Give both to replace, `value` to add, `expect` to remove.
        EmptyCorrection = "empty-correction",
        /// A JSON Pointer is malformed, or points at the whole schema.
        /// Write a pointer to one fact, such as `/request/body/id/type`.
        InvalidPointer = "invalid-pointer",
        /// The page or `common.json` now says what the overlay says. Remove the operation from the overlay.
        OverlayRedundant = "overlay-redundant",
        /// The page no longer says what the overlay corrects.
        /// Read the page, then update `expect` or remove the operation.
        OverlayConflict = "overlay-conflict",
        /// The place that the overlay names is gone. Remove the operation, or follow the rename.
        OverlayOrphan = "overlay-orphan",
    }

    "translation memory" {
        /// The entries of a translation memory are not sorted by their keys. Sort them, so that additions of several people
        /// rarely touch the same lines.
        UnsortedTexts = "unsorted-texts",
        /// A text of a translation memory is empty. Write it, or remove the entry.
        EmptyText = "empty-text",
        /// The words of a page have no English in the translation memory of their service, and none in the overlays.
        /// `cargo xtask texts SERVICE --pages PAGE` lists them to be filled in.
        MissingText = "missing-text",
        /// No schema takes anything from the entry: the page has other words now, or an overlay has a text for each place.
        /// Remove the entry.
        UnusedText = "unused-text",
    }

    "ids and sources" {
        /// `source.date` is not a calendar day. Write `YYYY-MM-DD`.
        BadSourceDate = "bad-source-date",
        /// `source.url` is not a plain HTTPS address. Write `https://`, a host and the rest in ASCII.
        BadSourceUrl = "bad-source-url",
        /// `ids.json` does not list the method and path of this endpoint. Add the printed line.
        UnlistedId = "unlisted-id",
        /// `ids.json` gives this method and path a different id than the schema has.
        /// Change the id, or move the schema.
        OtherId = "other-id",
        /// Two schemas describe the same method and path. Remove one of them.
        DuplicateEndpoint = "duplicate-endpoint",
        /// Two schemas describe the same type of event. Remove one of them.
        DuplicateEvent = "duplicate-event",
        /// `lock.json` does not record the page that this schema was read from. Import the page again.
        Unlocked = "unlocked",
        /// `lock.json` and the schema's `source` disagree. Import the page again, or correct the wrong one.
        LockMismatch = "lock-mismatch",
        /// `lock.json` has an entry without a schema. Remove the entry.
        StaleLock = "stale-lock",
    }

    "addresses, headers and access" {
        /// The list of hosts is empty, or an entry is not a host name.
        /// Write the bare name, such as `open.feishu.cn`.
        BadHost = "bad-host",
        /// The host does not belong to Feishu or Lark, but would receive access tokens.
        /// Correct it in the overlay.
        ForeignHost = "foreign-host",
        /// Only the first host is called. Put the right host first and remove the others in the overlay.
        FurtherHost = "further-host",
        /// The path has an empty or relative segment, or characters that are not allowed in a path.
        /// Correct it in the overlay.
        BadPath = "bad-path",
        /// A path parameter and the fields of `request.path` do not match. Rename, add or remove one of them.
        PathParameter = "path-parameter",
        /// A path parameter occurs twice in the path, so both places get the same value.
        /// If they are two parameters, correct the path.
        PathParameterTwice = "path-parameter-twice",
        /// A path parameter is marked as optional, but a path cannot leave it out.
        /// Correct `required` in the overlay.
        OptionalPathParameter = "optional-path-parameter",
        /// A GET request has a body, which proxies may drop. It is sent as the page says; there is nothing to do if the page says so.
        BodyWithGet = "body-with-get",
        /// The page documents a header that the HTTP client controls, so the field would not be sent.
        /// Remove or correct it in the overlay.
        HeaderNotSent = "header-not-sent",
        /// The body is sent as a form, but the documented `Content-Type` is different.
        /// Correct the header in the overlay.
        ContentTypeOfForm = "content-type-of-form",
        /// The body is sent as JSON, but the documented `Content-Type` is different.
        /// Correct the header in the overlay.
        ContentTypeOfJson = "content-type-of-json",
        /// A rate limit allows no request at all. Correct it in the overlay.
        EmptyRateLimit = "empty-rate-limit",
        /// A list has the same item twice. Remove one.
        RepeatedItem = "repeated-item",
        /// The field cannot be an idempotency key, which is a string given once per request.
        /// Remove the annotation.
        BadIdempotencyKey = "bad-idempotency-key",
        /// A request has two idempotency keys. Keep the one that the page names.
        TwoIdempotencyKeys = "two-idempotency-keys",
        /// `read_only` is redundant: the call is a GET, or has an idempotency key. Remove it.
        RedundantReadOnly = "redundant-read-only",
        /// A field of the response looks like an error code of its own.
        /// Annotate it with the role `inner_code` or `plain`.
        UndecidedInnerCode = "undecided-inner-code",
    }

    "names and texts" {
        /// A name of a field or type is empty or unusable, or a given Rust name is not an identifier.
        /// Correct it in the overlay.
        BadName = "bad-name",
        /// No meaningful Rust name can be derived from the name of a field. Give it a `name` in the overlay.
        UnnamedField = "unnamed-field",
        /// No meaningful Rust name can be derived from the value of an enum member.
        /// Give the member a `name` in the overlay.
        UnnamedMember = "unnamed-member",
        /// Members of an enum have no usable Rust name.
        /// Copy the printed annotations into the overlay and fill in the names.
        UnnamedMembers = "unnamed-members",
        /// An error code has no name, so callers see only its number. Give it a `name` in the overlay.
        UnnamedCode = "unnamed-code",
        /// Error codes have no names. Copy the printed annotations into the overlay and fill in the names.
        UnnamedCodes = "unnamed-codes",
        /// Parts of the schema have no English text. Write `doc` and `hint` in the overlay's annotations.
        Undocumented = "undocumented",
    }

    "types" {
        /// A type expression is malformed, or names a type that does not exist.
        /// Correct the spelling, or add the type.
        UnknownType = "unknown-type",
        /// A field names a type of a concept page that is not a tagged union.
        /// Name a union, or describe the object in place.
        UnsharedType = "unshared-type",
        /// No field uses the type. Remove it, or correct the field that should have it.
        UnusedType = "unused-type",
        /// The page documents no type, so any JSON value is accepted.
        /// If examples show the type, correct it in the overlay.
        UntypedField = "untyped-field",
        /// The page documents a list without the type of its elements. Correct the type in the overlay.
        UntypedList = "untyped-list",
        /// A type contains itself through required fields, so no finite value exists.
        /// Make one of the fields optional in the overlay.
        EndlessType = "endless-type",
        /// Types nest more deeply than generated code supports.
        /// Compare with the page, or make one an `object` in the overlay.
        TypesTooDeep = "types-too-deep",
        /// No shared type has the name that `use_type` gives. Correct the name.
        UnknownSharedType = "unknown-shared-type",
        /// The enum has a member that its shared type lacks. Add the member to the shared type.
        UnknownSharedMember = "unknown-shared-member",
        /// The type of a field cannot be sent at this place.
        /// Paths and headers hold scalars; the query also holds lists of them.
        MisplacedType = "misplaced-type",
        /// A field has `fields` but its type is not an object. Correct the type, or remove the fields.
        MisplacedFields = "misplaced-fields",
        /// A field has an `enum` but is not a string, integer or boolean.
        /// Correct the type, or remove the enum.
        MisplacedEnum = "misplaced-enum",
        /// `use_type` is given for a field without an enum. Remove it.
        MisplacedUseType = "misplaced-use-type",
        /// A field has `json` but is not a string. Correct the type, or remove `json`.
        MisplacedJson = "misplaced-json",
        /// `join` is given for a field that is not a list in the query. Remove it.
        MisplacedJoin = "misplaced-join",
        /// A role is given for a field that is not in the response, or whose type does not fit the role.
        /// Remove the role, or correct the type.
        MisplacedRole = "misplaced-role",
        /// A tagged union has rules, but rules apply to a single object.
        /// Move them to a variant's own type, or remove them.
        MisplacedRules = "misplaced-rules",
        /// A tagged union has no variants. List them in `variants`.
        EmptyUnion = "empty-union",
        /// A type has variants but no `tag`. Name the member that tells the variants apart.
        TaglessUnion = "tagless-union",
        /// A field of a union has the name of its tag. Remove the field; every variant has the tag.
        TagAsField = "tag-as-field",
        /// A variant has both fields and `same_as`. Remove one of them.
        TwoShapes = "two-shapes",
        /// `same_as` names a variant that does not exist or has no fields of its own.
        /// Name a variant with fields.
        UnknownVariant = "unknown-variant",
        /// The tag of an adjacent union stands beside the string that carries the object. Such a union is the `json` of a string, as it
        /// is, and the object that the string belongs to has a required string with the name of the tag.
        AdjacentUnion = "adjacent-union",
    }

    "values and limits" {
        /// The wire value of an enum member does not fit the type of the enum. Write the value as it is sent.
        BadMember = "bad-member",
        /// Two members of an enum have the same label. Say in `doc` how they differ.
        DuplicateLabel = "duplicate-label",
        /// The default value does not fit the field. Correct it, or the type, in the overlay.
        BadDefault = "bad-default",
        /// The fixed value does not fit the field. Correct it, or the type, in the overlay.
        BadFixed = "bad-fixed",
        /// The minimal length is greater than the maximal length. Swap them in the overlay.
        InvertedLength = "inverted-length",
        /// The lower bound is greater than the upper bound. Swap them in the overlay.
        InvertedRange = "inverted-range",
        /// A limit has no bound, so it accepts everything. Remove it, or add a bound.
        EmptyLimit = "empty-limit",
        /// No integer lies between the bounds. Correct the range, or the type, in the overlay.
        EmptyRange = "empty-range",
        /// The bound of an integer is a fraction. Write the integer that it means.
        FractionalBound = "fractional-bound",
        /// The bound of an integer does not fit into 64 bits, so it has no effect. Remove it.
        UnreachableBound = "unreachable-bound",
        /// A length is given in a unit that does not fit the type: `items` for lists, `chars` or `bytes` for strings.
        /// Change the unit.
        MisplacedLength = "misplaced-length",
        /// A range is given for a field that is not a number. Correct the type, or remove the range.
        MisplacedRange = "misplaced-range",
        /// A pattern is given for a field that is not a string. Correct the type, or remove the pattern.
        MisplacedPattern = "misplaced-pattern",
        /// The pattern is not a supported regular expression: look-around and back-references are not.
        /// Correct it in the overlay.
        BadPattern = "bad-pattern",
    }

    "examples" {
        /// The example of a field does not fit the field.
        /// Compare with the page; correct it, or explain it in `example_fault`.
        BadExample = "bad-example",
        /// The JSON text inside an example string does not fit its documented shape.
        /// Correct it, or explain it in `example_fault`.
        ExampleJson = "example-json",
        /// The example request does not fit the schema of the request.
        /// Correct it, or explain it in `example_fault`.
        ExampleRequest = "example-request",
        /// The example response does not fit the schema of the response.
        /// Correct it, or explain it in `example_fault`.
        ExampleReply = "example-reply",
        /// The example of an event does not fit the event's table. The generated type keeps what fits.
        /// Correct it, or explain it in `example_fault`.
        ExampleEvent = "example-event",
        /// The example request breaks a rule. Correct the example or the rule.
        ExampleRule = "example-rule",
        /// An example changes when the generated types read and write it, and no finding explains why.
        /// Compare schema, checks and page.
        ExampleUnexplained = "example-unexplained",
    }

    "error codes" {
        /// An error code is not a decimal number, or is 0, which means success.
        /// Write the number in canonical form.
        BadCode = "bad-code",
        /// An HTTP status is not between 100 and 599. Correct it in the overlay.
        BadStatus = "bad-status",
        /// The same error code is listed twice. Keep one of the two.
        DuplicateCode = "duplicate-code",
        /// The error code is platform-wide. Its name and text are in `common.json`. No action is needed.
        CommonCode = "common-code",
    }

    "rules" {
        /// The id of a rule is not a plain lower-case word. Write letters, digits, `_` and `-`.
        RuleId = "rule-id",
        /// The text of a rule is empty or spans several lines. Write one line of plain text.
        RuleText = "rule-text",
        /// A rule names a field that does not exist. Correct the pointer.
        UnknownRuleField = "unknown-rule-field",
        /// A rule names a field inside a list, which does not tell which element is meant.
        /// Attach the rule to the element's type.
        RuleThroughList = "rule-through-list",
        /// A rule names the same field twice. Name it once.
        RepeatedRuleField = "repeated-rule-field",
        /// A rule about a set of fields names fewer than two. Add the others, or use `require` or `forbid`.
        LonelyRuleField = "lonely-rule-field",
        /// A rule compares a field in a way that its type does not support. Change `as`, or the field.
        BadComparison = "bad-comparison",
        /// `prefer` names a field that is not among the rule's fields. Name one of them, or remove `prefer`.
        BadPreference = "bad-preference",
        /// A rule compares a field with a value that the field cannot have. Write the value as it is sent.
        BadRuleValue = "bad-rule-value",
        /// `non_empty` is given where it has no effect. Remove it.
        MisplacedNonEmpty = "misplaced-non-empty",
        /// `allow` lists no values. List the allowed values, or use `forbid`.
        NoValues = "no-values",
        /// Rules contradict each other, so that no request satisfies all of them.
        /// Compare each of them with the page.
        UnsatisfiableRules = "unsatisfiable-rules",
        /// A rule rejects only requests that other rules and limits reject, too.
        /// Remove it, or compare it with the page.
        DeadRule = "dead-rule",
        /// The rules reject every request that has the field. Compare them with the page.
        DeadField = "dead-field",
        /// The rules reject every request that has this documented value. Compare them with the page.
        DeadValue = "dead-value",
        /// The rules accept only requests with the field, which is marked as optional.
        /// Correct `required` in the overlay.
        AlwaysRequired = "always-required",
        /// The rules mention too many fields to be analysed together, so they were not compared with each other.
        /// No action is needed.
        UncheckedRules = "unchecked-rules",
    }

    "generating Rust" {
        /// Two parts of the schema would get the same Rust name.
        /// Give one of them a `name` or `type_name` in the overlay.
        NameCollision = "name-collision",
        /// Several parts of the schema share one Rust name, so each got a suffix that follows from its own name or value. Give it a `name` in the overlay.
        SuffixedName = "suffixed-name",
        /// A Rust name would be too long. Give it a short `name` or `type_name` in the overlay.
        LongName = "long-name",
        /// The id has a part that cannot name a module, or lacks a service. Rename or move the schema.
        BadId = "bad-id",
        /// The file of one schema would have the name of another's folder. Rename one of the two.
        ModuleAndFolder = "module-and-folder",
        /// The generator does not support this type at this place. Correct the type in the overlay.
        UnsupportedType = "unsupported-type",
        /// The generated Rust is not valid. This is a bug in the generator: report it with the schema.
        GeneratorBug = "generator-bug",
    }

    "importing: reading pages" {
        /// The page could not be read. Check the path and its permissions.
        UnreadablePage = "unreadable-page",
        /// The page is empty. Fetch it again.
        EmptyPage = "empty-page",
        /// The file is not text. Import Markdown pages.
        BinaryPage = "binary-page",
        /// The file is too large for a page. Import single pages, not archives.
        TooLarge = "too-large",
        /// A code block is not closed.
        /// Everything up to the next heading, or to the end, was read as code; compare with the page.
        UnclosedCode = "unclosed-code",
        /// A table is not closed. Its rows up to the next heading were read; compare with the page.
        UnclosedTable = "unclosed-table",
        /// A row has more or fewer cells than its table has columns. Compare the field with the page.
        CellCount = "cell-count",
        /// The page describes neither an endpoint nor types that endpoints share, so no schema was made.
        /// No action is needed.
        NoSchema = "no-schema",
        /// The page may describe an endpoint, but its headings do not say so. Read it.
        MaybeEndpoint = "maybe-endpoint",
        /// The page and its address do not give an id. List the call in `ids.json`.
        NoId = "no-id",
        /// The id was derived from the address, because the page does not state it.
        /// List the right one in `ids.json` and import again.
        ProvisionalId = "provisional-id",
        /// Two pages describe the same call; one of them was left out. Import only the page that is current.
        DuplicateCall = "duplicate-call",
        /// Two calls lead to the same id, so one of them got a different one.
        /// List the call in `ids.json` with the id that it should have.
        IdCollision = "id-collision",
        /// A different page was imported for a schema that `lock.json` ties to one page.
        /// Import both together, or remove the entry first.
        OtherPage = "other-page",
        /// A page no longer gives the schema that it once gave; the old schema was kept.
        /// Read the page, then correct or remove the schema.
        LostSchema = "lost-schema",
    }

    "updating: the documentation site" {
        /// The documentation has another edition of the page than the schema was imported from, or the page has no schema.
        /// Run `cargo xtask update`.
        PageChanged = "page-changed",
        /// The documentation lists a call of a known service that `ids.json` does not list.
        /// `cargo xtask update --new SERVICE` fetches its page.
        NewPage = "new-page",
        /// The page could not be fetched, or the response is not that page. Its schema stays as it was.
        /// Look at the page in a browser. If the site has changed, mend `xtask/src/update/site.rs`.
        NotFetched = "not-fetched",
    }

    "importing: addresses and access" {
        /// The page gives no HTTP method, or one that the platform does not use.
        /// Write the schema by hand, or correct the page.
        BadMethod = "bad-method",
        /// The page gives no usable address. Write the schema by hand, or correct the page.
        BadUrl = "bad-url",
        /// The path had to be cleaned up to be usable. Compare with the page.
        OddPath = "odd-path",
        /// Several addresses are given, and some were left out. Compare with the page.
        SeveralUrls = "several-urls",
        /// The address has a query, which is read from the query's table instead. No action is needed.
        UrlWithQuery = "url-with-query",
        /// The path has a parameter without a row, so it is read as a string. Compare with the page.
        UndocumentedParameter = "undocumented-parameter",
        /// A row describes a path parameter that the path does not have. Compare with the page.
        StrayParameter = "stray-parameter",
        /// A scope is given without its name or label. Compare with the page.
        NamelessScope = "nameless-scope",
        /// A rate limit is stated in unknown words. Read it, and add the limit in the overlay.
        SpecialRateLimit = "special-rate-limit",
        /// The token types were read from words instead of tags. Compare with the page.
        TokenWords = "token-words",
        /// A row of the page's head table is not part of the schema. No action is needed.
        OtherMeta = "other-meta",
        /// The page does not name the type of an event, or names another one in its example. Compare with the page.
        EventType = "event-type",
        /// The page has no table for an event, so its fields were read from the example. Compare with the page.
        FieldsByExample = "fields-by-example",
        /// A row describes a member of the envelope that no envelope has. Compare with the page.
        EnvelopeRow = "envelope-row",
    }

    "importing: fields" {
        /// The row was not read into the schema. Read it, and add what matters in the overlay.
        UnreadRow = "unread-row",
        /// A table lists fields under a heading that does not tell what they belong to, or only some of an object's.
        /// Read it, and add what matters in the overlay.
        UnreadFields = "unread-fields",
        /// A table is not about fields, so it was not read. No action is needed.
        SideTable = "side-table",
        /// The body is documented in several forms, which were merged.
        /// Write a rule for the fields that go together.
        BodyForms = "body-forms",
        /// A table does not show the levels of nesting, so they were inferred and are uncertain.
        /// Compare with the page in a browser.
        UncertainNesting = "uncertain-nesting",
        /// The nesting of a row skips a level. Compare with the page.
        LevelGap = "level-gap",
        /// A field occurs twice in one object, so the second was left out. Compare with the page.
        DuplicateField = "duplicate-field",
        /// One row names several fields. Compare with the page.
        SeveralNames = "several-names",
        /// The column of types holds a description, and was read as one. Compare with the page.
        MisplacedDescription = "misplaced-description",
        /// The type is unknown, or does not fit its place. Correct it in the overlay.
        OddType = "odd-type",
        /// The "required" cell of a field holds an unknown word. Correct `required` in the overlay if needed.
        OddRequired = "odd-required",
        /// Rows are nested below a field that cannot have fields. Correct the type in the overlay.
        ChildrenOfScalar = "children-of-scalar",
        /// A field has an object type whose fields are not documented at this place. Compare with the page.
        ChildlessType = "childless-type",
        /// A type has several shapes on the page, and one of them was taken. Compare with the page.
        SeveralShapes = "several-shapes",
        /// The name of a type stands for several shapes, so the choice is uncertain. Compare with the page.
        AmbiguousType = "ambiguous-type",
        /// The example shows fields inside `data` that the table lists beside it, so they were moved.
        /// Compare with the page.
        MovedIntoData = "moved-into-data",
        /// The example shows a list where the table documents a single value, or the elements of a list whose type the table
        /// leaves open; the field was read as that list. Compare with the page.
        ListByExample = "list-by-example",
        /// The example keys an object by ids, so it was read as a map of what its rows describe. Compare with the page.
        MapByExample = "map-by-example",
        /// A sentence may say that a field is deprecated. If it does, mark the field in the overlay.
        AgeHint = "age-hint",
    }

    "importing: values, limits and rules" {
        /// An enum lists the same value twice. Compare with the page.
        DuplicateMember = "duplicate-member",
        /// The members of an enum were found in a sentence.
        /// List them in the overlay if the server accepts no others.
        ProseMembers = "prose-members",
        /// The stated default is not a value of the field's type, so it was kept as text only.
        /// No action is needed.
        ProseDefault = "prose-default",
        /// A stated limit could not be read. Add it in the overlay.
        UnreadLimit = "unread-limit",
        /// Two different limits are stated for one field. Correct it in the overlay.
        DuplicateLimit = "duplicate-limit",
        /// A limit does not fit the type of its field. Correct the type, or the limit, in the overlay.
        MisplacedLimit = "misplaced-limit",
        /// A sentence may state a limit. If it does, add the limit in the overlay.
        LimitHint = "limit-hint",
        /// A sentence reads like a rule between fields.
        /// If the page means it so, copy the proposed rule into the overlay.
        RuleHint = "rule-hint",
        /// A sentence reads like the description of an idempotency key.
        /// If it is one, annotate the field in the overlay.
        KeyHint = "key-hint",
        /// An example is JSON only after comments or trailing commas are removed. No action is needed.
        LenientExample = "lenient-example",
        /// An example is not JSON. If you need it, correct it in the overlay.
        BadExampleJson = "bad-example-json",
        /// An example is nested too deeply to be read. Compare with the page.
        DeepExample = "deep-example",
        /// An example holds several objects, and the first was taken. Compare with the page.
        SeveralExamples = "several-examples",
        /// An example stands under a heading that tells neither a request nor a response. Read it.
        UnreadExample = "unread-example",
    }
}

impl Code {
    /// Returns the code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// Codes are ordered by name, as they are printed.
impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name().cmp(other.name())
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_distinct_and_in_kebab_case() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let pascal: String = code
                .name()
                .split('-')
                .map(|word| {
                    let (first, rest) = word.split_at(1);
                    first.to_ascii_uppercase() + rest
                })
                .collect();
            assert_eq!(pascal, format!("{code:?}"));
            assert_eq!(Code::named(code.name()), Some(*code));
        }
        assert_eq!(Code::named("no-such-code"), None);
    }

    #[test]
    fn every_explanation_says_what_is_wrong_and_what_to_do() {
        for code in Code::ALL {
            let text = code.explanation();
            assert!(text.ends_with('.') && !text.contains("  "), "{code}: {text}");
            assert!(text.contains(". ") || text.contains("; "), "{code}: {text}");
        }
    }
}
