//! Each fault, as bytes on a socket, for the client and its own transport.

use client_tests::calls::Ours;
use client_tests::many;
use client_tests::run::Wrong;
use client_tests::table::FAULTS;

#[test]
fn no_fault_on_the_wire_leads_the_client_into_a_wrong() {
    let runs = FAULTS.len() as u64 * 6;
    let tally = many::over_sockets(0..runs, Ours::over_socket);
    let examples: Vec<&String> = tally.examples.values().take(5).collect();
    assert_eq!(tally.runs(), runs);
    for wrong in Wrong::ALL {
        assert_eq!(tally.count(wrong), 0, "{wrong:?}, such as {examples:#?}");
    }
    assert!(tally.succeeded() > runs / 5, "only {} runs ended well", tally.succeeded());
}
