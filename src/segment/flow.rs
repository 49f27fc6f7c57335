//! Facts that a node inherits from its ancestors, carried down in one forward pass.

use super::controls::Controls;
use super::panel::{NO_PANEL, is_panel};
use super::style::hidden_style;
use crate::dom::{Attr, Dom, HEADING, Tag};
use crate::named::named;
use std::sync::atomic::{AtomicU32, Ordering};

/// Why a text is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Hidden {
    /// `style="display: none"`.
    DisplayNone,
    /// `style="visibility: hidden"`.
    VisibilityHidden,
    /// The `hidden` attribute.
    HiddenAttribute,
    /// Inside `noscript`: shown only where scripts are off.
    Noscript,
    /// Inside `template`: shown only where a script copies it.
    Template,
    /// Inside `video`, `audio`, `object` or `canvas`: shown only where those are not supported.
    Fallback,
    /// Titles and labels inside `svg`.
    Svg,
    /// A `dialog` that is not open.
    Dialog,
    /// `style` gives it no size: `font-size: 0`, or no width or height and what is beyond cut off.
    ZeroSize,
    /// `style` moves it out of sight: `left: -9999px`, `text-indent: -9999px`, a clip of nothing.
    OffScreen,
}

named! {
    Hidden, "reason to be hidden":
    DisplayNone "display_none",
    VisibilityHidden "visibility_hidden",
    HiddenAttribute "hidden_attribute",
    Noscript "noscript",
    Template "template",
    Fallback "fallback",
    Svg "svg",
    Dialog "dialog",
    ZeroSize "zero_size",
    OffScreen "off_screen",
}

/// What stands above a node, a bit each.
pub(crate) mod bits {
    pub(crate) const NAV: u32 = 1;
    pub(crate) const HEADER: u32 = 1 << 1;
    pub(crate) const FOOTER: u32 = 1 << 2;
    pub(crate) const ASIDE: u32 = 1 << 3;
    pub(crate) const ARTICLE: u32 = 1 << 4;
    pub(crate) const MAIN: u32 = 1 << 5;
    pub(crate) const SECTION: u32 = 1 << 6;
    pub(crate) const FORM: u32 = 1 << 7;
    pub(crate) const TABLE: u32 = 1 << 8;
    pub(crate) const ITEM: u32 = 1 << 9;
    pub(crate) const FIGURE: u32 = 1 << 10;
    pub(crate) const FIGCAPTION: u32 = 1 << 11;
    pub(crate) const BLOCKQUOTE: u32 = 1 << 12;
    pub(crate) const LINK: u32 = 1 << 13;
    pub(crate) const PRE: u32 = 1 << 14;
    pub(crate) const CODE: u32 = 1 << 15;
    pub(crate) const BUTTON: u32 = 1 << 16;
    pub(crate) const SELECT: u32 = 1 << 17;
    pub(crate) const DETAILS: u32 = 1 << 18;
    pub(crate) const DIALOG: u32 = 1 << 19;
    pub(crate) const HEADING: u32 = 1 << 20;
    pub(crate) const DEFINITION: u32 = 1 << 21;
    pub(crate) const BOLD: u32 = 1 << 22;
    pub(crate) const RUBY: u32 = 1 << 23;
    pub(crate) const LABEL: u32 = 1 << 24;
    pub(crate) const TIME: u32 = 1 << 25;
    pub(crate) const ADDRESS: u32 = 1 << 26;
    pub(crate) const PARAGRAPH: u32 = 1 << 27;
    pub(crate) const ARIA_HIDDEN: u32 = 1 << 28;
    /// In a panel that is closed until a reader opens it.
    pub(crate) const COLLAPSED: u32 = 1 << 29;
}

const LANDMARKS: u32 =
    bits::NAV | bits::HEADER | bits::FOOTER | bits::ASIDE | bits::ARTICLE | bits::MAIN | bits::SECTION | bits::FORM;

/// What an element inherits from its ancestors, its own part included.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Facts {
    /// Bits of the element itself and of all its ancestors.
    pub ancestors: u32,
    /// The nearest element, going up, that is a landmark: one of the landmark bits, or 0.
    pub landmark: u32,
    pub depth: u16,
    pub hidden: Option<Hidden>,
}

impl Facts {
    /// The facts of an element, from those of its parent.
    pub(super) fn of_child(self, dom: &Dom<'_>, controls: &Controls, node: usize, tag: Tag) -> Facts {
        let mut own = of_tag(tag);
        let mut own_hidden = hidden_tag(tag);
        let mut streamed = false;
        let is_root = matches!(tag, Tag::Html | Tag::Body);
        for (attr, value) in dom.attr_spans(node) {
            let value = || dom.slice(*value);
            match attr {
                Attr::Role => own |= of_role(value()),
                Attr::AriaHidden if !is_root && value().trim() == "true" => own |= bits::ARIA_HIDDEN,
                Attr::Hidden if !is_root => own_hidden = own_hidden.or(Some(Hidden::HiddenAttribute)),
                Attr::Style if !is_root => own_hidden = own_hidden.or_else(|| hidden_style(value())),
                // Shown at once: an open dialog, a shadow tree, and what React streams behind
                // the page and moves to its place (`<div hidden id="S:0">`).
                Attr::Open if tag == Tag::Dialog => own_hidden = None,
                Attr::Shadowrootmode => own_hidden = None,
                Attr::Id if value().starts_with("S:") => streamed = true,
                _ => {}
            }
        }
        if streamed && own_hidden == Some(Hidden::HiddenAttribute) {
            own_hidden = None;
        }
        if let Some(reason) = own_hidden
            && is_panel(dom, controls, node, reason, self.ancestors | own)
        {
            // That it is closed now is why it is not read aloud.
            own_hidden = None;
            own = own & !bits::ARIA_HIDDEN | bits::COLLAPSED;
        }
        let own_landmark = own & LANDMARKS;
        Facts {
            ancestors: self.ancestors | own,
            landmark: if own_landmark != 0 { own_landmark } else { self.landmark },
            depth: if node == 0 { 0 } else { self.depth.saturating_add(1) },
            hidden: self.hidden.or(own_hidden),
        }
    }
}

/// What of the bits above a node is told of any node.
const TOLD: u32 = bits::NAV | bits::FOOTER | bits::ASIDE | bits::ARTICLE | NO_PANEL;

/// Inherited facts of any node, a text's being its parent's: for stages that look at nodes
/// beside the blocks. They look at few, so a node's facts are worked out when it is asked for, once, with those above it.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// 0 where it is not known yet, else [`KNOWN`], the bits of [`TOLD`] and the reason to be hidden.
    facts: Vec<AtomicU32>,
    controls: Controls,
    /// A bit each for the reasons to hide that do not count on this page.
    revealed: u16,
}

const KNOWN: u32 = 1 << 31;
/// Where the reason to be hidden stands, above the bits of [`TOLD`].
const HIDDEN: u32 = 24;

impl Flow {
    pub(crate) fn of(dom: &Dom<'_>, revealed: u16) -> Flow {
        let mut facts = Vec::new();
        facts.resize_with(dom.len(), AtomicU32::default);
        crate::work::add(dom.len());
        Flow { facts, controls: Controls::default(), revealed }
    }

    fn facts(&self, dom: &Dom<'_>, node: usize) -> u32 {
        let known = |node: usize| self.facts[node].load(Ordering::Relaxed);
        if known(node) != 0 {
            return known(node);
        }
        let mut path = vec![node];
        let mut at = node;
        while at > 0 && known(dom.parent(at)) == 0 {
            at = dom.parent(at);
            path.push(at);
        }
        crate::work::add(path.len());
        let mut above = if at > 0 { unpacked(known(dom.parent(at))) } else { Facts::default() };
        for at in path.into_iter().rev() {
            let tag = dom.tag(at);
            if tag != Tag::Text {
                above = above.of_child(dom, &self.controls, at, tag);
            }
            self.facts[at].store(packed(&above), Ordering::Relaxed);
        }
        known(node)
    }

    pub(crate) fn hidden(&self, dom: &Dom<'_>, node: usize) -> Option<Hidden> {
        unpacked(self.facts(dom, node)).hidden.filter(|reason| self.revealed >> *reason as u8 & 1 == 0)
    }

    /// Of what stands above a node: navigation, footers, asides and articles.
    pub(crate) fn ancestors(&self, dom: &Dom<'_>, node: usize) -> u32 {
        unpacked(self.facts(dom, node)).ancestors
    }
}

impl Clone for Flow {
    fn clone(&self) -> Flow {
        let facts = self.facts.iter().map(|facts| AtomicU32::new(facts.load(Ordering::Relaxed))).collect();
        Flow { facts, controls: self.controls.clone(), revealed: self.revealed }
    }
}

fn packed(facts: &Facts) -> u32 {
    const { assert!(TOLD < 1 << HIDDEN) };
    let hidden = facts.hidden.map_or(0, |reason| reason as u32 + 1);
    KNOWN | hidden << HIDDEN | facts.ancestors & TOLD
}

fn unpacked(packed: u32) -> Facts {
    let reason = (packed >> HIDDEN & 0x7f) as usize;
    let hidden = reason.checked_sub(1).map(|at| Hidden::ALL[at]);
    Facts { ancestors: packed & TOLD, hidden, ..Facts::default() }
}

fn of_tag(tag: Tag) -> u32 {
    match tag {
        Tag::Nav => bits::NAV,
        Tag::Header => bits::HEADER,
        Tag::Footer => bits::FOOTER,
        Tag::Aside => bits::ASIDE,
        Tag::Article => bits::ARTICLE,
        Tag::Main => bits::MAIN,
        Tag::Section => bits::SECTION,
        Tag::Form | Tag::Fieldset | Tag::Search => bits::FORM,
        Tag::Table => bits::TABLE,
        Tag::Li => bits::ITEM,
        Tag::Figure => bits::FIGURE,
        Tag::Figcaption => bits::FIGCAPTION,
        Tag::Blockquote => bits::BLOCKQUOTE,
        Tag::A => bits::LINK,
        Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => bits::PRE,
        Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => bits::CODE,
        Tag::Button => bits::BUTTON,
        Tag::Select | Tag::Option => bits::SELECT,
        Tag::Details => bits::DETAILS,
        Tag::Dialog => bits::DIALOG,
        Tag::Dd | Tag::Dt => bits::DEFINITION,
        Tag::B | Tag::Strong => bits::BOLD,
        Tag::Label | Tag::Legend => bits::LABEL,
        Tag::Time => bits::TIME,
        Tag::Address => bits::ADDRESS,
        Tag::P => bits::PARAGRAPH,
        Tag::Ruby => bits::RUBY,
        tag if tag.is(HEADING) => bits::HEADING,
        _ => 0,
    }
}

fn of_role(role: &str) -> u32 {
    crate::work::add(role.len());
    match role.trim() {
        "navigation" | "menu" | "menubar" | "tablist" => bits::NAV,
        "banner" => bits::HEADER,
        "contentinfo" => bits::FOOTER,
        "complementary" => bits::ASIDE,
        "article" => bits::ARTICLE,
        "main" => bits::MAIN,
        "dialog" | "alertdialog" => bits::DIALOG,
        "search" | "form" => bits::FORM,
        "button" => bits::BUTTON,
        "heading" => bits::HEADING,
        _ => 0,
    }
}

fn hidden_tag(tag: Tag) -> Option<Hidden> {
    match tag {
        Tag::Noscript => Some(Hidden::Noscript),
        Tag::Template => Some(Hidden::Template),
        Tag::Video | Tag::Audio | Tag::Object | Tag::Canvas => Some(Hidden::Fallback),
        Tag::Svg => Some(Hidden::Svg),
        Tag::Dialog => Some(Hidden::Dialog),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};

    #[test]
    fn facts_of_a_node_are_those_of_a_walk_from_the_top() {
        let html = "<nav><p hidden>a<b>b</b></p></nav><article><footer><div style='display:none'><i>c</i><noscript>d</noscript></div>
            <aside role=navigation>e<svg><title>f</title></svg></aside></footer></article>
            <header><a href=#h>h</a><div class=accordion id=h hidden>h</div></header><div role=dialog><p><b class=accordion hidden>i</b></div><div class=accordion hidden>j</div><template><p>g</template>";
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let (mut walked, controls): (Vec<Facts>, _) = (Vec::new(), Controls::default());
        for node in 0..dom.len() {
            let above = if node > 0 { walked[dom.parent(node)] } else { Facts::default() };
            let tag = dom.tag(node);
            walked.push(if tag == Tag::Text { above } else { above.of_child(&dom, &controls, node, tag) });
        }
        for step in [1, 3, 7] {
            let flow = Flow::of(&dom, 1 << Hidden::Noscript as u8);
            // Some nodes first, then all.
            for node in (0..dom.len()).rev().step_by(step).chain(0..dom.len()) {
                let hidden = walked[node].hidden.filter(|reason| *reason != Hidden::Noscript);
                assert_eq!(
                    (flow.hidden(&dom, node), flow.ancestors(&dom, node)),
                    (hidden, walked[node].ancestors & TOLD)
                );
            }
        }
        assert!(Hidden::ALL.iter().enumerate().all(|(at, reason)| at == *reason as usize));
    }
}
