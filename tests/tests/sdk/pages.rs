//! Lists that come page by page: what asks for a page, and what says that there is another.

use feishu_openapi::approval::v4;
use feishu_openapi::{Paged, PagedItems, corehr, decode, encode};

/// Method and query of the request for a page, and what the reply says of the next.
fn asked_and_answered<E: PagedItems>(request: &E, reply: &str) -> (String, Option<String>, bool, usize)
where
    E::Code: std::fmt::Debug,
{
    let page = request.with_page("t/1");
    assert_eq!(page.asked_page(), Some("t/1"));
    let query = encode(&page).expect("a request").query;
    let data = decode::<E>(200, &|_| None, reply.as_bytes()).expect("a reply").data;
    let next = E::next_page(&data);
    let (token, is_there) = (next.token().map(ToOwned::to_owned), next.is_there());
    (query, token, is_there, E::items(data).len())
}

#[test]
fn tasks_of_a_person() {
    let request = v4::task::query::Request::new(v4::task::query::Required {
        user_id: "u".to_owned(),
        topic: v4::task::query::Topic::Todo,
    });
    assert_eq!(request.asked_page(), None, "the first page");
    let reply =
        r#"{"code":0,"data":{"tasks":[{},{}],"page_token":"p2","has_more":true,"count":{"total":3}}}"#;
    let (query, token, is_there, items) = asked_and_answered(&request, reply);
    assert!(query.contains("page_token=t%2F1"), "{query}");
    assert_eq!((token.as_deref(), is_there, items), (Some("p2"), true, 2));
}

/// A search is a POST whose page stands in the query.
#[test]
fn a_search() {
    let request = v4::instance::query::Request::new();
    let reply = r#"{"code":0,"data":{"count":2,"instance_list":[{}],"page_token":"p2","has_more":false}}"#;
    let (query, _, is_there, items) = asked_and_answered(&request, reply);
    assert!(query.contains("page_token=t%2F1"), "{query}");
    assert_eq!((is_there, items), (false, 1));
}

#[test]
fn ids_of_processes() {
    let request = corehr::v2::process::list::Request::new(corehr::v2::process::list::Required {
        page_size: 2,
        modify_time_to: "1".to_owned(),
        modify_time_from: "0".to_owned(),
    });
    let reply = r#"{"code":0,"data":{"process_ids":["1","2"],"has_more":true,"page_token":""}}"#;
    let (_, token, is_there, items) = asked_and_answered(&request, reply);
    assert_eq!((token, is_there, items), (None, true, 2), "a fault of the server, which the client reports");
}

/// Every endpoint of this crate whose page has both tokens.
#[test]
fn all_lists_of_the_crate() {
    fn is_paged<E: Paged>(id: &str) {
        assert_eq!(E::OPERATION.id, id);
    }
    is_paged::<v4::external_task::list::Request>("approval/v4/external_task/list");
    is_paged::<v4::instance::list::Request>("approval/v4/instance/list");
    is_paged::<v4::instance::query::Request>("approval/v4/instance/query");
    is_paged::<v4::instance::search_cc::Request>("approval/v4/instance/search_cc");
    is_paged::<v4::task::query::Request>("approval/v4/task/query");
    is_paged::<v4::task::search::Request>("approval/v4/task/search");
    is_paged::<corehr::v2::approver::list::Request>("corehr/v2/approver/list");
    is_paged::<corehr::v2::process::list::Request>("corehr/v2/process/list");
}
