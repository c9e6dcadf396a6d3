//! Every endpoint whose request is JSON against the judge, with requests made from the exported JSON Schema; and every rule
//! against the requests that were read from its page.

use std::collections::BTreeMap;
use std::fs;

use feishu_openapi::Validate;
use model::schema::Rule;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tests::fixtures;

use super::{compare_some, exported, from_schema, judge};

/// Generated requests of each endpoint here; those of [`super::endpoints`] have more, made by hand around their limits.
const CASES: u32 = 2_000;

/// Requests that a rule accepts and refuses, as the page has them.
#[derive(Deserialize)]
struct Witnesses {
    accepted: Vec<Value>,
    refused: Vec<Value>,
}

macro_rules! endpoints {
    ($($test:ident: $first:ident $(:: $rest:ident)*, $id:literal;)*) => {
        const LISTED: &[&str] = &[$($id),*];
        $(#[test] fn $test() { agrees::<feishu_openapi::$first $(:: $rest)*::Request>($id); })*
    };
}

endpoints! {
    approval_v1_id_get: approval::v1::id::get, "approval/v1/id/get";
    approval_v1_message_send: approval::v1::message::send, "approval/v1/message/send";
    approval_v1_message_update: approval::v1::message::update, "approval/v1/message/update";
    approval_v4_approval_create: approval::v4::approval::create, "approval/v4/approval/create";
    approval_v4_approval_get: approval::v4::approval::get, "approval/v4/approval/get";
    approval_v4_approval_subscribe: approval::v4::approval::subscribe, "approval/v4/approval/subscribe";
    approval_v4_approval_unsubscribe: approval::v4::approval::unsubscribe, "approval/v4/approval/unsubscribe";
    approval_v4_external_approval_create: approval::v4::external_approval::create, "approval/v4/external_approval/create";
    approval_v4_external_approval_get: approval::v4::external_approval::get, "approval/v4/external_approval/get";
    approval_v4_external_instance_check: approval::v4::external_instance::check, "approval/v4/external_instance/check";
    approval_v4_external_instance_create: approval::v4::external_instance::create, "approval/v4/external_instance/create";
    approval_v4_external_task_list: approval::v4::external_task::list, "approval/v4/external_task/list";
    approval_v4_instance_cancel: approval::v4::instance::cancel, "approval/v4/instance/cancel";
    approval_v4_instance_cc: approval::v4::instance::cc, "approval/v4/instance/cc";
    approval_v4_instance_create: approval::v4::instance::create, "approval/v4/instance/create";
    approval_v4_instance_get: approval::v4::instance::get, "approval/v4/instance/get";
    approval_v4_instance_list: approval::v4::instance::list, "approval/v4/instance/list";
    approval_v4_instance_query: approval::v4::instance::query, "approval/v4/instance/query";
    approval_v4_instance_search_cc: approval::v4::instance::search_cc, "approval/v4/instance/search_cc";
    approval_v4_instance_specified_rollback: approval::v4::instance::specified_rollback, "approval/v4/instance/specified_rollback";
    approval_v4_instance_comment_create: approval::v4::instance_comment::create, "approval/v4/instance_comment/create";
    approval_v4_instance_comment_delete: approval::v4::instance_comment::delete, "approval/v4/instance_comment/delete";
    approval_v4_instance_comment_list: approval::v4::instance_comment::list, "approval/v4/instance_comment/list";
    approval_v4_instance_comment_remove: approval::v4::instance_comment::remove, "approval/v4/instance_comment/remove";
    approval_v4_instances_add_sign: approval::v4::instances::add_sign, "approval/v4/instances/add_sign";
    approval_v4_instances_preview: approval::v4::instances::preview, "approval/v4/instances/preview";
    approval_v4_task_approve: approval::v4::task::approve, "approval/v4/task/approve";
    approval_v4_task_query: approval::v4::task::query, "approval/v4/task/query";
    approval_v4_task_reject: approval::v4::task::reject, "approval/v4/task/reject";
    approval_v4_task_resubmit: approval::v4::task::resubmit, "approval/v4/task/resubmit";
    approval_v4_task_search: approval::v4::task::search, "approval/v4/task/search";
    approval_v4_task_transfer: approval::v4::task::transfer, "approval/v4/task/transfer";
    corehr_v2_approver_list: corehr::v2::approver::list, "corehr/v2/approver/list";
    corehr_v2_process_flow_variable_data: corehr::v2::process::flow_variable_data, "corehr/v2/process/flow_variable_data";
    corehr_v2_process_get: corehr::v2::process::get, "corehr/v2/process/get";
    corehr_v2_process_list: corehr::v2::process::list, "corehr/v2/process/list";
    corehr_v2_process_approver_update: corehr::v2::process_approver::update, "corehr/v2/process_approver/update";
    corehr_v2_process_extra_update: corehr::v2::process_extra::update, "corehr/v2/process_extra/update";
    corehr_v2_process_form_variable_data_get: corehr::v2::process_form_variable_data::get, "corehr/v2/process_form_variable_data/get";
    corehr_v2_process_query_flow_data_template_create: corehr::v2::process_query_flow_data_template::create, "corehr/v2/process_query_flow_data_template/create";
    corehr_v2_process_revoke_update: corehr::v2::process_revoke::update, "corehr/v2/process_revoke/update";
    corehr_v2_process_start_create: corehr::v2::process_start::create, "corehr/v2/process_start/create";
    corehr_v2_process_transfer_update: corehr::v2::process_transfer::update, "corehr/v2/process_transfer/update";
    corehr_v2_process_withdraw_update: corehr::v2::process_withdraw::update, "corehr/v2/process_withdraw/update";
}

/// An endpoint that takes a file has no JSON that a judge could see.
const WITH_FILES: &[&str] = &["approval/v2/file/upload"];

#[test]
fn every_endpoint_is_listed() {
    let folder = fixtures::repository().join("schemas");
    let set = model::load::load(fixtures::schemas(&folder)).set;
    let mut listed: Vec<&str> = LISTED.iter().chain(WITH_FILES).copied().collect();
    listed.sort_unstable();
    let ids: Vec<&str> = set.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
    assert_eq!(ids, listed);
}

fn agrees<R: Validate + Serialize + DeserializeOwned>(id: &str) {
    let exported = exported(id);
    let coverage = compare_some::<R>(&exported, CASES, from_schema::requests(&exported.schema));
    let refused = coverage.invalid + coverage.unreadable;
    assert!(coverage.valid > CASES / 50, "only {} of {CASES} are valid", coverage.valid);
    assert!(refused > CASES / 400, "only {refused} of {CASES} are refused");
    for (rule, witnesses) in witnesses(id) {
        are_told_apart::<R>(&rule, &witnesses, &judge(&exported));
    }
}

/// The witnesses of an endpoint's rules: each rule has some.
fn witnesses(id: &str) -> BTreeMap<String, Witnesses> {
    let folder = fixtures::repository().join("schemas");
    let set = model::load::load(fixtures::schemas(&folder)).set;
    let endpoint =
        set.endpoints.iter().find(|endpoint| endpoint.id == id).expect("the endpoint has a schema");
    let of_types = endpoint.schema.types.values().flat_map(|object| object.rules.iter());
    let rules: BTreeMap<&String, &Rule> = endpoint.schema.rules.iter().chain(of_types).collect();
    let file = fixtures::path("witnesses").join(format!("{id}.json"));
    if rules.is_empty() {
        assert!(!file.exists(), "{id} has witnesses and no rules");
        return BTreeMap::new();
    }
    let witnesses: BTreeMap<String, Witnesses> =
        serde_json::from_slice(&fs::read(file).expect("rules have witnesses")).expect("witnesses");
    assert!(witnesses.keys().eq(rules.into_keys()), "the rules of {id} and those with witnesses differ");
    witnesses
}

/// What is refused is refused for this rule alone; the judge sees the same.
fn are_told_apart<R: Validate + DeserializeOwned>(
    rule: &str,
    witnesses: &Witnesses,
    judge: &jsonschema::Validator,
) {
    assert!(!witnesses.accepted.is_empty() && !witnesses.refused.is_empty(), "{rule} has both");
    let broken = |instance: &Value| -> Vec<&'static str> {
        let request: R = serde_json::from_value(instance.clone()).expect("the types hold it");
        crate::found(&request).into_iter().map(|(_, rule)| rule).collect()
    };
    for instance in &witnesses.accepted {
        assert_eq!(broken(instance), [""; 0], "{rule} accepts {instance}");
        assert!(judge.is_valid(instance), "{rule} accepts {instance}, says the judge");
    }
    for instance in &witnesses.refused {
        let broken = broken(instance);
        assert!(
            !broken.is_empty() && broken.iter().all(|broken| *broken == rule),
            "{rule} refuses {instance}: {broken:?}"
        );
        assert!(!judge.is_valid(instance), "{rule} refuses {instance}, says the judge");
    }
}
