//! What a description says of the column that tells whether its field is required: some ask the reader to ignore it.

/// Whether the field is required, where a line says so and asks to ignore the column; `None` where it holds in some case only.
pub(super) fn read(text: &str) -> Option<bool> {
    let asks = |sentence: &&str| sentence.split_once("忽略").is_some_and(|(_, rest)| rest.contains("必填列"));
    let sentence = text.split(['。', '；']).find(asks)?;
    if ["当", "若", "如果", "时"].iter().any(|word| sentence.contains(word)) {
        return None;
    }
    let mut clauses = sentence.split(['，', ',']).map(|clause| clause.trim_matches([' ', '*']));
    let stated = clauses.find(|clause| clause.ends_with("填"))?;
    Some(!["非必填", "不必填", "选填"].iter().any(|word| stated.ends_with(word)))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_line_may_overrule_the_column() {
        assert_eq!(read("注意：该参数为必填，请忽略左侧必填列的“否”。若为空则失败。"), Some(true));
        assert_eq!(read("条件，该字段必填，请忽略左侧必填列的否"), Some(true));
        assert_eq!(read("该参数非必填，请忽略必填列"), Some(false));
        for text in ["该参数必填", "请忽略此参数", "当 a 为 1 时必填，请忽略必填列", "请忽略左侧必填列的“否”"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
