//! Checks tagged unions: a tag and variants belong together, and each variant has one shape.

use super::page::{Page, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::pointer::{self, join};
use crate::schema::{LenUnit, ObjectType, TypeExpr, Variant, is_shared_name};

/// Checks the unions of a page; shared unions are checked on the page that defines them.
pub(super) fn check(page: &Page<'_>, out: &mut Report) {
    for (name, object) in page.types.iter().filter(|(name, _)| !is_shared_name(name)) {
        let at = join("/types", name);
        match &object.tag {
            None if object.variants.is_empty() => {}
            None => out.push(
                Diagnostic::error(
                    Code::TaglessUnion,
                    "variants belong to a type with a `tag`",
                    page.key(&at.join("variants")),
                )
                .help("name the member that tells the variants apart in `tag`"),
            ),
            Some(tag) => union(page, &at, object, tag, out),
        }
    }
}

fn union(page: &Page<'_>, at: &str, object: &ObjectType, tag: &str, out: &mut Report) {
    let tag_at = join(at, "tag");
    if object.variants.is_empty() {
        let help = "list them in `variants`, by the value of the tag";
        out.error(Code::EmptyUnion, page.value(&tag_at), "a type with a `tag` has variants", help);
    }
    if tag.is_empty() {
        let help = "name the member that tells the variants apart";
        out.error(Code::BadName, page.value(&tag_at), "the name of the tag is empty", help);
    }
    if !object.rules.is_empty() {
        let message = "rules apply to a single object, not to a union";
        out.error(Code::MisplacedRules, page.key(&join(at, "rules")), message, "remove them");
    }
    no_field_is_the_tag(page, at, object, tag, out);
    for (wire, variant) in &object.variants {
        let at = join(at, "variants").join(wire);
        shape(page, &at, object, variant, out);
        length(page, &at, object, variant, out);
    }
}

/// Reports an adjacent union where its tag does not stand beside it, and lengths of variants that nothing carries.
pub(super) fn check_adjacent(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let TypeExpr::Named(name) = site.leaf() else { return };
    let Some(tag) =
        page.type_named(name).filter(|object| object.adjacent).and_then(|object| object.tag.as_ref())
    else {
        return;
    };
    let carrier = site.pointer.strip_suffix("/json").filter(|_| site.name.is_none());
    let beside = carrier.and_then(pointer::split_last).map(|(object, _)| join(object, tag));
    let has_tag = page.sites.iter().any(|other| {
        let field = other.field;
        let is_text = *other.expr() == TypeExpr::Text && field.json.is_none() && !field.sensitive;
        Some(&*other.pointer) == beside.as_deref() && is_text && field.required
    });
    if !has_tag || !matches!(site.expr(), TypeExpr::Named(_)) {
        let message = format!("the tag {} of {} does not stand beside this value", quoted(tag), quoted(name));
        let help =
            "use the union as the `json` of a string, beside a required string with the name of the tag";
        out.error(Code::AdjacentUnion, page.value(&site.at("type")), message, help);
    }
}

/// Reports lengths of variants that no string carries, and those in items.
fn length(page: &Page<'_>, at: &str, object: &ObjectType, variant: &Variant, out: &mut Report) {
    let Some(len) = variant.len else { return };
    if !object.adjacent || len.unit != LenUnit::Bytes || len.min.is_some() {
        let message = "a variant has at most a greatest length in bytes, and only of an adjacent union";
        let help = "remove `len`, or give its `max` in `bytes`";
        out.error(Code::MisplacedLength, page.key(&join(at, "len")), message, help);
    }
}

/// Reports fields with the name of the tag, which every variant has already.
fn no_field_is_the_tag(page: &Page<'_>, at: &str, object: &ObjectType, tag: &str, out: &mut Report) {
    let own = object
        .variants
        .iter()
        .map(|(wire, variant)| (join(at, "variants").join(wire).join("fields"), &variant.fields));
    for (at, fields) in std::iter::once((join(at, "fields"), &object.fields)).chain(own) {
        if fields.contains_key(tag) {
            let message = format!("{} is the tag of the union and cannot be a field, too", quoted(tag));
            let help = "remove the field: every variant has the tag";
            out.error(Code::TagAsField, page.key(&join(&at, tag)), message, help);
        }
    }
}

/// Reports variants that do not have exactly one shape: fields of their own, or those of a variant named by `same_as`.
fn shape(page: &Page<'_>, at: &str, object: &ObjectType, variant: &Variant, out: &mut Report) {
    let Some(other) = &variant.same_as else { return };
    let place = page.value(&join(at, "same_as"));
    if !variant.fields.is_empty() {
        let help = "remove `same_as`, or `fields`";
        out.error(Code::TwoShapes, place, "the variant has both `fields` and `same_as`", help);
    }
    match object.variants.get(other) {
        Some(shape) if shape.same_as.is_none() => {}
        Some(_) => out.push(
            Diagnostic::error(Code::UnknownVariant, format!("{} has `same_as` itself", quoted(other)), place)
                .help("name the variant that has the fields"),
        ),
        None => {
            let finding =
                Diagnostic::error(Code::UnknownVariant, format!("unknown variant {}", quoted(other)), place);
            out.push(match similar(other, object.variants.keys().map(String::as_str)) {
                Some(meant) => finding
                    .help(format!("did you mean {}?", quoted(meant)))
                    .suggest(place, serde_json::Value::from(meant).to_string()),
                None => finding.help("name a variant of the same union"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, clean, endpoint, expect, file, findings, of_endpoint};
    use crate::diag::Code;

    fn union(members: &Value) -> Vec<Found> {
        let mut object = json!({"tag": "kind", "fields": {"id": {"type": "string", "required": true}}});
        object.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        of_endpoint(&json!({"request": {"body": {"x": {"type": "item"}}}, "types": {"item": object}}))
    }

    #[test]
    fn a_sound_union() {
        clean(&union(&json!({"variants": {
            "a": {"name": "A", "fields": {"next": {"type": "item[]", "required": true}}},
            "b": {"name": "B", "same_as": "a"}, "c": {"name": "C"}
        }})));
    }

    #[test]
    fn a_tag_and_variants_belong_together() {
        expect(&union(&json!({})), &[(ERROR, "empty-union", "\"kind\"")]);
        let found = of_endpoint(&json!({
            "request": {"body": {"x": {"type": "item"}}},
            "types": {"item": {"fields": {}, "variants": {"a": {}}}}
        }));
        expect(&found, &[(ERROR, "tagless-union", "\"variants\"")]);
        expect(&union(&json!({"tag": "", "variants": {"a": {}}})), &[(ERROR, "bad-name", "\"\"")]);
    }

    #[test]
    fn the_tag_is_no_field() {
        let found = union(&json!({"variants": {"a": {"fields": {"kind": {"type": "string"}}}}}));
        expect(&found, &[(ERROR, "tag-as-field", "\"kind\"")]);
    }

    #[test]
    fn a_variant_has_one_shape() {
        let found = union(&json!({"variants": {"alpha": {}, "b": {"same_as": "alpa"}}}));
        expect(&found, &[(ERROR, "unknown-variant", "\"alpa\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"alpha\""));
        let found = union(&json!({"variants": {"a": {"same_as": "b"}, "b": {"same_as": "a"}}}));
        expect(&found, &[(ERROR, "unknown-variant", "\"b\""), (ERROR, "unknown-variant", "\"a\"")]);
        let own = json!({"y": {"type": "int"}});
        let found = union(&json!({"variants": {"a": {}, "b": {"same_as": "a", "fields": own}}}));
        expect(&found, &[(ERROR, "two-shapes", "\"a\"")]);
    }

    /// A body with the fields, and an adjacent union with the tag `kind`.
    fn beside(fields: &Value) -> Vec<Found> {
        let item = json!({"tag": "kind", "adjacent": true, "fields": {}, "variants": {
            "a": {"len": {"max": 9, "unit": "bytes"}, "fields": {"n": {"type": "int", "required": true}}}, "b": {}}});
        of_endpoint(&json!({"request": {"body": fields}, "types": {"item": item}}))
    }

    #[test]
    fn the_tag_of_an_adjacent_union_stands_beside_the_string() {
        let kind =
            |kind: Value| beside(&json!({"kind": kind, "x": {"type": "string", "json": {"type": "item"}}}));
        clean(&kind(
            json!({"type": "string", "required": true, "enum": {"a": {"name": "A"}, "b": {"name": "B"}}}),
        ));
        for other in [json!({"type": "string"}), json!({"type": "int", "required": true})] {
            expect(&kind(other), &[(ERROR, "adjacent-union", "\"item\"")]);
        }
        let tag = json!({"type": "string", "required": true});
        expect(
            &beside(&json!({"sort": tag, "x": {"type": "string", "json": {"type": "item"}}})),
            &[(ERROR, "adjacent-union", "\"item\"")],
        );
        expect(
            &beside(&json!({"kind": tag, "x": {"type": "item"}})),
            &[(ERROR, "adjacent-union", "\"item\"")],
        );
        expect(
            &beside(&json!({"kind": tag, "x": {"type": "string", "json": {"type": "item[]"}}})),
            &[(ERROR, "adjacent-union", "\"item[]\"")],
        );
    }

    #[test]
    fn an_example_is_held_to_the_variant_beside_it() {
        let fields = json!({"kind": {"type": "string", "required": true}, "x": {"type": "string", "json": {"type": "item"}}});
        let item = json!({"tag": "kind", "adjacent": true, "fields": {}, "variants": {
            "a": {"fields": {"n": {"type": "int", "required": true}}}, "b": {}}});
        let found = |x: &str| {
            let example = json!({"kind": "a", "x": x});
            of_endpoint(
                &json!({"request": {"body": fields}, "types": {"item": item}, "examples": {"request": example}}),
            )
        };
        clean(&found(r#"{"n":1}"#));
        let messages: Vec<_> = found(r#"{"n":"1"}"#).into_iter().map(|found| found.finding.message).collect();
        assert_eq!(
            messages,
            ["the example request at `/x` holds JSON whose `/n` is a string, but the field is an integer"]
        );
    }

    #[test]
    fn only_variants_of_adjacent_unions_have_a_length() {
        let len = |len: Value| union(&json!({"variants": {"a": {"len": len}}}));
        expect(&len(json!({"max": 9, "unit": "bytes"})), &[(ERROR, "misplaced-length", "\"len\"")]);
    }

    #[test]
    fn rules_do_not_stand_at_a_union() {
        let rule = json!({"r": {"doc": "d", "assert": {"require": {"field": "/id"}}}});
        let found = union(&json!({"variants": {"a": {}}, "rules": rule}));
        assert!(found.iter().any(|found| found.finding.code == Code::MisplacedRules), "{found:#?}");
    }

    #[test]
    fn fields_of_variants_are_checked() {
        let found = union(&json!({"variants": {"a": {"fields": {"y": {"type": "itm"}}}}}));
        expect(&found, &[(ERROR, "unknown-type", "\"itm\"")]);
    }

    /// A page with a union and another type, and an endpoint with a field of this type.
    fn shared(type_text: &str) -> Vec<Found> {
        let page = json!({
            "$schema": "../../format.schema.json", "id": "a/v1/form", "title": "t", "doc": "d", "concepts": {},
            "types": {
                "Item": {"doc": "d", "tag": "kind", "fields": {}, "variants": {"a": {"doc": "d", "fields": {
                    "size": {"type": "Size", "doc": "d"}}}}},
                "Size": {"doc": "d", "fields": {"n": {"type": "int", "required": true, "doc": "d"}}}
            }
        });
        let body = json!({"request": {"body": {"x": {"type": type_text, "doc": "d", "example": [{"kind": "a", "size": {"n": "1"}}]}}}});
        findings(vec![file("a/v1/form.json", &page), file("a/v1/b/c.json", &endpoint(&body))])
    }

    #[test]
    fn only_unions_are_shared_and_values_are_held_to_them() {
        let found = shared("a::v1::form::Item[]");
        let messages: Vec<_> = found.iter().map(|found| found.finding.message.as_str()).collect();
        assert_eq!(messages, ["the example at `/0/size/n` is a string, but the field is an integer"]);
        assert!(shared("a::v1::form::Size[]").iter().any(|found| found.finding.code == Code::UnsharedType));
        assert!(shared("a::v1::form::Itm[]").iter().any(|found| found.finding.code == Code::UnknownType));
    }
}
