//! What a section of an endpoint's page is about, told by its heading.

/// A part of an endpoint's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Headers,
    Path,
    Query,
    Body,
    /// 请求参数: the page does not say where they go.
    Parameters,
    RequestExample,
    Reply,
    ReplyExample,
    Errors,
    /// 子错误码: codes that stand in the message of one code, and are none of the reply.
    InnerErrors,
    Other,
}

/// The part that a heading announces. What stands in front of the part's name only tells one form of it from another:
/// `通用模板请求体`; so does a remark or a number behind it: `请求体示例 2`, `响应体（成功）`.
pub(super) fn part(heading: &str) -> Part {
    let heading: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let heading = without_remark(&heading).to_lowercase();
    let ends = |names: &[&str]| names.iter().any(|name| heading.ends_with(name));
    // An example below another heading may be a command, or one call of several.
    let is = |names: &[&str]| names.contains(&heading.as_str());
    if heading.contains("子错误码") {
        Part::InnerErrors
    } else if heading.contains("错误码") || is(&["errorcode", "errorcodes", "返回码"]) {
        Part::Errors
    } else if ends(&["请求体示例", "请求body示例"]) || is(&["请求示例", "请求参数示例"]) {
        Part::RequestExample
    } else if ends(&["响应体示例", "返回体示例", "响应body示例"])
        || is(&["响应示例", "返回示例", "返回值示例", "返回结果示例"])
    {
        Part::ReplyExample
    } else if ends(&["请求头", "请求header", "请求头参数", "请求头部", "requestheader", "requestheaders"])
    {
        Part::Headers
    } else if ends(&["路径参数", "path参数", "pathparameters"]) {
        Part::Path
    } else if ends(&["查询参数", "query参数", "queryparameters"]) {
        Part::Query
    } else if ends(&["请求体", "请求体参数", "请求body", "body参数", "requestbody"]) {
        Part::Body
    } else if ends(&["请求参数"]) || is(&["入参"]) {
        Part::Parameters
    } else if ends(&[
        "响应体",
        "响应参数",
        "返回参数",
        "响应体参数",
        "返回值",
        "返回体",
        "响应body",
        "responsebody",
    ]) || is(&["出参", "返回结果", "响应结果"])
    {
        Part::Reply
    } else {
        Part::Other
    }
}

/// The heading without a number, a colon or a remark in brackets behind it.
fn without_remark(heading: &str) -> &str {
    let heading = heading.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '：' | ':'));
    let remark = heading.strip_suffix(['）', ')']).and_then(|text| text.rfind(['（', '(']));
    match remark {
        Some(0) | None => heading,
        Some(at) => heading.get(..at).unwrap_or(heading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_heading_names_the_part() {
        for (heading, expected) in [
            ("请求头", Part::Headers),
            ("扩展请求头", Part::Headers),
            ("请求 Header", Part::Headers),
            ("路径参数 ", Part::Path),
            ("查询参数", Part::Query),
            ("自定义模板请求体", Part::Body),
            ("自定义模板请求体示例", Part::RequestExample),
            ("请求参数", Part::Parameters),
            ("响应体", Part::Reply),
            ("返回示例", Part::ReplyExample),
            ("cURL 请求示例", Part::Other),
            ("附加错误码", Part::Errors),
            ("1000 子错误码", Part::InnerErrors),
            ("请求体示例 2", Part::RequestExample),
            ("响应体（成功）", Part::Reply),
            ("请求体：", Part::Body),
            ("响应", Part::Other),
            ("失败响应", Part::Other),
            ("响应头", Part::Other),
            ("请求体说明", Part::Other),
        ] {
            assert_eq!(part(heading), expected, "{heading}");
        }
    }
}
