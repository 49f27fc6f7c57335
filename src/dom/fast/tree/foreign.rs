//! SVG and MathML (HTML §13.2.6.5).

use super::TreeBuilder;
use crate::dom::Span;
use crate::dom::tag::Tag;

impl TreeBuilder<'_, '_> {
    /// An end tag where the current node is foreign: it ends the nearest foreign element of that
    /// name. False when HTML elements come first, whose rules then hold.
    pub(super) fn end_foreign(&mut self, tag: Tag, name: Span) -> bool {
        if matches!(tag, Tag::P | Tag::Br) {
            self.close_foreign();
            return false;
        }
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1 + (name.1 - name.0) as usize);
            let open = &self.stack[i];
            if !open.foreign {
                return false;
            }
            if self.dom.slice(open.name).eq_ignore_ascii_case(self.dom.slice(name)) {
                self.pop_to(i);
                return true;
            }
        }
        false
    }

    /// Closes foreign elements up to the nearest HTML element or integration point.
    pub(super) fn close_foreign(&mut self) {
        while self.in_foreign() {
            self.pop();
        }
    }
}

/// What the content of an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Html,
    Svg,
    MathMl,
}

impl Content {
    /// The namespace of an element that begins where this is the content.
    pub(super) fn namespace(self, tag: Tag) -> Content {
        match (self, tag) {
            (Content::Html, Tag::Svg) => Content::Svg,
            (Content::Html, Tag::Math) => Content::MathMl,
            (inherited, _) => inherited,
        }
    }

    /// Whether an element of this namespace holds HTML. `annotation-xml` does whatever its encoding.
    pub(super) fn is_integration_point(self, tag: Tag) -> bool {
        match self {
            Content::Html => false,
            Content::Svg => matches!(tag, Tag::Foreignobject | Tag::Desc | Tag::Title),
            Content::MathMl => matches!(tag, Tag::Mi | Tag::Mo | Tag::Mn | Tag::Ms | Tag::Mtext | Tag::AnnotationXml),
        }
    }
}

/// Names that mean nothing in HTML, but for a page's title.
pub(super) fn is_foreign_only(tag: Tag) -> bool {
    Content::Svg.is_integration_point(tag) || Content::MathMl.is_integration_point(tag)
}

/// Whether a `font` tag has the attributes of HTML's: `source` is what stands between its name and its end.
pub(super) fn is_html_font(source: &str) -> bool {
    crate::work::add(source.len());
    let mut pieces = source.split(['/', '"', '\'', '>', ' ', '\t', '\n', '\r', '\x0c']);
    pieces.any(|piece| {
        let name = piece.split('=').next().unwrap_or("");
        ["color", "face", "size"].iter().any(|known| name.eq_ignore_ascii_case(known))
    })
}

/// Start tags that end foreign content (HTML §13.2.6.5).
pub(super) fn breaks_out(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::B
            | Tag::Big
            | Tag::Blockquote
            | Tag::Body
            | Tag::Br
            | Tag::Center
            | Tag::Code
            | Tag::Dd
            | Tag::Div
            | Tag::Dl
            | Tag::Dt
            | Tag::Em
            | Tag::Embed
            | Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Head
            | Tag::Hr
            | Tag::I
            | Tag::Img
            | Tag::Li
            | Tag::Listing
            | Tag::Menu
            | Tag::Meta
            | Tag::Nobr
            | Tag::Ol
            | Tag::P
            | Tag::Pre
            | Tag::Ruby
            | Tag::S
            | Tag::Small
            | Tag::Span
            | Tag::Strong
            | Tag::Strike
            | Tag::Sub
            | Tag::Sup
            | Tag::Table
            | Tag::Tt
            | Tag::U
            | Tag::Ul
            | Tag::Var
    )
}
