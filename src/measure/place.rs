//! Where a block stands on the page: repetition, headline, neighbours, and the page as a whole.

use super::hash::{Map, hash_str};
use super::schema as f;
use super::shape::Shape;
use super::{Sinks, log, ratio};
use crate::dom::{Attr, Dom, Tag};
use crate::segment::{Blocks, bits};
use memchr::memmem;

/// The block that shows the story's title: the one whose words match the page's title best,
/// headings before others, earlier before later.
pub(super) fn headline(dom: &Dom<'_>, blocks: &Blocks, shapes: &[Shape], title_words: u32) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    crate::work::add(blocks.len());
    for (block, row) in blocks.rows.iter().enumerate() {
        if row.hidden.is_some() || row.chars < 4 || row.chars > 300 {
            continue;
        }
        let level = heading_level(dom, blocks, block);
        if level == 0 && (row.bold_chars == 0 || row.links > 0) && row.chars > 200 {
            continue;
        }
        let Shape { words, title_words: hits, .. } = shapes[block];
        let overlap = hits as f32 / words.max(1) as f32;
        let coverage = hits.min(title_words) as f32 / title_words.max(1) as f32;
        let agreement = 2.0 * overlap * coverage / (overlap + coverage).max(1e-6);
        let heading = match level {
            1 => 0.5,
            2 => 0.25,
            3 => 0.1,
            0 if row.link_chars == row.chars => -0.3,
            0 if row.bold_chars == row.chars => 0.0,
            _ => -0.1,
        };
        let link = if row.link_chars * 2 > row.chars { 0.2 } else { 0.0 };
        let score = agreement + heading - link;
        if score > 0.45 && best.is_none_or(|(other, _)| score > other + 1e-4) {
            best = Some((score, block));
        }
    }
    best.map(|(_, block)| block)
}

/// 1 to 6 when the block stands in a heading, else 0.
fn heading_level(dom: &Dom<'_>, blocks: &Blocks, block: usize) -> u8 {
    let row = &blocks.rows[block];
    match dom.tag(row.node as usize).heading_level() {
        0 if blocks.flow.ancestors[row.first as usize] & bits::HEADING != 0 => {
            // A block inside a heading inside a link and the like: look a few levels up.
            let mut node = row.first as usize;
            for _ in 0..4 {
                crate::work::add(1);
                node = dom.parent(node);
                if dom.tag(node).heading_level() > 0 {
                    return dom.tag(node).heading_level();
                }
            }
            6
        }
        level => level,
    }
}

pub(super) fn measure(
    dom: &Dom<'_>,
    blocks: &Blocks,
    headline: Option<usize>,
    signatures: &[u64],
    is_long: &[bool],
    sinks: &mut Sinks,
) {
    repeats(blocks, sinks);
    places(dom, blocks, headline, is_long, sinks);
    neighbours(dom, blocks, signatures, is_long, sinks);
    page(dom, blocks, is_long, sinks);
}

fn repeats(blocks: &Blocks, sinks: &mut Sinks) {
    let mut seen: Map<u64, u32> = Map::with_capacity_and_hasher(blocks.len(), Default::default());
    crate::work::add(2 * blocks.len());
    let hashes: Vec<u64> = (0..blocks.len()).map(|block| hash_str(blocks.text(block))).collect();
    for (block, hash) in hashes.iter().enumerate() {
        let count = seen.entry(*hash).or_default();
        sinks.at(block).set(f::REPEAT, *count as f32);
        *count += 1;
    }
    for (block, hash) in hashes.iter().enumerate() {
        sinks.at(block).set(f::REPEATS, seen.get(hash).map_or(1.0, |count| *count as f32));
    }
}

fn signed_log(value: f32) -> f32 {
    log(value.abs()).copysign(value)
}

fn places(dom: &Dom<'_>, blocks: &Blocks, headline: Option<usize>, is_long: &[bool], sinks: &mut Sinks) {
    let visible = |block: usize| if blocks.rows[block].hidden.is_none() { blocks.rows[block].chars } else { 0 };
    let total: u32 = (0..blocks.len()).map(visible).sum();
    let long_total: u32 = (0..blocks.len()).filter(|&b| is_long[b]).map(visible).sum();
    let chars_before_headline: Option<(usize, u32)> = headline.map(|h| (h, (0..h).map(visible).sum()));
    let (mut before, mut long, mut since_heading) = (0u32, 0u32, 20.0f32);
    crate::work::add(3 * blocks.len() + blocks.images.len());
    let mut images = blocks.images.iter().peekable();
    for (block, is_long) in is_long.iter().enumerate() {
        let mut images_before = 0;
        while images.next_if(|(_, at)| *at as usize <= block).is_some() {
            images_before += 1;
        }
        let mut sink = sinks.at(block);
        sink.set(f::POSITION, ratio(before, total));
        let (by_blocks, by_chars) = chars_before_headline.map_or((-30.0, -30.0), |(h, chars)| {
            (signed_log(block as f32 - h as f32), signed_log(before as f32 - chars as f32))
        });
        sink.set(f::HEADLINE_BLOCKS, by_blocks);
        sink.set(f::HEADLINE_CHARS, by_chars);
        sink.set(f::LONG_BEFORE, ratio(long, long_total));
        let own_long = if *is_long { visible(block) } else { 0 };
        sink.set(f::LONG_AFTER, ratio(long_total - long - own_long, long_total));
        sink.set(f::SINCE_HEADING, since_heading.min(20.0));
        sink.set(f::IMAGES_BEFORE, images_before as f32);
        before += visible(block);
        long += own_long;
        if heading_level(dom, blocks, block) > 0 {
            since_heading = 0.0;
        } else {
            since_heading += 1.0;
        }
    }
}

fn neighbours(dom: &Dom<'_>, blocks: &Blocks, signatures: &[u64], is_long: &[bool], sinks: &mut Sinks) {
    // What stands beyond the page's ends reads as an empty block.
    const SHIFTS: [(usize, usize, isize); 14] = [
        (f::P3_CHARS, f::CHARS, -3),
        (f::P2_CHARS, f::CHARS, -2),
        (f::P1_CHARS, f::CHARS, -1),
        (f::N1_CHARS, f::CHARS, 1),
        (f::N2_CHARS, f::CHARS, 2),
        (f::N3_CHARS, f::CHARS, 3),
        (f::P2_LINK_DENSITY, f::LINK_DENSITY, -2),
        (f::P1_LINK_DENSITY, f::LINK_DENSITY, -1),
        (f::N1_LINK_DENSITY, f::LINK_DENSITY, 1),
        (f::N2_LINK_DENSITY, f::LINK_DENSITY, 2),
        (f::P1_FINAL_MARK, f::FINAL_MARK, -1),
        (f::N1_FINAL_MARK, f::FINAL_MARK, 1),
        (f::P1_TAG, f::TAG, -1),
        (f::N1_TAG, f::TAG, 1),
    ];
    for (to, from, shift) in SHIFTS {
        sinks.shift(to, from, shift);
    }
    let n = blocks.len();
    crate::work::add(n * (SHIFTS.len() + 7));
    let parent = |block: usize| dom.parent(blocks.rows[block].node as usize);
    let same = |a: usize, b: usize| match (parent(a) == parent(b), signatures[a] == signatures[b]) {
        (true, true) => 2.0,
        (true, false) => 1.0,
        _ => 0.0,
    };
    for block in 0..n {
        let mut sink = sinks.at(block);
        sink.set(f::P1_SAME, if block > 0 { same(block, block - 1) } else { 0.0 });
        sink.set(f::N1_SAME, if block + 1 < n { same(block, block + 1) } else { 0.0 });
        let window = block.saturating_sub(3)..(block + 4).min(n);
        let long: u32 = window.filter(|&i| is_long[i]).map(|i| blocks.rows[i].chars).sum();
        sink.set(f::WINDOW_LONG, log(long as f32));
    }
}

fn page(dom: &Dom<'_>, blocks: &Blocks, is_long: &[bool], sinks: &mut Sinks) {
    let (mut chars, mut links, mut long, mut longest, mut count) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for (row, is_long) in blocks.rows.iter().zip(is_long) {
        if row.hidden.is_none() {
            chars += row.chars;
            links += row.link_chars;
            count += 1;
            longest = longest.max(row.chars);
            long += if *is_long { row.chars } else { 0 };
        }
    }
    let mut tags = [0u32; 256];
    crate::work::add(2 * dom.len() + blocks.len() * 18);
    for tag in dom.tags() {
        tags[*tag as usize] += 1;
    }
    let tags = |all: &[Tag]| all.iter().map(|tag| tags[*tag as usize]).sum::<u32>() as f32;
    let (og, ld) = declared(dom);
    let prices = sinks.column(f::PRICE_SHAPE).iter().sum::<f32>();
    for (feature, value) in [
        (f::PAGE_CHARS, log(chars as f32)),
        (f::PAGE_BLOCKS, log(count as f32)),
        (f::PAGE_LINK_DENSITY, ratio(links, chars)),
        (f::PAGE_LONG, ratio(long, chars)),
        (f::PAGE_LONGEST, log(longest as f32)),
        (f::PAGE_PARAGRAPHS, log(tags(&[Tag::P]))),
        (f::PAGE_ARTICLES, tags(&[Tag::Article])),
        (f::PAGE_H1, tags(&[Tag::H1])),
        (f::PAGE_H2, tags(&[Tag::H2])),
        (f::PAGE_IMAGES, log(tags(&[Tag::Img]))),
        (f::PAGE_INPUTS, log(tags(&[Tag::Input, Tag::Select, Tag::Button]))),
        (f::PAGE_PRICES, log(prices)),
        (f::PAGE_TIMES, log(tags(&[Tag::Time]))),
        (f::PAGE_CELLS, log(tags(&[Tag::Td]))),
        (f::OG_TYPE, og),
        (f::LD_TYPE, ld),
    ] {
        sinks.column_mut(feature).fill(value);
    }
}

/// What the page says it is, in Open Graph and in JSON-LD (looked at as text: types only).
fn declared(dom: &Dom<'_>) -> (f32, f32) {
    let (mut og, mut ld) = (0.0f32, 0.0f32);
    for node in 0..dom.len() {
        match dom.tag(node) {
            Tag::Meta if dom.raw_attr(node, Attr::Property) == Some("og:type") => {
                og = match dom.raw_attr(node, Attr::Content).unwrap_or_default() {
                    "article" | "news" | "blog" => 1.0,
                    "website" => 2.0,
                    "product" | "og:product" | "product.item" => 3.0,
                    _ => 4.0,
                };
            }
            Tag::Script if dom.raw_attr(node, Attr::Type) == Some("application/ld+json") => {
                let json = dom.children(node).next().map_or("", |text| dom.raw_text(text)).as_bytes();
                crate::work::add(5 * json.len());
                let has = |name: &str| memmem::find(json, name.as_bytes()).is_some();
                let found = if has("Article\"") || has("\"BlogPosting\"") {
                    2.0
                } else if has("\"Product\"") {
                    3.0
                } else if has("\"DiscussionForumPosting\"") || has("\"QAPage\"") {
                    4.0
                } else {
                    1.0
                };
                ld = ld.max(found);
            }
            _ => {}
        }
    }
    (og, ld)
}
