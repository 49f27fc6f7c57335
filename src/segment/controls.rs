//! Which elements a control of the page opens, and which ids the page has at all.

use crate::dom::{Attr, Dom, Span, Tag};
use std::sync::OnceLock;

/// Ids that controls name, and ids that elements have; read from the page when they are first asked for, which few pages do.
#[derive(Debug, Clone, Default)]
pub(super) struct Controls(OnceLock<Ids>);

/// Places of ids in the source, in the order of what stands there; and elements that say whether what they open is open, but not what that is.
#[derive(Debug, Clone)]
struct Ids {
    opened: Vec<Span>,
    there: Vec<Span>,
    expanders: Vec<u32>,
}

/// A longer id is no author's.
const LONGEST: usize = 200;

impl Controls {
    /// Whether a link, a button or another element says that it opens the one with this id: `aria-controls="id"`, `href="#id"`,
    /// `data-target="#id"`.
    pub(super) fn open(&self, dom: &Dom<'_>, id: &str) -> bool {
        self.holds(dom, id, |ids| &ids.opened)
    }

    /// Whether an element has one of these ids, parted by spaces.
    pub(super) fn has_one_of(&self, dom: &Dom<'_>, ids: &str) -> bool {
        ids.split_ascii_whitespace().take(4).any(|id| self.holds(dom, id, |ids| &ids.there))
    }

    /// Whether an element with `aria-expanded`, and without the id of what it expands, stands beside this one in the same parent, before
    /// or behind it.
    pub(super) fn has_expander_beside(&self, dom: &Dom<'_>, node: usize) -> bool {
        let expanders = &self.ids(dom).expanders;
        crate::work::add(2 * (1 + expanders.len()).ilog2() as usize);
        let parent = dom.parent(node);
        let before = expanders.partition_point(|&expander| (expander as usize) < node);
        let behind = expanders.partition_point(|&expander| (expander as usize) < dom.subtree_end(node));
        before > 0 && expanders[before - 1] as usize > parent
            || expanders.get(behind).is_some_and(|&expander| (expander as usize) < dom.subtree_end(parent))
    }

    fn ids(&self, dom: &Dom<'_>) -> &Ids {
        self.0.get_or_init(|| Ids::of(dom))
    }

    fn holds(&self, dom: &Dom<'_>, id: &str, of: impl Fn(&Ids) -> &[Span]) -> bool {
        let ids = of(self.ids(dom));
        let id = id.trim();
        crate::work::add(id.len().min(LONGEST) * (1 + ids.len()).ilog2() as usize);
        !id.is_empty() && id.len() <= LONGEST && ids.binary_search_by(|span| dom.slice(*span).cmp(id)).is_ok()
    }
}

impl Ids {
    fn of(dom: &Dom<'_>) -> Ids {
        let (mut opened, mut there, mut expanders) = (Vec::new(), Vec::new(), Vec::new());
        for node in 0..dom.len() {
            crate::work::add(1);
            let (mut expands, mut is_for_another) = (false, false);
            for &(attr, (start, end)) in dom.attr_spans(node) {
                let value = dom.slice((start, end));
                if value.len() > LONGEST {
                    continue;
                }
                let tail = (start + 1, end);
                match attr {
                    Attr::Id => there.push((start, end)),
                    Attr::Href if dom.tag(node) == Tag::A && value.starts_with('#') => opened.push(tail),
                    Attr::DataTarget | Attr::DataBsTarget if value.starts_with('#') => opened.push(tail),
                    Attr::AriaExpanded => expands = true,
                    Attr::AriaControls => {
                        is_for_another = true;
                        opened.extend(words(value).map(|(from, to)| (start + from, start + to)));
                    }
                    _ => {}
                }
            }
            if expands && !is_for_another {
                expanders.push(node as u32);
            }
        }
        for spans in [&mut opened, &mut there] {
            crate::work::add(spans.len() * (1 + spans.len()).ilog2() as usize);
            spans.sort_unstable_by(|a, b| dom.slice(*a).cmp(dom.slice(*b)));
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

    #[test]
    fn controls_name_what_they_open() {
        let html =
            "<button aria-controls='one  two'>x</button><a href=#three>y</a><a href=/page#four>z</a><b href=#five></b>
            <div data-target=#six></div><div data-bs-target='#seven'></div><div id=eight></div><a href=#>w</a>";
        let dom = dom::parse(html, Parser::Fast, &Limits::default());
        let controls = Controls::default();
        for id in ["one", "two", "three", "six", "seven", " two "] {
            assert!(controls.open(&dom, id), "{id}");
        }
        for id in ["four", "five", "eight", "", "one  two", "zzz"] {
            assert!(!controls.open(&dom, id), "{id}");
        }
        assert!(
            controls.has_one_of(&dom, "nine eight")
                && !controls.has_one_of(&dom, "one")
                && !controls.has_one_of(&dom, "")
        );
    }
}
