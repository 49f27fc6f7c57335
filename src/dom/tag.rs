//! Element names as small integers, with the properties that the stages ask for.

use super::name::{self, Names, Packed};

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

/// No content, no end tag (HTML §13.1.2).
pub(crate) const VOID: u16 = 1 << 0;
/// Text before and after belongs to different blocks.
pub(crate) const BLOCK: u16 = 1 << 1;
/// The specification's special elements (HTML §13.2.4.2).
pub(crate) const SPECIAL: u16 = 1 << 2;
/// Formatting elements (HTML §13.2.4.2).
pub(crate) const FORMATTING: u16 = 1 << 3;
/// Start tags that end an open `p` (HTML §13.2.6.4.7).
pub(crate) const CLOSES_P: u16 = 1 << 4;
/// Borders of the default scope (HTML §13.2.4.2).
pub(crate) const SCOPE: u16 = 1 << 5;
/// H1 to h6.
pub(crate) const HEADING: u16 = 1 << 6;
/// Content is raw text.
pub(crate) const RAWTEXT: u16 = 1 << 7;
/// Content is text with character references.
pub(crate) const RCDATA: u16 = 1 << 8;
/// Belongs to the head while no body is open.
pub(crate) const HEAD_ONLY: u16 = 1 << 9;
/// Parts of a table.
pub(crate) const TABLE_PART: u16 = 1 << 10;
/// Content is never shown as text.
pub(crate) const UNSEEN: u16 = 1 << 11;

const fn properties(tag: Tag) -> u16 {
    use Tag::*;
    let mut p = 0;
    if matches!(
        tag,
        Area | Base
            | Br
            | Col
            | Embed
            | Hr
            | Img
            | Input
            | Link
            | Meta
            | Source
            | Track
            | Wbr
            | Param
            | Keygen
            | Bgsound
            | Basefont
            | Frame
            | Image
    ) {
        p |= VOID;
    }
    if matches!(
        tag,
        Html | Head
            | Body
            | Title
            | Noscript
            | Template
            | Iframe
            | Noembed
            | Noframes
            | Xmp
            | Textarea
            | Plaintext
            | Div
            | P
            | H1
            | H2
            | H3
            | H4
            | H5
            | H6
            | Hgroup
            | Ul
            | Ol
            | Li
            | Dl
            | Dt
            | Dd
            | Menu
            | Dir
            | Table
            | Caption
            | Thead
            | Tbody
            | Tfoot
            | Tr
            | Td
            | Th
            | Colgroup
            | Article
            | Section
            | Main
            | Aside
            | Nav
            | Header
            | Footer
            | Address
            | Figure
            | Figcaption
            | Blockquote
            | Pre
            | Listing
            | Center
            | Hr
            | Details
            | Summary
            | Dialog
            | Search
            | Form
            | Fieldset
            | Legend
            | Button
            | Select
            | Option
            | Optgroup
            | Datalist
            | Object
            | Video
            | Audio
            | Frameset
    ) {
        p |= BLOCK;
    }
    if matches!(
        tag,
        Address
            | Applet
            | Area
            | Article
            | Aside
            | Base
            | Basefont
            | Bgsound
            | Blockquote
            | Body
            | Br
            | Button
            | Caption
            | Center
            | Col
            | Colgroup
            | Dd
            | Details
            | Dir
            | Div
            | Dl
            | Dt
            | Embed
            | Fieldset
            | Figcaption
            | Figure
            | Footer
            | Form
            | Frame
            | Frameset
            | H1
            | H2
            | H3
            | H4
            | H5
            | H6
            | Head
            | Header
            | Hgroup
            | Hr
            | Html
            | Iframe
            | Img
            | Input
            | Keygen
            | Li
            | Link
            | Listing
            | Main
            | Marquee
            | Menu
            | Meta
            | Nav
            | Noembed
            | Noframes
            | Noscript
            | Object
            | Ol
            | P
            | Param
            | Plaintext
            | Pre
            | Script
            | Search
            | Section
            | Select
            | Source
            | Style
            | Summary
            | Table
            | Tbody
            | Td
            | Template
            | Textarea
            | Tfoot
            | Th
            | Thead
            | Title
            | Tr
            | Track
            | Ul
            | Wbr
            | Xmp
            | Foreignobject
            | Desc
            | Mi
            | Mo
            | Mn
            | Ms
            | Mtext
            | AnnotationXml
    ) {
        p |= SPECIAL;
    }
    if matches!(tag, A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U) {
        p |= FORMATTING;
    }
    if matches!(
        tag,
        Address
            | Article
            | Aside
            | Blockquote
            | Center
            | Details
            | Dialog
            | Dir
            | Div
            | Dl
            | Fieldset
            | Figcaption
            | Figure
            | Footer
            | Header
            | Hgroup
            | Main
            | Menu
            | Nav
            | Ol
            | P
            | Search
            | Section
            | Summary
            | Ul
            | H1
            | H2
            | H3
            | H4
            | H5
            | H6
            | Pre
            | Listing
            | Form
            | Table
            | Hr
            | Li
            | Dd
            | Dt
            | Plaintext
            | Xmp
    ) {
        p |= CLOSES_P;
    }
    if matches!(
        tag,
        Applet
            | Caption
            | Html
            | Table
            | Td
            | Th
            | Marquee
            | Object
            | Template
            | Mi
            | Mo
            | Mn
            | Ms
            | Mtext
            | AnnotationXml
            | Foreignobject
            | Desc
    ) {
        p |= SCOPE;
    }
    if matches!(tag, H1 | H2 | H3 | H4 | H5 | H6) {
        p |= HEADING;
    }
    if matches!(tag, Script | Style | Xmp | Iframe | Noembed | Noframes) {
        p |= RAWTEXT;
    }
    if matches!(tag, Title | Textarea) {
        p |= RCDATA;
    }
    if matches!(tag, Base | Link | Meta | Title | Script | Style | Noscript | Template | Noframes | Bgsound | Basefont)
    {
        p |= HEAD_ONLY;
    }
    if matches!(tag, Table | Caption | Colgroup | Col | Thead | Tbody | Tfoot | Tr | Td | Th) {
        p |= TABLE_PART;
    }
    if matches!(
        tag,
        Head | Title
            | Meta
            | Link
            | Base
            | Script
            | Style
            | Iframe
            | Noembed
            | Noframes
            | Textarea
            | Datalist
            | Source
            | Track
            | Param
            | Canvas
    ) {
        p |= UNSEEN;
    }
    p
}

static PROPERTIES: [u16; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < Tag::ALL.len() {
        table[i] = properties(Tag::ALL[i]);
        i += 1;
    }
    table
};

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
