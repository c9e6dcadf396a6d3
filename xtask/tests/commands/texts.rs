//! `texts`: what a person gets to fill in, and what becomes of it.

use model::schema::Texts;
use serde_json::{Value, json};

use crate::checkout::Checkout;

const PAGE: &str = include_str!("../../../importer/tests/fixtures/portal/endpoint.md");
const MEMORY: &str = "schemas/texts/depot.json";

/// A checkout with an imported page.
fn imported(page: &str) -> Checkout {
    let desk = Checkout::with_pages(&[("endpoint.md", page)]);
    assert_eq!(desk.import(&[]).code, Some(0));
    desk
}

fn texts(desk: &Checkout, arguments: &[&str]) -> String {
    let ended = desk.xtask(&[&["texts", "--schemas", "schemas"], arguments].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    ended.stdout
}

fn list(desk: &Checkout) -> Value {
    serde_json::from_str(&texts(desk, &["depot", "--pages", "pages"])).unwrap()
}

/// Writes a text into every blank of the list, and merges it.
fn fill(desk: &Checkout, mut list: Value) {
    for item in list["descriptions"].as_object_mut().unwrap().values_mut() {
        item["text"] = json!("Text.");
    }
    for (number, map) in ["members", "codes"].into_iter().enumerate() {
        for (index, item) in list[map].as_object_mut().unwrap().values_mut().enumerate() {
            item["text"] = json!({"name": format!("Name{number}{index}"), "doc": "Text."});
        }
    }
    desk.write("list.json", list.to_string());
    assert_eq!(texts(desk, &["--fill", "list.json"]), format!("updated {MEMORY}\n"));
}

#[test]
fn a_list_that_is_filled_in_leaves_nothing_missing() {
    let desk = imported(PAGE);
    assert_eq!(texts(&desk, &[]), "depot: 13 descriptions, 4 labels, 2 error codes\n");
    fill(&desk, list(&desk));
    assert_eq!(texts(&desk, &[]), "nothing is missing\n");
    let memory: Texts = serde_json::from_str(&desk.text(MEMORY)).unwrap();
    assert!(memory.descriptions.keys().is_sorted() && !memory.descriptions.is_empty());
    assert_eq!(memory.members["Slow"].doc.as_deref(), Some("Text."));
    let checked = desk.xtask(&["check", "--schemas", "schemas", "--out", "crate", "--format", "json"]).stdout;
    assert!(!checked.contains("-text\""), "{checked}");
}

#[test]
fn the_list_has_the_words_of_the_page_and_their_places() {
    let desk = imported(PAGE);
    let list = list(&desk);
    let note = list["descriptions"].as_object().unwrap().values().find(|item| {
        item["places"].as_array().unwrap().contains(&json!("depot/v2/parcel_route/move /request/body/note"))
    });
    let note = note.unwrap();
    assert!(PAGE.contains(note["page"].as_str().unwrap().lines().next().unwrap()), "{note}");
    assert_eq!(note["text"], "");
    let code = &list["codes"]["99001 no such stop"];
    assert_eq!(
        (&code["page"], &code["text"]),
        (&json!("Look it up. 1. Twice."), &json!({"name": "", "doc": "", "hint": ""}))
    );
}

#[test]
fn a_reworded_description_loses_its_text() {
    let desk = imported(PAGE);
    fill(&desk, list(&desk));
    desk.write("pages/endpoint.md", PAGE.replace("The last one", "The first one"));
    assert_eq!(desk.import(&[]).code, Some(0));
    assert_eq!(texts(&desk, &[]), "depot: 1 descriptions, 0 labels, 0 error codes\n");
    let checked = desk.xtask(&["check", "--schemas", "schemas", "--out", "crate"]).stdout;
    assert!(
        checked.contains("warning[missing-text]") && checked.contains("warning[unused-text]"),
        "{checked}"
    );
}

#[test]
fn blanks_stay_missing_and_texts_are_kept() {
    let desk = imported(PAGE);
    let empty = list(&desk);
    fill(&desk, empty.clone());
    let before = desk.text(MEMORY);
    desk.write("list.json", empty.to_string());
    assert_eq!(texts(&desk, &["--fill", "list.json"]), format!("{MEMORY} has all of these texts\n"));
    assert_eq!(desk.text(MEMORY), before);
}

#[test]
fn a_list_of_no_service_is_refused() {
    let desk = imported(PAGE);
    for service in ["../depot", "depo", ""] {
        desk.write(
            "list.json",
            json!({"texts": service, "descriptions": {}, "members": {}, "codes": {}}).to_string(),
        );
        let ended = desk.xtask(&["texts", "--schemas", "schemas", "--fill", "list.json"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("no schema belongs to the service"), "{ended:?}");
    }
    desk.write("list.json", "{\"texts\": \"depot\", \"descriptions\": []}");
    let ended = desk.xtask(&["texts", "--schemas", "schemas", "--fill", "list.json"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("is not a list of `texts`"), "{ended:?}");
    assert!(!desk.has("schemas/texts"));
}
