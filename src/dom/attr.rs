//! The attributes that a stage reads. All others are skipped by the tokenizer.

use super::name::{self, Names, Packed};

macro_rules! attrs {
    ($($variant:ident $name:literal,)*) => {
        /// The name of an attribute that the pipeline reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Attr {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Attr {
            /// Every attribute, in declaration order.
            pub(crate) const ALL: &'static [Attr] = &[$(Attr::$variant,)*];

            /// The attribute of this name in lower case, if a stage reads it.
            pub fn from_name(name: &[u8]) -> Option<Attr> {
                Attr::from_packed(name::packed(name))
            }

            pub(super) fn from_packed(name: Packed) -> Option<Attr> {
                static NAMES: Names<{ Attr::ALL.len() }> = Names::new(&[$($name,)*]);
                NAMES.find(name).map(|at| Attr::ALL[at])
            }

            /// The attribute's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Attr::$variant => $name,)*
                }
            }
        }
    };
}

attrs! {
    Class "class",
    Id "id",
    Role "role",
    Style "style",
    Hidden "hidden",
    AriaHidden "aria-hidden",
    AriaLabel "aria-label",
    AriaLabelledby "aria-labelledby",
    AriaControls "aria-controls",
    AriaExpanded "aria-expanded",
    DataTarget "data-target",
    DataBsTarget "data-bs-target",
    Href "href",
    Src "src",
    DataSrc "data-src",
    Srcset "srcset",
    Alt "alt",
    DataAlt "data-alt",
    Rel "rel",
    Name "name",
    Property "property",
    Content "content",
    HttpEquiv "http-equiv",
    Charset "charset",
    Lang "lang",
    XmlLang "xml:lang",
    Type "type",
    Datetime "datetime",
    DataSeconds "data-seconds",
    Itemprop "itemprop",
    Itemtype "itemtype",
    DataComponent "data-component",
    DataTestid "data-testid",
    DataE2e "data-e2e",
    DataType "data-type",
    Title "title",
    Width "width",
    Height "height",
    Open "open",
    Start "start",
    DataBlock "data-block",
    Shadowrootmode "shadowrootmode",
}
