//! A mutator for all targets that moves lines and fragments: random bytes seldom form a table.

/// Fragments that pages are made of, one a line.
const FRAGMENTS: &str = include_str!("../fragments.txt");

/// A source of numbers that a seed determines.
struct Numbers(u64);

impl Numbers {
    /// The next number below a limit (`SplitMix64`).
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = usize::try_from((z ^ (z >> 31)) >> 1).unwrap_or(0);
        drawn.checked_rem(limit).unwrap_or(0)
    }
}

/// Changes a text of `size` bytes at the start of `data`; the new size. Half of the time it leaves the work to libFuzzer.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut numbers = Numbers(u64::from(seed));
    if numbers.below(2) == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let text = String::from_utf8_lossy(data.get(..size).unwrap_or_default()).into_owned();
    let mut changed = by_lines(&text, &mut numbers).into_bytes();
    changed.truncate(max_size);
    if let Some(target) = data.get_mut(..changed.len()) {
        target.copy_from_slice(&changed);
    }
    changed.len()
}

fn by_lines(text: &str, numbers: &mut Numbers) -> String {
    let fragments: Vec<&str> = FRAGMENTS.lines().collect();
    let fragment = fragments.get(numbers.below(fragments.len())).copied().unwrap_or_default();
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (at, other) = (numbers.below(lines.len()), numbers.below(lines.len()));
    let inserted;
    match numbers.below(6) {
        0 => lines.insert(at, fragment),
        1 => {
            let line = lines.remove(at);
            lines.insert(other.min(lines.len()), line);
        }
        2 => drop(lines.drain(at.min(other)..at.max(other).min(at.min(other) + 8))),
        3 => {
            let end = at.max(other).min(at.min(other) + 8);
            let copied: Vec<&str> = lines.get(at.min(other)..end).unwrap_or_default().to_vec();
            lines.splice(at..at, copied);
        }
        4 => lines.truncate(at + 1),
        _ => {
            let line = lines.get(at).copied().unwrap_or_default();
            let cut = (0..=numbers.below(line.len() + 1)).rev().find(|cut| line.is_char_boundary(*cut));
            let (before, after) = line.split_at(cut.unwrap_or(0));
            inserted = format!("{before}{fragment}{after}");
            if let Some(slot) = lines.get_mut(at) {
                *slot = &inserted;
            }
        }
    }
    lines.join("\n")
}
