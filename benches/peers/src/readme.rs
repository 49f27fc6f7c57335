//! Tables in the main README, between marks.

use std::path::Path;
use std::{fs, io};

/// Puts a table between the marks `<!-- NAME:begin -->` and `<!-- NAME:end -->` of the main README. Without both marks, in order,
/// nothing is written.
pub fn put(name: &str, table: &str) -> io::Result<()> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = replaced(&fs::read_to_string(&readme)?, name, table);
    fs::write(readme, text.ok_or_else(|| io::Error::other(format!("no marks named {name}")))?)
}

fn replaced(text: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{table}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = "<!-- x:begin -->\n";
    const END: &str = "<!-- x:end -->";

    #[test]
    fn only_what_stands_between_the_marks_changes() {
        let old = format!("a\n{BEGIN}old\n{END}\nb {END}\n");
        let new = replaced(&old, "x", "new\n").expect("both marks");
        assert_eq!(new, format!("a\n{BEGIN}new\n{END}\nb {END}\n"));
        assert_eq!(replaced(&new, "x", "new\n").as_ref(), Some(&new), "twice gives the same");
    }

    #[test]
    fn without_both_marks_nothing_is_written() {
        for text in ["a\n", BEGIN, END, &format!("{END}\n{BEGIN}")] {
            assert_eq!(replaced(text, "x", "new\n"), None, "{text:?}");
        }
    }

    #[test]
    fn the_readme_has_its_marks() {
        let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
        let text = fs::read_to_string(readme).expect("the repository's README.md");
        for name in ["peers", "hostile"] {
            assert!(replaced(&text, name, "").is_some(), "{name}");
        }
    }
}
