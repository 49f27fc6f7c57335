//! Zones: parts of a page that its own names (class, id and their kin) say the purpose of.
//!
//! A zone is evidence, not a verdict: it makes a class more probable for all blocks inside. The
//! names are words of the trade; template names of the BBC's eras stand beside them.

use crate::dom::{Dom, Tag};
use crate::measure::{Bucket, Columns, Map, token_hash};
use crate::score::Class;
use once_cell::sync::Lazy;

/// A purpose, what it does to the blocks inside, and the names that tell it: a whole class or id, or
/// a part of one between punctuation.
pub(super) struct Zone {
    pub class: Class,
    pub rule: &'static str,
    /// Log-odds that it adds to its class.
    pub evidence: f32,
    /// A main block less probable than this, and not longer, is of the zone's class outright.
    pub overrules: f32,
    pub longest: u32,
    names: &'static [&'static str],
}

const ZONES: [Zone; 10] = [
    Zone {
        class: Class::Content,
        rule: "zone_quotation",
        evidence: 1.5,
        overrules: 0.0,
        longest: u32::MAX,
        names: &["quote", "pullquote", "pull-quote", "blockquote", "quotebox"],
    },
    Zone {
        class: Class::Comments,
        rule: "zone_comments",
        evidence: 3.5,
        overrules: 0.97,
        longest: u32::MAX,
        names: &[
            "comments",
            "comment",
            "commentlist",
            "comment-list",
            "comment-form",
            "comment-introduction",
            "disqus",
            "disqus-thread",
            "respond",
            "dna-comments",
            "have-your-say",
            "haveyoursay",
            "ugc-form",
            "postform",
        ],
    },
    Zone {
        class: Class::Nav,
        rule: "zone_menu",
        evidence: 3.5,
        overrules: 0.6,
        longest: 80,
        names: &[
            "share",
            "sharing",
            "share-tools",
            "sharetools",
            "social",
            "social-share",
            "social-links",
            "bookmark",
            "bookmarks",
            "addthis",
            "sharedaddy",
            "sharethis",
            "twite",
            "breadcrumb",
            "breadcrumbs",
            "pagination",
            "menu",
            "navbar",
            "nav",
            "navigation",
            "toolbar",
            "skip-link",
            "skiplinks",
            "archives",
            "categories",
        ],
    },
    Zone {
        class: Class::Footer,
        rule: "zone_notice",
        evidence: 2.5,
        overrules: 0.97,
        longest: 600,
        names: &[
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "cookie-banner",
            "onetrust",
            "colophon",
            "site-footer",
            "copyright",
            "disclaimer",
        ],
    },
    Zone {
        class: Class::Ad,
        rule: "zone_advert",
        evidence: 3.5,
        overrules: 0.9,
        longest: 300,
        names: &[
            "advert",
            "advertisement",
            "advertising",
            "adsense",
            "ads",
            "adslot",
            "sponsored",
            "sponsor",
            "dfp",
            "taboola",
        ],
    },
    Zone {
        class: Class::Promo,
        rule: "zone_promo",
        evidence: 2.5,
        overrules: 0.6,
        longest: 300,
        names: &[
            "related",
            "relatedposts",
            "related-posts",
            "related-stories",
            "recommended",
            "recommendations",
            "recirc",
            "most-popular",
            "mostpopular",
            "most-read",
            "mostread",
            "popular",
            "trending",
            "see-also",
            "seealso",
            "newsletter",
            "newsletters",
            "subscribe",
            "promo",
            "promos",
            "puffbox",
            "teaser",
            "teasers",
            "top-stories",
            "more-stories",
            "story-more",
            "embedded-hyper",
            "tag-list",
            "taglist",
            "tags",
            "links-block",
            "also-read",
            "podcast-promo",
        ],
    },
    Zone {
        class: Class::Byline,
        rule: "zone_byline",
        evidence: 2.0,
        overrules: 0.9,
        longest: 120,
        names: &["byline", "byl", "author", "authors", "byline-block", "contributor", "contributors"],
    },
    Zone {
        class: Class::Aside,
        rule: "zone_inset",
        evidence: 2.0,
        overrules: 0.93,
        longest: u32::MAX,
        names: &[
            "factbox",
            "fact-box",
            "infobox",
            "info-box",
            "inset-box",
            "pullout",
            "story-feature",
            "sidebar-box",
            "at-a-glance",
        ],
    },
    Zone {
        class: Class::Caption,
        rule: "zone_caption",
        evidence: 1.5,
        overrules: 0.85,
        longest: 400,
        names: &["caption", "wp-caption-text", "media-caption", "image-caption", "photo-caption"],
    },
    Zone {
        class: Class::Timestamp,
        rule: "zone_timestamp",
        evidence: 1.5,
        overrules: 0.9,
        longest: 60,
        names: &["timestamp", "dateline", "published", "publish-date", "entry-date", "post-date", "pubdate"],
    },
];

/// Names of an element that are looked at from below: many nodes may look at one.
const NAMES_READ: usize = 64;
/// Set in the numbers of all nodes of an inset box.
const INSET: u8 = 0x80;
/// Places in [`ZONES`] of inset boxes and of quotations.
const ASIDE: u8 = 7;
const QUOTE: u8 = 0;
const _: () = assert!(matches!(ZONES[ASIDE as usize].class, Class::Aside));

static NAMES: Lazy<Map<u32, u8>> = Lazy::new(|| {
    let mut names = Map::default();
    for (zone, Zone { names: all, .. }) in ZONES.iter().enumerate() {
        for name in *all {
            names.insert(token_hash(Bucket::Own, name), zone as u8);
        }
    }
    names
});

/// An element that holds more than this share of the page is no zone, whatever it is called
/// (`<article class="has-comments">`).
const LARGEST: f32 = 0.4;

/// For each node the zone that it stands in, by place in [`ZONES`] plus 1; 0 for none. Carried down
/// the tree: the innermost zone wins.
pub(super) fn zones(dom: &Dom<'_>, columns: &Columns) -> Vec<u8> {
    let page = columns.node_chars.first().copied().unwrap_or(0) as f32;
    let mut zones = vec![0u8; dom.len()];
    let boxes = headed_boxes(dom, columns);
    for node in 1..dom.len() {
        zones[node] = zones[dom.parent(node)];
        if dom.tag(node) == Tag::Text || columns.node_chars[node] as f32 > LARGEST * page {
            continue;
        }
        crate::work::add(columns.cues.of_element(node).len());
        let found = columns.cues.of_element(node).iter().filter_map(|token| NAMES.get(token)).next_back();
        if let Some(zone) = found {
            zones[node] = zones[node] & INSET | (zone + 1);
            if *zone == ASIDE {
                zones[node] |= INSET;
            }
        }
        crate::work::add(1 + (boxes.len() + 1).ilog2() as usize);
        if let Ok(place) = boxes.binary_search_by_key(&node, |(node, _)| *node) {
            let zone = boxes[place].1;
            zones[node] = (zone + 1) | if zone == ASIDE { INSET } else { 0 };
        }
    }
    zones
}

/// Boxes whose purpose shows only by what they hold: `.sibtbg` of the BBC's 2002–2009 pages is an
/// inset of the story when it has a heading (`.sih`); `.story-feature` of 2010–2014 is a quotation
/// when it has a `blockquote`. Node and zone, sorted.
fn headed_boxes(dom: &Dom<'_>, columns: &Columns) -> Vec<(usize, u8)> {
    static MARKS: Lazy<[u32; 3]> =
        Lazy::new(|| ["sih", "sibtbg", "story-feature"].map(|name| token_hash(Bucket::Own, name)));
    let [heading, table, feature] = *MARKS;
    let mut boxes = Vec::new();
    for node in 1..dom.len() {
        let tokens = columns.cues.of_element(node);
        crate::work::add(1 + tokens.len());
        let (holder, zone) = if tokens.contains(&heading) {
            (table, ASIDE)
        } else if dom.tag(node) == Tag::Blockquote {
            (feature, QUOTE)
        } else {
            continue;
        };
        let mut above = dom.parent(node);
        for _ in 0..5 {
            crate::work::add(1 + columns.cues.of_element(above).len().min(NAMES_READ));
            if columns.cues.of_element(above).iter().take(NAMES_READ).any(|name| *name == holder) {
                // An inset that also quotes is no quotation.
                let most = columns.node_chars[above] <= 2 * columns.node_chars[node] + 40;
                if zone == ASIDE || most {
                    boxes.push((above, zone));
                }
                break;
            }
            above = dom.parent(above);
        }
    }
    crate::work::add(boxes.len() * (boxes.len() + 1).ilog2() as usize);
    boxes.sort_unstable();
    boxes.dedup_by_key(|(node, _)| *node);
    boxes
}

/// The zone of a number that [`zones`] gave.
pub(super) fn zone(number: u8) -> Option<&'static Zone> {
    ZONES.get(usize::from((number & !INSET).checked_sub(1)?))
}

/// Whether the number's node stands in an inset box, perhaps in a smaller zone of it.
pub(super) fn is_inset(number: u8) -> bool {
    number & INSET != 0
}
