//! Calls that may arrive twice: those that only read, and those with a key that the page documents.

use feishu_openapi::approval::{v1, v4};
use feishu_openapi::{Endpoint, ErrorCode as _, Idempotency, JsonString, corehr};

fn create() -> v4::instance::create::Request {
    v4::instance::create::Request::new(v4::instance::create::Required {
        approval_code: "7C468A54-8745-2245-9675-08B7C63E7A85".to_owned(),
        form: JsonString::from_text("[]"),
    })
}

fn idempotency<E: Endpoint>() -> Idempotency {
    E::OPERATION.idempotency
}

/// The pages of the native instance and of the bot message say what their `uuid` is for.
#[test]
fn a_documented_key_is_set_once_and_never_over_the_caller_s() {
    assert_eq!(idempotency::<v4::instance::create::Request>(), Idempotency::Keyed);
    assert_eq!(idempotency::<v1::message::send::Request>(), Idempotency::Keyed);

    let keyed = create().title("t").with_idempotency_key("made").expect("the page documents a key");
    assert_eq!(keyed, create().title("t").uuid("made"), "all else stays");
    assert_eq!(keyed.with_idempotency_key("other"), None, "it has one now");
    assert_eq!(create().uuid("").with_idempotency_key("made"), Some(create().uuid("made")), "empty is none");
}

#[test]
fn reading_calls_are_retried() {
    assert_eq!(idempotency::<v4::instance::get::Request>(), Idempotency::Read);
    assert_eq!(idempotency::<v4::instance::query::Request>(), Idempotency::Read, "a search by POST");
    assert_eq!(idempotency::<v4::task::approve::Request>(), Idempotency::Unkeyed);
    assert_eq!(idempotency::<v4::instance_comment::delete::Request>(), Idempotency::Unkeyed);
    assert_eq!(idempotency::<corehr::v2::process_extra::update::Request>(), Idempotency::Unkeyed);
}

/// The answer to a key that was there before says that the call was executed, by an earlier attempt or by another caller.
#[test]
fn a_repeated_key_means_that_the_call_was_executed() {
    let code = v4::instance::create::Code::from_code(60012);
    assert_eq!(code, v4::instance::create::Code::UuidConflict);
    assert_eq!(code.info().and_then(|info| info.executed()), Some(true));
}
