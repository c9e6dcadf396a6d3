//! Crates that depend on the generated one and see only what is public.

use crate::cargo::{Downstream, output};
use crate::server::{Answer, Server};

#[test]
fn what_a_downstream_user_writes_compiles_and_runs() {
    let server = Server::start([
        Answer::success(),
        Answer::new(400, r#"{"code":1160114,"msg":"审批人重复"}"#),
        Answer::success(),
        Answer::new(400, r#"{"code":1160245,"msg":"被转交人已是当前节点处理人"}"#),
    ]);
    let said =
        output(&mut Downstream::new("caller", "run").cargo(&["run", "--quiet", "--", &server.base_url()]));
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "done, log id Some(\"LOG1\")",
            "Some(\"审批人重复\") Some(400) true",
            "1160245 Some(\"LOG1\")",
            "POST https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal",
            "PUT https://open.feishu.cn/open-apis/corehr/v2/processes/1/approvers/2",
            "PUT https://open.feishu.cn/open-apis/corehr/v2/processes/1/transfer",
        ]
    );
    assert_eq!(server.requests().len(), 5, "a token, and four calls");
}

#[test]
fn the_types_alone_compile_and_run() {
    let said = output(&mut Downstream::new("types-only", "run").cargo(&["run", "--quiet"]));
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "/body/operator: give `operator`, or set `system_user` to true [operator_unless_system_user]",
            "Put /open-apis/corehr/v2/processes/7410664363763172908/transfer",
            "{\"to_user_id\":\"7184703091806602796\",\"approver_ids\":[\"7424452160928106028\"],\"system_user\":true}",
            "Some(EmployeeNotFound) Some(\"LOG1\")",
        ]
    );
}

#[test]
fn a_downstream_user_tests_against_the_mock_server() {
    let said = output(&mut Downstream::new("with-mock", "test").cargo(&["test", "--quiet"]));
    assert!(said.contains("1 passed"), "{said}");
}

/// Names of crates that a crate compiles into itself.
fn dependencies(name: &str) -> Vec<String> {
    let arguments = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = output(&mut Downstream::new(name, "tree").cargo(&arguments));
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_types_alone_bring_no_http_and_no_tls() {
    let is_network = |name: &str| {
        [
            "http",
            "hyper",
            "reqwest",
            "rustls",
            "tokio",
            "ring",
            "openssl",
            "native-tls",
            "h2",
            "tower",
            "mio",
            "socket2",
            "url",
        ]
        .iter()
        .any(|stack| name == *stack || name.starts_with(&format!("{stack}-")))
    };
    let types_only = dependencies("types-only");
    assert!(types_only.iter().any(|name| name == "feishu-runtime"), "{types_only:?}");
    assert!(!types_only.iter().any(|name| is_network(name)), "{types_only:?}");
    // The same names are found where they are.
    let caller = dependencies("caller");
    for name in ["http", "hyper", "reqwest", "rustls", "tokio", "ring"] {
        assert!(caller.iter().any(|other| other == name), "{name}: {caller:?}");
    }
}
