//! `update`, against a server on this machine that plays the documentation site.

mod refused;
mod site;

use serde_json::{Value, json};
use test_server::Answer;

use site::{
    LISTS, Page, concept, desk, endpoint, event, lists_and, old, pages, pages_with, requests, serve,
    site_but, update,
};

const MOVE: &str = "depot/v2/parcel_route/move";

#[test]
fn nothing_changed_costs_two_requests_and_the_pages_to_compare() {
    let desk = desk(&pages());
    let before = desk.tree_of("schemas");
    // In the order of ids: depot/v1/shelves/find, depot/v2/event/.., depot/v2/parcel_route/move.
    for (part, compared) in [("0", vec![&old()]), ("2", vec![&endpoint()]), ("3", vec![])] {
        let site = serve(pages());
        let ended = update(&desk, &site, &["--part", part]);
        assert_eq!(requests(&site), lists_and(&compared));
        let pages = if compared.len() == 1 { "1 page" } else { "0 pages" };
        assert_eq!(ended.stdout, format!("nothing to import; {pages} compared\n"));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    }
    assert_eq!(desk.tree_of("schemas"), before);
}

#[test]
fn requests_say_who_asks_and_nothing_else() {
    let (desk, site) = (desk(&pages()), serve(pages()));
    update(&desk, &site, &["--part", "3"]);
    for request in site.requests() {
        let mut names: Vec<String> =
            request.headers().iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        assert_eq!(names, ["accept", "host", "user-agent"], "{}", request.head);
        assert!(request.header("user-agent")[0].starts_with("feishu-openapi-xtask/"), "{}", request.head);
    }
}

#[test]
fn a_changed_page_is_imported_and_reported_as_import_does() {
    let (desk, other) = (desk(&pages()), desk(&pages()));
    let newer = endpoint().edited();
    let check = update(&desk, &serve(pages_with(&newer)), &["--part", "3", "--check"]);
    assert_eq!(check.code, Some(1));
    assert_eq!(
        check.stdout,
        "warning[page-changed]: `depot/v2/parcel_route/move` was imported from the edition of 2024-12-18; this is that of \
         2024-12-20\n--> https://open.feishu.cn/document/docs/depot-v2/parcel/move:1:1\n = help: the command without \
         `--check` imports it\n\n"
    );
    assert_eq!(desk.tree_of("schemas"), other.tree_of("schemas"), "a check changes nothing");
    let site = serve(pages_with(&newer));
    let ended = update(&desk, &site, &["--part", "3"]);
    assert_eq!(requests(&site), lists_and(&[&newer]));
    let file = "docs/docs/depot-v2/parcel/move.md";
    assert_eq!(desk.text(file), newer.saved());
    other.write(file, newer.saved());
    let imported = other.xtask(&["import", file, "--schemas", "schemas"]);
    assert!(imported.stdout.contains("example-changed"), "{imported:?}");
    assert_eq!((ended.code, ended.stdout), (imported.code, imported.stdout));
    assert_eq!(desk.tree_of("schemas"), other.tree_of("schemas"));
    let again = update(&desk, &serve(pages_with(&newer)), &["--part", "2"]);
    assert_eq!(again.stdout, "nothing to import; 1 page compared\n");
}

#[test]
fn a_page_that_changed_without_a_new_time_is_found_by_comparing() {
    let desk = desk(&pages());
    let edited = Page { time: endpoint().time, ..endpoint().edited() };
    let silent = update(&desk, &serve(pages_with(&edited)), &["--part", "3"]);
    assert_eq!(silent.stdout, "nothing to import; 0 pages compared\n");
    let check = update(&desk, &serve(pages_with(&edited)), &["--part", "2", "--check"]);
    assert!(check.stdout.contains("was imported from another edition of the same date"), "{check:?}");
    let ended = update(&desk, &serve(pages_with(&edited)), &["--part", "2"]);
    assert!(ended.stdout.contains("example-changed"), "{ended:?}");
}

#[test]
fn events_and_pages_in_no_list_are_updated_too() {
    let concept = concept();
    let desk = desk(&[endpoint(), event(), concept.clone()]);
    let mut moved = event();
    moved.content = moved.content.replace("the old shelf", "the shelf before");
    moved.time += 86_400_000;
    let mut states = concept;
    states.content = states.content.replace("- GONE：Gone", "- GONE：Gone\n- LOST：Lost");
    let request = states.request();
    let site =
        site_but(vec![endpoint(), moved], &request, move || Answer::bare(200, states.detail().to_string()));
    let ended = update(&desk, &site, &["depot"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("depot/v2/event/"), "{ended:?}");
    assert!(ended.stdout.contains("/LOST"), "{ended:?}");
    let listed = site.requests().iter().filter(|request| request.target.contains("/list")).count();
    assert_eq!((listed, site.requests().len()), (2, 5));
}

#[test]
fn a_run_that_missed_a_page_is_taken_up_where_it_stopped() {
    let desk = desk(&pages());
    let (newer, shelves) = (endpoint().edited(), Page { time: old().time + 86_400_000, ..old() });
    let both = vec![newer.clone(), shelves.clone(), event()];
    let site = site_but(both.clone(), &newer.request(), || Answer::bare(404, ""));
    assert_eq!(update(&desk, &site, &["--part", "3"]).code, Some(1));
    assert_eq!(requests(&site), lists_and(&[&newer, &shelves]));
    let site = serve(both.clone());
    // The page of the first run was imported, so only the other one is new.
    assert_eq!(update(&desk, &site, &["--part", "0"]).code, Some(0));
    assert_eq!(requests(&site), lists_and(&[&newer]), "the page to compare was fetched by the first run");
    let site = serve(both);
    assert_eq!(update(&desk, &site, &["--part", "0"]).code, Some(0));
    assert_eq!(requests(&site), lists_and(&[&shelves]), "a run that ended well leaves the next one to ask");
}

/// The run has fetched its page, and waits for the schemas, when it is killed.
#[cfg(unix)]
#[test]
fn a_killed_run_changes_nothing_and_its_pages_are_not_fetched_again() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    let desk = desk(&pages());
    let before = desk.tree_of("schemas");
    let newer = endpoint().edited();
    let site = serve(pages_with(&newer));
    let lock = std::fs::File::open(desk.root().join("schemas")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    let url = site.base_url();
    let arguments = ["update", "--site", &url, "--schemas", "schemas", "--pages", "docs", "--part", "3"];
    let mut child =
        crate::checkout::xtask(&arguments).current_dir(desk.root()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "waiting for another run of xtask, which holds schemas\n");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(lock);
    assert_eq!(desk.tree_of("schemas"), before);
    let site = serve(pages_with(&newer));
    let ended = update(&desk, &site, &["--part", "3"]);
    assert_eq!(requests(&site), lists_and(&[]));
    assert!(ended.stdout.contains("example-changed"), "{ended:?}");
}

#[test]
fn new_pages_of_a_service_are_imported() {
    let desk = desk(&[endpoint()]);
    let before = desk.text("schemas/depot/v2/parcel_route/move.json");
    let site = serve(vec![endpoint().edited(), old(), event()]);
    let check = update(&desk, &site, &["--new", "depot", "--check"]);
    assert_eq!(check.code, Some(1));
    assert!(check.stdout.contains("`POST /depot/openapi/v1/shelves/find` has no schema"), "{check:?}");
    let site = serve(vec![endpoint().edited(), old(), event()]);
    let ended = update(&desk, &site, &["--new", "depot"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(requests(&site), lists_and(&[&old(), &event()]));
    assert!(desk.has("schemas/depot/v1/shelves/find.json"));
    assert!(desk.has("schemas/depot/v2/event/parcel_moved.json"), "{ended:?}");
    assert_eq!(
        desk.text("schemas/depot/v2/parcel_route/move.json"),
        before,
        "known pages are another command's"
    );
    let site = serve(pages());
    let again = update(&desk, &site, &["--new", "depot"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), "nothing to import; 0 pages compared\n"));
    let unknown = update(&desk, &serve(pages()), &["--new", "ship"]);
    assert_eq!(unknown.stderr, "error: the documentation lists no service `ship`\n");
}

#[test]
fn pages_that_the_site_keeps_as_history_are_deprecated() {
    let desk = desk(&[event()]);
    let mut entry = endpoint().entry();
    entry["tags"] = json!(["history"]);
    let list = json!({"code": 0, "data": {"apis": [entry]}}).to_string();
    let site = site_but(pages(), LISTS[0], move || Answer::bare(200, list.clone()));
    assert_eq!(update(&desk, &site, &["--new", "depot"]).code, Some(0));
    let schema: Value = serde_json::from_str(&desk.text(&format!("schemas/{MOVE}.json"))).unwrap();
    assert_eq!(schema["deprecated"], true);
}

#[test]
fn names_narrow_the_run_and_are_compared_whatever_their_time() {
    let desk = desk(&pages());
    let site = serve(vec![endpoint(), Page { time: old().time + 86_400_000, ..old() }, event()]);
    let ended = update(&desk, &site, &[MOVE]);
    assert_eq!(ended.stdout, "nothing to import; 1 page compared\n");
    assert_eq!(requests(&site), lists_and(&[&endpoint()]));
    let unknown = update(&desk, &serve(pages()), &["depo"]);
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.stderr,
        "error: no known page has the id or the service `depo`; `--new SERVICE` imports the pages of another service\n"
    );
}

#[test]
fn calls_of_a_known_service_that_have_no_id_are_named() {
    let desk = desk(&[endpoint(), event()]);
    desk.write("schemas/ids.json", r#"{"ids": {"PUT /open-apis/depot/v2/parcels/:parcel_id/stops/:stop_id": "depot/v2/parcel_route/move"}}"#);
    let ended = update(&desk, &serve(pages()), &["--part", "3", "--format", "github"]);
    assert_eq!(ended.code, Some(0));
    assert_eq!(
        ended.stdout,
        "::notice file=https%3A//open.feishu.cn/document/old/shelves,line=1,col=1,endLine=1,endColumn=1,title=new-page::\
         `ids.json` lacks 1 call of `depot`, such as `POST /depot/openapi/v1/shelves/find`%0Ahelp: `cargo xtask update \
         --new SERVICE` imports all pages of a service that have no schema\n"
    );
}
