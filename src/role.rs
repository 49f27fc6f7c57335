//! The roles of blocks: the words that profiles, labels, pages and flat text share.

use crate::named::named;

/// What a block is on its page.
///
/// ```
/// use copydesk::Role;
/// assert_eq!("list_item".parse::<Role>().unwrap(), Role::ListItem);
/// assert_eq!(Role::ListItem.name(), "list_item");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Role {
    /// The title of the story, as shown on the page.
    Headline,
    /// A summary set apart from the story.
    Standfirst,
    /// Who wrote it, with job title.
    Byline,
    /// When it was published or changed.
    Timestamp,
    /// A paragraph of the story.
    Body,
    /// A heading inside the story.
    Subheading,
    /// An item of a list inside the story.
    ListItem,
    /// A quotation set apart, with its speaker.
    Quote,
    /// A cell of a table that belongs to the story.
    Table,
    /// Preformatted text or code.
    Code,
    /// What stands under an image, a video or a chart.
    Caption,
    /// Who made the image.
    Credit,
    /// An inset box that belongs to the story.
    Aside,
    /// Whatever sells another story: related, most read, features, their headings and teasers.
    Promo,
    /// Menus, skip links, share tools, breadcrumbs.
    Nav,
    /// Readers' comments and the forms for them.
    Comments,
    /// Advertisements and their labels.
    Ad,
    /// Copyright, disclaimers, legal links, cookie notices, browser warnings.
    Footer,
    /// None of these; also every hidden block.
    Other,
}

named! {
    Role, "role":
    Headline "headline",
    Standfirst "standfirst",
    Byline "byline",
    Timestamp "timestamp",
    Body "body",
    Subheading "subheading",
    ListItem "list_item",
    Quote "quote",
    Table "table",
    Code "code",
    Caption "caption",
    Credit "credit",
    Aside "aside",
    Promo "promo",
    Nav "nav",
    Comments "comments",
    Ad "ad",
    Footer "footer",
    Other "other",
}

impl Role {
    /// Whether an article's main text consists of blocks of this role: standfirst, body,
    /// subheading, list item, quote, table, code.
    pub const fn is_content(self) -> bool {
        matches!(
            self,
            Role::Standfirst | Role::Body | Role::Subheading | Role::ListItem | Role::Quote | Role::Table | Role::Code
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_fills_the_width_that_is_asked_for() {
        assert_eq!(
            format!("{:9}|{:>9}|{:.2}|{}", Role::Nav, Role::Body, Role::Ad, Role::Footer),
            "nav      |     body|ad|footer"
        );
    }
}
