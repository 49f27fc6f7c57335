//! Scores to roles.
//!
//! First the page's kind, then the cut: which blocks are main content. Then each block gets its
//! role: by a named rule where the page says it outright, else by the class that the model finds
//! most probable, else, for content, by its element.

mod content;
mod cut;
mod role;
mod rules;

pub use role::Role;

use crate::dom::Dom;
use crate::measure::{Columns, schema as f};
use crate::options::Options;
use crate::score::{CLASSES, Class, KINDS, Scores};
use crate::segment::Blocks;
use rules::Rules;

/// What the page as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageKind {
    /// One story.
    Article,
    /// Teasers of many stories or items: index pages, collections.
    Listing,
    /// Posts of several people.
    Forum,
    /// A thing for sale.
    Product,
    /// Reference or instructions.
    Documentation,
    /// Anything else.
    Other,
}

impl PageKind {
    const ALL: [PageKind; 6] = [
        PageKind::Article,
        PageKind::Listing,
        PageKind::Forum,
        PageKind::Product,
        PageKind::Documentation,
        PageKind::Other,
    ];

    /// The kind's name in JSON.
    pub fn name(self) -> &'static str {
        KINDS[self as usize]
    }
}

/// The decision on one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Label {
    pub role: Role,
    pub main: bool,
    /// The rule that gave the role; names are stable and documented in ARCHITECTURE.md.
    pub rule: &'static str,
}

/// The decisions on all blocks, and on the page.
#[derive(Debug, Clone)]
pub struct Roles {
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: PageKind,
    pub(crate) confidence: f32,
}

/// From this probability on, a page of teasers has no article.
const LISTING: f32 = 0.5;
/// A block of the main content is something else after all when the role heads are that sure.
const OVERRULED: f32 = 0.5;

/// Decides.
pub fn roles(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, scores: &Scores, options: &Options) -> Roles {
    let (kind, confidence) = kind(scores);
    let is_main = cut::main(blocks, scores, options.bias);
    let rules = Rules::new(dom, blocks, columns);
    let is_listing = kind == PageKind::Listing && confidence >= LISTING;
    let labels = (0..blocks.len())
        .map(|block| {
            if blocks.hidden(block).is_some() {
                return Label { role: Role::Other, main: false, rule: "hidden" };
            }
            let main = is_main[block];
            if let Some((role, rule)) = rules.apply(block, scores) {
                return Label { role, main: main && keeps_main(role, kind), rule };
            }
            let (role, rule) = if is_listing {
                teaser(scores, block)
            } else if main {
                main_role(dom, blocks, columns, scores, block)
            } else {
                side_role(scores, block)
            };
            Label { role, main: main && keeps_main(role, kind), rule }
        })
        .collect();
    Roles { labels, kind, confidence }
}

fn kind(scores: &Scores) -> (PageKind, f32) {
    let mut best = (PageKind::Other, 0.0);
    for (kind, p) in PageKind::ALL.into_iter().zip(&scores.kinds) {
        if *p > best.1 {
            best = (kind, *p);
        }
    }
    best
}

/// On an article only content roles are main; elsewhere the page's point may have any role.
fn keeps_main(role: Role, kind: PageKind) -> bool {
    role.is_content() || kind != PageKind::Article
}

const CLASS_ROLES: [(Class, Role, &str); 12] = [
    (Class::Headline, Role::Headline, "class_headline"),
    (Class::Byline, Role::Byline, "class_byline"),
    (Class::Timestamp, Role::Timestamp, "class_timestamp"),
    (Class::Caption, Role::Caption, "class_caption"),
    (Class::Credit, Role::Credit, "class_credit"),
    (Class::Aside, Role::Aside, "class_aside"),
    (Class::Promo, Role::Promo, "class_promo"),
    (Class::Nav, Role::Nav, "class_nav"),
    (Class::Comments, Role::Comments, "class_comments"),
    (Class::Ad, Role::Ad, "class_ad"),
    (Class::Footer, Role::Footer, "class_footer"),
    (Class::Other, Role::Other, "class_other"),
];

/// The most probable class that is not content, with its probability.
fn best_class(scores: &Scores, block: usize) -> (Role, &'static str, f32) {
    let mut best = (Role::Other, "class_other", -1.0);
    for (class, role, rule) in CLASS_ROLES {
        let p = scores.class(block, class);
        if p > best.2 {
            best = (role, rule, p);
        }
    }
    best
}

fn teaser(scores: &Scores, block: usize) -> (Role, &'static str) {
    let content = scores.class(block, Class::Content) + scores.class(block, Class::Headline);
    let (role, rule, p) = best_class(scores, block);
    if content >= p || matches!(role, Role::Headline | Role::Aside | Role::Caption | Role::Byline) {
        (Role::Promo, "teaser_of_a_listing")
    } else {
        (role, rule)
    }
}

fn main_role(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, scores: &Scores, block: usize) -> (Role, &'static str) {
    let (role, rule, p) = best_class(scores, block);
    if p > OVERRULED && p > scores.class(block, Class::Content) {
        return (role, rule);
    }
    content::role(dom, blocks, columns, block)
}

fn side_role(scores: &Scores, block: usize) -> (Role, &'static str) {
    let (role, rule, _) = best_class(scores, block);
    (role, rule)
}

const _: () = assert!(CLASSES.len() == CLASS_ROLES.len() + 1 && KINDS.len() == PageKind::ALL.len());

/// Whether the block stands in a heading element.
pub(crate) fn in_heading(columns: &Columns, block: usize) -> bool {
    columns.value(f::IN_HEADING, block) != 0.0
}
