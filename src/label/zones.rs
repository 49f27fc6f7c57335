//! Zones: parts of a page that its own names (class, id and their kin) say the purpose of.
//!
//! A zone is evidence, not a verdict: it makes a class more probable for all blocks inside. The
//! names are words of the trade; template names of the BBC's eras stand beside them.

use crate::dom::{Attr, Dom, Tag};
use crate::measure::{Bucket, Columns, token_hash};
use crate::score::{Class, TokenIndex};
use crate::segment::Blocks;
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

const ZONES: [Zone; 11] = [
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
        overrules: 0.9,
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
    // What stands beside the pictures of a gallery; that some pages tell their story there keeps the score in force.
    Zone {
        class: Class::Caption,
        rule: "zone_gallery",
        evidence: 3.0,
        overrules: 0.0,
        longest: 400,
        names: &[
            "gallery",
            "photo-gallery",
            "image-gallery",
            "picture-gallery",
            "slideshow",
            "carousel-slide",
            "gallery-slide",
        ],
    },
];

/// Set in the numbers of all holders of an inset box.
const INSET: u8 = 0x80;
/// Set where the purpose shows by what the box holds.
const SHOWN: u8 = 0x40;
/// Places in [`ZONES`] of inset boxes and of quotations.
const ASIDE: u8 = 7;
const QUOTE: u8 = 0;
const _: () = assert!(matches!(ZONES[ASIDE as usize].class, Class::Aside));

/// Names of boxes whose purpose shows only by what they hold, a bit each: `.sibtbg` of the BBC's
/// 2002–2009 pages is an inset of the story when it has a heading (`.sih`), and a quotation when it has pictures of quotation
/// marks; `.story-feature` of 2010–2014 is a quotation when it has a `blockquote`.
const MARKS: [(&str, u8); 3] = [("sih", HEADING), ("sibtbg", TABLE), ("story-feature", FEATURE)];
const HEADING: u8 = 1;
const TABLE: u8 = 2;
const FEATURE: u8 = 4;

/// What a name, or all names of an element say: a place in [`ZONES`] plus 1, and [`MARKS`].
#[derive(Clone, Copy, Default)]
struct Naming {
    zone: u8,
    marks: u8,
}

static NAMES: Lazy<(TokenIndex, Vec<Naming>)> = Lazy::new(|| {
    let (mut index, mut namings) = (TokenIndex::default(), Vec::<Naming>::new());
    let mut naming = |name: &str, zone: u8, marks: u8| {
        let number = index.insert(token_hash(Bucket::Own, name)) as usize;
        namings.resize(namings.len().max(number + 1), Naming::default());
        namings[number].zone |= zone;
        namings[number].marks |= marks;
    };
    for (zone, Zone { names, .. }) in ZONES.iter().enumerate() {
        names.iter().for_each(|name| naming(name, zone as u8 + 1, 0));
    }
    MARKS.into_iter().for_each(|(name, mark)| naming(name, 0, mark));
    (index, namings)
});

/// An element that holds more than this share of the page is no zone, whatever it is called
/// (`<article class="has-comments">`).
const LARGEST: f32 = 0.4;

/// For each holder the zone that it stands in, by place in [`ZONES`] plus 1; 0 for none. Carried
/// down the tree: the innermost zone wins.
pub(super) fn zones(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns) -> Vec<u8> {
    let holders = &blocks.holders;
    let namings = namings(columns);
    let naming = |holder: usize| namings[columns.cues.namings[holder] as usize];
    let boxes = headed_boxes(dom, blocks, columns, naming);
    crate::work::add(holders.len() + boxes.len());
    let mut boxes = boxes.iter().peekable();
    let mut zones = vec![0u8; holders.len()];
    for holder in 1..holders.len() {
        zones[holder] = zones[holders.parent(holder)];
        let headed = boxes.next_if(|(headed, _)| *headed == holder);
        if columns.densities.chars(holder) as f32 > LARGEST * columns.densities.chars(0) as f32 {
            continue;
        }
        let zone = naming(holder).zone;
        if zone > 0 {
            zones[holder] = zones[holder] & INSET | zone;
            if zone == ASIDE + 1 {
                zones[holder] |= INSET;
            }
        }
        if let Some((_, zone)) = headed {
            zones[holder] = (zone + 1) | SHOWN | if *zone == ASIDE { INSET } else { 0 };
        }
    }
    zones
}

/// What zones of one purpose hold of the main text is no frame of it, whatever they are called, where that is most of it: it stands in no zone then.
pub(super) fn forget_largest(blocks: &Blocks, main: &[bool], zones: &mut [u8]) {
    crate::work::add(blocks.len());
    let number = |zone: u8| usize::from(zone & !(INSET | SHOWN));
    let rows = || blocks.rows.iter().zip(main).filter(|(_, main)| **main).map(|(row, _)| row);
    let (mut all, mut of) = (0u64, [0u64; ZONES.len() + 1]);
    for row in rows() {
        all += u64::from(row.chars);
        of[number(zones[row.inner as usize])] += u64::from(row.chars);
    }
    of[0] = 0;
    if of.iter().any(|chars| 2 * chars > all) {
        crate::work::add(blocks.len());
        for row in rows() {
            let zone = &mut zones[row.inner as usize];
            if 2 * of[number(*zone)] > all {
                *zone = 0;
            }
        }
    }
}

/// The last of an element's names that name a zone decides.
fn namings(columns: &Columns) -> Vec<Naming> {
    let (index, known) = &*NAMES;
    let naming = |naming| {
        crate::work::add(1 + columns.cues.of_naming(naming).len());
        let names = columns.cues.of_naming(naming).iter().filter_map(|token| index.find(*token));
        names.map(|number| known[number as usize]).fold(Naming::default(), |all, one| Naming {
            zone: if one.zone > 0 { one.zone } else { all.zone },
            marks: all.marks | one.marks,
        })
    };
    (0..columns.cues.names()).map(naming).collect()
}

/// Boxes whose purpose shows only by what they hold: holder and zone, sorted.
fn headed_boxes(
    dom: &Dom<'_>,
    blocks: &Blocks,
    columns: &Columns,
    naming: impl Fn(usize) -> Naming,
) -> Vec<(usize, u8)> {
    let holders = &blocks.holders;
    let mut boxes = Vec::new();
    let mut has_tables = false;
    for holder in 1..holders.len() {
        crate::work::add(1);
        has_tables |= naming(holder).marks & TABLE != 0;
        let (mark, zone) = if naming(holder).marks & HEADING != 0 {
            (TABLE, ASIDE)
        } else if dom.tag(holders.node(holder)) == Tag::Blockquote {
            (FEATURE, QUOTE)
        } else {
            continue;
        };
        let mut above = holders.parent(holder);
        for _ in 0..5 {
            crate::work::add(1);
            if naming(above).marks & mark != 0 {
                // An inset that also quotes is no quotation.
                let most = columns.densities.chars(above) <= 2 * columns.densities.chars(holder) + 40;
                if zone == ASIDE || most {
                    boxes.push((above, zone));
                }
                break;
            }
            above = holders.parent(above);
        }
    }
    if has_tables {
        boxes.extend(quoted_tables(dom, blocks, &naming));
    }
    crate::work::add(boxes.len() * (1 + (boxes.len() + 1).ilog2() as usize));
    // Of two purposes a heading tells.
    boxes.sort_unstable_by_key(|(holder, zone)| (*holder, std::cmp::Reverse(*zone)));
    boxes.dedup_by_key(|(holder, _)| *holder);
    boxes
}

/// Boxes with the picture of a quotation mark: holder and zone.
fn quoted_tables(dom: &Dom<'_>, blocks: &Blocks, naming: impl Fn(usize) -> Naming) -> Vec<(usize, u8)> {
    let (holders, rows) = (&blocks.holders, &blocks.rows);
    let is_mark = |node: usize| {
        let src = dom.raw_attr(node, Attr::Src).unwrap_or("");
        crate::work::add(1 + src.len().min(LONGEST_SRC));
        src.len() <= LONGEST_SRC && src.rsplit('/').next().is_some_and(|name| name.contains("quote"))
    };
    let mut boxes = Vec::new();
    for (node, block) in blocks.images.iter().filter(|(node, _)| is_mark(*node as usize)) {
        // The mark stands before the first block of the quotation, or behind its last one.
        let beside = [Some(*block as usize), (*block as usize).checked_sub(1)];
        for row in beside.into_iter().flatten().filter_map(|block| rows.get(block)) {
            let mut above = row.holder as usize;
            for _ in 0..5 {
                crate::work::add(1);
                if naming(above).marks & TABLE != 0 {
                    if dom.subtree(holders.node(above)).contains(&(*node as usize)) {
                        boxes.push((above, QUOTE));
                    }
                    break;
                }
                above = holders.parent(above);
            }
        }
    }
    boxes
}

/// A longer address is not looked at.
const LONGEST_SRC: usize = 256;

/// The zone of a number that [`zones`] gave.
pub(super) fn zone(number: u8) -> Option<&'static Zone> {
    ZONES.get(usize::from((number & !(INSET | SHOWN)).checked_sub(1)?))
}

/// Whether the purpose of the box that the number's holder stands in shows by what it holds.
pub(super) fn is_shown(number: u8) -> bool {
    number & SHOWN != 0
}

/// Whether the number's holder stands in an inset box, perhaps in a smaller zone of it.
pub(super) fn is_inset(number: u8) -> bool {
    number & INSET != 0
}
