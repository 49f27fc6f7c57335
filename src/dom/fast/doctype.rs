//! What a doctype says, and whether it makes browsers behave as they did of old.

/// The parts of a doctype (HTML §13.2.5.53 to 13.2.5.68) as they stand in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doctype<'h> {
    pub name: Option<&'h str>,
    pub public: Option<&'h str>,
    pub system: Option<&'h str>,
    pub force_quirks: bool,
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// Takes a quoted identifier off the front: the identifier, and whether its end quote is there.
fn quoted<'h>(rest: &mut &'h str) -> Option<(&'h str, bool)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &rest[1..];
    let end = inner.find(quote);
    *rest = end.map_or("", |end| &inner[end + 1..]);
    Some((&inner[..end.unwrap_or(inner.len())], end.is_some()))
}

/// Takes a keyword in any case off the front.
fn keyword(rest: &mut &str, word: &str) -> bool {
    let found = rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if found {
        *rest = &rest[word.len()..];
    }
    found
}

impl<'h> Doctype<'h> {
    /// Reads the token from its `<` to its `>`, which lacks only where the input ends.
    pub(super) fn of(token: &'h str) -> Doctype<'h> {
        const OPENING: usize = "<!doctype".len();
        let rest = token.get(OPENING..).unwrap_or_default();
        let (rest, closed) = match rest.strip_suffix('>') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let rest = rest.trim_start_matches(is_space);
        let (name, mut rest) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        let mut doctype =
            Doctype { name: (!name.is_empty()).then_some(name), public: None, system: None, force_quirks: false };
        let well_formed = doctype.identifiers(&mut rest);
        // What follows a complete system identifier is an error without consequences.
        let cut_off = !closed && rest.trim_start_matches(is_space).is_empty();
        doctype.force_quirks = name.is_empty() || cut_off || !well_formed;
        doctype
    }

    /// Reads what follows the name; whether that was well-formed.
    fn identifiers(&mut self, rest: &mut &'h str) -> bool {
        *rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return true;
        }
        if keyword(rest, "public") {
            *rest = rest.trim_start_matches(is_space);
            let Some((public, ended)) = quoted(rest) else { return false };
            self.public = Some(public);
            *rest = rest.trim_start_matches(is_space);
            if rest.is_empty() {
                return ended;
            }
        } else if keyword(rest, "system") {
            *rest = rest.trim_start_matches(is_space);
        } else {
            return false;
        }
        let Some((system, ended)) = quoted(rest) else { return false };
        self.system = Some(system);
        ended
    }

    /// Whether a page with this doctype is in quirks mode (HTML §13.2.6.4.1).
    pub(super) fn is_quirky(&self) -> bool {
        const EXACT: [&str; 3] = ["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];
        const SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";
        const FRAMES: [&str; 2] = ["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];
        let public = self.public.unwrap_or_default().to_ascii_lowercase();
        self.force_quirks
            || !self.name.is_some_and(|name| name.eq_ignore_ascii_case("html"))
            || EXACT.contains(&&*public)
            || OLD.iter().any(|old| public.starts_with(old))
            || self.system.is_some_and(|system| system.eq_ignore_ascii_case(SYSTEM))
            || self.system.is_none() && FRAMES.iter().any(|frames| public.starts_with(frames))
    }
}

/// Beginnings of public identifiers that stand for quirks mode.
const OLD: [&str; 55] = [
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];

#[cfg(test)]
mod tests {
    use super::Doctype;

    #[test]
    fn identifiers_are_read_and_errors_force_quirks() {
        let read = |token| {
            let Doctype { name, public, system, force_quirks } = Doctype::of(token);
            (name, public, system, force_quirks)
        };
        assert_eq!(read("<!DOCTYPE html>"), (Some("html"), None, None, false));
        assert_eq!(read("<!doctype>"), (None, None, None, true));
        assert_eq!(read("<!DOCTYPE a PUBLIC 'p'\"s\" x>"), (Some("a"), Some("p"), Some("s"), false));
        assert_eq!(read("<!DOCTYPE a SYSTEM's"), (Some("a"), None, Some("s"), true));
        assert_eq!(read("<!DOCTYPE a public x>"), (Some("a"), None, None, true));
    }

    #[test]
    fn old_doctypes_mean_quirks() {
        let quirky = |token| Doctype::of(token).is_quirky();
        assert!(!quirky("<!DOCTYPE html>"));
        assert!(!quirky("<!DOCTYPE HTML SYSTEM 'about:legacy-compat'>"));
        assert!(quirky("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0 Transitional//EN\">"));
        assert!(quirky("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">"));
        let loose = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"http://www.w3.org/TR/html4/loose.dtd\">";
        assert!(!quirky(loose));
        assert!(quirky("<!DOCTYPE svg>"));
    }
}
