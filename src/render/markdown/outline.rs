//! What stands around each node of the elements that shape Markdown, carried down in one pass.

use crate::dom::{Attr, Dom, Tag};

/// Lists and quotes are nested this deep at most; what is deeper stands on the last level. Keeps
/// the indentation of a hostile page linear in its size.
pub(super) const MAX_NESTING: u8 = 8;

/// No element of that kind.
pub(super) const NONE: u32 = 0;

/// The nearest elements around a node. Numbers point into the outline's tables or are nodes;
/// [`NONE`] where there is no such element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    pub container: u32,
    pub table: u32,
    pub row: u32,
    /// The node of the cell.
    pub cell: u32,
    /// The cell's place in its row, from 0.
    pub column: u32,
    /// The node of the `pre`.
    pub pre: u32,
    list: u32,
    /// 1 to 6 inside a heading.
    pub heading: u8,
    /// In a `th` or in the table's head.
    pub is_header: bool,
    in_thead: bool,
}

/// A list item or a quotation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Container {
    /// The container around this one.
    pub parent: u32,
    pub depth: u8,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Quote,
    Item {
        list: u32,
        /// The item's number when its list is ordered.
        number: Option<u32>,
    },
}

#[derive(Debug, Clone, Copy, Default)]
struct List {
    ordered: bool,
    next: u32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table {
    /// The container that the table itself stands in.
    pub container: u32,
    /// Holds another table: only tables made for layout do.
    pub is_nested: bool,
}

/// The frames of a page's nodes.
pub(super) struct Outline {
    frames: Vec<Frame>,
    of: Vec<u32>,
    pub containers: Vec<Container>,
    lists: Vec<List>,
    pub tables: Vec<Table>,
    /// Cells seen in each row.
    rows: Vec<u32>,
}

impl Outline {
    /// Reads the nodes up to and including `last`.
    pub(super) fn new(dom: &Dom<'_>, last: usize) -> Outline {
        let mut outline = Outline {
            frames: vec![Frame::default()],
            of: Vec::with_capacity(last + 1),
            containers: vec![Container::default()],
            lists: vec![List::default()],
            tables: vec![Table::default()],
            rows: vec![0],
        };
        for node in 0..dom.len().min(last + 1) {
            crate::work::add(1);
            let above = if node == 0 { 0 } else { outline.of[dom.parent(node)] };
            let frame = outline.frames[above as usize];
            let own = match outline.enter(dom, node, frame) {
                Some(frame) => {
                    outline.frames.push(frame);
                    outline.frames.len() as u32 - 1
                }
                None => above,
            };
            outline.of.push(own);
        }
        outline
    }

    /// The frame of a node, the node itself included.
    pub(super) fn frame(&self, node: usize) -> Frame {
        self.of.get(node).map_or(Frame::default(), |&frame| self.frames[frame as usize])
    }

    fn enter(&mut self, dom: &Dom<'_>, node: usize, mut frame: Frame) -> Option<Frame> {
        let tag = dom.tag(node);
        match tag {
            Tag::Ul | Tag::Menu | Tag::Dir => frame.list = self.list(false, 1),
            Tag::Ol => frame.list = self.list(true, first_number(dom, node)),
            Tag::Li => frame.container = self.item(frame),
            Tag::Blockquote => frame.container = self.container(frame.container, Kind::Quote),
            Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => frame.pre = node as u32,
            Tag::Table => {
                if frame.table != NONE {
                    self.tables[frame.table as usize].is_nested = true;
                }
                self.tables.push(Table { container: frame.container, is_nested: false });
                let table = self.tables.len() as u32 - 1;
                frame = Frame { container: frame.container, pre: frame.pre, table, ..Frame::default() };
            }
            Tag::Thead => frame.in_thead = true,
            Tag::Tr => frame.row = self.row(),
            Tag::Td | Tag::Th => {
                if frame.row == NONE {
                    frame.row = self.row();
                }
                frame.cell = node as u32;
                frame.column = self.rows[frame.row as usize];
                self.rows[frame.row as usize] += 1;
                frame.is_header = tag == Tag::Th || frame.in_thead;
            }
            tag if tag.heading_level() > 0 => frame.heading = tag.heading_level(),
            _ => return None,
        }
        Some(frame)
    }

    fn list(&mut self, ordered: bool, next: u32) -> u32 {
        self.lists.push(List { ordered, next });
        self.lists.len() as u32 - 1
    }

    fn row(&mut self) -> u32 {
        self.rows.push(0);
        self.rows.len() as u32 - 1
    }

    fn item(&mut self, frame: Frame) -> u32 {
        let list = &mut self.lists[frame.list as usize];
        let number = list.ordered.then_some(list.next);
        // CommonMark reads at most nine digits.
        list.next = (list.next + 1).min(999_999_999);
        self.container(frame.container, Kind::Item { list: frame.list, number })
    }

    fn container(&mut self, around: u32, kind: Kind) -> u32 {
        let mut parent = around;
        if self.containers[parent as usize].depth == MAX_NESTING {
            parent = self.containers[parent as usize].parent;
        }
        let depth = self.containers[parent as usize].depth + 1;
        self.containers.push(Container { parent, depth, kind });
        self.containers.len() as u32 - 1
    }
}

fn first_number(dom: &Dom<'_>, list: usize) -> u32 {
    let start = dom.raw_attr(list, Attr::Start).and_then(|start| start.trim().parse().ok());
    start.filter(|start| *start < 999_999_999).unwrap_or(1)
}
