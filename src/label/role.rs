use crate::error::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

macro_rules! roles {
    ($($variant:ident $name:literal $doc:literal,)*) => {
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
            $(#[doc = $doc] $variant,)*
        }

        impl Role {
            /// Every role, in the order of the documentation.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)*];

            /// The role's name, as in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Role::$variant => $name,)*
                }
            }
        }

        impl FromStr for Role {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self, Error> {
                match name {
                    $($name => Ok(Role::$variant),)*
                    _ => Err(Error::new(ErrorKind::UnknownName {
                        expected: concat!("role (one of:" $(, " ", $name)*, ")"),
                        name: name.to_owned(),
                    })),
                }
            }
        }
    };
}

roles! {
    Headline "headline" "The title of the story, as shown on the page.",
    Standfirst "standfirst" "A summary set apart from the story.",
    Byline "byline" "Who wrote it, with job title.",
    Timestamp "timestamp" "When it was published or changed.",
    Body "body" "A paragraph of the story.",
    Subheading "subheading" "A heading inside the story.",
    ListItem "list_item" "An item of a list inside the story.",
    Quote "quote" "A quotation set apart, with its speaker.",
    Table "table" "A cell of a table that belongs to the story.",
    Code "code" "Preformatted text or code.",
    Caption "caption" "What stands under an image, a video or a chart.",
    Credit "credit" "Who made the image.",
    Aside "aside" "An inset box that belongs to the story.",
    Promo "promo" "Whatever sells another story: related, most read, features, their headings and teasers.",
    Nav "nav" "Menus, skip links, share tools, breadcrumbs.",
    Comments "comments" "Readers' comments and the forms for them.",
    Ad "ad" "Advertisements and their labels.",
    Footer "footer" "Copyright, disclaimers, legal links, cookie notices, browser warnings.",
    Other "other" "None of these; also every hidden block.",
}

impl Role {
    /// Whether an article's main text consists of blocks of this role: standfirst, body,
    /// subheading, list item, quote, table, code.
    pub fn is_content(self) -> bool {
        matches!(
            self,
            Role::Standfirst | Role::Body | Role::Subheading | Role::ListItem | Role::Quote | Role::Table | Role::Code
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
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
