//! Programs that the compiler must refuse, as doctests. Each stands beside one that differs in a single expression and
//! compiles, so the compiler refuses this expression only. The compiler's message is not compared: it changes with the
//! compiler's version.

/// A module with two doctests: `$before`, `$wrong` and `$after` together must not compile, and with `$right` they must.
macro_rules! refused {
    ($(#[$doc:meta])* $name:ident: $before:literal ($wrong:literal | $right:literal) $after:literal) => {
        $(#[$doc])*
        ///
        #[doc = concat!("```compile_fail\n", $before, $wrong, $after, "\n```\n")]
        ///
        #[doc = concat!("```\n", $before, $right, $after, "\n```")]
        pub mod $name {}
    };
}

refused! {
    /// The error codes of two endpoints are different types.
    code_of_another_endpoint:
    "use feishu_openapi::Error;
use feishu_openapi::corehr::v2::{process_extra, process_transfer};

fn is_duplicate(error: &Error<"
    ("process_transfer" | "process_extra")
    "::update::Code>) -> bool {
    error.code() == Some(process_extra::update::Code::DuplicateApprover)
}"
}

refused! {
    /// Enums are open: the platform adds members, so a `match` needs a catch-all arm.
    enum_matched_without_the_rest:
    "use feishu_openapi::corehr::v2::process_approver::update::Status;

let _ = match Status::from(3) {
    Status::Reject => \"reject\",
    Status::Approve => \"approve\",
    "
    ("Status::Unknown(_)" | "_")
    " => \"unknown\",
};"
}

refused! {
    /// Two fields that are both integers on the wire have different enums.
    enum_of_another_field:
    "use feishu_openapi::corehr::v2::process_extra::update;

let _ = update::Request::new(update::Required {
    process_id: \"1\".into(),
    extra_type: "
    ("update::ApprovalType::All" | "update::ExtraType::Parallel")
    ",
    extra_user_ids: vec![],
});"
}

refused! {
    /// A bare number is not a member of an enum: 2 rejects and 3 approves.
    integer_for_enum:
    "use feishu_openapi::corehr::v2::process_approver::update;

let _ = update::Required { process_id: \"1\".into(), approver_id: \"2\".into(), status: "
    ("3" | "update::Status::Approve")
    " };"
}

refused! {
    /// A request is made by its constructor only, so that a new optional field does not break callers.
    request_by_literal:
    "use feishu_openapi::corehr::v2::process_transfer::update;

let required = update::Required { process_id: \"1\".into(), to_user_id: \"2\".into(), approver_ids: vec![] };
let request = update::Request::new(required);
let _ = "
    ("update::Request { path: request.path, query: request.query, body: request.body }" | "request")
    ";"
}

refused! {
    /// A required field cannot be left out.
    required_field_left_out:
    "use feishu_openapi::corehr::v2::process_extra::update;

let _ = update::Request::new(update::Required {
    process_id: \"1\".into(),
    extra_type: update::ExtraType::Before,"
    ("" | "\n    extra_user_ids: vec![],")
    "
});"
}

refused! {
    /// Only requests of endpoints can be sent.
    sending_what_is_no_endpoint:
    "use feishu_openapi::Client;
use feishu_openapi::corehr::v2::process_extra::update;

struct NoRequest;

async fn send(client: &Client, request: &"
    ("NoRequest" | "update::Request")
    ") {
    let _ = client.send(request).await;
}"
}

refused! {
    /// `Unknown` cannot be made by hand, so a documented member cannot hide in it.
    unknown_by_hand:
    "use feishu_openapi::Value;
use feishu_openapi::corehr::v2::process_extra::update::ExtraType;
use feishu_openapi::feishu_runtime::UnknownValue;

let _ = "
    ("ExtraType::Unknown(UnknownValue(Value::from(9)))" | "ExtraType::from(9)")
    ";"
}
