//! Pages that an import refuses.

use super::*;

/// The same page at another address.
fn elsewhere(page: &str) -> String {
    let moved = page.replace("/docs/depot-v2/parcel/move", "/docs/depot-v2/parcel/carry");
    assert_ne!(moved, page);
    moved
}

#[test]
fn another_page_does_not_replace_a_schema() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let schemas = || (desk.read(MOVE), desk.read("schemas/lock.json"));
    let before = schemas();
    let other = elsewhere(ENDPOINT).replace("A note.", "Another note.");
    desk.write("pages/endpoint.md", &other);
    let output = desk.import(&["--report", "json"]);
    assert_eq!(output.code, Some(1));
    let report: Value = parsed(&output);
    assert!(codes(&report).contains(&("other-page".to_owned(), "pages/endpoint.md".to_owned())));
    assert_eq!((&report["rows"]["mapped"], &report["pages"]["failed"]), (&json!(0), &json!(1)));
    assert_eq!(schemas(), before);

    // Together, the page that the schema was made of keeps it, whatever their paths.
    desk.write("pages/later.md", ENDPOINT);
    let report = report_of(&desk);
    assert!(codes(&report).contains(&("duplicate-call".to_owned(), "pages/endpoint.md".to_owned())));
    assert_eq!(schemas(), before);

    // A person decides otherwise.
    fs::remove_file(desk.root().join("pages/later.md")).unwrap();
    fs::remove_file(desk.root().join("schemas/lock.json")).unwrap();
    assert_eq!(desk.import(&[]).code, Some(0));
    assert_ne!(schemas(), before);
}

#[test]
fn the_same_page_in_the_other_form_is_the_same_page() {
    let page = site_page("box", "a | string | 是 | x\n", "{}");
    let page = page.replace("title: Box\n", "title: Box\nlast_remote_update: 2025-01-01\n");
    let desk = Checkout::with_pages(&[("a.md", &page)]);
    desk.import(&[]);
    let lock = desk.read("schemas/lock.json").unwrap();
    let portal = lock.replace("depot-v1/box", "docs/box").replace("\"site\"", "\"portal\"");
    assert_ne!(lock, portal);
    desk.write("schemas/lock.json", &portal);
    assert_eq!(desk.import(&[]).code, Some(0));
    assert_eq!(desk.read("schemas/lock.json").unwrap(), lock);
}

#[test]
fn a_locked_page_without_a_schema_is_in_error() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    desk.import(&[]);
    let before = desk.read(MOVE);
    let prose = ENDPOINT.split(":::html").next().unwrap();
    desk.write("pages/endpoint.md", prose);
    for _ in 0..2 {
        let output = desk.import(&["--report", "json"]);
        assert_eq!(output.code, Some(1));
        let report: Value = parsed(&output);
        assert!(codes(&report).contains(&("lost-schema".to_owned(), "pages/endpoint.md".to_owned())));
        assert_eq!(desk.read(MOVE), before);
    }
}

#[test]
fn one_bad_byte_is_an_error_at_its_line() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    let at = ENDPOINT.find("A note.").unwrap();
    let bytes = [&ENDPOINT.as_bytes()[..at], b"\xe4\xb8", &ENDPOINT.as_bytes()[at..]].concat();
    fs::write(desk.root().join("pages/endpoint.md"), bytes).unwrap();
    let report = report_of(&desk);
    let finding = &report["diagnostics"][0];
    assert_eq!(
        (&finding["code"], &finding["line"]),
        (&json!("not-utf8"), &json!(line_with(ENDPOINT, "A note.")))
    );
    assert_eq!(report["pages"]["failed"], 1);
    assert_eq!(desk.read(MOVE), None);
}

#[test]
fn an_overlay_that_cannot_be_read_stops_the_run_before_it_writes() {
    let desk = Checkout::with_pages(&[("endpoint.md", ENDPOINT)]);
    fs::create_dir_all(desk.root().join("schemas/depot/v2/parcel_route/move.overlay.json")).unwrap();
    let output = desk.import(&[]);
    assert_eq!(output.code, Some(2), "{output:?}");
    assert_eq!((desk.read(MOVE), desk.read("schemas/lock.json")), (None, None));
}
