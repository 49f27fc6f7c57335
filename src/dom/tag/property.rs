//! What the specification, and our stages, say of elements: a bit each.

use super::Tag;

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

pub(super) static PROPERTIES: [u16; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < Tag::ALL.len() {
        table[i] = properties(Tag::ALL[i]);
        i += 1;
    }
    table
};
