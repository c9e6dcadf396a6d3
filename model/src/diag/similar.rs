//! Did you mean: the name that was probably meant.

/// Longer names are not compared: nobody mistypes them, and the distance costs the product of both lengths.
const LONGEST: usize = 64;

/// The candidate nearest to the name, if any is near enough to be what was meant; of equally near ones the first.
#[must_use]
pub fn similar<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = lower(name)?;
    let near = candidates.into_iter().filter_map(|candidate| {
        let distance = distance(&name, &lower(candidate)?);
        (distance <= tolerance(name.len())).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

fn lower(name: &str) -> Option<Vec<char>> {
    // A character has at most four bytes: this refuses a 10 MB name without walking it.
    (name.len() <= LONGEST * 4)
        .then(|| name.chars().flat_map(char::to_lowercase).collect::<Vec<_>>())
        .filter(|name| name.len() <= LONGEST)
}

/// One slip in short names, a third of the letters in longer ones.
fn tolerance(length: usize) -> usize {
    (length / 3).max(1)
}

/// Letters to insert, remove, replace or swap with their neighbour: the optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(left != right);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_slips() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(of("", ""), 0);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("required", "requried"), 1);
        assert_eq!(of("kitten", "sitting"), 3);
        assert_eq!(of("审批", "审核"), 1);
    }

    #[test]
    fn finds_what_was_meant() {
        let names = ["required", "range", "rules", "report_on"];
        assert_eq!(similar("requried", names), Some("required"));
        assert_eq!(similar("Range", names), Some("range"));
        assert_eq!(similar("reportOn", names), Some("report_on"));
        assert_eq!(similar("zebra", names), None);
        assert_eq!(similar("", names), None);
        assert_eq!(similar(&"r".repeat(10_000_000), names), None);
    }
}
