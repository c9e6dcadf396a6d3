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
    Other,
}

/// The part that a heading announces. What stands in front of the part's name only tells one form of it from another:
/// `通用模板请求体`.
pub(super) fn part(heading: &str) -> Part {
    let heading: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let heading = heading.to_lowercase();
    let ends = |names: &[&str]| names.iter().any(|name| heading.ends_with(name));
    // An example below another heading may be a command, or one call of several.
    let is = |names: &[&str]| names.contains(&heading.as_str());
    if heading.contains("错误码") {
        Part::Errors
    } else if ends(&["请求体示例"]) || is(&["请求示例", "请求参数示例"]) {
        Part::RequestExample
    } else if ends(&["响应体示例"]) || is(&["响应示例", "返回示例", "返回值示例"]) {
        Part::ReplyExample
    } else if ends(&["请求头", "请求header", "请求头参数"]) {
        Part::Headers
    } else if ends(&["路径参数"]) {
        Part::Path
    } else if ends(&["查询参数"]) {
        Part::Query
    } else if ends(&["请求体", "请求体参数"]) {
        Part::Body
    } else if ends(&["请求参数"]) {
        Part::Parameters
    } else if ends(&["响应体", "响应参数", "返回参数", "响应体参数", "返回值"]) {
        Part::Reply
    } else {
        Part::Other
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
            ("响应头", Part::Other),
            ("请求体说明", Part::Other),
        ] {
            assert_eq!(part(heading), expected, "{heading}");
        }
    }
}
