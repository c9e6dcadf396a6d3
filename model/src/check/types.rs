//! Checks type expressions, missing types, and members of a field that do not fit its type.

use regex_lite::Regex;
use serde_json::json;

use super::page::{Page, Part, Site, Usage};
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::pointer::join;
use crate::schema::{LenUnit, ObjectType, Role, TypeExpr, is_shared_name};

/// Spellings of types that a schema may have, and the one that "did you mean" gives for each.
const BUILT_IN: [(&str, &str); 10] = [
    ("string", "string"),
    ("int", "int"),
    ("integer", "int"),
    ("boolean", "boolean"),
    ("bool", "boolean"),
    ("float", "float"),
    ("number", "float"),
    ("double", "float"),
    ("object", "object"),
    ("file", "file"),
];

/// Checks the type of a field, and the members that have to fit it.
pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let Some(leaf) = known_type(page, site, out) else { return };
    misplaced(page, site, leaf, out);
    length_unit(page, site, leaf, out);
    join_of_query(page, site, out);
    bare_text(page, site, out);
    role(page, site, out);
    pattern(page, site, out);
}

/// The type inside lists and maps; `None` when it is a name that no type has.
fn known_type<'a>(page: &Page<'_>, site: &'a Site<'_>, out: &mut Report) -> Option<&'a TypeExpr> {
    let leaf = site.leaf();
    if let TypeExpr::Named(name) = leaf {
        let Some(object) = page.type_named(name) else {
            out.push(unknown_type(page, site, name));
            return None;
        };
        out.extend(only_unions_are_shared(page, site, name, object));
    }
    Some(leaf)
}

fn unknown_type(page: &Page<'_>, site: &Site<'_>, name: &str) -> Diagnostic {
    let at = page.value(&site.at("type"));
    let finding = Diagnostic::error(Code::UnknownType, format!("unknown type {}", quoted(name)), at);
    let own = page.type_names().filter(|name| !is_shared_name(name));
    match similar(name, own.chain(BUILT_IN.map(|(spelling, _)| spelling))) {
        Some(near) => {
            let built_in = BUILT_IN.iter().find(|(spelling, _)| *spelling == near && page.type_named(near).is_none());
            let meant = built_in.map_or(near, |(_, meant)| meant);
            let text = site.field.ty.text().replace(name, meant);
            finding.help(format!("did you mean {}?", quoted(meant))).suggest(at, json!(text).to_string())
        }
        None if is_shared_name(name) => finding.help(
            "a shared type is named by the id of its page, with `::` for `/`, and its name in the page's `types`",
        ),
        None => finding.help("add the type to `types`, or correct the field's `type` in the overlay"),
    }
}

/// Reports a shared type that is not a union. A union keeps values that do not fit as raw JSON; any other shared type would
/// reject a response that lacks a member.
fn only_unions_are_shared(
    page: &Page<'_>,
    site: &Site<'_>,
    name: &str,
    object: &ObjectType,
) -> Option<Diagnostic> {
    if !is_shared_name(name) || object.tag.is_some() {
        return None;
    }
    let message = format!("{} is not a tagged union, and only unions can be shared", quoted(name));
    Some(
        Diagnostic::error(Code::UnsharedType, message, page.value(&site.at("type")))
            .help("name a type of its page that has a `tag`, or describe the object here"),
    )
}

/// Reports members that belong to a different kind of type.
fn misplaced(page: &Page<'_>, site: &Site<'_>, leaf: &TypeExpr, out: &mut Report) {
    let field = site.field;
    let is_text = *leaf == TypeExpr::Text;
    let is_number = matches!(leaf, TypeExpr::Int | TypeExpr::Float);
    let is_plain = field.json.is_none();
    let has_members = matches!(leaf, TypeExpr::Text | TypeExpr::Int | TypeExpr::Bool) && is_plain;
    let is_object = *leaf == TypeExpr::Anonymous;
    let objects = "objects of type `object` or `-`";
    let (has_enum, has_use_type) = (!field.members.is_empty(), field.use_type.is_some());
    for (member, given, fits, code, of) in [
        ("fields", !field.fields.is_empty(), is_object, Code::MisplacedFields, objects),
        ("enum", has_enum, has_members, Code::MisplacedEnum, "strings, integers and booleans"),
        ("use_type", has_use_type, is_text && is_plain, Code::MisplacedUseType, "strings"),
        ("range", field.range.is_some(), is_number, Code::MisplacedRange, "numbers"),
        ("pattern", field.pattern.is_some(), is_text, Code::MisplacedPattern, "strings"),
        ("json", field.json.is_some(), is_text, Code::MisplacedJson, "strings"),
    ] {
        if given && !fits {
            let message = format!("`{member}` belongs to {of}, but the field is {}", quoted(field.ty.text()));
            out.push(
                Diagnostic::error(code, message, page.key(&site.at(member)))
                    .related(page.value(&site.at("type")), "the type")
                    .help(format!("correct the type in the overlay, or remove `{member}`")),
            );
        }
    }
}

fn length_unit(page: &Page<'_>, site: &Site<'_>, leaf: &TypeExpr, out: &mut Report) {
    let (Some(len), expr) = (site.field.len, site.expr()) else { return };
    let is_list = matches!(expr, TypeExpr::Array(_) | TypeExpr::Map(_));
    let (fits, of, meant) = match len.unit {
        LenUnit::Items => (is_list, "lists and maps", "chars"),
        LenUnit::Chars | LenUnit::Bytes => (*leaf == TypeExpr::Text, "strings", "items"),
    };
    if fits {
        return;
    }
    let at = page.value(&site.at("len").join("unit"));
    let message = format!("this unit counts {of}, but the field is {}", quoted(site.field.ty.text()));
    let finding = Diagnostic::error(Code::MisplacedLength, message, at)
        .related(page.value(&site.at("type")), "the type");
    let other_fits = if meant == "items" { is_list } else { *leaf == TypeExpr::Text };
    out.push(if other_fits {
        finding.suggest(at, json!(meant).to_string())
    } else {
        finding.help("remove `len`: values of this type have no length")
    });
}

fn join_of_query(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let is_query_list =
        site.part == Part::Query && !site.carried && matches!(site.expr(), TypeExpr::Array(_));
    if site.field.join.is_some() && !is_query_list {
        let message = "`join` belongs to lists in the query";
        out.error(Code::MisplacedJoin, page.key(&site.at("join")), message, "remove it");
    }
}

/// Reports types that URLs and headers cannot hold: only strings, numbers and booleans, and in the query lists of them.
fn bare_text(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    if site.carried || !site.part.is_bare_text() {
        return;
    }
    let value = match site.expr() {
        TypeExpr::Array(element) if site.part == Part::Query => &**element,
        other => other,
    };
    if !matches!(value, TypeExpr::Text | TypeExpr::Int | TypeExpr::Float | TypeExpr::Bool) {
        let message = format!("a value of type {} cannot be sent here", quoted(site.field.ty.text()));
        let help = "paths and headers hold strings, numbers and booleans, the query also lists of them";
        out.error(Code::MisplacedType, page.value(&site.at("type")), message, help);
    }
}

fn role(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let (Some(role), at) = (site.field.role, site.at("role")) else { return };
    if !site.part.is_reply() || site.carried {
        out.error(Code::MisplacedRole, page.key(&at), "only fields of the response have a role", "remove it");
        return;
    }
    let (wanted, name) = match role {
        Role::InnerCode => (TypeExpr::Int, "`inner_code` is an integer"),
        Role::InnerMessage => (TypeExpr::Text, "`inner_message` is a string"),
        Role::Plain => return,
    };
    if *site.expr() != wanted {
        let message = format!("{name}, but the field is {}", quoted(site.field.ty.text()));
        out.push(
            Diagnostic::error(Code::MisplacedRole, message, page.value(&at))
                .related(page.value(&site.at("type")), "the type")
                .help("remove the role, or correct the type in the overlay"),
        );
    }
}

fn pattern(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let Some(Err(fault)) = site.field.pattern.as_deref().map(Regex::new) else { return };
    let message = format!("the pattern cannot be compiled: {fault}");
    let help = "correct the pattern in the overlay; look-around and back-references are not supported";
    out.error(Code::BadPattern, page.value(&site.at("pattern")), message, help);
}

/// Reports types that are not used by any field.
pub(super) fn check_unused(page: &Page<'_>, out: &mut Report) {
    for name in page.type_names().filter(|name| page.usage(name) == Usage::default()) {
        let message = format!("type {} is not used", quoted(name));
        let help = "remove the type, or correct the `type` of the field that should have it";
        out.warning(Code::UnusedType, page.key(&join("/types", name)), message, help);
    }
}

/// Reports request fields without a type. Some pages leave it out, and the format keeps that. In a response it is harmless;
/// in a request the caller does not know which value to send.
pub(super) fn check_untyped(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    // An untyped value in a URL or a header is a `MisplacedType`.
    if site.part.is_reply_only() || site.part.is_bare_text() || site.part == Part::Concept {
        return;
    }
    let at = page.value(&site.at("type"));
    match site.field.ty.text().trim() {
        "" if site.field.fields.is_empty() => out.push(
            Diagnostic::note(Code::UntypedField, "no type is documented, so any JSON is accepted", at)
                .help("if the page's text or examples tell the type, correct it in the overlay"),
        ),
        "[]" => out.push(
            Diagnostic::warning(Code::UntypedList, "the type of the elements is not documented", at)
                .help("correct the type in the overlay: `string[]`, or `object[]` for any JSON"),
        ),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, NOTE, WARNING, clean, expect, of_endpoint, of_field};

    #[test]
    fn unknown_types() {
        let found = of_field(&json!({"type": "strin[]"}));
        expect(&found, &[(ERROR, "unknown-type", "\"strin[]\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"string[]\""));
        expect(&of_field(&json!({"type": "no_such_type"})), &[(ERROR, "unknown-type", "\"no_such_type\"")]);
        clean(&of_field(&json!({"type": "map<string, int[]>"})));
        clean(&of_endpoint(&json!({
            "request": {"body": {"x": {"type": "item@body[]"}}},
            "types": {"item@body": {"fields": {"y": {"type": "-", "fields": {"z": {"type": "int64"}}}}}}
        })));
    }

    #[test]
    fn types_inside_json_are_checked() {
        let found = of_field(&json!({"type": "string", "json": {"type": "objekt"}}));
        expect(&found, &[(ERROR, "unknown-type", "\"objekt\"")]);
    }

    #[test]
    fn a_misspelled_type_is_mended_by_the_usual_spelling() {
        for (written, meant) in
            [("integr", "int"), ("nubmer", "float"), ("bol[]", "boolean[]"), ("strng[]", "string[]")]
        {
            let found = of_field(&json!({"type": written}));
            expect(&found, &[(ERROR, "unknown-type", &format!("{written:?}"))]);
            assert_eq!(found[0].mended.as_deref(), Some(&*format!("{meant:?}")), "{written}");
        }
    }

    #[test]
    fn members_that_do_not_fit_the_type() {
        for (field, code, place) in [
            (json!({"type": "string", "fields": {"y": {"type": "int"}}}), "misplaced-fields", "\"fields\""),
            (json!({"type": "float", "enum": {"a": {}}}), "misplaced-enum", "\"enum\""),
            (json!({"type": "string", "range": {"max": 1}}), "misplaced-range", "\"range\""),
            (json!({"type": "int", "pattern": "a"}), "misplaced-pattern", "\"pattern\""),
            (json!({"type": "object", "json": {"type": "int"}}), "misplaced-json", "\"json\""),
            (json!({"type": "string", "len": {"max": 1, "unit": "items"}}), "misplaced-length", "\"items\""),
            (json!({"type": "int[]", "len": {"max": 1, "unit": "chars"}}), "misplaced-length", "\"chars\""),
            (json!({"type": "int", "len": {"max": 1, "unit": "bytes"}}), "misplaced-length", "\"bytes\""),
            (json!({"type": "string[]", "join": "comma"}), "misplaced-join", "\"join\""),
            (json!({"type": "int", "role": "inner_code"}), "misplaced-role", "\"role\""),
        ] {
            expect(&of_field(&field), &[(ERROR, code, place)]);
        }
        for field in [
            json!({"type": "-", "fields": {"y": {"type": "int"}}}),
            json!({"type": "string[]", "enum": {"a": {}}, "len": {"max": 3, "unit": "items"}}),
            json!({"type": "string[]", "len": {"max": 3, "unit": "chars"}, "pattern": "^a"}),
            json!({"type": "int[]", "range": {"max": 3}}),
            json!({"type": "string", "json": {"type": "int", "range": {"max": 3}}}),
            json!({"type": "map<string, int>", "len": {"max": 3, "unit": "items"}}),
        ] {
            clean(&of_field(&field));
        }
    }

    #[test]
    fn a_wrong_unit_is_mended_where_one_fits() {
        let unit = |field| of_field(&field)[0].mended.clone();
        assert_eq!(
            unit(json!({"type": "string", "len": {"max": 1, "unit": "items"}})).as_deref(),
            Some("\"chars\"")
        );
        assert_eq!(
            unit(json!({"type": "int[]", "len": {"max": 1, "unit": "chars"}})).as_deref(),
            Some("\"items\"")
        );
        assert_eq!(unit(json!({"type": "int", "len": {"max": 1, "unit": "chars"}})), None);
    }

    #[test]
    fn urls_and_headers_hold_bare_text() {
        for (part, ty) in
            [("query", "object"), ("query", "int[][]"), ("query", "map<string, int>"), ("path", "string[]")]
        {
            let found = of_endpoint(&json!({
                "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": if part == "path" { "/x/:x" } else { "/x" }},
                "request": {part: {"x": {"type": ty, "required": true}}}
            }));
            expect(&found, &[(ERROR, "misplaced-type", &format!("{ty:?}"))]);
        }
        expect(
            &of_endpoint(&json!({"headers": {"Authorization": {"type": "-"}}})),
            &[(ERROR, "misplaced-type", "\"-\"")],
        );
        clean(&of_endpoint(&json!({
            "headers": {"Authorization": {"type": "string"}},
            "request": {"query": {"a": {"type": "int"}, "b": {"type": "float[]"}, "c": {"type": "boolean"}}}
        })));
    }

    #[test]
    fn joins_and_roles_where_they_belong() {
        clean(&of_endpoint(&json!({
            "request": {"query": {"ids": {"type": "string[]", "join": "repeat"}}},
            "reply": {"data": {"type": "-", "fields": {
                "code": {"type": "int", "role": "inner_code"},
                "msg": {"type": "string", "role": "inner_message"}
            }}}
        })));
        let found = of_endpoint(&json!({"reply": {"msg": {"type": "int", "role": "inner_message"}}}));
        expect(&found, &[(ERROR, "misplaced-role", "\"inner_message\"")]);
    }

    #[test]
    fn patterns_compile() {
        expect(
            &of_field(&json!({"type": "string", "pattern": "(?=a)"})),
            &[(ERROR, "bad-pattern", "\"(?=a)\"")],
        );
        clean(&of_field(&json!({"type": "string", "pattern": "^[\\w-]{1,64}$"})));
    }

    #[test]
    fn unused_types() {
        let types = json!({"used": {"fields": {"deep": {"type": "deeper[]"}}}, "deeper": {"fields": {}},
            "circle": {"fields": {"x": {"type": "circle"}}}, "empty": {"fields": {}}});
        let found = of_endpoint(&json!({"request": {"body": {"x": {"type": "used"}}}, "types": types}));
        expect(&found, &[(WARNING, "unused-type", "\"circle\""), (WARNING, "unused-type", "\"empty\"")]);
    }

    #[test]
    fn fields_of_requests_have_a_type() {
        expect(&of_field(&json!({"type": ""})), &[(NOTE, "untyped-field", "\"\"")]);
        expect(&of_field(&json!({"type": "[]"})), &[(WARNING, "untyped-list", "\"[]\"")]);
        clean(&of_field(&json!({"type": "", "fields": {"y": {"type": "int"}}})));
        clean(&of_field(&json!({"type": "object[]"})));
        clean(&of_endpoint(&json!({"reply": {"data": {"type": ""}, "list": {"type": "[]"}}})));
    }
}
