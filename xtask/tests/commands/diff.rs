//! `diff`: what it says of schemas with faults.

use crate::checkout::Checkout;

/// An endpoint whose body has a field of this type.
fn schema(of: &str) -> String {
    format!(
        r#"{{"id": "demo/v1/thing/make", "title": "T", "request": {{"body": {{"owner": {{"type": "{of}"}}}}}},
            "http": {{"method": "POST", "hosts": ["open.feishu.cn"], "path": "/open-apis/demo/v1/things"}}}}"#
    )
}

#[test]
fn a_schema_that_generate_refuses_is_named_beside_the_changes() {
    let desk = Checkout::empty();
    desk.write("good/demo/v1/thing/make.json", schema("string"));
    desk.write("bad/demo/v1/thing/make.json", schema("persn"));
    for (sides, code) in [(["good", "bad"], 1), (["bad", "bad"], 1), (["good", "good"], 0)] {
        let ended = desk.xtask(&[&["diff"], &sides[..]].concat());
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert_eq!(ended.stderr.contains("persn"), code == 1, "{ended:?}");
        assert!(ended.stdout.contains("crate: "), "{ended:?}");
    }
}
