use super::super::automaton::Phrases;
use super::super::unit;
use super::*;
use crate::error::ErrorKind;

/// The rules of one pack that speak in a text.
fn speaking(pack: &Pack, text: &str) -> Vec<String> {
    let phrases = Phrases::new(std::slice::from_ref(pack)).unwrap();
    let units = unit::units(&phrases, text);
    units.iter().filter_map(|unit| unit.cue).map(|cue| phrases.rule(cue.rule).id().to_owned()).collect()
}

#[test]
fn every_builtin_pack_is_read() {
    for (name, text) in FILES {
        let pack = Pack::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(pack.name(), *name);
    }
    assert_eq!(Pack::builtin().len(), FILES.len());
}

#[test]
fn every_rule_speaks_in_its_examples_and_not_in_its_counters() {
    let mut faults = Vec::new();
    for pack in Pack::builtin() {
        for rule in pack.rules() {
            for example in rule.examples().filter(|example| !speaking(pack, example).iter().any(|id| id == rule.id())) {
                faults.push(format!("{} is silent in {example:?}: {:?}", rule.id(), speaking(pack, example)));
            }
            for counter in rule.counters().filter(|counter| speaking(pack, counter).iter().any(|id| id == rule.id())) {
                faults.push(format!("{} speaks in {counter:?}", rule.id()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn errors_name_the_line() {
    let head = "copydesk-rules 1\npack p\nversion 1\n";
    let rule = "rule r\nrole nav\ntext One\nexample One\ncounter Two\n";
    for (text, line, reason) in [
        ("rules 1".to_owned(), 1, "the first line must be"),
        (format!("{head}role nav"), 4, "stands before any rule"),
        (format!("{head}rule r\nrole nix"), 5, "\"nix\" is not a role"),
        (format!("{head}rule r\nrole nav\ntext One\nexample One"), 7, "has no `counter`"),
        (format!("{head}{rule}rule r"), 9, "a rule's name"),
        (format!("{head}{rule}evidence some"), 9, "is not an evidence (one of: likely sure cluster)"),
        (format!("{head}{rule}match start many"), 9, "no number of bytes"),
        (format!("{head}{rule}evidence cluster\nmatch start"), 10, "wants `match whole`"),
        (format!("{head}{rule}colour red"), 9, "says nothing of a rule"),
        (format!("{head}rule"), 4, "something must stand behind"),
        ("copydesk-rules 1\npack p".to_owned(), 2, "`version …` is missing"),
    ] {
        let error = Pack::parse(&text).unwrap_err();
        let ErrorKind::Pack { line: found, reason: said } = error.kind() else { panic!("{error}") };
        assert!(said.contains(reason), "{text:?}: {error}");
        assert_eq!(*found, line, "{text:?}: {error}");
    }
    assert_eq!(Pack::parse(&format!("{head}{rule}")).unwrap().rules()[0].id(), "p/r");
}
