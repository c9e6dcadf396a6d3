//! Endpoints that answer page by page: the request takes a page token, and the reply has that of the next page.

use crate::ir::{Data, Field, Paging, Part, Presence, Ty};

/// The request's field for a page token.
const ASKED: &str = "page_token";

/// The reply's fields for the next page token, and for the existence of a next page.
const NEXT: [&str; 2] = ["page_token", "next_page_token"];
const HAS_MORE: &str = "has_more";

/// The paging of an endpoint whose request and reply both have a page token. If the reply has no `has_more`, its
/// token alone tells if there is a next page.
pub(super) fn lower(parts: &[Part], data: &Data) -> Option<Paging> {
    let Data::Object(data) = data else { return None };
    let (part, asked) = parts.iter().filter(|part| may_ask(part)).find_map(|part| {
        let is_token = |field: &&Field| field.wire == ASKED && field.ty == Ty::Text;
        part.object.fields.iter().find(is_token).map(|field| (part.member.clone(), field))
    })?;
    let named = |name: &str, ty: &Ty| data.fields.iter().find(|field| field.wire == name && field.ty == *ty);
    let next = NEXT.iter().find_map(|name| named(name, &Ty::Text))?;
    Some(Paging {
        part,
        asked: asked.name.clone(),
        is_optional: asked.presence == Presence::Optional,
        next: next.name.clone(),
        has_more: named(HAS_MORE, &Ty::Bool).map(|field| field.name.clone()),
        items: items(&data.fields),
    })
}

fn may_ask(part: &Part) -> bool {
    matches!(part.member.as_str(), "query" | "body")
}

/// The only list of a reply.
fn items(fields: &[Field]) -> Option<Field> {
    let mut lists = fields.iter().filter(|field| matches!(field.ty, Ty::List(_)));
    let first = lists.next()?;
    lists.next().is_none().then(|| first.clone())
}
