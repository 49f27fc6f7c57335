//! Which elements a control of the page opens, and which ids the page has at all.

use crate::dom::{Attr, Dom, Span, Tag};
use std::sync::OnceLock;

/// Ids that controls name, and ids that elements have; read from the page when they are first asked for, which few pages do.
#[derive(Debug, Clone, Default)]
pub(super) struct Controls(OnceLock<Ids>);

/// Where ids stand, in the order of what they are and then of the page; and elements that say whether what they open is open, but not what
/// that is.
#[derive(Debug, Clone)]
struct Ids {
    opened: Vec<Place>,
    there: Vec<Place>,
    expanders: Vec<u32>,
}

/// Where an id stands in the source, and in which element.
#[derive(Debug, Clone, Copy)]
struct Place {
    id: Span,
    node: u32,
}

/// A longer id is no author's.
const LONGEST: usize = 200;

impl Controls {
    /// Whether a link, a button or another element outside of this one says that it opens the one with this id: `aria-controls="id"`,
    /// `href="#id"`, `data-target="#id"`.
    pub(super) fn open(&self, dom: &Dom<'_>, node: usize, id: &str) -> bool {
        let found = equal(dom, &self.ids(dom).opened, id);
        let is_outside = |place: &Place| !dom.subtree(node).contains(&(place.node as usize));
        // In the order of the page: if the first and the last stand inside, all do.
        found.first().is_some_and(is_outside) || found.last().is_some_and(is_outside)
    }

    /// The elements outside of this one that have one of these ids, parted by spaces; the first of each.
    pub(super) fn labels(&self, dom: &Dom<'_>, node: usize, ids: &str) -> impl Iterator<Item = usize> {
        let first = |id| equal(dom, &self.ids(dom).there, id).first().map(|place| place.node as usize);
        ids.split_ascii_whitespace().take(4).filter_map(first).filter(move |label| !dom.subtree(node).contains(label))
    }

    /// Whether an element with `aria-expanded`, and without the id of what it expands, is the element right before or right behind this
    /// one, or stands in it.
    pub(super) fn has_expander_beside(&self, dom: &Dom<'_>, node: usize) -> bool {
        let expanders = &self.ids(dom).expanders;
        crate::work::add(4 * (1 + expanders.len()).ilog2() as usize);
        let place = |node: usize| expanders.partition_point(|&expander| (expander as usize) < node);
        let parent = dom.parent(node);
        // One of the parsers keeps white space between elements.
        let is_gap = |at: usize| dom.tag(at) == Tag::Text && dom.raw_text(at).trim_ascii().is_empty();
        // Up from the last node before this one: as far as the element right before it is deep.
        let mut before = node.saturating_sub(1);
        while before > parent && is_gap(before) {
            crate::work::add(1);
            before -= 1;
        }
        while before > parent && dom.parent(before) != parent {
            crate::work::add(1);
            before = dom.parent(before);
        }
        let end = dom.subtree_end(parent);
        let mut behind = dom.subtree_end(node);
        while behind < end && is_gap(behind) {
            crate::work::add(1);
            behind += 1;
        }
        before > parent && place(before) < place(node) || behind < end && place(behind) < place(dom.subtree_end(behind))
    }

    fn ids(&self, dom: &Dom<'_>) -> &Ids {
        self.0.get_or_init(|| Ids::of(dom))
    }
}

/// The places at which this id stands.
fn equal<'p>(dom: &Dom<'_>, places: &'p [Place], id: &str) -> &'p [Place] {
    let id = id.trim();
    crate::work::add(2 * id.len().min(LONGEST) * (1 + places.len()).ilog2() as usize);
    if id.is_empty() || id.len() > LONGEST {
        return &[];
    }
    let from = places.partition_point(|place| dom.slice(place.id) < id);
    let to = places.partition_point(|place| dom.slice(place.id) <= id);
    &places[from..to]
}

impl Ids {
    fn of(dom: &Dom<'_>) -> Ids {
        let (mut opened, mut there, mut expanders) = (Vec::new(), Vec::new(), Vec::new());
        let mut node = 0;
        while node < dom.len() {
            crate::work::add(1);
            // Nobody can use what stands there.
            if matches!(dom.tag(node), Tag::Template | Tag::Noscript) {
                node = dom.subtree_end(node);
                continue;
            }
            let (mut expands, mut is_for_another) = (false, false);
            let place = |start, end| Place { id: (start, end), node: node as u32 };
            for &(attr, (start, end)) in dom.attr_spans(node) {
                let value = dom.slice((start, end));
                if value.len() > LONGEST {
                    continue;
                }
                let is_reference = value.starts_with('#') && value.len() > 1;
                match attr {
                    Attr::Id => there.push(place(start, end)),
                    Attr::Href if is_reference && dom.tag(node) == Tag::A => opened.push(place(start + 1, end)),
                    Attr::DataTarget | Attr::DataBsTarget if is_reference => opened.push(place(start + 1, end)),
                    Attr::AriaExpanded => expands = true,
                    Attr::AriaControls => {
                        is_for_another = true;
                        opened.extend(words(value).map(|(from, to)| place(start + from, start + to)));
                    }
                    _ => {}
                }
            }
            if expands && !is_for_another {
                expanders.push(node as u32);
            }
            node += 1;
        }
        for places in [&mut opened, &mut there] {
            crate::work::add(places.len() * (1 + places.len()).ilog2() as usize);
            places.sort_unstable_by(|a, b| dom.slice(a.id).cmp(dom.slice(b.id)).then(a.node.cmp(&b.node)));
        }
        Ids { opened, there, expanders }
    }
}

/// Where the words of a value stand in it.
fn words(value: &str) -> impl Iterator<Item = Span> {
    value.split_ascii_whitespace().map(|word| {
        let from = word.as_ptr() as usize - value.as_ptr() as usize;
        (from as u32, (from + word.len()) as u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::{Limits, Parser};

    fn parsed(html: &str) -> Dom<'_> {
        dom::parse(html, Parser::Fast, &Limits::default())
    }

    fn with_id(dom: &Dom<'_>, id: &str) -> usize {
        (0..dom.len()).find(|&node| dom.raw_attr(node, Attr::Id) == Some(id)).expect("it is there")
    }

    #[test]
    fn controls_name_what_they_open() {
        let dom = parsed(
            "<button aria-controls='one  two'>x</button><a href=#three>y</a><a href=/page#four>z</a><b href=#five></b>
             <div data-target=#six></div><div data-bs-target='#seven'></div><div id=eight></div><a href=#>w</a>
             <div id=nine aria-controls=nine><a href=#nine></a></div><template><a href=#ten></a></template><p id=end>",
        );
        let controls = Controls::default();
        let end = with_id(&dom, "end");
        for id in ["one", "two", "three", "six", "seven", " two ", "nine"] {
            assert!(controls.open(&dom, end, id), "{id}");
        }
        for id in ["four", "five", "eight", "ten", "", "one  two", "zzz"] {
            assert!(!controls.open(&dom, end, id), "{id}");
        }
        assert!(!controls.open(&dom, with_id(&dom, "nine"), "nine"));
    }

    #[test]
    fn expanders_stand_right_beside_what_they_open() {
        let dom = parsed(
            "<div><h3 aria-expanded=false>x</h3><p id=below>y</p></div><div><p id=alone>z</p></div><div><p id=above>w</p><b aria-expanded=false></b></div>
             <div><b aria-expanded=false aria-controls=x></b><p id=anothers>v</p></div>
             <div><div><b aria-expanded=false></b></div><p>far</p><p id=far>u</p></div>
             <div><span><b aria-expanded=false></b></span><p id=deep>t</p></div><div aria-expanded=false><p id=inside>s</p></div>",
        );
        let controls = Controls::default();
        let beside = |id: &str| controls.has_expander_beside(&dom, with_id(&dom, id));
        assert_eq!(["below", "above", "deep"].map(beside), [true; 3]);
        assert_eq!(["alone", "anothers", "far", "inside"].map(beside), [false; 4]);
    }

    #[test]
    fn labels_stand_outside() {
        let dom = parsed("<a href=#one></a><p id=eight>x</p><div id=two><b id=in></b></div>");
        let controls = Controls::default();
        let labels: Vec<_> = controls.labels(&dom, with_id(&dom, "two"), "nine eight in one").collect();
        assert_eq!(labels, [with_id(&dom, "eight")]);
    }
}
