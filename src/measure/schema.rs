//! The schema of features: one list, by which columns are filled, models are made and
//! explanations are written.

use crate::fnv;

/// A feature of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// Name in models and explanations.
    pub name: &'static str,
    /// What it measures, with its unit.
    pub meaning: &'static str,
}

macro_rules! schema {
    ($($constant:ident $name:literal $meaning:literal,)*) => {
        /// Every feature, in the order of the columns.
        pub const SCHEMA: &[Feature] = &[$(Feature { name: $name, meaning: $meaning },)*];

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Index { $($constant,)* }

        $(pub(crate) const $constant: usize = Index::$constant as usize;)*
    };
}

schema! {
    // Shallow text features (Kohlschütter, Fankhauser, Nejdl 2010), counted in characters.
    CHARS "chars" "non-space characters, log2(1+n)",
    LINK_DENSITY "link_density" "share of characters in links",
    LINKS "links" "number of links",
    BREAKS "breaks" "number of single line breaks",
    BOLD_RATIO "bold_ratio" "share of bold characters",
    CODE_RATIO "code_ratio" "share of characters in code elements",
    WORDS "words" "runs of letters or digits, log2(1+n)",
    WORD_LENGTH "word_length" "mean characters a word",
    SENTENCES "sentences" "sentence ends",
    FINAL_MARK "final_mark" "last character: 0 letter, 1 full stop, 2 ! or ?, 3 colon, 4 comma or semicolon, 5 quotation mark, 6 ellipsis, 7 digit, 8 closing bracket, 9 other",
    FIRST_MARK "first_mark" "first character: 0 lower case, 1 upper case, 2 digit, 3 quotation mark, 4 other letter, 5 other",
    COMMAS "commas" "commas per 100 characters",
    DIGIT_RATIO "digit_ratio" "share of digits",
    UPPER_RATIO "upper_ratio" "share of upper-case ASCII letters",
    TITLE_CASE_RATIO "title_case_ratio" "share of words that begin in upper case",
    SYMBOL_RATIO "symbol_ratio" "share of ASCII characters that are neither letter nor digit",
    BARS "bars" "number of | • · » › / →",
    QUOTES "quotes" "number of quotation marks",
    EXCLAMATIONS "exclamations" "number of ! and ?",
    DATE_SHAPE "date_shape" "1 holds a year 19xx or 20xx, +2 holds a time hh:mm",
    PRICE_SHAPE "price_shape" "1 when a currency sign stands beside a digit",
    COPYRIGHT_SIGN "copyright_sign" "1 when it holds ©, (c) or ®",
    ADDRESS_SHAPE "address_shape" "1 when it holds @, http or www.",
    TITLE_OVERLAP "title_overlap" "share of the block's words that stand in the page's title",
    TITLE_COVERAGE "title_coverage" "share of the title's words that stand in the block",
    DESC_OVERLAP "desc_overlap" "share of the block's words that stand in the first words of the page's longest description",
    DESC_COVERAGE "desc_coverage" "share of those words of the description that stand in the block",
    PARENTHESES "parentheses" "opening parentheses, log2(1+n)",
    COLONS "colons" "colons, log2(1+n)",
    ALL_CAPS_RATIO "all_caps_ratio" "share of words of two letters or more, all in upper case",
    // Tags and landmarks.
    TAG "tag" "class of the block's element",
    PARENT_TAG "parent_tag" "class of the element around it",
    DEPTH "depth" "number of ancestors",
    LANDMARK "landmark" "nearest landmark: 0 none, 1 nav, 2 header, 3 footer, 4 aside, 5 article, 6 main, 7 section, 8 form",
    IN_NAV "in_nav" "1 inside nav",
    IN_HEADER "in_header" "1 inside header",
    IN_FOOTER "in_footer" "1 inside footer",
    IN_ASIDE "in_aside" "1 inside aside",
    IN_ARTICLE "in_article" "1 inside article",
    IN_MAIN "in_main" "1 inside main",
    IN_SECTION "in_section" "1 inside section",
    IN_FORM "in_form" "1 inside form or fieldset",
    IN_TABLE "in_table" "1 inside table",
    IN_ITEM "in_item" "1 inside li",
    IN_FIGURE "in_figure" "1 inside figure",
    IN_FIGCAPTION "in_figcaption" "1 inside figcaption",
    IN_BLOCKQUOTE "in_blockquote" "1 inside blockquote",
    IN_LINK "in_link" "1 when the first text is inside a link",
    IN_PRE "in_pre" "1 inside pre",
    IN_BUTTON "in_button" "1 inside button",
    IN_SELECT "in_select" "1 inside select",
    IN_DETAILS "in_details" "1 inside details",
    IN_DIALOG "in_dialog" "1 inside dialog",
    IN_HEADING "in_heading" "1 inside h1 to h6",
    IN_DEFINITION "in_definition" "1 inside dd or dt",
    IN_LABEL "in_label" "1 inside label or legend",
    IN_TIME "in_time" "1 inside time",
    IN_ADDRESS "in_address" "1 inside address",
    IN_PARAGRAPH "in_paragraph" "1 inside p",
    // Text density (Sun, Song, Liao 2011) of the block's element and of the element around it
    // that holds more text.
    TEXT_DENSITY "text_density" "TD of the block's element: characters a tag, log2(1+x)",
    COMPOSITE_DENSITY "composite_density" "CTD of the block's element, log2(1+x)",
    E1_TEXT_DENSITY "e1_text_density" "TD one enclosing element up, log2(1+x)",
    E1_COMPOSITE_DENSITY "e1_composite_density" "CTD one enclosing element up, log2(1+x)",
    E1_DENSITY_SUM "e1_density_sum" "sum of the children's CTD one enclosing element up, log2(1+x)",
    // Enclosing elements that hold more text each.
    E0_CHARS "e0_chars" "characters of the block's element, log2(1+n)",
    E0_LINK_DENSITY "e0_link_density" "link density of the block's element",
    E1_CHARS "e1_chars" "characters one enclosing element up, log2(1+n)",
    E1_LINK_DENSITY "e1_link_density" "link density one enclosing element up",
    E1_LONG "e1_long" "share of long text one enclosing element up",
    E1_BLOCKS "e1_blocks" "blocks one enclosing element up, log2(1+n)",
    E1_SHARE "e1_share" "share of the block in the enclosing element one up",
    E2_CHARS "e2_chars" "characters two enclosing elements up, log2(1+n)",
    E2_LINK_DENSITY "e2_link_density" "link density two enclosing elements up",
    E2_LONG "e2_long" "share of long text two enclosing elements up",
    E2_BLOCKS "e2_blocks" "blocks two enclosing elements up, log2(1+n)",
    E2_SHARE "e2_share" "share of level one in level two",
    E3_CHARS "e3_chars" "characters three enclosing elements up, log2(1+n)",
    E3_LINK_DENSITY "e3_link_density" "link density three enclosing elements up",
    E3_LONG "e3_long" "share of long text three enclosing elements up",
    E3_SHARE "e3_share" "share of level two in level three",
    E4_LINK_DENSITY "e4_link_density" "link density four enclosing elements up",
    E4_LONG "e4_long" "share of long text four enclosing elements up",
    E4_SHARE "e4_share" "share of level three in level four",
    E2_PAGE_SHARE "e2_page_share" "share of the page's characters two enclosing elements up",
    E1_SENTENCES "e1_sentences" "sentence ends a block one enclosing element up, log2(1+x)",
    E1_PARAGRAPHS "e1_paragraphs" "share of characters inside p one enclosing element up",
    E2_SENTENCES "e2_sentences" "sentence ends a block two enclosing elements up, log2(1+x)",
    E2_PARAGRAPHS "e2_paragraphs" "share of characters inside p two enclosing elements up",
    HEADLINE_UP "headline_up" "enclosing elements up to the one that also holds the headline, at most 16; -1 without a headline",
    // The smallest subtree that keeps a share of the page's long text.
    OUTSIDE_40 "outside_40" "levels from the subtree with 40 % of the long text up to the one that holds the block",
    OUTSIDE_60 "outside_60" "the same for 60 %",
    OUTSIDE_85 "outside_85" "the same for 85 %",
    MAIN_PLACE "main_place" "relative place inside the 60 % subtree, -1 before it, 2 behind it",
    // Blocks of one signature: tag and class of the element and of its parent.
    SIGNATURE_SHARE "signature_share" "share of the page's characters in blocks of the same signature",
    SIGNATURE_COUNT "signature_count" "blocks of the same signature, log2(1+n)",
    SIGNATURE_CHARS "signature_chars" "mean characters of the signature's blocks, log2(1+n)",
    SIGNATURE_LINK_DENSITY "signature_link_density" "link density of the signature's blocks",
    SIGNATURE_SENTENCES "signature_sentences" "mean sentence ends of the signature's blocks",
    SIGNATURE_DATES "signature_dates" "share of the signature's blocks with a date or time shape",
    PATH_SHARE "path_share" "share of the page's characters on the same tag path",
    PATH_COUNT "path_count" "blocks on the same tag path, log2(1+n)",
    // The nearest group of three or more siblings of one tag and class.
    GROUP_COUNT "group_count" "members of the group, log2(1+n)",
    GROUP_CHARS "group_chars" "mean characters of its members, log2(1+n)",
    GROUP_LINK_DENSITY "group_link_density" "link density of the group",
    GROUP_SHARE "group_share" "share of the page's characters in the group",
    GROUP_DATES "group_dates" "share of the group's blocks with a date or time shape",
    GROUP_RANK "group_rank" "characters of the group as a share of those of the page's largest group",
    // Repetition of the text on the page.
    REPEAT "repeat" "how often the same text stood before",
    REPEATS "repeats" "how often the same text stands on the page",
    // Place.
    POSITION "position" "share of the page's characters that stand before",
    HEADLINE_BLOCKS "headline_blocks" "blocks from the headline, signed log2(1+n)",
    HEADLINE_CHARS "headline_chars" "characters from the headline, signed log2(1+n)",
    LONG_BEFORE "long_before" "share of long text that stands before",
    LONG_AFTER "long_after" "share of long text that stands behind",
    SINCE_LONG "since_long" "blocks since the last long text before, at most 255, log2(1+n)",
    UNTIL_LONG "until_long" "blocks until the next long text behind, at most 255, log2(1+n)",
    LONG_PLACE "long_place" "place from the first long text, 0, to the last, 1; from -1 to 2, -1 without any",
    SINCE_HEADING "since_heading" "blocks since the last heading",
    IMAGES_BEFORE "images_before" "images between the block before and this one",
    // Neighbours.
    P3_CHARS "p3_chars" "characters of the third block before, log2(1+n)",
    P2_CHARS "p2_chars" "characters of the second block before, log2(1+n)",
    P1_CHARS "p1_chars" "characters of the block before, log2(1+n)",
    N1_CHARS "n1_chars" "characters of the next block, log2(1+n)",
    N2_CHARS "n2_chars" "characters of the second next block, log2(1+n)",
    N3_CHARS "n3_chars" "characters of the third next block, log2(1+n)",
    P2_LINK_DENSITY "p2_link_density" "link density of the second block before",
    P1_LINK_DENSITY "p1_link_density" "link density of the block before",
    N1_LINK_DENSITY "n1_link_density" "link density of the next block",
    N2_LINK_DENSITY "n2_link_density" "link density of the second next block",
    P1_FINAL_MARK "p1_final_mark" "last character of the block before",
    N1_FINAL_MARK "n1_final_mark" "last character of the next block",
    P1_TAG "p1_tag" "class of the element of the block before",
    N1_TAG "n1_tag" "class of the element of the next block",
    P1_SAME "p1_same" "1 same parent as the block before, 2 also same signature",
    N1_SAME "n1_same" "1 same parent as the next block, 2 also same signature",
    WINDOW_LONG "window_long" "long-text characters in seven blocks around, log2(1+n)",
    // The page.
    PAGE_CHARS "page_chars" "characters of the page, log2(1+n)",
    PAGE_BLOCKS "page_blocks" "blocks of the page, log2(1+n)",
    PAGE_LINK_DENSITY "page_link_density" "link density of the page",
    PAGE_LONG "page_long" "share of long text",
    PAGE_LONGEST "page_longest" "characters of the longest block, log2(1+n)",
    PAGE_PARAGRAPHS "page_paragraphs" "p elements, log2(1+n)",
    PAGE_ARTICLES "page_articles" "article elements",
    PAGE_H1 "page_h1" "h1 elements",
    PAGE_H2 "page_h2" "h2 elements",
    PAGE_IMAGES "page_images" "images, log2(1+n)",
    PAGE_INPUTS "page_inputs" "input, select and button elements, log2(1+n)",
    PAGE_PRICES "page_prices" "blocks with a price, log2(1+n)",
    PAGE_TIMES "page_times" "time elements, log2(1+n)",
    PAGE_CELLS "page_cells" "table cells, log2(1+n)",
    OG_TYPE "og_type" "og:type: 0 none, 1 article, 2 website, 3 product, 4 other",
    LD_TYPE "ld_type" "JSON-LD: 0 none, 1 other, 2 article, 3 product, 4 forum or question",
    PAGE_H3 "page_h3" "h3 elements, log2(1+n)",
    PAGE_ITEMS "page_items" "li elements, log2(1+n)",
    PAGE_CODE "page_code" "pre and code elements, log2(1+n)",
    PAGE_FORMS "page_forms" "form elements, log2(1+n)",
    PAGE_BUTTONS "page_buttons" "button elements, log2(1+n)",
    PAGE_TEXTAREAS "page_textareas" "textarea elements, log2(1+n)",
    PAGE_LINKS "page_links" "a elements, log2(1+n)",
    PAGE_LONG_BLOCKS "page_long_blocks" "blocks of long text, log2(1+n)",
    PAGE_DATES "page_dates" "blocks with a date or time shape, log2(1+n)",
    PAGE_LINKED_HEADINGS "page_linked_headings" "blocks in headings that are links throughout, log2(1+n)",
    PAGE_GROUP "page_group" "share of the page's characters in its largest group",
    PAGE_SIGNATURE "page_signature" "share of the page's characters in its largest signature",
    PAGE_REPEATED "page_repeated" "share of the page's characters in signatures of three blocks or more",
    OG_KIND "og_kind" "og:type: 0 none, 1 other, 2 website, 3 article, 4 product, 5 profile, 6 video, 7 music, 8 book",
    LD_KIND "ld_kind" "JSON-LD, the most telling type: 0 none, 1 other, 2 web page, 3 video or audio, 4 list, 5 questions and answers of the site, 6 article, 7 technical article, 8 service, event, job or course, 9 product, 10 recipe or instructions, 11 forum",
}

/// Names the schema: changes with every feature's name, order and meaning (FNV-1a, 64 bits).
pub fn schema_hash() -> u64 {
    fnv::add_texts(fnv::EMPTY, SCHEMA.iter().flat_map(|feature| [feature.name, feature.meaning]))
}
