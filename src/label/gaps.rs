//! Gaps: what the cut leaves out although it stands inside the story. Cells, list items and short
//! lines say too little to be judged alone; their company decides.

use super::weighed::Weighed;
use super::{Role, zones};
use crate::dom::{Dom, Tag};
use crate::measure::{Columns, schema as f};
use crate::score::Class;
use crate::segment::{Blocks, Row, bits};

/// Mean characters a cell; tables of longer texts lay out a page.
const CELL_CHARS: u32 = 60;
const CELLS: std::ops::RangeInclusive<usize> = 4..=2000;
/// Mean characters an item; shorter ones are menus.
const ITEM_CHARS: u32 = 15;
const HEADING_CHARS: u32 = 60;
/// A line between paragraphs of its kind needs no more than this.
const LINE: f32 = 0.1;

/// Main blocks with their gaps filled, and for each block the rule that filled it.
pub(super) struct Filled {
    pub main: Vec<bool>,
    pub rules: Vec<Option<(Role, &'static str)>>,
}

pub(super) fn fill(
    dom: &Dom<'_>,
    blocks: &Blocks,
    columns: &Columns,
    scores: &Weighed<'_>,
    zones: &[u8],
    main: Vec<bool>,
    is_forum: bool,
) -> Filled {
    let rules = vec![None; blocks.len()];
    let mut filled = Filled { main, rules };
    filled.groups(dom, blocks, columns);
    filled.lines(dom, blocks, columns, scores, zones);
    if is_forum {
        filled.code_of_posts(blocks, scores);
    }
    filled
}

impl Filled {
    /// Data tables and lists between main blocks of the same element.
    fn groups(&mut self, dom: &Dom<'_>, blocks: &Blocks, columns: &Columns) {
        let rows = &blocks.rows;
        // Main blocks before each place, so that a subtree's share is one subtraction.
        let mut before = vec![0u32; rows.len() + 1];
        crate::work::add(rows.len());
        for block in 0..rows.len() {
            before[block + 1] = before[block] + u32::from(self.main[block]);
        }
        let at = |node: usize| rows.partition_point(|row| (row.first as usize) < node);
        let mut block = 0;
        while block < rows.len() {
            crate::work::add(6);
            let Some(group) = group_of(dom, blocks, rows[block].holder as usize) else {
                block += 1;
                continue;
            };
            let node = blocks.holders.node(group);
            let last = at(dom.subtree_end(node)).max(block + 1);
            crate::work::add(2 * (last - block) + 3 * (1 + rows.len().ilog2() as usize));
            let around = dom.subtree(dom.parent(dom.parent(node)));
            let (from, to) = (at(around.start), at(around.end));
            let surrounded = before[block] > before[from] && before[to] > before[last.min(to)];
            if surrounded && is_content(dom.tag(node), blocks, columns, group, block..last) {
                for (inside, row) in rows.iter().enumerate().take(last).skip(block) {
                    if row.hidden.is_none() {
                        self.main[inside] = true;
                        if dom.tag(node) == Tag::Table {
                            self.rules[inside] = Some((Role::Table, "table_in_story"));
                        }
                    }
                }
            }
            block = last;
        }
    }

    /// Code in a post belongs to it: it stands right beside main text.
    fn code_of_posts(&mut self, blocks: &Blocks, scores: &Weighed<'_>) {
        let rows = &blocks.rows;
        let is_code = |block: usize| rows[block].ancestors & bits::PRE != 0;
        let visible: Vec<usize> = (0..rows.len()).filter(|&block| rows[block].hidden.is_none()).collect();
        crate::work::add(rows.len() + visible.len());
        let mut end = 0;
        for run in visible.chunk_by(|a, b| is_code(*a) == is_code(*b)) {
            let place = end;
            end += run.len();
            if !is_code(run[0]) {
                continue;
            }
            let (before, behind) =
                (place.checked_sub(1).map(|at| visible[at]), visible.get(place + run.len()).copied());
            if [before, behind].into_iter().flatten().chain(run.iter().copied()).any(|block| self.main[block]) {
                run.iter()
                    .filter(|&&block| scores.probability(block) > LINE / 2.0)
                    .for_each(|&block| self.main[block] = true);
            }
        }
    }

    /// A line between two main blocks of the same parent and signature, or a closing sentence
    /// behind one.
    fn lines(&mut self, dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, scores: &Weighed<'_>, zones: &[u8]) {
        let rows = &blocks.rows;
        // A cell heads no paragraphs, and a box of facts no story.
        let may_head = |row: &Row| {
            !matches!(dom.tag(row.node as usize), Tag::Td | Tag::Th) && !zones::is_inset(zones[row.inner as usize])
        };
        let mut visible: Vec<usize> = Vec::with_capacity(rows.len());
        visible.extend((0..rows.len()).filter(|&block| rows[block].hidden.is_none()));
        crate::work::add(rows.len() + visible.len());
        let kin = |a: usize, b: usize| {
            columns.signatures[a] == columns.signatures[b]
                && dom.parent(rows[a].node as usize) == dom.parent(rows[b].node as usize)
        };
        for place in 1..visible.len() {
            let (previous, block) = (visible[place - 1], visible[place]);
            let row = &rows[block];
            let next = visible.get(place + 1).copied().filter(|&next| self.main[next] && kin(previous, next));
            let same_parent = dom.parent(rows[previous].node as usize) == dom.parent(row.node as usize);
            if next.is_some()
                && self.main[previous]
                && same_parent
                && may_head(row)
                && is_cross_head(columns, scores, row, block)
                && !ends_speech(blocks.text(block))
            {
                self.main[block] = true;
                self.rules[block] = Some((Role::Subheading, "line_between_paragraphs"));
                continue;
            }
            if self.main[block] || !self.main[previous] || row.link_chars * 2 > row.chars {
                continue;
            }
            if names_speaker(dom, blocks, row) && rows[previous].ancestors & bits::BLOCKQUOTE != 0 {
                self.main[block] = true;
                self.rules[block] = Some((Role::Quote, "blockquote_element"));
                continue;
            }
            let is_closing = columns.value(f::FINAL_MARK, block) == 1.0 && row.link_chars == 0;
            if is_closing && follows_formatting(dom, &rows[previous], row) && scores.probability(block) > LINE / 2.0 {
                self.main[block] = true;
                self.rules[block] = Some((Role::Body, "paragraph_behind_formatting"));
                continue;
            }
            // What a reader opens below a heading of the story belongs to it.
            let answers = rows[previous].ancestors & bits::HEADING != 0 && row.ancestors & bits::COLLAPSED != 0;
            if answers && is_closing && scores.probability(block) > 2.0 * LINE {
                self.main[block] = true;
                continue;
            }
            if !kin(previous, block) {
                continue;
            }
            let is_between = visible.get(place + 1).is_some_and(|&next| self.main[next] && kin(block, next));
            let p = scores.probability(block);
            let is_story = scores.class(block, Class::Content) > 0.3;
            if is_between && p > LINE || is_closing && is_story && p > 2.0 * LINE {
                self.main[block] = true;
            }
        }
    }
}

/// Whether it is the `footer` or `cite` of a `blockquote`, which names who said it.
fn names_speaker(dom: &Dom<'_>, blocks: &Blocks, row: &Row) -> bool {
    if row.ancestors & bits::BLOCKQUOTE == 0 {
        return false;
    }
    let mut holder = row.inner as usize;
    for _ in 0..4 {
        match dom.tag(blocks.holders.node(holder)) {
            Tag::Footer | Tag::Cite => return true,
            Tag::Blockquote | Tag::Body => return false,
            _ => holder = blocks.holders.parent(holder),
        }
    }
    false
}

/// Whether both are paragraphs, the first one in a formatting element right behind which the other stands. Where a page closes
/// `<font>` before the last `<p>` inside it, parsers take that paragraph out of it (HTML, "adoption agency algorithm").
fn follows_formatting(dom: &Dom<'_>, previous: &Row, row: &Row) -> bool {
    let (before, node) = (previous.node as usize, row.node as usize);
    let outer = dom.parent(before);
    dom.tag(before) == Tag::P
        && dom.tag(node) == Tag::P
        && matches!(dom.tag(outer), Tag::Font | Tag::B | Tag::I | Tag::Em | Tag::Strong | Tag::Small | Tag::Big)
        && dom.parent(outer) == dom.parent(node)
        && dom.subtree_end(outer) == node
}

/// Marks of quotations.
const MARKS: [char; 13] = ['"', '”', '“', '„', '»', '«', '’', '‘', '\'', '」', '「', '』', '『'];

/// Whether a text ends with a sentence that somebody says: a paragraph, however short.
pub(super) fn ends_speech(text: &str) -> bool {
    let said = text.trim_end_matches(MARKS);
    // A cross-head may be an exclamation, or a question that somebody asks.
    let is_whole = text.starts_with(MARKS);
    said.len() < text.len() && (said.ends_with(['.', '…', '。']) || !is_whole && said.ends_with(['!', '?', '！', '？']))
}

/// A short line without link, image or full stop.
fn is_cross_head(columns: &Columns, scores: &Weighed<'_>, row: &Row, block: usize) -> bool {
    let mark = columns.value(f::FINAL_MARK, block);
    let others = [Class::Ad, Class::Other, Class::Comments, Class::Aside];
    row.chars <= HEADING_CHARS
        && columns.value(f::IN_ITEM, block) == 0.0
        && row.chars >= 3
        && row.links == 0
        && !matches!(mark as u32, 1 | 3 | 4 | 6)
        && columns.value(f::IMAGES_BEFORE, block) == 0.0
        && scores.probability(block) > LINE
        && others.into_iter().map(|class| scores.class(block, class)).sum::<f32>() < 0.4
}

fn is_content(tag: Tag, blocks: &Blocks, columns: &Columns, group: usize, range: std::ops::Range<usize>) -> bool {
    let rows = &blocks.rows[range.clone()];
    let chars: u32 = rows.iter().map(|row| row.chars).sum();
    let links: u32 = rows.iter().map(|row| row.link_chars).sum();
    let in_link_list = links * 3 > chars;
    let is_small = columns.densities.chars(group) * 3 < columns.densities.chars(0);
    if in_link_list || !is_small {
        return false;
    }
    if tag == Tag::Table {
        return CELLS.contains(&rows.len()) && chars <= CELL_CHARS * rows.len() as u32;
    }
    let side = bits::NAV | bits::ASIDE | bits::FORM | bits::FOOTER;
    chars >= ITEM_CHARS * rows.len() as u32
        && rows.iter().all(|row| row.ancestors & side == 0)
        && range.into_iter().all(|block| columns.value(f::REPEATS, block) < 2.0)
}

/// The table or list that the element is a part of, looked for a few levels up.
fn group_of(dom: &Dom<'_>, blocks: &Blocks, mut holder: usize) -> Option<usize> {
    for _ in 0..6 {
        match dom.tag(blocks.holders.node(holder)) {
            Tag::Table | Tag::Ul | Tag::Ol => return Some(holder),
            Tag::Body | Tag::Html => return None,
            _ => holder = blocks.holders.parent(holder),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::score::{self, Model};
    use crate::{dom, measure, segment};

    #[test]
    fn code_right_beside_main_text_of_a_post_belongs_to_it() {
        let html = "<p>It hangs when I close the gate:<pre>gate.close();</pre><p>Any ideas?<p>Reply<pre>far away</pre>";
        let limits = Limits::default();
        let dom = dom::parse(html, Parser::Fast, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let mut scores = score::scores(&blocks, &measure::columns(&dom, &blocks), Model::builtin());
        scores.probabilities.fill(0.2);
        let main = vec![true, false, true, false, false];
        let mut filled = Filled { main, rules: vec![None; blocks.len()] };
        filled.code_of_posts(&blocks, &Weighed::new(&scores, None));
        assert_eq!(filled.main, [true, true, true, false, false]);
    }

    #[test]
    fn speech_ends_with_a_sentence_and_a_mark() {
        for text in ["\"It is better.\"", "He said: “No!”", "Er sagt: »Nein!«", "「そうだ。」"] {
            assert!(ends_speech(text), "{text}");
        }
        for text in ["", "\"", "The \"better\"", "It is better.", "“No” or “yes”", "'What next?'", "\"Not again!\""]
        {
            assert!(!ends_speech(text), "{text}");
        }
    }
}
