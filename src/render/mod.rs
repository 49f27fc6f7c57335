//! The result as text, Markdown, a JSON line, or a page that shows every decision.
//!
//! All four render the same [parts](Page::parts) in document order. [`text`] and [`markdown`] hold the main
//! ones: the words of the one, in their order, are the words of the other. [`json_line`] and
//! [`overlay`] hold every part with its role, score and reason.
//!
//! Pages are untrusted. Markdown carries no HTML and no address but `http:`, `https:`, `mailto:`
//! and relative ones from the page; the overlay has no script and loads nothing.
//!
//! ```
//! use copydesk::{Extractor, render};
//! let page = Extractor::default().extract("<p>Storms closed <b>every</b> port on the coast.</p>");
//! assert_eq!(render::text(&page), page.main_text());
//! let json = render::json_line(&page, "storms", None);
//! assert!(json.starts_with(r#"{"id":"storms","url":null,"#) && !json.contains('\n'));
//! ```

pub mod flat;
mod json;
mod markdown;
mod object;
mod overlay;

pub use json::{json_line, json_line_where};
pub use markdown::markdown;
pub use overlay::overlay;

use crate::named::named;
use crate::page::Page;

/// The main text: main parts parted by blank lines. The same as [`Page::main_text`].
#[must_use]
pub fn text(page: &Page<'_>) -> String {
    page.main_text()
}

/// About how many bytes a rendering of these texts takes, and no more than it takes: a buffer that grows holds its text twice
/// while it moves.
fn expected<'t>(main: &str, texts: impl Iterator<Item = &'t str>) -> usize {
    const A_BLOCK: usize = 100;
    main.len() + texts.map(|text| text.len() + A_BLOCK).sum::<usize>() + 512
}

/// What a page can be rendered to.
///
/// ```
/// use copydesk::render::Format;
/// assert_eq!("markdown".parse::<Format>().unwrap(), Format::Markdown);
/// let error = "pdf".parse::<Format>().unwrap_err();
/// assert_eq!(error.to_string(), r#""pdf" is not a format (one of: text markdown json overlay)"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Format {
    /// [`text`]
    #[default]
    Text,
    /// [`markdown`]
    Markdown,
    /// [`json_line`]
    Json,
    /// [`overlay`]
    Overlay,
}

named! {
    Format, "format":
    Text "text",
    Markdown "markdown",
    Json "json",
    Overlay "overlay",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Tag;
    use crate::{Extractor, Role};

    /// A page whose visible blocks are all main, with the roles that their tags suggest: rendering
    /// is tested apart from scoring.
    pub(super) fn page(html: &str) -> Page<'_> {
        let mut page = Extractor::default().extract(html);
        let decided: Vec<_> = page.blocks().map(|block| (role_of(block.tag()), block.hidden().is_none())).collect();
        for (label, (role, main)) in page.roles.labels.iter_mut().zip(decided) {
            (label.role, label.main) = (role, main);
        }
        page
    }

    fn role_of(tag: Tag) -> Role {
        match tag {
            tag if tag.heading_level() > 0 => Role::Subheading,
            Tag::Li => Role::ListItem,
            Tag::Td | Tag::Th => Role::Table,
            Tag::Blockquote => Role::Quote,
            Tag::Pre => Role::Code,
            _ => Role::Body,
        }
    }

    #[test]
    fn text_is_the_main_blocks_parted_by_blank_lines() {
        assert_eq!(text(&page("<p>a<p hidden>b<p>c<br>d")), "a\n\nc\nd");
        assert_eq!(text(&page("")), "");
    }
}
