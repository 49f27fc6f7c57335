//! Where blocks begin and end.

use super::{Inline, OpenInline, Row, Walk};

impl Walk<'_, '_> {
    pub(super) fn begin(&mut self, node: usize, start: u32) {
        let at = self.out.text.len() as u32;
        let links = self.row.links;
        self.row = empty_row(at, self.out.inlines.len() as u32);
        self.row.links = links;
        self.row.first = node as u32;
        self.row.source = (start, start);
        let inner = self.holder();
        self.row.inner = inner;
        let facts = self.out.holders.facts[inner as usize];
        self.row.hidden = facts.hidden;
        self.row.ancestors = facts.ancestors;
    }

    /// A border of blocks. Where there are as many as may be, what follows is a new line of the last one.
    pub(super) fn flush(&mut self) {
        if self.row.chars > 0 && self.out.rows.len() + 1 >= self.max_blocks {
            self.is_full = true;
            self.breaks = self.breaks.max(1);
            return;
        }
        self.end_block();
    }

    /// Ends the current block.
    pub(super) fn end_block(&mut self) {
        self.pending_space = false;
        self.breaks = 0;
        self.edges = 0;
        if self.row.chars == 0 {
            return;
        }
        let trimmed = self.out.text.trim_end().len();
        crate::work::add(self.out.text.len() - trimmed + self.inlines.len());
        self.out.text.truncate(trimmed);
        for i in 0..self.inlines.len() {
            // An inline element that goes on in the next block is marked in both.
            let OpenInline { kind, start, node, .. } = self.inlines[i];
            if let (Some(kind), Some(start)) = (kind, start)
                && start < trimmed as u32
            {
                self.out.inlines.push(Inline { kind, start, end: trimmed as u32, node });
            }
            self.inlines[i].start = None;
        }
        self.row.text.1 = trimmed as u32;
        self.row.inlines.1 = self.out.inlines.len() as u32;
        crate::work::add(self.out.inlines.len() - self.row.inlines.0 as usize);
        for mark in &mut self.out.inlines[self.row.inlines.0 as usize..] {
            mark.end = mark.end.min(trimmed as u32);
        }
        let block = self.frames.last().and_then(|frame| self.frames.get(frame.block as usize));
        (self.row.node, self.row.holder) = match block {
            // Of texts that were joined, the element at hand need hold none.
            _ if self.is_full => (self.out.holders.nodes[self.row.inner as usize], self.row.inner),
            Some(frame) => (frame.node, frame.holder),
            None => (0, 0),
        };
        let next = empty_row(trimmed as u32, self.row.inlines.1);
        let row = std::mem::replace(&mut self.row, next);
        self.out.rows.push(row);
        self.read_deferred();
    }

    /// Room for a text: twice what there is, but no more than the rest of the page can need. A buffer that grows holds its text
    /// twice while it moves.
    pub(super) fn make_room(&mut self, len: usize, at: usize) {
        let text = &mut self.out.text;
        if text.capacity() - text.len() < len {
            let rest = self.dom.source_len().saturating_sub(at);
            text.reserve_exact(len.max(text.capacity().min(rest)));
        }
    }

    /// When there are as many blocks as may be: whether text that stands here joins the last one. What is hidden and what is
    /// shown never stand in one block, and what is shown is never lost.
    pub(super) fn joins(&mut self) -> bool {
        let hidden = self.frames.last().and_then(|frame| frame.facts.hidden);
        if hidden == self.row.hidden {
            return true;
        }
        if hidden.is_some() {
            self.out.joined = true;
            return false;
        }
        self.end_block();
        true
    }
}

pub(super) fn empty_row(text: u32, inlines: u32) -> Row {
    Row {
        text: (text, text),
        source: (0, 0),
        node: 0,
        holder: 0,
        first: 0,
        inner: 0,
        ancestors: 0,
        hidden: None,
        chars: 0,
        link_chars: 0,
        bold_chars: 0,
        code_chars: 0,
        links: 0,
        breaks: 0,
        inlines: (inlines, inlines),
    }
}
