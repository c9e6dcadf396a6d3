//! Which endpoints answer page by page: they take a page's token, and answer with that of the next.

use crate::ir::{Data, Field, Paging, Part, Presence, Ty};

/// How the token is called where it is asked for.
const ASKED: &str = "page_token";

/// How the token is called in the reply, and what says that there is one.
const NEXT: [&str; 2] = ["page_token", "next_page_token"];
const HAS_MORE: &str = "has_more";

/// The pages of an endpoint whose request and reply have a token for them. Where the reply has no `has_more`, its token
/// alone says whether there is another page.
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

/// The only list of a page.
fn items(fields: &[Field]) -> Option<Field> {
    let mut lists = fields.iter().filter(|field| matches!(field.ty, Ty::List(_)));
    let first = lists.next()?;
    lists.next().is_none().then(|| first.clone())
}
