//! Events as a program receives them.

use feishu_openapi::event::{AnyEvent, Event, EventEnvelope, EventFault, EventKind, EventVersion};
use feishu_openapi::{approval, card, corehr};

use approval::v1::event::{approval_instance, approval_task, leave_approval_v2};
use approval::v4::event::quick_approval;
use card::v2::event::action_trigger;
use corehr::v2::event::process_updated;

/// The JSON of an event in envelope 1.0.
fn old(event: &str) -> EventEnvelope {
    let json = format!(
        r#"{{"ts":"1502199207.7171419","uuid":"u1","token":"t","type":"event_callback","event":{event}}}"#
    );
    EventEnvelope::parse(json.as_bytes()).expect("an envelope")
}

/// The JSON of an event in envelope 2.0.
fn new(event_type: &str, event: &str) -> EventEnvelope {
    let header = format!(
        r#"{{"event_id":"e1","event_type":"{event_type}","token":"t","create_time":"1603977298000000"}}"#
    );
    let json = format!(r#"{{"schema":"2.0","header":{header},"event":{event}}}"#);
    EventEnvelope::parse(json.as_bytes()).expect("an envelope")
}

#[test]
fn an_event_is_decoded_into_its_type() {
    let task = old(
        r#"{"type":"approval_task","app_id":"cli_1","instance_code":"A","status":"ROLLBACK","open_id":"",
            "extra":"{\"rollback_node_ids\":[\"n1\"],\"rollback_custom_node_ids\":[]}","new_member":1}"#,
    );
    let task = task.decode::<approval_task::Event>().expect("a task");
    assert_eq!(task.mismatches, []);
    assert_eq!(task.event.status, Some(approval_task::TaskStatus::Rollback));
    let extra = task.event.extra.expect("extra").into_value().expect("JSON");
    assert_eq!(extra.rollback_node_ids, Some(vec!["n1".to_owned()]));
    let process = new("corehr.process.updated_v2", r#"{"process_id":"1","status":99}"#);
    let process = process.decode::<process_updated::Event>().expect("a process").event;
    let unknown = process.status.expect("a status");
    assert_eq!((unknown.value(), unknown == process_updated::ProcessStatus::from(99)), (Some(99), true));
}

/// The platform sends a number where the page says text, if an approval is revoked.
#[test]
fn a_number_in_place_of_text_is_converted() {
    let reverted = old(r#"{"type":"approval_instance","status":"REVERTED","operate_time":1666079207003}"#);
    let reverted = reverted.decode::<approval_instance::Event>().expect("an instance");
    assert_eq!(reverted.event.operate_time.as_deref(), Some("1666079207003"));
    assert!(reverted.mismatches[0].is_kept());
}

/// A text that stands for a list is left out and reported; the rest is kept.
#[test]
fn what_does_not_fit_does_not_lose_the_rest() {
    let leave = old(
        r#"{"type":"leave_approvalV2","leave_detail":"[[..]]","leave_unit":"DAY","start_time":"1589527346"}"#,
    );
    let leave = leave.decode::<leave_approval_v2::Event>().expect("a leave");
    assert_eq!(leave.event.leave_unit, Some(leave_approval_v2::LeaveUnit::Day));
    assert_eq!((leave.event.start_time, leave.event.leave_detail), (Some(1_589_527_346), None));
    let mut places: Vec<_> =
        leave.mismatches.iter().map(|found| (found.pointer(), found.is_kept())).collect();
    places.sort_unstable();
    assert_eq!(places, [("/event/leave_detail", false), ("/event/start_time", true)]);
}

#[test]
fn any_event_tells_the_types_apart() {
    let any = |envelope: &EventEnvelope| envelope.decode::<AnyEvent>().expect("any").event;
    let task = old(r#"{"type":"approval_task","task_id":"7"}"#);
    let AnyEvent::ApprovalV1ApprovalTask(task) = any(&task) else { panic!("another event") };
    assert_eq!(task.task_id.as_deref(), Some("7"));
    let pressed = new("card.action.trigger", r#"{"action":{"tag":"button","value":{"key":"a"}}}"#);
    let AnyEvent::CardV2ActionTrigger(pressed) = any(&pressed) else { panic!("another event") };
    assert_eq!(pressed.action.and_then(|action| action.tag).as_deref(), Some("button"));
    // The same type in the other envelope is another event, and unknown events keep their JSON.
    for envelope in [new("approval_task", r#"{"task_id":"7"}"#), new("moon.risen_v1", r#"{"phase":"full"}"#)]
    {
        assert_eq!(any(&envelope), AnyEvent::Unknown(Box::new(envelope)));
    }
}

#[test]
fn a_quick_approval_comes_without_an_envelope() {
    let body =
        br#"{"action_type":"APPROVE","token":"secret","message_id":"12","attachments":[{"file_size":"7"}]}"#;
    let envelope = EventEnvelope::bare::<quick_approval::Event>(body).expect("an object");
    assert_eq!(envelope.event_type(), "approval/v4/event/quick_approval");
    let quick = envelope.decode::<quick_approval::Event>().expect("a callback").event;
    assert_eq!(quick.action_type, Some(quick_approval::Action::Approve));
    assert_eq!(quick.message_id, Some(12));
    assert_eq!(quick.attachments.as_ref().and_then(|files| files[0].file_size), Some(7));
    assert!(!format!("{quick:?}").contains("secret"));
}

#[test]
fn an_event_of_another_type_is_refused() {
    let task = old(r#"{"type":"approval_task"}"#).decode::<approval_instance::Event>();
    let refused: EventFault = task.expect_err("another type");
    assert_eq!(refused.to_string(), "an event of another type");
}

#[test]
fn an_event_states_its_facts() {
    fn facts<E: Event>() -> (&'static str, EventVersion, EventKind) {
        (E::TYPE, E::VERSION, E::KIND)
    }
    assert_eq!(facts::<approval_task::Event>(), ("approval_task", EventVersion::V1, EventKind::Event));
    let process = ("corehr.process.updated_v2", EventVersion::V2, EventKind::Event);
    assert_eq!(facts::<process_updated::Event>(), process);
    assert_eq!(
        facts::<action_trigger::Event>(),
        ("card.action.trigger", EventVersion::V2, EventKind::Callback)
    );
}
