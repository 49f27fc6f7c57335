//! CSS selectors over a [`Dom`], whichever front end made it.
//!
//! `scraper`'s parser and the matching of `selectors` do the work. An element is handed to them only when
//! its tag, id and classes fit the selector's last part. What the matching asks of the tree is counted and
//! bounded, for it climbs and looks aside as it likes.

use super::pattern::{self, Compound, How, Test};
use crate::dom::{Attr, Dom, Tag};
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, PseudoElement, Simple};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::{self, ElementSelectorFlags};
use selectors::parser::{Component, ParseRelative, RelativeSelector, SelectorImpl, SelectorList};
use selectors::visitor::SelectorVisitor;
use selectors::{Element, OpaqueElement};
use std::cell::{Cell, OnceCell};

type BorrowedNamespace = <Simple as SelectorImpl>::BorrowedNamespaceUrl;
type Namespace = <Simple as SelectorImpl>::NamespaceUrl;

/// The parser calls itself for what stands in parentheses.
const MAX_NESTING: usize = 8;
/// What the matching of one profile may ask of a page: of every node so much, and of a small page this.
const STEPS_PER_NODE: usize = 64;
const STEPS: usize = 100_000;

/// A list of selectors.
#[derive(Debug)]
pub(super) struct Css(SelectorList<Simple>);

impl Css {
    pub(super) fn parse(text: &str) -> Result<Css, String> {
        if text.len() > pattern::MAX_BYTES {
            return Err(format!("a selector has at most {} bytes: write one a line", pattern::MAX_BYTES));
        }
        let opened = |depth: usize, c| if matches!(c, '(' | '[' | '{') { depth + 1 } else { depth };
        if text.chars().fold(0, opened) > MAX_NESTING {
            return Err(format!("more than {MAX_NESTING} brackets: make the selector simpler"));
        }
        let mut input = cssparser::Parser::new(text);
        let list = SelectorList::parse(&scraper::selector::Parser, &mut input, ParseRelative::No)
            .map_err(|error| format!("no CSS selector ({error:?}): see what the crate `scraper` can parse"))?;
        let mut check = Check(Ok(()));
        for selector in list.slice() {
            selector.visit(&mut check);
        }
        check.0.map(|()| Css(list))
    }

    /// Of each selector what the element itself must be, as far as a pattern can say it.
    pub(super) fn keys(&self) -> Vec<Compound> {
        let test = |attr, how, name: &CssLocalName| Test { attr, how, value: name.0.to_string() };
        let key = |selector: &selectors::parser::Selector<Simple>| {
            let mut key = Compound::default();
            for component in selector.iter() {
                match component {
                    Component::LocalName(name) => key.tag = pattern::tag(&name.lower_name.0).ok(),
                    Component::ID(id) => key.tests.push(test(Attr::Id, How::Whole, id)),
                    Component::Class(class) => key.tests.push(test(Attr::Class, How::Word, class)),
                    _ => {}
                }
            }
            key
        };
        self.0.slice().iter().map(key).collect()
    }
}

/// Refuses names that a [`Dom`] does not keep: they would match nothing, without a word.
struct Check(Result<(), String>);

impl SelectorVisitor for Check {
    type Impl = Simple;

    fn visit_attribute_selector(
        &mut self,
        _: &NamespaceConstraint<&Namespace>,
        _: &CssLocalName,
        name: &CssLocalName,
    ) -> bool {
        self.0 = pattern::attr(&name.0).map(drop);
        self.0.is_ok()
    }

    fn visit_simple_selector(&mut self, component: &Component<Simple>) -> bool {
        if let Component::LocalName(name) = component {
            self.0 = pattern::tag(&name.lower_name.0).map(drop);
        }
        self.0.is_ok()
    }

    fn visit_relative_selector_list(&mut self, list: &[RelativeSelector<Simple>]) -> bool {
        list.iter().all(|relative| relative.selector.visit(self))
    }
}

/// A page, as the matching sees it.
pub(super) struct Tree<'t, 'h> {
    view: View<'t, 'h>,
    caches: SelectorCaches,
}

struct View<'t, 'h> {
    dom: &'t Dom<'h>,
    /// For each node the element before it under the same parent; made when asked for.
    previous: OnceCell<Vec<u32>>,
    left: Cell<usize>,
}

impl<'t, 'h> Tree<'t, 'h> {
    pub(super) fn new(dom: &'t Dom<'h>) -> Self {
        let left = Cell::new(STEPS + STEPS_PER_NODE * dom.len());
        Tree { view: View { dom, previous: OnceCell::new(), left }, caches: SelectorCaches::default() }
    }

    pub(super) fn matches(&mut self, css: &Css, selector: u32, node: usize) -> bool {
        let Tree { view, caches } = self;
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let node = Node { view, node };
        let matches = matching::matches_selector(&css.0.slice()[selector as usize], 0, None, &node, &mut context);
        // What was found with the last step is half a look.
        matches && view.left.get() > 0
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.view.left.get() == 0
    }
}

impl View<'_, '_> {
    /// Takes steps from the budget; false when it is spent.
    fn step(&self, steps: usize) -> bool {
        crate::work::add(steps);
        let left = self.left.get().saturating_sub(steps);
        self.left.set(left);
        left > 0
    }

    fn previous(&self, node: usize) -> Option<usize> {
        const NONE: u32 = u32::MAX;
        let previous = self.previous.get_or_init(|| {
            crate::work::add(2 * self.dom.len());
            let (mut previous, mut last) = (vec![NONE; self.dom.len()], vec![NONE; self.dom.len()]);
            for node in (1..self.dom.len()).filter(|&node| self.dom.tag(node) != Tag::Text) {
                previous[node] = std::mem::replace(&mut last[self.dom.parent(node)], node as u32);
            }
            previous
        });
        Some(previous[node]).filter(|previous| *previous != NONE).map(|previous| previous as usize)
    }
}

/// An element of the page.
#[derive(Clone, Copy)]
struct Node<'v, 't, 'h> {
    view: &'v View<'t, 'h>,
    node: usize,
}

impl std::fmt::Debug for Node<'_, '_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}> {}", self.view.dom.tag(self.node).name(), self.node)
    }
}

impl Node<'_, '_, '_> {
    fn at(self, node: usize) -> Self {
        Node { view: self.view, node }
    }

    /// The first element from a node on, among the children of a parent.
    fn element_from(self, mut node: usize, parent: usize) -> Option<Self> {
        let dom = self.view.dom;
        while node < dom.subtree_end(parent) {
            if !self.view.step(1) {
                return None;
            }
            if dom.tag(node) != Tag::Text {
                return Some(self.at(node));
            }
            node = dom.subtree_end(node);
        }
        None
    }

    /// Whether an attribute is there and holds to something, its length being taken from the budget.
    fn holds(self, attr: Attr, holds: impl FnOnce(&str) -> bool) -> bool {
        let dom = self.view.dom;
        let raw = dom.raw_attr(self.node, attr);
        self.view.step(1 + raw.map_or(0, |raw| raw.len() / 8))
            && raw.is_some_and(|raw| match raw.contains('&') {
                true => dom.attr(self.node, attr).is_some_and(|value| holds(&value)),
                false => holds(raw),
            })
    }
}

impl Element for Node<'_, '_, '_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(&self.view.dom.tags()[self.node])
    }

    fn parent_element(&self) -> Option<Self> {
        (self.view.step(1) && self.node > 0).then(|| self.at(self.view.dom.parent(self.node)))
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.view.step(1).then(|| self.view.previous(self.node).map(|node| self.at(node)))?
    }

    fn next_sibling_element(&self) -> Option<Self> {
        let dom = self.view.dom;
        (self.node > 0).then(|| self.element_from(dom.subtree_end(self.node), dom.parent(self.node)))?
    }

    fn first_element_child(&self) -> Option<Self> {
        self.element_from(self.node + 1, self.node)
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.view.step(1) && *self.view.dom.tag(self.node).name() == *name.0
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.view.dom.tag(self.node) == self.view.dom.tag(other.node)
    }

    fn attr_matches(
        &self,
        _: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        let attr = Attr::from_name(name.0.as_bytes());
        attr.is_some_and(|attr| self.holds(attr, |value| operation.eval_str(value)))
    }

    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        self.holds(Attr::Id, |value| case.eq(value.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, class: &CssLocalName, case: CaseSensitivity) -> bool {
        let is_it = |word: &str| case.eq(word.as_bytes(), class.0.as_bytes());
        self.holds(Attr::Class, |value| value.split_ascii_whitespace().any(is_it))
    }

    fn is_empty(&self) -> bool {
        self.view.dom.subtree_end(self.node) == self.node + 1
    }

    fn is_root(&self) -> bool {
        self.node == 0
    }

    fn is_link(&self) -> bool {
        self.view.dom.tag(self.node) == Tag::A && self.holds(Attr::Href, |_| true)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    // Namespaces, pseudo-elements, parts and shadow trees: none is kept.

    fn has_namespace(&self, _: &BorrowedNamespace) -> bool {
        true
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn match_non_ts_pseudo_class(&self, _: &NonTSPseudoClass, _: &mut MatchingContext<'_, Simple>) -> bool {
        false
    }

    fn match_pseudo_element(&self, _: &PseudoElement, _: &mut MatchingContext<'_, Simple>) -> bool {
        false
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_custom_state(&self, _: &CssLocalName) -> bool {
        false
    }

    fn imported_part(&self, _: &CssLocalName) -> Option<CssLocalName> {
        None
    }

    fn is_part(&self, _: &CssLocalName) -> bool {
        false
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
