//! Where a block stands in the tree: enclosing elements, the main subtree, blocks and siblings of
//! one kind. Facts of nodes are carried down in forward passes and summed up in backward ones.

use super::density::{Densities, sum_up};
use super::hash::{Map, Mix, hash_str};
use super::schema as f;
use super::shape::Shape;
use super::{Sinks, log, ratio, tag_class};
use crate::dom::{Attr, Dom, Tag};
use crate::segment::{Blocks, bits};
use std::hash::Hasher;

/// From 80 characters with link density under 0.34, a block counts as long text.
pub(super) const LONG_CHARS: u32 = 80;
pub(super) const LONG_LINK_DENSITY: f32 = 0.34;

/// Facts of every node.
pub(super) struct Nodes {
    pub densities: Densities,
    /// Long-text characters and visible blocks of the subtree.
    pub long: Vec<u32>,
    pub blocks: Vec<u32>,
    /// The nearest ancestor that holds more text than the node.
    pub up: Vec<u32>,
    /// Hash of tag and class; of all tags from the root down.
    kind: Vec<u64>,
    path: Vec<u64>,
    /// The nearest group of siblings of one kind, 0 for none.
    pub group: Vec<u32>,
    body: usize,
}

/// Characters, link characters and members of a set of blocks or siblings.
#[derive(Default, Clone, Copy)]
struct Tally {
    members: u32,
    chars: u32,
    link_chars: u32,
    sentences: u32,
}

impl Nodes {
    pub(super) fn of(dom: &Dom<'_>, blocks: &Blocks, is_long: &[bool]) -> Nodes {
        let n = dom.len();
        crate::work::add(n + blocks.len());
        let densities = Densities::of(dom, blocks);
        let mut long = vec![0u32; n];
        let mut count = vec![0u32; n];
        for (row, is_long) in blocks.rows.iter().zip(is_long) {
            if row.hidden.is_none() {
                count[row.node as usize] += 1;
                long[row.node as usize] += if *is_long { row.chars } else { 0 };
            }
        }
        sum_up(&mut long, dom.parents());
        sum_up(&mut count, dom.parents());
        let mut up = vec![0u32; n];
        let mut kind = vec![0u64; n];
        let mut path = vec![0u64; n];
        for node in 0..n {
            let tag = dom.tag(node);
            let parent = dom.parent(node);
            if tag == Tag::Text {
                continue;
            }
            up[node] = if densities.chars[parent] > densities.chars[node] { parent as u32 } else { up[parent] };
            kind[node] = mix(tag as u64, dom.raw_attr(node, Attr::Class).map_or(0, hash_str));
            path[node] = mix(path[parent], tag as u64);
        }
        let body = dom.children(0).find(|&child| dom.tag(child) == Tag::Body).unwrap_or(0);
        let mut nodes = Nodes { densities, long, blocks: count, up, kind, path, group: Vec::new(), body };
        nodes.group = nodes.groups(dom);
        nodes
    }

    /// Numbers the sibling groups of three or more, and lets every node inherit its nearest.
    fn groups(&self, dom: &Dom<'_>) -> Vec<u32> {
        let mut ids: Map<(u32, u64), u32> = Map::default();
        let mut own = vec![0u32; dom.len()];
        crate::work::add(3 * own.len());
        for (node, id) in own.iter_mut().enumerate().skip(1) {
            if self.densities.chars[node] > 0 && dom.tag(node) != Tag::Text {
                let next = ids.len() as u32 + 1;
                *id = *ids.entry((dom.parents()[node], self.kind[node])).or_insert(next);
            }
        }
        let mut sizes = vec![0u32; ids.len() + 1];
        for id in &own {
            sizes[*id as usize] += 1;
        }
        for (node, parent) in dom.parents().iter().enumerate().skip(1) {
            if own[node] == 0 || sizes[own[node] as usize] < 3 {
                own[node] = own[*parent as usize];
            }
        }
        own
    }

    /// The innermost node that keeps `share` of the page's long text, found by descending from the
    /// root while one child keeps it.
    fn keeper(&self, dom: &Dom<'_>, share: f32) -> usize {
        let wanted = (self.long[0] as f32 * share) as u32;
        let mut node = 0;
        while wanted > 0
            && let Some(child) = dom.children(node).find(|&child| self.long[child] >= wanted.max(1))
        {
            node = child;
        }
        node
    }

    /// The nodes from the root down to `keeper`.
    fn path(dom: &Dom<'_>, keeper: usize) -> Vec<usize> {
        let mut path = vec![keeper];
        let mut node = keeper;
        while node != 0 {
            crate::work::add(1);
            node = dom.parent(node);
            path.push(node);
        }
        path.reverse();
        path
    }
}

/// How many levels above the end of `path` the nearest ancestor of both stands; 0 inside.
fn levels_outside(dom: &Dom<'_>, path: &[usize], node: usize) -> usize {
    crate::work::add((path.len() + 1).ilog2() as usize);
    // Subtrees are ranges, each inside the one before.
    path.len() - path.partition_point(|&above| above <= node && node < dom.subtree_end(above)).max(1)
}

fn mix(a: u64, b: u64) -> u64 {
    let mut hasher = Mix::default();
    hasher.write_u64(a);
    hasher.write_u64(b);
    hasher.finish()
}

/// Fills the structural columns; returns each block's signature.
pub(super) fn measure(dom: &Dom<'_>, blocks: &Blocks, nodes: &Nodes, shapes: &[Shape], sinks: &mut Sinks) -> Vec<u64> {
    landmarks(dom, blocks, sinks);
    enclosing(dom, blocks, nodes, sinks);
    main_subtree(dom, blocks, nodes, sinks);
    signatures(dom, blocks, nodes, shapes, sinks)
}

fn landmarks(dom: &Dom<'_>, blocks: &Blocks, sinks: &mut Sinks) {
    const FLAGS: [(usize, u32); 25] = [
        (f::IN_NAV, bits::NAV),
        (f::IN_HEADER, bits::HEADER),
        (f::IN_FOOTER, bits::FOOTER),
        (f::IN_ASIDE, bits::ASIDE),
        (f::IN_ARTICLE, bits::ARTICLE),
        (f::IN_MAIN, bits::MAIN),
        (f::IN_SECTION, bits::SECTION),
        (f::IN_FORM, bits::FORM),
        (f::IN_TABLE, bits::TABLE),
        (f::IN_ITEM, bits::ITEM),
        (f::IN_FIGURE, bits::FIGURE),
        (f::IN_FIGCAPTION, bits::FIGCAPTION),
        (f::IN_BLOCKQUOTE, bits::BLOCKQUOTE),
        (f::IN_LINK, bits::LINK),
        (f::IN_PRE, bits::PRE),
        (f::IN_BUTTON, bits::BUTTON),
        (f::IN_SELECT, bits::SELECT),
        (f::IN_DETAILS, bits::DETAILS),
        (f::IN_DIALOG, bits::DIALOG),
        (f::IN_HEADING, bits::HEADING),
        (f::IN_DEFINITION, bits::DEFINITION),
        (f::IN_LABEL, bits::LABEL),
        (f::IN_TIME, bits::TIME),
        (f::IN_ADDRESS, bits::ADDRESS),
        (f::IN_PARAGRAPH, bits::PARAGRAPH),
    ];
    let ancestors: Vec<u32> = blocks.rows.iter().map(|row| blocks.flow.ancestors[row.first as usize]).collect();
    crate::work::add(FLAGS.len() * blocks.len());
    for (feature, bit) in FLAGS {
        for (value, ancestors) in sinks.column_mut(feature).iter_mut().zip(&ancestors) {
            *value = f32::from(u8::from(ancestors & bit != 0));
        }
    }
    for (block, row) in blocks.rows.iter().enumerate() {
        let node = row.node as usize;
        let mut sink = sinks.at(block);
        sink.set(f::TAG, tag_class(dom.tag(node)));
        sink.set(f::PARENT_TAG, tag_class(dom.tag(dom.parent(node))));
        sink.set(f::DEPTH, f32::from(blocks.flow.depth[node]));
        let landmark = blocks.flow.landmark[node];
        sink.set(f::LANDMARK, if landmark == 0 { 0.0 } else { landmark.trailing_zeros() as f32 + 1.0 });
    }
}

fn enclosing(dom: &Dom<'_>, blocks: &Blocks, nodes: &Nodes, sinks: &mut Sinks) {
    let d = &nodes.densities;
    let page = d.chars[0] as f32;
    let sums = d.density_sums(dom.parents(), nodes.body);
    crate::work::add(22 * blocks.len());
    for (block, row) in blocks.rows.iter().enumerate() {
        let e0 = row.node as usize;
        let e1 = nodes.up[e0] as usize;
        let e2 = nodes.up[e1] as usize;
        let e3 = nodes.up[e2] as usize;
        let chars = |node: usize| log(d.chars[node] as f32);
        let share = |a: u32, b: usize| ratio(a, d.chars[b]);
        let mut sink = sinks.at(block);
        sink.set(f::TEXT_DENSITY, log(d.text_density(e0)));
        sink.set(f::COMPOSITE_DENSITY, log(d.composite(e0, nodes.body)));
        sink.set(f::E1_TEXT_DENSITY, log(d.text_density(e1)));
        sink.set(f::E1_COMPOSITE_DENSITY, log(d.composite(e1, nodes.body)));
        sink.set(f::E1_DENSITY_SUM, log(sums[e1]));
        sink.set(f::E0_CHARS, chars(e0));
        sink.set(f::E0_LINK_DENSITY, d.link_density(e0));
        sink.set(f::E1_CHARS, chars(e1));
        sink.set(f::E1_LINK_DENSITY, d.link_density(e1));
        sink.set(f::E1_LONG, ratio(nodes.long[e1], d.chars[e1]));
        sink.set(f::E1_BLOCKS, log(nodes.blocks[e1] as f32));
        sink.set(f::E1_SHARE, share(row.chars, e1));
        sink.set(f::E2_CHARS, chars(e2));
        sink.set(f::E2_LINK_DENSITY, d.link_density(e2));
        sink.set(f::E2_LONG, ratio(nodes.long[e2], d.chars[e2]));
        sink.set(f::E2_BLOCKS, log(nodes.blocks[e2] as f32));
        sink.set(f::E2_SHARE, share(d.chars[e1], e2));
        sink.set(f::E3_CHARS, chars(e3));
        sink.set(f::E3_LINK_DENSITY, d.link_density(e3));
        sink.set(f::E3_LONG, ratio(nodes.long[e3], d.chars[e3]));
        sink.set(f::E3_SHARE, share(d.chars[e2], e3));
        sink.set(f::E2_PAGE_SHARE, d.chars[e2] as f32 / page.max(1.0));
    }
}

fn main_subtree(dom: &Dom<'_>, blocks: &Blocks, nodes: &Nodes, sinks: &mut Sinks) {
    for (feature, share) in [(f::OUTSIDE_40, 0.4), (f::OUTSIDE_60, 0.6), (f::OUTSIDE_85, 0.85)] {
        let keeper = nodes.keeper(dom, share);
        let path = Nodes::path(dom, keeper);
        for (block, row) in blocks.rows.iter().enumerate() {
            sinks.at(block).set(feature, levels_outside(dom, &path, row.node as usize) as f32);
        }
    }
    let range = dom.subtree(nodes.keeper(dom, 0.6));
    let first = blocks.rows.partition_point(|row| (row.first as usize) < range.start);
    let last = blocks.rows.partition_point(|row| (row.first as usize) < range.end);
    for block in 0..blocks.len() {
        let place = if block < first {
            -1.0
        } else if block >= last {
            2.0
        } else {
            (block - first) as f32 / (last - first).max(1) as f32
        };
        sinks.at(block).set(f::MAIN_PLACE, place);
    }
}

fn signatures(dom: &Dom<'_>, blocks: &Blocks, nodes: &Nodes, shapes: &[Shape], sinks: &mut Sinks) -> Vec<u64> {
    let signature = |node: usize| mix(nodes.kind[node], nodes.kind[dom.parent(node)]);
    let mut of_signature: Map<u64, Tally> = Map::default();
    let mut of_path: Map<u64, Tally> = Map::default();
    let groups = nodes.group.iter().max().map_or(0, |max| *max as usize + 1);
    crate::work::add(nodes.group.len() + groups + 12 * blocks.len());
    let mut of_group = vec![Tally::default(); groups];
    let mut page = 0;
    let mut all = Vec::with_capacity(blocks.len());
    for (row, shape) in blocks.rows.iter().zip(shapes) {
        let node = row.node as usize;
        all.push(signature(node));
        if row.hidden.is_some() {
            continue;
        }
        page += row.chars;
        let add = |tally: &mut Tally| {
            tally.members += 1;
            tally.chars += row.chars;
            tally.link_chars += row.link_chars;
            tally.sentences += shape.sentences;
        };
        add(of_signature.entry(signature(node)).or_default());
        add(of_path.entry(nodes.path[node]).or_default());
        if nodes.group[node] > 0 {
            add(&mut of_group[nodes.group[node] as usize]);
        }
    }
    for (block, row) in blocks.rows.iter().enumerate() {
        let node = row.node as usize;
        let mut sink = sinks.at(block);
        let s = of_signature.get(&all[block]).copied().unwrap_or_default();
        sink.set(f::SIGNATURE_SHARE, ratio(s.chars, page));
        sink.set(f::SIGNATURE_COUNT, log(s.members as f32));
        sink.set(f::SIGNATURE_CHARS, log(s.chars as f32 / s.members.max(1) as f32));
        sink.set(f::SIGNATURE_LINK_DENSITY, ratio(s.link_chars, s.chars));
        sink.set(f::SIGNATURE_SENTENCES, s.sentences as f32 / s.members.max(1) as f32);
        let p = of_path.get(&nodes.path[node]).copied().unwrap_or_default();
        sink.set(f::PATH_SHARE, ratio(p.chars, page));
        sink.set(f::PATH_COUNT, log(p.members as f32));
        let g = of_group.get(nodes.group[node] as usize).copied().unwrap_or_default();
        sink.set(f::GROUP_COUNT, log(g.members as f32));
        sink.set(f::GROUP_CHARS, log(g.chars as f32 / g.members.max(1) as f32));
        sink.set(f::GROUP_LINK_DENSITY, ratio(g.link_chars, g.chars));
        sink.set(f::GROUP_SHARE, ratio(g.chars, page));
    }
    all
}
