//! Names that follow from the words of a page.

/// Returns true if a Rust name can be made from the value of a member: ASCII only, starting with a letter.
#[must_use]
pub fn names_itself(wire: &str) -> bool {
    let is_foreign = |c: char| c.is_alphanumeric() && !c.is_ascii();
    wire.starts_with(|c: char| c.is_ascii_alphabetic()) && !wire.contains(is_foreign)
}

/// Words that a name may have, articles not counted. Of the 1,528 English messages on the portal's pages, 1,230 have no
/// more; a name cut from a longer one often says something else.
const MOST_WORDS: usize = 6;

/// Returns the words of the first sentence of an English text, from which a short Rust name can be made; `None` if the text
/// is not English, has a placeholder, or is too long.
///
/// ```
/// use model::schema::naming_words;
///
/// let words = naming_words("The bot can not be outside the group.");
/// assert_eq!(words.as_deref(), Some("bot can not be outside the group"));
/// assert_eq!(naming_words("审批不存在"), None);
/// ```
#[must_use]
pub fn naming_words(text: &str) -> Option<String> {
    let sentence = text.split_inclusive(['.', ';', '!']).next().unwrap_or_default();
    if !text.is_ascii() || sentence.contains(['%', '{']) {
        return None;
    }
    let text = sentence.replace('\'', "");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.skip_while(|word| is_article(word)).collect();
    let starts_with_letter = words.first()?.starts_with(|c: char| c.is_ascii_alphabetic());
    let count = words.iter().filter(|word| !is_article(word)).count();
    (starts_with_letter && count <= MOST_WORDS).then(|| words.join(" "))
}

fn is_article(word: &str) -> bool {
    ["a", "an", "the"].iter().any(|article| word.eq_ignore_ascii_case(article))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_english_sentences_name_something() {
        for (message, words) in [
            ("param is invalid", "param is invalid"),
            ("Task not found. Check the id of the task, and that it is not done.", "Task not found"),
            ("Can't find the chat", "Cant find the chat"),
            ("Error_Event_Name_Not_Found", "Error Event Name Not Found"),
            ("InvalidRoleName", "InvalidRoleName"),
        ] {
            assert_eq!(naming_words(message).as_deref(), Some(words));
        }
    }

    #[test]
    fn other_texts_name_nothing() {
        for message in [
            "",
            "--",
            "The",
            "400 bad request",
            "no permission 无权限",
            "these ids do not exist: %v",
            "{field_code} not active",
            "The message to be forwarded has been recalled by its sender.",
        ] {
            assert_eq!(naming_words(message), None, "{message}");
        }
    }
}
