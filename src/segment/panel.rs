//! Panels of tabs and accordions: text that a page keeps closed until its reader asks for it.

use super::controls::Controls;
use super::flow::{Hidden, bits};
use crate::dom::{Attr, Dom, Tag};

/// Where no panel of a story or product is: menus, their bars, dialogues, choices.
pub(super) const NO_PANEL: u32 = bits::NAV | bits::HEADER | bits::FOOTER | bits::DIALOG | bits::SELECT;

/// Beginnings of the parts of names that panels have: "accordion__panel", "isCollapsed".
const PARTS: [&str; 6] = ["accordion", "acordeon", "akkordeon", "collapsible", "collapse", "expander"];
/// Parts that are such a name as a whole.
const WHOLE: [&str; 4] = ["faq", "faqs", "tabpanel", "tabpane"];
/// Two parts in a row.
const PAIRS: [(&str, &[&str]); 4] = [
    ("tab", &["pane", "panel", "content", "body"]),
    ("tabs", &["pane", "panel", "content", "body"]),
    ("toggle", &["content", "panel", "body"]),
    ("expand", &["content", "panel", "body", "collapse"]),
];
/// Parts of names that hide something else: what asks for consent or money, reports faults, shares, sells.
const OTHERS: [&str; 14] = [
    "ad",
    "ads",
    "affiliate",
    "alert",
    "consent",
    "cookie",
    "cookies",
    "error",
    "menu",
    "modal",
    "nav",
    "navbar",
    "paywall",
    "share",
];

/// Longer names are no words of an author.
const LONGEST: usize = 80;

/// Whether an element hidden for this reason is a panel that a control of the page opens: it says so by `role="tabpanel"` or
/// `hidden="until-found"`; or it is labelled by a control; or it is named like one and the page has the control that opens it. `ancestors` has its own bits too.
pub(super) fn is_panel(dom: &Dom<'_>, controls: &Controls, node: usize, hidden: Hidden, ancestors: u32) -> bool {
    // What scripts and style sheets open; nobody opens a `template`, or what stands off the screen.
    let opens =
        matches!(hidden, Hidden::DisplayNone | Hidden::HiddenAttribute | Hidden::VisibilityHidden | Hidden::ZeroSize);
    if !opens || ancestors & NO_PANEL != 0 {
        return false;
    }
    let (mut is_told, mut is_named) = (false, false);
    for (attr, value) in dom.attr_spans(node) {
        let value = || dom.slice(*value);
        match attr {
            Attr::Role => match value().trim() {
                "tabpanel" => is_told = true,
                "" | "region" | "group" | "presentation" | "none" => {}
                // Lists to choose from, hints, alerts.
                _ => return false,
            },
            Attr::Hidden => is_told |= value().trim().eq_ignore_ascii_case("until-found"),
            // A panel is closed to no height; nothing opens letters of no size.
            Attr::Style if hidden == Hidden::ZeroSize && !value().contains("height") => return false,
            Attr::Class | Attr::Id | Attr::DataTestid => match names_panel(value()) {
                Named::Other => return false,
                named => is_named |= named == Named::Panel,
            },
            _ => {}
        }
    }
    // What closes may stand right around the panel.
    let inner = (node + 1 < dom.len() && dom.parent(node + 1) == node).then_some(node + 1);
    let parts = || [Some(node), inner].into_iter().flatten();
    let is_opened = |part: usize| dom.raw_attr(part, Attr::Id).is_some_and(|id| controls.open(dom, node, id));
    is_told
        || parts().any(|part| is_labelled_by_control(dom, controls, node, part))
        || is_named && (controls.has_expander_beside(dom, node) || parts().any(is_opened))
}

/// Whether what labels a part of the panel is a control, or holds one and little else.
fn is_labelled_by_control(dom: &Dom<'_>, controls: &Controls, node: usize, part: usize) -> bool {
    let is_control = |label: usize| {
        let role = || dom.raw_attr(label, Attr::Role).map(str::trim);
        matches!(dom.tag(label), Tag::Button | Tag::Summary | Tag::A) || matches!(role(), Some("tab" | "button"))
    };
    let holds = |label: usize| (label..dom.subtree_end(label).min(label + 4)).any(is_control);
    dom.raw_attr(part, Attr::AriaLabelledby).is_some_and(|ids| controls.labels(dom, node, ids).any(holds))
}

/// Whether a class, id or test id names a panel, and nothing else that is hidden.
fn names_panel(value: &str) -> Named {
    crate::work::add(value.len());
    let mut named = Named::Nothing;
    for name in value.split_ascii_whitespace().filter(|name| name.len() <= LONGEST) {
        let mut last = "";
        for part in parts(name) {
            let is = |word: &&str| part.eq_ignore_ascii_case(word);
            let begins = |word: &&str| part.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            if OTHERS.iter().any(is) {
                return Named::Other;
            }
            let pairs = PAIRS.iter().any(|(first, second)| last.eq_ignore_ascii_case(first) && second.iter().any(is));
            if pairs || PARTS.iter().any(begins) || WHOLE.iter().any(is) {
                named = Named::Panel;
            }
            last = part;
        }
    }
    named
}

/// What the names of an element say.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    Nothing,
    Panel,
    /// Something that is hidden for another reason.
    Other,
}

/// The parts of a name: runs of letters, parted by capitals too.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|run| {
        let bytes = run.as_bytes();
        let mut from = 0;
        (1..=bytes.len()).filter_map(move |at| {
            let ends = at == bytes.len() || bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
            let part = ends.then(|| &run[from..at]);
            from = if ends { at } else { from };
            part
        })
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

    /// Named like panels, each with the id `x`.
    const NAMED: [&str; 6] = [
        r#"<div id=x class="c-Accordion__panel" style="height:0;overflow:hidden"><p>text"#,
        r#"<div id=x class="faq-answer" style="display: none;">text"#,
        r#"<div id=x class="tab-pane" style="visibility:hidden">text"#,
        r#"<div id=x class="wcTabContent" hidden>text"#,
        r#"<div class="chakra-collapse" style="display:none"><div id=x>text</div></div>"#,
        r#"<main><div id=x class="w_x expand-collapse-content" role="region" hidden>text"#,
    ];

    #[test]
    fn panels_are_collapsed_not_hidden() {
        let told = [r#"<div role="tabpanel" hidden>text"#, r#"<section hidden="until-found">text"#].map(String::from);
        let labelled =
            r#"<h3 id="y"><button></button></h3><div aria-labelledby="y" style="display:none" aria-hidden="true">text"#
                .into();
        let controls =
            ["<a href=#x></a>", "<b aria-controls='w x'></b>", "<b data-target=#x></b>", "<b data-bs-target=#x></b>"];
        let expanded = r#"<a aria-expanded=false></a><div class="a-expander" style="display:none">text"#.into();
        let opened = NAMED.iter().flat_map(|panel| controls.map(|control| format!("{control}{panel}")));
        for html in told.into_iter().chain([labelled, expanded]).chain(opened) {
            let blocks = cut(&html);
            assert_eq!((blocks.hidden(1), blocks.is_collapsed(1)), (None, true), "{html}");
            assert!(!blocks.is_collapsed(0), "{html}");
        }
    }

    #[test]
    fn what_nothing_opens_stays_hidden_whatever_its_name() {
        let others = [
            r#"<div id="x" aria-labelledby="y" style="display:none">text"#,
            r#"<h3 id="y"></h3><div class="popup" aria-labelledby="y" hidden>text"#,
            r#"<div class="accordion" aria-labelledby="y" hidden><button id="y"></button><p>text</p>"#,
            r#"<div id="x" class="accordion" aria-controls="x" hidden><a href=#x></a><p>text</p>"#,
            r#"<template><a href=#x></a></template><div id="x" class="accordion" hidden>text"#,
            r#"<div><a aria-expanded="false"></a></div><p>between</p><div class="accordion" hidden>text"#,
        ];
        for panel in NAMED.into_iter().chain(others) {
            for html in [panel.to_owned(), format!("<a href=/x>x</a>{panel}")] {
                let blocks = cut(&html);
                let found: Vec<_> = (0..blocks.len()).filter(|&block| blocks.text(block) == "text").collect();
                assert!(!found.is_empty(), "{html}");
                assert!(
                    found.iter().all(|&block| blocks.hidden(block).is_some() && !blocks.is_collapsed(block)),
                    "{html}"
                );
            }
        }
    }

    #[test]
    fn other_hidden_text_stays_hidden() {
        for html in [
            r#"<div style="display:none">text"#,
            r#"<div class="panel" hidden>text"#,
            r#"<div class="surf-aquatics" hidden>text"#,
            r#"<div class="paywall-collapse" hidden>text"#,
            r#"<div class="affiliate-disclosure" hidden>text"#,
            r#"<div class="share-expanded" hidden>text"#,
            r#"<div class="accordion cookie-settings" hidden>text"#,
            r#"<div role="tabpanel" hidden><div style="display:none">text"#,
            r#"<nav><div class="accordion" hidden>text"#,
            r#"<footer><div role="tabpanel" hidden>text"#,
            r#"<div role="dialog" aria-labelledby="x" hidden>text"#,
            r#"<ul role="listbox" class="collapsed" hidden><li>text"#,
            r#"<div class="accordion" style="position:absolute;left:-9999px">text"#,
            r#"<div class="accordion" style="font-size:0">text"#,
            r#"<template><div class="accordion">text"#,
            r#"<div hidden><div class="accordion">text"#,
        ] {
            let blocks = cut(&format!("<b aria-controls=x></b>{}", html.replace("<div class", "<div id=x class")));
            assert!(blocks.hidden(1).is_some() && !blocks.is_collapsed(1), "{html}");
        }
    }
}
