//! Sections of an endpoint's page, recognised by their headings.

/// The subject of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionKind {
    Headers,
    Path,
    Query,
    Body,
    /// 请求参数: the page does not say which part of the request they belong to.
    Parameters,
    RequestExample,
    Reply,
    ReplyExample,
    Errors,
    /// 子错误码: codes inside the message of another code. A response does not have them as its code.
    InnerErrors,
    Other,
}

/// Complete headings of an example of the reply.
const REPLY_EXAMPLES: &[&str] = &[
    "响应示例", "返回示例", "返回值示例", "返回结果示例", "返回参数示例", "返回数据示例", "响应参数示例",
    "响应结果示例", "响应数据示例",
];

/// The ends of headings of the reply.
const REPLY_ENDS: &[&str] =
    &["响应体", "响应参数", "返回参数", "响应体参数", "返回值", "返回体", "响应body", "responsebody"];

/// Complete headings of the reply.
const REPLIES: &[&str] =
    &["出参", "返回结果", "响应结果", "返回数据", "响应数据", "返回字段", "响应字段", "返回内容", "响应内容"];

/// Tells the kind of a section. Text before the name of a part distinguishes its forms, and is ignored: `通用模板请求体`. So is a
/// number or a remark after it: `请求体示例 2`, `响应体（成功）`.
pub(super) fn kind_of(heading: &str) -> SectionKind {
    let heading: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let heading = heading.to_lowercase();
    let (heading, remark) = split_remark(&heading);
    let ends = |names: &[&str]| names.iter().any(|name| heading.ends_with(name));
    // The whole heading must match: other headings of examples are about commands, or about one call of several.
    let is = |names: &[&str]| names.contains(&heading);
    if heading.contains("子错误码") {
        SectionKind::InnerErrors
    } else if heading.contains("错误码") || is(&["errorcode", "errorcodes", "返回码"]) {
        SectionKind::Errors
    } else if ends(&["请求体示例", "请求body示例"]) || is(&["请求示例", "请求参数示例", "请求包体示例"])
    {
        SectionKind::RequestExample
    } else if ends(&["响应体示例", "返回体示例", "响应body示例"]) || is(REPLY_EXAMPLES) {
        SectionKind::ReplyExample
    } else if ends(&["请求头", "请求header", "请求头参数", "请求头部", "requestheader", "requestheaders"])
    {
        SectionKind::Headers
    } else if ends(&["路径参数", "path参数", "pathparameters"]) {
        SectionKind::Path
    } else if ends(&["查询参数", "query参数", "queryparameters"]) {
        SectionKind::Query
    } else if ends(&["请求体", "请求体参数", "请求body", "body参数", "requestbody", "请求包体"])
    {
        SectionKind::Body
    } else if ends(&["请求参数"]) || is(&["入参"]) {
        where_said(remark)
    } else if ends(REPLY_ENDS) || is(REPLIES) {
        SectionKind::Reply
    } else {
        SectionKind::Other
    }
}

/// Reads the part of the request from a remark after the heading: `请求参数（Body）`.
fn where_said(remark: &str) -> SectionKind {
    let places = [
        ("body", SectionKind::Body),
        ("query", SectionKind::Query),
        ("path", SectionKind::Path),
        ("header", SectionKind::Headers),
    ];
    let mut said = places.into_iter().filter(|(word, _)| remark.contains(word)).map(|(_, part)| part);
    match (said.next(), said.next()) {
        (Some(part), None) => part,
        _ => SectionKind::Parameters,
    }
}

/// Splits a heading into its text, without a number or colon at the end, and a remark in brackets.
fn split_remark(heading: &str) -> (&str, &str) {
    let heading = heading.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '：' | ':'));
    let remark = heading.strip_suffix(['）', ')']).and_then(|text| text.rfind(['（', '(']));
    match remark {
        Some(0) | None => (heading, ""),
        Some(at) => heading.split_at_checked(at).unwrap_or((heading, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_heading_tells_the_kind() {
        for (heading, expected) in [
            ("请求头", SectionKind::Headers),
            ("扩展请求头", SectionKind::Headers),
            ("请求 Header", SectionKind::Headers),
            ("路径参数 ", SectionKind::Path),
            ("查询参数", SectionKind::Query),
            ("自定义模板请求体", SectionKind::Body),
            ("自定义模板请求体示例", SectionKind::RequestExample),
            ("请求参数", SectionKind::Parameters),
            ("响应体", SectionKind::Reply),
            ("返回示例", SectionKind::ReplyExample),
            ("cURL 请求示例", SectionKind::Other),
            ("附加错误码", SectionKind::Errors),
            ("1000 子错误码", SectionKind::InnerErrors),
            ("请求体示例 2", SectionKind::RequestExample),
            ("响应体（成功）", SectionKind::Reply),
            ("请求体：", SectionKind::Body),
            ("请求参数（Body）", SectionKind::Body),
            ("请求参数 (Query)", SectionKind::Query),
            ("请求参数（Path 参数）", SectionKind::Path),
            ("请求参数（Query / Body）", SectionKind::Parameters),
            ("请求体示例 1", SectionKind::RequestExample),
            ("请求体示例（2）", SectionKind::RequestExample),
            ("返回结果", SectionKind::Reply),
            ("返回参数", SectionKind::Reply),
            ("响应参数", SectionKind::Reply),
            ("返回数据", SectionKind::Reply),
            ("响应数据示例", SectionKind::ReplyExample),
            ("响应", SectionKind::Other),
            ("失败响应", SectionKind::Other),
            ("响应头", SectionKind::Other),
            ("请求体说明", SectionKind::Other),
        ] {
            assert_eq!(kind_of(heading), expected, "{heading}");
        }
    }
}
