//! Where a block stands on the page: repetition, headline, neighbours, and the page as a whole.

use super::math::{log, log_count};
use super::page::PageFacts;
use super::ratio;
use super::schema as f;
use super::shape::Shape;
use super::tiles::Values;
use crate::dom::{Dom, Tag};
use crate::segment::{Blocks, bits};

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
        0 if row.ancestors & bits::HEADING != 0 => {
            // A block inside a heading inside a link and the like: look a few levels up.
            let mut node = row.first as usize;
            for _ in 0..4 {
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
    page: &PageFacts,
    shapes: &[Shape],
    signatures: &[u32],
    is_long: &[bool],
    values: &mut Values,
) {
    among_long(is_long, values);
    places(dom, blocks, page.headline, is_long, values);
    neighbours(dom, blocks, signatures, is_long, values);
    whole(blocks, page, shapes, is_long, values);
}

/// Where each block stands between the long texts before and behind it.
fn among_long(is_long: &[bool], values: &mut Values) {
    const FAR: u32 = 255;
    crate::work::add(3 * is_long.len());
    let first = is_long.iter().position(|is_long| *is_long);
    let last = is_long.iter().rposition(|is_long| *is_long).unwrap_or(0);
    let (mut since, mut until) = (FAR, FAR);
    for (block, is_long) in is_long.iter().enumerate() {
        let place = first.map_or(-1.0, |first| {
            let (place, span) = (block as f32 - first as f32, (last - first).max(1) as f32);
            (place / span).clamp(-1.0, 2.0)
        });
        let mut sink = values.at(block);
        sink.set(f::SINCE_LONG, log_count(since));
        sink.set(f::LONG_PLACE, place);
        since = if *is_long { 1 } else { (since + 1).min(FAR) };
    }
    for (block, is_long) in is_long.iter().enumerate().rev() {
        values.at(block).set(f::UNTIL_LONG, log_count(until));
        until = if *is_long { 1 } else { (until + 1).min(FAR) };
    }
}

fn signed_log(value: f32) -> f32 {
    log(value.abs()).copysign(value)
}

fn places(dom: &Dom<'_>, blocks: &Blocks, headline: Option<usize>, is_long: &[bool], values: &mut Values) {
    crate::work::add(4 * blocks.len() + blocks.images.len());
    let visible = |block: usize| if blocks.rows[block].hidden.is_none() { blocks.rows[block].chars } else { 0 };
    let total: u32 = (0..blocks.len()).map(visible).sum();
    let long_total: u32 = (0..blocks.len()).filter(|&b| is_long[b]).map(visible).sum();
    let chars_before_headline: Option<(usize, u32)> = headline.map(|h| (h, (0..h).map(visible).sum()));
    let (mut before, mut long, mut since_heading) = (0u32, 0u32, 20.0f32);
    let mut images = blocks.images.iter().peekable();
    for (block, is_long) in is_long.iter().enumerate() {
        let mut images_before = 0;
        while images.next_if(|(_, at)| *at as usize <= block).is_some() {
            images_before += 1;
        }
        let mut sink = values.at(block);
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

/// Blocks looked at to each side.
const SIDE: usize = 3;

fn neighbours(dom: &Dom<'_>, blocks: &Blocks, signatures: &[u32], is_long: &[bool], values: &mut Values) {
    let n = blocks.len();
    crate::work::add(7 * n);
    let parent = |block: usize| dom.parent(blocks.rows[block].node as usize);
    let same = |a: usize, b: usize| match (parent(a) == parent(b), signatures[a] == signatures[b]) {
        (true, true) => 2.0,
        (true, false) => 1.0,
        _ => 0.0,
    };
    let facts = [f::CHARS, f::LINK_DENSITY, f::FINAL_MARK, f::TAG];
    // What stands beyond the page's ends reads as an empty block.
    let row = |values: &Values, block: usize| {
        if block < n { facts.map(|feature| values.get(feature, block)) } else { [0.0; 4] }
    };
    let long_chars = |block: usize| if block < n && is_long[block] { blocks.rows[block].chars } else { 0 };
    // The block in the middle, and those to its sides.
    let mut window = [[0.0; 4]; 2 * SIDE + 1];
    let (mut long, mut before_is_same) = (0, 0.0);
    for block in 0..SIDE {
        window[SIDE + 1 + block] = row(values, block);
        long += long_chars(block);
    }
    for block in 0..n {
        window.copy_within(1.., 0);
        window[2 * SIDE] = row(values, block + SIDE);
        long += long_chars(block + SIDE);
        let [p3, p2, p1, _, n1, n2, n3] = window;
        let next_is_same = if block + 1 < n { same(block, block + 1) } else { 0.0 };
        let mut sink = values.at(block);
        sink.set(f::P3_CHARS, p3[0]);
        sink.set(f::P2_CHARS, p2[0]);
        sink.set(f::P1_CHARS, p1[0]);
        sink.set(f::N1_CHARS, n1[0]);
        sink.set(f::N2_CHARS, n2[0]);
        sink.set(f::N3_CHARS, n3[0]);
        sink.set(f::P2_LINK_DENSITY, p2[1]);
        sink.set(f::P1_LINK_DENSITY, p1[1]);
        sink.set(f::N1_LINK_DENSITY, n1[1]);
        sink.set(f::N2_LINK_DENSITY, n2[1]);
        sink.set(f::P1_FINAL_MARK, p1[2]);
        sink.set(f::N1_FINAL_MARK, n1[2]);
        sink.set(f::P1_TAG, p1[3]);
        sink.set(f::N1_TAG, n1[3]);
        sink.set(f::P1_SAME, before_is_same);
        sink.set(f::N1_SAME, next_is_same);
        sink.set(f::WINDOW_LONG, log_count(long));
        before_is_same = next_is_same;
        if block >= SIDE {
            long -= long_chars(block - SIDE);
        }
    }
}

fn whole(blocks: &Blocks, page: &PageFacts, shapes: &[Shape], is_long: &[bool], values: &mut Values) {
    crate::work::add(2 * blocks.len());
    let (mut chars, mut links, mut long, mut longest, mut count) = (0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut long_blocks, mut dates, mut linked_headings) = (0u32, 0u32, 0u32);
    for ((row, shape), is_long) in blocks.rows.iter().zip(shapes).zip(is_long) {
        if row.hidden.is_none() {
            long_blocks += u32::from(*is_long);
            dates += u32::from(shape.has_date);
            linked_headings += u32::from(row.ancestors & bits::HEADING != 0 && row.link_chars == row.chars);
            chars += row.chars;
            links += row.link_chars;
            count += 1;
            longest = longest.max(row.chars);
            long += if *is_long { row.chars } else { 0 };
        }
    }
    let tags = |all: &[Tag]| all.iter().map(|tag| page.tags[*tag as usize]).sum::<u32>();
    let prices = (0..blocks.len()).map(|block| values.get(f::PRICE_SHAPE, block)).sum::<f32>();
    for (feature, value) in [
        (f::PAGE_CHARS, log_count(chars)),
        (f::PAGE_BLOCKS, log_count(count)),
        (f::PAGE_LINK_DENSITY, ratio(links, chars)),
        (f::PAGE_LONG, ratio(long, chars)),
        (f::PAGE_LONGEST, log_count(longest)),
        (f::PAGE_PARAGRAPHS, log_count(tags(&[Tag::P]))),
        (f::PAGE_ARTICLES, tags(&[Tag::Article]) as f32),
        (f::PAGE_H1, tags(&[Tag::H1]) as f32),
        (f::PAGE_H2, tags(&[Tag::H2]) as f32),
        (f::PAGE_IMAGES, log_count(tags(&[Tag::Img]))),
        (f::PAGE_INPUTS, log_count(tags(&[Tag::Input, Tag::Select, Tag::Button]))),
        (f::PAGE_PRICES, log(prices)),
        (f::PAGE_TIMES, log_count(tags(&[Tag::Time]))),
        (f::PAGE_CELLS, log_count(tags(&[Tag::Td]))),
        (f::OG_TYPE, page.og_type),
        (f::LD_TYPE, page.ld_type),
        (f::PAGE_H3, log_count(tags(&[Tag::H3]))),
        (f::PAGE_ITEMS, log_count(tags(&[Tag::Li]))),
        (f::PAGE_CODE, log_count(tags(&[Tag::Pre, Tag::Code]))),
        (f::PAGE_FORMS, log_count(tags(&[Tag::Form]))),
        (f::PAGE_BUTTONS, log_count(tags(&[Tag::Button]))),
        (f::PAGE_TEXTAREAS, log_count(tags(&[Tag::Textarea]))),
        (f::PAGE_LINKS, log_count(tags(&[Tag::A]))),
        (f::PAGE_LONG_BLOCKS, log_count(long_blocks)),
        (f::PAGE_DATES, log_count(dates)),
        (f::PAGE_LINKED_HEADINGS, log_count(linked_headings)),
        (f::OG_KIND, page.og_kind),
        (f::LD_KIND, page.ld_kind),
    ] {
        values.set_page(feature, value);
    }
}
