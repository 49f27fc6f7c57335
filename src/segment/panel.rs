//! Panels of tabs and accordions: text that a page keeps closed until its reader asks for it.

use super::flow::{Hidden, bits};
use crate::dom::{Attr, Dom};

/// Where no panel of a story or product is: menus, their bars, dialogues, choices.
const ELSEWHERE: u32 = bits::NAV | bits::HEADER | bits::FOOTER | bits::DIALOG | bits::SELECT;

/// What names of panels have in them, without punctuation and capitals.
const NAMES: [&str; 12] = [
    "accordion",
    "acordeon",
    "akkordeon",
    "collaps",
    "disclosure",
    "expand",
    "faq",
    "spoiler",
    "tabcontent",
    "tabpane",
    "tabspanel",
    "togglecontent",
];

/// Longer names are no words of an author.
const LONGEST: usize = 48;

/// Whether an element hidden for this reason is a panel that a control of the page opens: it says so by `role="tabpanel"`,
/// `hidden="until-found"`, a label elsewhere (`aria-labelledby`), or its name. `ancestors` has its own bits too.
pub(super) fn is_panel(dom: &Dom<'_>, node: usize, hidden: Hidden, ancestors: u32) -> bool {
    // What scripts and style sheets open; nobody opens a `template`, or what stands off the screen.
    let opens =
        matches!(hidden, Hidden::DisplayNone | Hidden::HiddenAttribute | Hidden::VisibilityHidden | Hidden::ZeroSize);
    if !opens || ancestors & ELSEWHERE != 0 {
        return false;
    }
    let mut is_panel = false;
    for (attr, value) in dom.attr_spans(node) {
        let value = || dom.slice(*value);
        match attr {
            Attr::Role => match value().trim() {
                "tabpanel" => is_panel = true,
                "" | "region" | "group" | "presentation" | "none" => {}
                // Lists to choose from, hints, alerts.
                _ => return false,
            },
            Attr::Hidden => is_panel |= value().trim().eq_ignore_ascii_case("until-found"),
            // A panel is closed to no height; nothing opens letters of no size.
            Attr::Style if hidden == Hidden::ZeroSize && !value().contains("height") => return false,
            Attr::AriaLabelledby => is_panel |= !value().trim().is_empty(),
            Attr::Class | Attr::Id | Attr::DataTestid => is_panel |= names_panel(value()),
            _ => {}
        }
    }
    is_panel
}

fn names_panel(value: &str) -> bool {
    crate::work::add(value.len());
    let mut squashed = String::with_capacity(LONGEST);
    value.split_ascii_whitespace().filter(|name| name.len() <= LONGEST).any(|name| {
        squashed.clear();
        squashed.extend(name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()));
        NAMES.iter().any(|part| squashed.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Blocks, blocks};
    use crate::dom;
    use crate::options::{Limits, Parser};

    fn cut(html: &str) -> Blocks {
        let limits = Limits::default();
        let shown = "<p>What everybody sees.</p>";
        blocks(&dom::parse(&format!("{shown}{html}"), Parser::Fast, &limits), &limits)
    }

    #[test]
    fn panels_are_collapsed_not_hidden() {
        for html in [
            r#"<div role="tabpanel" hidden>text"#,
            r#"<div id="x" aria-labelledby="x-button" style="display:none" aria-hidden="true">text"#,
            r#"<section hidden="until-found">text"#,
            r#"<div class="c-Accordion__panel" style="height:0;overflow:hidden"><p>text"#,
            r#"<div class="faq-answer" style="display: none;">text"#,
            r#"<div class="tab-pane" style="visibility:hidden">text"#,
            r#"<main><div id="collapsible-content-7" role="region" hidden>text"#,
        ] {
            let blocks = cut(html);
            assert_eq!((blocks.hidden(1), blocks.is_collapsed(1)), (None, true), "{html}");
            assert!(!blocks.is_collapsed(0), "{html}");
        }
    }

    #[test]
    fn other_hidden_text_stays_hidden() {
        for html in [
            r#"<div style="display:none">text"#,
            r#"<div class="panel" hidden>text"#,
            r#"<nav><div class="accordion" hidden>text"#,
            r#"<footer><div role="tabpanel" hidden>text"#,
            r#"<div role="dialog" aria-labelledby="x" hidden>text"#,
            r#"<ul role="listbox" class="collapsed" hidden><li>text"#,
            r#"<div class="accordion" style="position:absolute;left:-9999px">text"#,
            r#"<div class="accordion" style="font-size:0">text"#,
            r#"<template><div class="accordion">text"#,
            r#"<div hidden><div class="accordion">text"#,
        ] {
            let blocks = cut(html);
            assert!(blocks.hidden(1).is_some() && !blocks.is_collapsed(1), "{html}");
        }
    }
}
