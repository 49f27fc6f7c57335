//! Sums of cue weights over a page.
//!
//! Every token is looked up once. What an element adds is summed once; what far ancestors add is
//! carried down the tree. Most elements have no token that the role heads know, and share a row.

use super::model::{Cuebook, Entry, HEADS, Row};
use crate::dom::{Dom, Tag};
use crate::measure::{Bucket, Columns};
use crate::segment::Blocks;

/// What the cues add to each block: to its log-odds, and to its role heads.
pub(super) struct CueSums {
    pub free: Vec<f32>,
    pub roles: Vec<Row>,
}

/// What the tokens of each element add.
struct Elements {
    /// Weights of the buckets inline, own, near, far; those of inline and far with all above.
    free: Vec<[f32; 4]>,
    /// The same for the role heads. Row 0 is all zeros.
    rows: Vec<[Row; 4]>,
    /// For each node the row of its own tokens, and that of all down to it.
    own: Vec<u32>,
    carried: Vec<u32>,
}

const INLINE: usize = Bucket::Inline as usize;
const OWN: usize = Bucket::Own as usize;
const NEAR: usize = Bucket::Near as usize;
const FAR: usize = Bucket::Far as usize;

pub(super) fn cue_sums(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, book: &Cuebook) -> CueSums {
    let n = blocks.len();
    let elements = elements(dom, columns, book);
    let (starts, entries) = text_entries(columns, n, book);
    let mut sums = CueSums { free: Vec::with_capacity(n), roles: Vec::with_capacity(n) };
    for (block, row) in blocks.rows.iter().enumerate() {
        let (mut free, mut roles) = elements.of_block(dom, row.node as usize, dom.parent(row.first as usize));
        crate::work::add(1);
        let mut add_text = |text: usize, bucket: Bucket| {
            crate::work::add((starts[text + 1] - starts[text]) as usize);
            let bucket = bucket as usize % 4;
            for entry in &entries[starts[text] as usize..starts[text + 1] as usize] {
                free += entry.free[bucket];
                if let Some(weights) = book.texts.roles(entry, bucket) {
                    add(&mut roles, weights);
                }
            }
        };
        add_text(block, columns.cues.text_bucket[block]);
        if columns.cues.heading[block] > 0 {
            add_text(columns.cues.heading[block] as usize - 1, Bucket::Heading);
        }
        sums.free.push(free);
        sums.roles.push(roles);
    }
    sums
}

fn elements(dom: &Dom<'_>, columns: &Columns, book: &Cuebook) -> Elements {
    let n = dom.len();
    let mut all =
        Elements { free: vec![[0.0; 4]; n], rows: vec![[[0.0; HEADS]; 4]], own: vec![0; n], carried: vec![0; n] };
    for node in 1..n {
        // Texts are asked for nothing; elements without visible text have no tokens and hand down.
        if dom.tag(node) == Tag::Text {
            continue;
        }
        let parent = dom.parent(node);
        crate::work::add(1 + columns.cues.of_element(node).len());
        let mut free = [0.0; 4];
        let mut is_known = false;
        let above = all.carried[parent];
        for entry in columns.cues.of_element(node).iter().filter_map(|token| book.elements.find(*token)) {
            free.iter_mut().zip(entry.free).for_each(|(sum, weight)| *sum += weight);
            for bucket in [INLINE, OWN, NEAR, FAR] {
                let Some(weights) = book.elements.roles(entry, bucket) else { continue };
                if !is_known {
                    is_known = true;
                    all.rows.push([[0.0; HEADS]; 4]);
                }
                if let Some(row) = all.rows.last_mut() {
                    add(&mut row[bucket], weights);
                }
            }
        }
        free[FAR] += all.free[parent][FAR];
        free[INLINE] += all.free[parent][INLINE];
        all.free[node] = free;
        all.carried[node] = above;
        if is_known {
            let [inline, .., far] = all.rows[above as usize];
            let last = all.rows.len() - 1;
            add(&mut all.rows[last][FAR], &far);
            add(&mut all.rows[last][INLINE], &inline);
            all.own[node] = last as u32;
            all.carried[node] = last as u32;
        }
    }
    all
}

impl Elements {
    /// What the elements around a block add: `node` is its own, `innermost` that of its first text.
    fn of_block(&self, dom: &Dom<'_>, node: usize, innermost: usize) -> (f32, Row) {
        let p1 = dom.parent(node);
        let p2 = dom.parent(p1);
        let p3 = dom.parent(p2);
        let mut free = self.free[innermost][INLINE];
        free -= self.free[node][INLINE];
        free += self.free[node][OWN];
        free += self.free[p1][NEAR];
        free += self.free[p2][NEAR];
        free += self.free[p3][FAR];
        let carried = |node: usize, bucket: usize| &self.rows[self.carried[node] as usize][bucket];
        let own = |node: usize, bucket: usize| &self.rows[self.own[node] as usize][bucket];
        let mut roles = *carried(innermost, INLINE);
        roles.iter_mut().zip(carried(node, INLINE)).for_each(|(sum, weight)| *sum -= weight);
        add(&mut roles, own(node, OWN));
        add(&mut roles, own(p1, NEAR));
        add(&mut roles, own(p2, NEAR));
        add(&mut roles, carried(p3, FAR));
        (free, roles)
    }
}

/// The known tokens of each block's text, as entries of the book.
fn text_entries<'b>(columns: &Columns, n: usize, book: &'b Cuebook) -> (Vec<u32>, Vec<&'b Entry>) {
    let mut starts = Vec::with_capacity(n + 1);
    let mut entries = Vec::with_capacity(columns.cues.text_tokens.len() / 2);
    starts.push(0);
    for block in 0..n {
        crate::work::add(1 + columns.cues.of_text(block).len());
        entries.extend(columns.cues.of_text(block).iter().filter_map(|token| book.texts.find(*token)));
        starts.push(entries.len() as u32);
    }
    (starts, entries)
}

pub(super) fn add(sums: &mut Row, weights: &Row) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}
