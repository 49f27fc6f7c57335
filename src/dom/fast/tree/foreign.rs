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

/// Elements of SVG and MathML that hold HTML. `annotation-xml` is one whatever its encoding.
pub(super) fn is_integration_point(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Foreignobject
            | Tag::Desc
            | Tag::Title
            | Tag::Mi
            | Tag::Mo
            | Tag::Mn
            | Tag::Ms
            | Tag::Mtext
            | Tag::AnnotationXml
    )
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
