//! Element names as small integers.

mod property;

use super::name::{self, Names, Packed};
use property::PROPERTIES;
pub(crate) use property::{
    BLOCK, CLOSES_P, FORMATTING, HEAD_ONLY, HEADING, RAWTEXT, RCDATA, SCOPE, SPECIAL, TABLE_PART, UNSEEN, VOID,
};

macro_rules! tags {
    ($($variant:ident $name:literal,)*) => {
        /// The name of an element, or a run of text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Tag {
            /// A run of text.
            Text,
            /// An element whose name is in no HTML specification.
            Other,
            $(#[doc = concat!("`<", $name, ">`")] $variant,)*
        }

        impl Tag {
            /// Every element name known by name, in declaration order.
            pub(crate) const ALL: &'static [Tag] = &[Tag::Text, Tag::Other, $(Tag::$variant,)*];

            /// The element of this name in lower case; [`Tag::Other`] when unknown.
            pub fn from_name(name: &[u8]) -> Tag {
                Tag::from_packed(name::packed(name))
            }

            pub(super) fn from_packed(name: Packed) -> Tag {
                static NAMES: Names<{ Tag::ALL.len() - 2 }> = Names::new(&[$($name,)*]);
                NAMES.find(name).map_or(Tag::Other, |at| Tag::ALL[at + 2])
            }

            /// The element's name; `#text` for text, `other` for unknown names.
            pub fn name(self) -> &'static str {
                match self {
                    Tag::Text => "#text",
                    Tag::Other => "other",
                    $(Tag::$variant => $name,)*
                }
            }
        }
    };
}

tags! {
    Html "html",
    Head "head",
    Body "body",
    Title "title",
    Meta "meta",
    Link "link",
    Base "base",
    Script "script",
    Style "style",
    Noscript "noscript",
    Template "template",
    Iframe "iframe",
    Noembed "noembed",
    Noframes "noframes",
    Xmp "xmp",
    Textarea "textarea",
    Plaintext "plaintext",
    Div "div",
    P "p",
    Span "span",
    A "a",
    B "b",
    I "i",
    U "u",
    S "s",
    Em "em",
    Strong "strong",
    Small "small",
    Big "big",
    Tt "tt",
    Code "code",
    Font "font",
    Nobr "nobr",
    Strike "strike",
    Sub "sub",
    Sup "sup",
    Mark "mark",
    Abbr "abbr",
    Cite "cite",
    Q "q",
    Dfn "dfn",
    Kbd "kbd",
    Samp "samp",
    Var "var",
    Del "del",
    Ins "ins",
    Bdi "bdi",
    Bdo "bdo",
    Ruby "ruby",
    Rt "rt",
    Rp "rp",
    Rb "rb",
    Rtc "rtc",
    Label "label",
    Time "time",
    Data "data",
    Wbr "wbr",
    Br "br",
    H1 "h1",
    H2 "h2",
    H3 "h3",
    H4 "h4",
    H5 "h5",
    H6 "h6",
    Hgroup "hgroup",
    Ul "ul",
    Ol "ol",
    Li "li",
    Dl "dl",
    Dt "dt",
    Dd "dd",
    Menu "menu",
    Dir "dir",
    Table "table",
    Caption "caption",
    Colgroup "colgroup",
    Col "col",
    Thead "thead",
    Tbody "tbody",
    Tfoot "tfoot",
    Tr "tr",
    Td "td",
    Th "th",
    Article "article",
    Section "section",
    Main "main",
    Aside "aside",
    Nav "nav",
    Header "header",
    Footer "footer",
    Address "address",
    Figure "figure",
    Figcaption "figcaption",
    Picture "picture",
    Blockquote "blockquote",
    Pre "pre",
    Listing "listing",
    Center "center",
    Hr "hr",
    Details "details",
    Summary "summary",
    Dialog "dialog",
    Search "search",
    Form "form",
    Fieldset "fieldset",
    Legend "legend",
    Input "input",
    Button "button",
    Select "select",
    Option "option",
    Optgroup "optgroup",
    Datalist "datalist",
    Output "output",
    Progress "progress",
    Meter "meter",
    Keygen "keygen",
    Img "img",
    Image "image",
    Video "video",
    Audio "audio",
    Source "source",
    Track "track",
    Object "object",
    Embed "embed",
    Param "param",
    Applet "applet",
    Marquee "marquee",
    Canvas "canvas",
    Map "map",
    Area "area",
    Svg "svg",
    Math "math",
    Foreignobject "foreignobject",
    Desc "desc",
    Mi "mi",
    Mo "mo",
    Mn "mn",
    Ms "ms",
    Mtext "mtext",
    AnnotationXml "annotation-xml",
    Frameset "frameset",
    Frame "frame",
    Bgsound "bgsound",
    Basefont "basefont",
    Slot "slot",
    AmpImg "amp-img",
}

impl Tag {
    /// Whether the element has any of the given properties.
    pub(crate) fn is(self, property: u16) -> bool {
        PROPERTIES[self as usize] & property != 0
    }

    /// The element of this name in any case.
    #[cfg(any(test, feature = "html5ever", feature = "scraper"))]
    pub(super) fn from_name_lowered(name: &[u8]) -> Tag {
        let mut buffer = [0; 16];
        let Some(lowered) = buffer.get_mut(..name.len()) else { return Tag::Other };
        lowered.copy_from_slice(name);
        lowered.make_ascii_lowercase();
        Tag::from_name(lowered)
    }

    /// 1 to 6 for headings, else 0.
    pub fn heading_level(self) -> u8 {
        if self.is(HEADING) { self as u8 - Tag::H1 as u8 + 1 } else { 0 }
    }
}
