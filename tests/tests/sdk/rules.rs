//! Every rule between fields, in both directions, over all states of the fields that it mentions.

use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::corehr::v2::process_transfer::update as transfer;

use crate::found;

const BOTH: [bool; 2] = [false, true];
const ABSENT_FALSE_TRUE: [Option<bool>; 3] = [None, Some(false), Some(true)];

/// The optional fields of an extra request that rules mention.
#[derive(Clone, Copy, Debug)]
struct State {
    node_id: bool,
    approver_id: bool,
    operator: bool,
    system_user: Option<bool>,
    extra_type: i64,
    approval_type: Option<i64>,
}

impl State {
    fn states() -> impl Iterator<Item = Self> {
        let mut states = Vec::new();
        for (node_id, approver_id) in [(false, false), (false, true), (true, false), (true, true)] {
            for operator in BOTH {
                for system_user in ABSENT_FALSE_TRUE {
                    for extra_type in [0, 1, 2] {
                        for approval_type in [None, Some(0), Some(1)] {
                            states.push(Self {
                                node_id,
                                approver_id,
                                operator,
                                system_user,
                                extra_type,
                                approval_type,
                            });
                        }
                    }
                }
            }
        }
        states.into_iter()
    }

    fn request(self) -> extra::Request {
        let mut request = extra::Request::new(extra::Required {
            process_id: "1".into(),
            extra_type: self.extra_type.into(),
            extra_user_ids: vec!["2".into()],
        });
        request.body.node_id = self.node_id.then(String::new);
        request.body.approver_id = self.approver_id.then(String::new);
        request.body.operator = self.operator.then(String::new);
        request.body.system_user = self.system_user;
        request.body.approval_type = self.approval_type.map(Into::into);
        request
    }

    /// The violations that the page implies.
    fn expected(self) -> Vec<(String, &'static str)> {
        let mut expected = Vec::new();
        // One of node_id and approver_id is needed; both may be given, and then node_id counts.
        if !self.node_id && !self.approver_id {
            expected.push(("/body/node_id".to_owned(), "node_or_approver"));
        }
        // operator is needed unless system_user is true; it is false by default.
        if !self.system_user.unwrap_or(false) && !self.operator {
            expected.push(("/body/operator".to_owned(), "operator_unless_system_user"));
        }
        // extra_type 1, in parallel, goes with approval_type 1 only: all have to approve.
        if self.extra_type == 1 && self.approval_type == Some(0) {
            expected.push(("/body/approval_type".to_owned(), "parallel_needs_all"));
        }
        expected
    }
}

#[test]
fn extra_in_every_state() {
    let mut states = 0;
    for state in State::states() {
        assert_eq!(found(&state.request()), state.expected(), "{state:?}");
        states += 1;
    }
    assert_eq!(states, 216);
}

/// The states that are easiest to get wrong, one by one.
#[test]
fn extra_at_its_edges() {
    let good = State {
        node_id: true,
        approver_id: false,
        operator: true,
        system_user: None,
        extra_type: 0,
        approval_type: None,
    };
    let is_fine = |state: State| found(&state.request()).is_empty();
    assert!(is_fine(good));
    assert!(is_fine(State { approver_id: true, ..good }), "both are allowed, the page's example has both");
    assert!(is_fine(State { node_id: false, approver_id: true, ..good }));
    assert!(!is_fine(State { operator: false, ..good }), "system_user is false by default");
    assert!(is_fine(State { operator: false, system_user: Some(true), ..good }));
    assert!(is_fine(State { extra_type: 0, approval_type: Some(0), ..good }));
    assert!(is_fine(State { extra_type: 1, approval_type: None, ..good }));
    assert!(is_fine(State { extra_type: 1, approval_type: Some(1), ..good }));
    assert!(!is_fine(State { extra_type: 1, approval_type: Some(0), ..good }));
}

#[test]
fn transfer_in_every_state() {
    for operator in BOTH {
        for system_user in ABSENT_FALSE_TRUE {
            let mut request = transfer::Request::new(transfer::Required {
                process_id: "1".into(),
                to_user_id: "2".into(),
                approver_ids: vec!["3".into()],
            });
            request.body.operator = operator.then(String::new);
            request.body.system_user = system_user;
            // operator is needed unless system_user is true; it is false by default.
            let broken = !system_user.unwrap_or(false) && !operator;
            let rule = ("/body/operator".to_owned(), "operator_unless_system_user");
            let expected: Vec<_> = broken.then_some(rule).into_iter().collect();
            assert_eq!(found(&request), expected, "{operator} {system_user:?}");
        }
    }
}

#[test]
fn approver_in_every_state() {
    for user_id in BOTH {
        for system_approval in ABSENT_FALSE_TRUE {
            for status in [2, 3] {
                for reason in [None, Some(""), Some("because")] {
                    let mut request = approver::Request::new(approver::Required {
                        process_id: "1".into(),
                        approver_id: "2".into(),
                        status: status.into(),
                    });
                    request.body.user_id = user_id.then(String::new);
                    request.body.system_approval = system_approval;
                    request.body.reason = reason.map(str::to_owned);
                    let expected = approver_faults(user_id, system_approval, status, reason);
                    assert_eq!(
                        found(&request),
                        expected,
                        "{user_id} {system_approval:?} {status} {reason:?}"
                    );
                }
            }
        }
    }
}

/// `user_id` is needed unless `system_approval` is true, which is false by default; a rejection (2) needs a reason.
fn approver_faults(
    user_id: bool,
    system_approval: Option<bool>,
    status: i64,
    reason: Option<&str>,
) -> Vec<(String, &'static str)> {
    let no_user = !system_approval.unwrap_or(false) && !user_id;
    let no_reason = status == 2 && reason.is_none_or(str::is_empty);
    let user_rule = ("/body/user_id".to_owned(), "user_id_unless_system_approval");
    let reason_rule = ("/body/reason".to_owned(), "reason_when_rejecting");
    no_user.then_some(user_rule).into_iter().chain(no_reason.then_some(reason_rule)).collect()
}
