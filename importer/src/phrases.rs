//! Phrases that a text is searched for, all of them in one pass.

use aho_corasick::automaton::{Automaton, OverlappingState};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, Input, StartKind};

/// Phrases and the meaning of each.
///
/// A page has thousands of lines, and the heuristics know hundreds of phrases. `str::find` prepares a search for each pair
/// of the two, which was a seventh of an import; this automaton is built once and reads a line once.
pub(crate) struct Phrases<T> {
    automaton: DFA,
    meanings: Vec<T>,
}

impl<T: Copy> Phrases<T> {
    /// Prepares the search for groups of literal phrases of one meaning.
    pub(crate) fn new(groups: &[(T, &[&str])]) -> Self {
        let phrases = groups.iter().flat_map(|(meaning, texts)| texts.iter().map(|text| (*text, *meaning)));
        let (texts, meanings): (Vec<&str>, Vec<T>) = phrases.unzip();
        #[expect(
            clippy::unwrap_used,
            reason = "fails only for millions of phrases; the tests of each list build it"
        )]
        let automaton = DFA::builder().start_kind(StartKind::Both).build(texts).unwrap();
        Self { automaton, meanings }
    }

    /// The longest phrase that the text starts with: its meaning, and the text behind it.
    pub(crate) fn at_start<'t>(&self, text: &'t str) -> Option<(T, &'t str)> {
        let input = Input::new(text).anchored(Anchored::Yes);
        // A phrase may end with another one, which is found with it.
        let (_, end, meaning) = self.matches(input).filter(|(start, _, _)| *start == 0).last()?;
        Some((meaning, text.get(end..)?))
    }

    /// Every phrase in the text, overlapping ones too: where it starts, where it ends, and its meaning. They come in the
    /// order in which they end.
    pub(crate) fn all_in(&self, text: &str) -> impl Iterator<Item = (usize, usize, T)> {
        self.matches(Input::new(text))
    }

    fn matches(&self, input: Input<'_>) -> impl Iterator<Item = (usize, usize, T)> {
        let mut state = OverlappingState::start();
        std::iter::from_fn(move || {
            // The automaton supports overlapping searches from either kind of start, so that none fails.
            self.automaton.try_find_overlapping(&input, &mut state).ok()?;
            let found = state.get_match()?;
            Some((found.start(), found.end(), *self.meanings.get(found.pattern().as_usize())?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn the_longest_phrase_at_the_start_counts() {
        let phrases = Phrases::new(&[(1, &["大于"]), (2, &["大于等于"]), (3, &["至少"]), (4, &["不得大于"])]);
        assert_eq!(phrases.at_start("大于 5"), Some((1, " 5")));
        assert_eq!(phrases.at_start("大于等于 5"), Some((2, " 5")));
        assert_eq!(phrases.at_start("不大于 5"), None);
        assert_eq!(phrases.at_start("不得大于 5"), Some((4, " 5")), "not the phrase that it ends with");
        assert_eq!(phrases.at_start(""), None);
    }

    #[test]
    fn overlapping_phrases_are_all_found() {
        let phrases = Phrases::new(&[('x', &["ab"]), ('y', &["abc", "c"])]);
        let found: Vec<_> = phrases.all_in("-abc").collect();
        assert_eq!(found, [(1, 3, 'x'), (1, 4, 'y'), (3, 4, 'y')]);
    }
}
