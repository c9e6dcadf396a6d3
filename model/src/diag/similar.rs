//! Did you mean: the name that was probably meant.

/// Longer names are not compared, because the distance costs the product of both lengths.
const LONGEST: usize = 64;

/// The candidate nearest to the name, if any is near enough to be what was meant; of equally near ones the first.
///
/// Nearness counts the letters to insert, remove, replace or swap with their neighbour.
#[must_use]
pub fn similar<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = lower(name)?;
    let near = candidates.into_iter().filter_map(|candidate| {
        let distance = strsim::osa_distance(&name, &lower(candidate)?);
        (distance <= tolerance(name.chars().count())).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

fn lower(name: &str) -> Option<String> {
    // A character has at most four bytes: this refuses a 10 MB name without walking it.
    (name.len() <= LONGEST * 4).then(|| name.to_lowercase()).filter(|name| name.chars().count() <= LONGEST)
}

/// One slip in short names, a third of the letters in longer ones.
fn tolerance(length: usize) -> usize {
    (length / 3).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["required", "range", "rules", "report_on"];
        assert_eq!(similar("requried", names), Some("required"));
        assert_eq!(similar("Range", names), Some("range"));
        assert_eq!(similar("reportOn", names), Some("report_on"));
        assert_eq!(similar("requierd", names), Some("required"), "neighbours swapped");
        assert_eq!(similar("审核", ["审批"]), Some("审批"));
        assert_eq!(similar("zebra", names), None);
        assert_eq!(similar("", names), None);
        assert_eq!(similar(&"r".repeat(10_000_000), names), None);
    }
}
