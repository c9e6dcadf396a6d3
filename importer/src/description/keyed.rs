//! Lines that name what they say: `**示例值**：1`.

/// What a line's key announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Example,
    Default,
    Fixed,
    Format,
    /// A key that ends the value before it and starts nothing that is kept.
    Other,
}

/// The key of a line, and what stands behind its colon.
pub(super) fn keyed(text: &str) -> Option<(Key, &str)> {
    let text = text.strip_prefix("- ").unwrap_or(text).trim_start();
    let (name, value) = match text.strip_prefix("**") {
        Some(rest) => {
            let (name, value) = rest.split_once("**")?;
            (name, value.trim_start().trim_start_matches([':', '：']))
        }
        None => text.split_once('：').or_else(|| text.split_once(':'))?,
    };
    let name = name.trim().trim_end_matches([':', '：']).trim();
    let key = match name {
        "示例值" | "示例" | "取值示例" => Key::Example,
        "默认值" => Key::Default,
        "固定值" => Key::Fixed,
        "值格式" => Key::Format,
        "可选值有" | "可选值" | "可能值有" | "可能值" | "枚举值有" | "数据校验规则" | "注意" | "说明"
        | "提示" | "注意事项" => Key::Other,
        _ => return None,
    };
    Some((key, value.trim()))
}
