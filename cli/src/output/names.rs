//! Names of output files.

use std::collections::HashSet;

/// Gives each page a name of its own: the id, with a number where several have the same.
#[derive(Debug)]
pub struct Names {
    ending: &'static str,
    /// In small letters: some file systems do not tell them apart.
    taken: HashSet<String>,
}

/// Bytes of an id in a file's name.
const LONGEST: usize = 150;

impl Names {
    pub fn new(ending: &'static str) -> Names {
        Names { ending, taken: HashSet::new() }
    }

    /// An id may come from data: what could lead out of the folder, or name no file, becomes `_`.
    pub fn free(&mut self, id: &str) -> String {
        let mut safe = String::new();
        for c in id.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }) {
            if safe.len() + c.len_utf8() > LONGEST {
                break;
            }
            safe.push(if c == '.' && safe.is_empty() { '_' } else { c });
        }
        let id = if safe.is_empty() { "_" } else { &safe };
        let mut name = format!("{id}.{}", self.ending);
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{id}-{number}.{}", self.ending);
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice_or_leads_elsewhere() {
        let mut names = Names::new("txt");
        let given = ["a", "A", "a", "../b", "", "é/ü", &"x".repeat(400)].map(|id| names.free(id));
        assert_eq!(given[..6], ["a.txt", "A-2.txt", "a-3.txt", "_._b.txt", "_.txt", "é_ü.txt"]);
        assert_eq!(given[6].len(), LONGEST + 4);
    }
}
