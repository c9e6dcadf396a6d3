//! Required fields by name, optional ones in a chain, fields open to change afterwards.

use feishu_openapi::common::UserIdType;
use feishu_openapi::corehr::v2::process_extra::update;

fn main() {
    let mut request = update::Request::new(update::Required {
        process_id: "1".into(),
        extra_type: update::ExtraType::Before,
        extra_user_ids: vec!["2".into()],
    })
    .user_id_type(UserIdType::UnionId)
    .node_id("3")
    .operator(String::from("4"));
    request.body.extra_type = 2.into();
    request.body.remark = Some("r".into());
    assert_eq!(request.body.extra_type, update::ExtraType::After);
    assert_eq!(request.query.user_id_type, Some("union_id".into()));
}
