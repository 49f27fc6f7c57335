//! Patterns: the part of CSS that is matched on the way down the tree.

use crate::dom::{Attr, Tag};

/// Compounds of a pattern, tests of a compound, bytes of a pattern or selector.
const MAX_COMPOUNDS: usize = 8;
const MAX_TESTS: usize = 8;
pub(super) const MAX_BYTES: usize = 512;

/// Compounds from the outermost to the element itself, each a descendant of the one before.
pub(super) type Pattern = Vec<Compound>;

/// What one element must be: its tag and all tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compound {
    pub tag: Option<Tag>,
    pub tests: Vec<Test>,
}

/// What an attribute must hold. Values compare as they are written, references decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    pub attr: Attr,
    pub how: How,
    pub value: String,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Present,
    /// One of the words of the attribute: `.x`, `[attr~=x]`.
    Word,
    /// `#x`, `[attr=x]`.
    Whole,
    Prefix,
    Suffix,
    Contains,
}

impl How {
    pub(super) fn holds(self, value: &str, wanted: &str) -> bool {
        crate::work::add(value.len());
        match self {
            How::Present => true,
            How::Word => value.split_ascii_whitespace().any(|word| word == wanted),
            How::Whole => value == wanted,
            How::Prefix => value.starts_with(wanted),
            How::Suffix => value.ends_with(wanted),
            How::Contains => memchr::memmem::find(value.as_bytes(), wanted.as_bytes()).is_some(),
        }
    }
}

/// Patterns parted by commas, each with its text.
pub(super) fn parse(text: &str) -> Result<Vec<(&str, Pattern)>, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("a pattern has at most {MAX_BYTES} bytes: write one rule a line"));
    }
    let mut reader = Reader { text, at: 0 };
    let mut patterns = Vec::new();
    loop {
        reader.spaces();
        let start = reader.at;
        let pattern = reader.pattern()?;
        patterns.push((text[start..reader.at].trim_end(), pattern));
        if reader.next_if(',').is_none() {
            return Ok(patterns);
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next_if(&mut self, wanted: char) -> Option<char> {
        let found = self.peek().filter(|c| *c == wanted)?;
        self.at += found.len_utf8();
        Some(found)
    }

    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Up to a comma or the end.
    fn pattern(&mut self) -> Result<Pattern, String> {
        let mut pattern = Vec::new();
        while !matches!(self.peek(), None | Some(',')) {
            if pattern.len() == MAX_COMPOUNDS {
                return Err(format!("a pattern has at most {MAX_COMPOUNDS} parts: leave out the outer ones"));
            }
            pattern.push(self.compound()?);
            self.spaces();
        }
        if pattern.is_empty() {
            return Err("a pattern is missing: write a tag, .class, #id or [attr], such as `div.promo`".to_owned());
        }
        Ok(pattern)
    }

    fn compound(&mut self) -> Result<Compound, String> {
        let mut compound = Compound::default();
        if self.peek().is_some_and(is_name) {
            compound.tag = Some(tag(&self.name()?)?);
        }
        loop {
            let test = match self.peek() {
                Some('.') => self.named(Attr::Class, How::Word)?,
                Some('#') => self.named(Attr::Id, How::Whole)?,
                Some('[') => self.attribute()?,
                None | Some(' ' | '\t' | ',') => break,
                Some(c @ ('>' | '+' | '~' | ':' | '*')) => {
                    return Err(format!(
                        "{c:?} is more of CSS than a pattern: write `css` before the selector (Cargo feature `scraper`), or part the names by spaces"
                    ));
                }
                Some(c) => {
                    return Err(format!(
                        "{c:?} is no part of a pattern: escape it by a backslash if it belongs to a name"
                    ));
                }
            };
            if compound.tests.len() == MAX_TESTS {
                return Err(format!("an element has at most {MAX_TESTS} tests: leave some out"));
            }
            compound.tests.push(test);
        }
        Ok(compound)
    }

    fn named(&mut self, attr: Attr, how: How) -> Result<Test, String> {
        self.at += 1;
        Ok(Test { attr, how, value: self.name()? })
    }

    /// Letters, digits, `-`, `_`, whatever is not ASCII, and any character behind a backslash.
    fn name(&mut self) -> Result<String, String> {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '\\' => {
                    let escaped = self.peek().ok_or("nothing stands behind the last backslash: leave it out")?;
                    self.at += escaped.len_utf8();
                    name.push(escaped);
                }
                c if is_name(c) => name.push(c),
                c => {
                    self.at -= c.len_utf8();
                    break;
                }
            }
        }
        if name.is_empty() { Err("a name is missing behind `.`, `#` or `[`".to_owned()) } else { Ok(name) }
    }

    fn attribute(&mut self) -> Result<Test, String> {
        self.at += 1;
        self.spaces();
        // xml:lang is the one name with a colon.
        let mut name = self.name()?;
        if self.next_if(':').is_some() {
            name = format!("{name}:{}", self.name()?);
        }
        let attr = attr(&name)?;
        self.spaces();
        let how = match self.peek() {
            Some(']') => How::Present,
            Some('=') => How::Whole,
            Some('~') => How::Word,
            Some('^') => How::Prefix,
            Some('$') => How::Suffix,
            Some('*') => How::Contains,
            _ => return Err(format!("[{name} goes on with `]` or one of = ~= ^= $= *=")),
        };
        let mut value = String::new();
        if how != How::Present {
            self.at += usize::from(how != How::Whole);
            self.next_if('=').ok_or_else(|| format!("`=` is missing behind [{name}"))?;
            self.spaces();
            value = self.value()?;
            self.spaces();
            if value.is_empty() && how != How::Whole || how == How::Word && value.contains(|c: char| c.is_whitespace())
            {
                return Err(format!("[{name}…{value:?}] matches nothing: give a value without white space"));
            }
        }
        self.next_if(']').ok_or_else(|| format!("`]` is missing behind [{name}"))?;
        Ok(Test { attr, how, value })
    }

    fn value(&mut self) -> Result<String, String> {
        let Some(quote) = self.next_if('"').or_else(|| self.next_if('\'')) else { return self.name() };
        let rest = &self.text[self.at..];
        let len = rest.find(quote).ok_or("the quoted value does not end: close the quote")?;
        self.at += len + 1;
        Ok(rest[..len].to_owned())
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii()
}

pub(super) fn tag(name: &str) -> Result<Tag, String> {
    match Tag::from_name(name.to_ascii_lowercase().as_bytes()) {
        Tag::Other => Err(format!(
            "<{name}> is no element of HTML, and only those are kept by name: use a class, id or attribute"
        )),
        tag => Ok(tag),
    }
}

pub(super) fn attr(name: &str) -> Result<Attr, String> {
    Attr::from_name(name.to_ascii_lowercase().as_bytes()).ok_or_else(|| {
        let kept: Vec<_> = Attr::ALL.iter().map(|attr| attr.name()).collect();
        format!("the attribute {name:?} is not kept: use one of {}", kept.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_read_as_css_reads_it() {
        let patterns = parse(r#"#a.b DIV[href^="x y"] , p , [data-component=text-block] .md\:w"#).unwrap();
        assert_eq!(
            patterns.iter().map(|(text, _)| *text).collect::<Vec<_>>()[1..],
            ["p", r"[data-component=text-block] .md\:w"]
        );
        let first = &patterns[0].1;
        assert_eq!(first[0].tests.len(), 2);
        assert_eq!(first[1].tag, Some(Tag::Div));
        assert_eq!(first[1].tests, [Test { attr: Attr::Href, how: How::Prefix, value: "x y".into() }]);
        assert_eq!(patterns[2].1[1].tests[0].value, "md:w");
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_a_remedy() {
        for (text, remedy) in [
            ("", "write a tag"),
            ("p,", "write a tag"),
            ("a > b", "`css`"),
            ("*", "`css`"),
            (".a:hover", "`css`"),
            (".", "a name is missing"),
            (".a{", "escape"),
            ("bbc-promo", "use a class"),
            ("[onclick]", "use one of class, id"),
            ("[href", "goes on with"),
            ("[href=a", "`]` is missing"),
            ("[href='a]", "close the quote"),
            ("[href^='']", "matches nothing"),
            ("a b i p u s q a b", "leave out"),
            ("\\", "backslash"),
            (&"x".repeat(600), "at most 512"),
        ] {
            let got = parse(text);
            assert!(got.as_ref().is_err_and(|error| error.contains(remedy)), "{text:?}: {got:?}");
        }
        let many: String = (0..9).map(|i| format!(".c{i}")).collect();
        assert!(parse(&many).is_err_and(|error| error.contains("leave some out")));
    }
}
