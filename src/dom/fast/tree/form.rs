//! Forms, of which one at a time is open whatever its place in the tree, and `noscript`.

use super::{GONE, TreeBuilder};
use crate::dom::Span;
use crate::dom::tag::{SCOPE, Tag};

impl TreeBuilder<'_, '_> {
    /// A form inside a form is none; between the parts of a table it holds nothing.
    pub(super) fn start_form(&mut self, name: Span, span: Span) {
        let in_template = self.open[Tag::Template as usize] > 0;
        if self.form.is_some() && !in_template {
            return self.drop_attributes();
        }
        self.close_implied(Tag::Form);
        let between_parts = matches!(self.top().tag, Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr);
        self.open_element(Tag::Form, name, span);
        if !in_template {
            self.form = Some(self.top().node);
        }
        if between_parts {
            self.pop();
        }
    }

    /// Ends the form, not what is open inside it: the form then ends where that does.
    pub(super) fn end_form(&mut self) {
        let Some(form) = self.form.take() else { return };
        for i in (1..self.stack.len()).rev() {
            crate::work::add(1);
            let open = &self.stack[i];
            if open.node == form {
                self.close_optional(i + 1);
                if self.stack.len() == i + 1 {
                    return self.pop();
                }
                self.open[Tag::Form as usize] -= 1;
                self.open[GONE as usize] += 1;
                self.stack[i].tag = GONE;
                return;
            }
            if open.tag.is(SCOPE) {
                return;
            }
        }
    }

    /// Closes innermost elements whose end tags may be left out, down to a height of the stack.
    fn close_optional(&mut self, height: usize) {
        let may_be_left_out = |tag| {
            matches!(
                tag,
                Tag::Dd
                    | Tag::Dt
                    | Tag::Li
                    | Tag::Option
                    | Tag::Optgroup
                    | Tag::P
                    | Tag::Rb
                    | Tag::Rp
                    | Tag::Rt
                    | Tag::Rtc
            )
        };
        while self.stack.len() > height && may_be_left_out(self.top().tag) {
            self.pop();
        }
    }

    /// Ends `noscript` and all that stands open in it: browsers, which run scripts, never saw that.
    pub(super) fn end_noscript(&mut self) {
        crate::work::add(self.stack.len());
        let noscript = self.stack.iter().rfind(|open| open.tag == Tag::Noscript).map(|open| open.node);
        if self.form > noscript {
            self.form = None;
        }
        self.close_in_scope(|tag| tag == Tag::Noscript, |_| false);
    }
}
