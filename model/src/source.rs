//! The files of a run, and spans into them.

/// One file, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as it is shown to people, with forward slashes.
    pub path: String,
    /// The text. Where a file is not UTF-8, U+FFFD stands for the bad bytes; a file that is too large has no text.
    pub text: String,
}

/// Names one file of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of one file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// All files of a run, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// Per file, the byte at which each line starts.
    lines: Vec<Vec<usize>>,
}

impl Sources {
    /// Adds a file and returns its name.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let starts = file.text.match_indices('\n').map(|(at, _)| at + 1);
        self.lines.push(std::iter::once(0).chain(starts).collect());
        self.files.push(file);
        id
    }

    /// The file of that name. Ids come from [`Sources::add`] of the same table, so there always is one.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Every file under its name.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// Line and column of a byte, both from 1, columns counted in code points.
    #[must_use]
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        self.position(span.file, span.start)
    }

    /// Line and column of a byte, both from 1, columns counted in code points.
    pub(crate) fn position(&self, file: FileId, byte: usize) -> (usize, usize) {
        let text = &self.file(file).text;
        let byte = floor_char_boundary(text, byte);
        let line = self.lines[file.0 as usize].partition_point(|start| *start <= byte);
        let start = self.line_start(file, line);
        (line, text[start..byte].chars().count() + 1)
    }

    /// The text of a line, counted from 1, without its line break; and the byte at which it starts.
    pub(crate) fn line(&self, file: FileId, line: usize) -> (usize, &str) {
        let text = &self.file(file).text;
        let start = self.line_start(file, line);
        let end = self.lines[file.0 as usize].get(line).map_or(text.len(), |next| next - 1);
        let line = &text[start..end];
        (start, line.strip_suffix('\r').unwrap_or(line))
    }

    fn line_start(&self, file: FileId, line: usize) -> usize {
        self.lines[file.0 as usize].get(line.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// The nearest start of a character at or before the byte.
pub(crate) fn floor_char_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::default();
        let id = sources.add(SourceFile { path: "a.json".into(), text: text.into() });
        (sources, id)
    }

    #[test]
    fn counts_lines_and_code_points_from_one() {
        let (sources, file) = file("{\n  \"审批\": 1\r\n}\n");
        assert_eq!(sources.position(file, 0), (1, 1));
        assert_eq!(sources.position(file, 1), (1, 2));
        assert_eq!(sources.position(file, 2), (2, 1));
        // Two blanks, a quote, two characters of three bytes each, a quote.
        assert_eq!(sources.position(file, 12), (2, 7));
        // The second byte of a character counts as the character.
        assert_eq!(sources.position(file, 6), (2, 4));
        assert_eq!(sources.position(file, usize::MAX), (4, 1));
    }

    #[test]
    fn gives_lines_without_their_breaks() {
        let (sources, file) = file("{\r\n  1\n}");
        assert_eq!(sources.line(file, 1), (0, "{"));
        assert_eq!(sources.line(file, 2), (3, "  1"));
        assert_eq!(sources.line(file, 3), (7, "}"));
    }

    #[test]
    fn an_empty_file_has_one_empty_line() {
        let (sources, file) = file("");
        assert_eq!(sources.position(file, 5), (1, 1));
        assert_eq!(sources.line(file, 1), (0, ""));
    }
}
