//! Element names as small integers, with the properties that the stages ask for.
macro_rules! tags {
    ($($variant:ident $name:literal $bytes:literal,)*) => {
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
                match name {
                    $($bytes => Tag::$variant,)*
                    _ => Tag::Other,
                }
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
    Html "html" b"html",
    Head "head" b"head",
    Body "body" b"body",
    Title "title" b"title",
    Meta "meta" b"meta",
    Link "link" b"link",
    Base "base" b"base",
    Script "script" b"script",
    Style "style" b"style",
    Noscript "noscript" b"noscript",
    Template "template" b"template",
    Iframe "iframe" b"iframe",
    Noembed "noembed" b"noembed",
    Noframes "noframes" b"noframes",
    Xmp "xmp" b"xmp",
    Textarea "textarea" b"textarea",
    Plaintext "plaintext" b"plaintext",
    Div "div" b"div",
    P "p" b"p",
    Span "span" b"span",
    A "a" b"a",
    B "b" b"b",
    I "i" b"i",
    U "u" b"u",
    S "s" b"s",
    Em "em" b"em",
    Strong "strong" b"strong",
    Small "small" b"small",
    Big "big" b"big",
    Tt "tt" b"tt",
    Code "code" b"code",
    Font "font" b"font",
    Nobr "nobr" b"nobr",
    Strike "strike" b"strike",
    Sub "sub" b"sub",
    Sup "sup" b"sup",
    Mark "mark" b"mark",
    Abbr "abbr" b"abbr",
    Cite "cite" b"cite",
    Q "q" b"q",
    Dfn "dfn" b"dfn",
    Kbd "kbd" b"kbd",
    Samp "samp" b"samp",
    Var "var" b"var",
    Del "del" b"del",
    Ins "ins" b"ins",
    Bdi "bdi" b"bdi",
    Bdo "bdo" b"bdo",
    Ruby "ruby" b"ruby",
    Rt "rt" b"rt",
    Rp "rp" b"rp",
    Rb "rb" b"rb",
    Rtc "rtc" b"rtc",
    Label "label" b"label",
    Time "time" b"time",
    Data "data" b"data",
    Wbr "wbr" b"wbr",
    Br "br" b"br",
    H1 "h1" b"h1",
    H2 "h2" b"h2",
    H3 "h3" b"h3",
    H4 "h4" b"h4",
    H5 "h5" b"h5",
    H6 "h6" b"h6",
    Hgroup "hgroup" b"hgroup",
    Ul "ul" b"ul",
    Ol "ol" b"ol",
    Li "li" b"li",
    Dl "dl" b"dl",
    Dt "dt" b"dt",
    Dd "dd" b"dd",
    Menu "menu" b"menu",
    Dir "dir" b"dir",
    Table "table" b"table",
    Caption "caption" b"caption",
    Colgroup "colgroup" b"colgroup",
    Col "col" b"col",
    Thead "thead" b"thead",
    Tbody "tbody" b"tbody",
    Tfoot "tfoot" b"tfoot",
    Tr "tr" b"tr",
    Td "td" b"td",
    Th "th" b"th",
    Article "article" b"article",
    Section "section" b"section",
    Main "main" b"main",
    Aside "aside" b"aside",
    Nav "nav" b"nav",
    Header "header" b"header",
    Footer "footer" b"footer",
    Address "address" b"address",
    Figure "figure" b"figure",
    Figcaption "figcaption" b"figcaption",
    Picture "picture" b"picture",
    Blockquote "blockquote" b"blockquote",
    Pre "pre" b"pre",
    Listing "listing" b"listing",
    Center "center" b"center",
    Hr "hr" b"hr",
    Details "details" b"details",
    Summary "summary" b"summary",
    Dialog "dialog" b"dialog",
    Search "search" b"search",
    Form "form" b"form",
    Fieldset "fieldset" b"fieldset",
    Legend "legend" b"legend",
    Input "input" b"input",
    Button "button" b"button",
    Select "select" b"select",
    Option "option" b"option",
    Optgroup "optgroup" b"optgroup",
    Datalist "datalist" b"datalist",
    Output "output" b"output",
    Progress "progress" b"progress",
    Meter "meter" b"meter",
    Keygen "keygen" b"keygen",
    Img "img" b"img",
    Image "image" b"image",
    Video "video" b"video",
    Audio "audio" b"audio",
    Source "source" b"source",
    Track "track" b"track",
    Object "object" b"object",
    Embed "embed" b"embed",
    Param "param" b"param",
    Applet "applet" b"applet",
    Marquee "marquee" b"marquee",
    Canvas "canvas" b"canvas",
    Map "map" b"map",
    Area "area" b"area",
    Svg "svg" b"svg",
    Math "math" b"math",
    Foreignobject "foreignobject" b"foreignobject",
    Desc "desc" b"desc",
    Mi "mi" b"mi",
    Mo "mo" b"mo",
    Mn "mn" b"mn",
    Ms "ms" b"ms",
    Mtext "mtext" b"mtext",
    AnnotationXml "annotation-xml" b"annotation-xml",
    Frameset "frameset" b"frameset",
    Frame "frame" b"frame",
    Bgsound "bgsound" b"bgsound",
    Basefont "basefont" b"basefont",
    Slot "slot" b"slot",
    AmpImg "amp-img" b"amp-img",
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
    #[cfg(any(feature = "html5ever", feature = "scraper"))]
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
