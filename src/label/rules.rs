//! Rules by which the page says outright what a block is. Each has a name that users see.

use super::{Classes, Role};
use crate::dom::{Attr, Dom};
use crate::measure::{Columns, schema as f};
use crate::score::{Class, Scores};
use crate::segment::{Blocks, bits};
use once_cell::sync::Lazy;
use regex::RegexSet;

/// Wording of notices, whatever the template: (pattern, role, rule).
const NOTICES: [(&str, Role, &str); 9] = [
    (r"(?i)\bnot responsible for the content of external\b", Role::Footer, "external_sites_disclaimer"),
    (r"(?i)\bup-to-date web browser with style sheets\b", Role::Footer, "browser_warning"),
    (
        r"(?i)^(copyright\s*)?(©|\(c\)|&copy;)\s*(copyright\s*)?((19|20)\d\d|mm[ivxl]*|bbc)\b",
        Role::Footer,
        "copyright_notice",
    ),
    (r"(?i)^(image|photo|picture) (copyright|source|credit)\b.{0,80}$", Role::Credit, "credit_marker"),
    (r"(?i)^(image|media|video) caption,?( |$)", Role::Caption, "caption_marker"),
    (
        r"(?i)^(advertisement|ads by google|promoted content( by \w+)?|story continues below( advertisement)?)$",
        Role::Ad,
        "ad_marker",
    ),
    (r"^((Additional r|R)eporting by|Video journalists?:)\s.{3,80}$", Role::Byline, "reporting_credit"),
    (
        r"(?i)\b((sign up|subscribe)\b.{0,60}\bnewsletter|(get|delivers?) our\b.{0,40}\bnewsletter\b)",
        Role::Promo,
        "newsletter_call",
    ),
    (
        r"(?i)^(media playback is (un|not )supported|(this|the) (video|content) (can ?not be played|is not available)|please turn on javascript)\b",
        Role::Other,
        "player_notice",
    ),
];

/// Longer texts are no notices; this also bounds what the patterns read.
const NOTICE_BYTES: usize = 700;

static PATTERNS: Lazy<RegexSet> = Lazy::new(|| {
    // Fixed patterns: the tests compile them.
    RegexSet::new(NOTICES.map(|(pattern, _, _)| pattern)).unwrap_or_else(|_| RegexSet::empty())
});

pub(super) struct Rules<'p, 'h> {
    pub dom: &'p Dom<'h>,
    pub blocks: &'p Blocks,
    pub columns: &'p Columns,
    /// The headings of an index page head no story.
    pub is_listing: bool,
}

impl<'p, 'h> Rules<'p, 'h> {
    /// The role that a rule gives the block, with the rule's name.
    pub(super) fn apply(
        &self,
        block: usize,
        main: bool,
        scores: &Scores,
        classes: &Classes,
    ) -> Option<(Role, &'static str)> {
        let row = &self.blocks.rows[block];
        let text = self.blocks.text(block);
        crate::work::add(1 + text.len().min(NOTICE_BYTES));
        if text.len() <= NOTICE_BYTES
            && may_be_notice(text)
            && let Some(found) = PATTERNS.matches(text).iter().next()
        {
            let (_, role, rule) = NOTICES[found];
            return Some((role, rule));
        }
        let ancestors = self.blocks.flow.ancestors[row.first as usize];
        let is_promo = classes.best.0 == Role::Promo && classes.best.2 > 0.5;
        if ancestors & bits::SELECT != 0 && !(is_promo && classes.best.2 > 0.9) {
            return Some((Role::Nav, "select_element"));
        }
        if self.is_by_line(block, text) {
            return Some((Role::Byline, "by_line"));
        }
        if main && row.link_chars * 5 > row.chars * 2 && starts_with_call(text) {
            return Some((Role::Promo, "read_more"));
        }
        if ancestors & bits::FIGCAPTION != 0 {
            let credit = scores.class(block, Class::Credit) > scores.class(block, Class::Caption)
                || self.is_named(block, &["credit", "copyright", "source", "photographer"]) && row.chars < 60;
            return Some(if credit { (Role::Credit, "figcaption_credit") } else { (Role::Caption, "figcaption") });
        }
        // Teasers have captions and images of their own.
        if !is_promo && self.is_caption(block) {
            return Some((Role::Caption, "caption_class"));
        }
        if !is_promo && self.repeats_alt(block) {
            return Some((Role::Caption, "alt_of_image"));
        }
        if !self.is_listing && self.columns.headline == Some(block) && self.columns.value(f::IN_HEADING, block) != 0.0 {
            return Some((Role::Headline, "heading_matches_title"));
        }
        None
    }

    /// "By" and a name, right below the headline.
    fn is_by_line(&self, block: usize, text: &str) -> bool {
        let below = self.columns.headline.is_some_and(|headline| (headline + 1..=headline + 4).contains(&block));
        let name = text.strip_prefix("By ").or(text.strip_prefix("by "));
        below
            && text.len() <= 100
            && !text.ends_with(['.', '!', '?', ':'])
            && name.is_some_and(|name| name.starts_with(char::is_uppercase) && name.contains(' '))
    }

    /// Whether the element is named a caption, or, right behind an image, the text of that image.
    fn is_caption(&self, block: usize) -> bool {
        const IMAGE: [&str; 8] = ["img", "image", "photo", "picture", "foto", "bild", "carousel", "gallery"];
        const TEXT: [&str; 5] = ["info", "text", "desc", "legend", "title"];
        let row = &self.blocks.rows[block];
        if row.chars > LONGEST_CAPTION
            || row.link_chars * 2 > row.chars
            || self.columns.value(f::IN_HEADING, block) != 0.0
        {
            return false;
        }
        let behind_image = self.columns.value(f::IMAGES_BEFORE, block) > 0.0;
        let node = row.node as usize;
        let nodes = [node, self.dom.parent(row.first as usize), self.dom.parent(node)];
        nodes.into_iter().any(|node| {
            self.columns.node_chars[node] <= 2 * row.chars
                && super::class(self.dom, node).is_some_and(|class| {
                    let class = class.to_ascii_lowercase();
                    let holds = |names: &[&str]| names.iter().any(|name| class.contains(name));
                    class.contains("caption") && !class.contains("promo")
                        || class.split_ascii_whitespace().any(|name| name == "cap")
                        || behind_image && holds(&IMAGE) && holds(&TEXT)
                })
        })
    }

    /// Whether the text is the `alt` text of the image right before it.
    fn repeats_alt(&self, block: usize) -> bool {
        let row = &self.blocks.rows[block];
        if self.columns.value(f::IMAGES_BEFORE, block) == 0.0
            || row.chars > LONGEST_CAPTION
            || row.chars < 20
            || row.link_chars > 0
        {
            return false;
        }
        let images = &self.blocks.images;
        crate::work::add(2 * (images.len() + 1).ilog2() as usize);
        let from = images.partition_point(|(_, before)| (*before as usize) < block);
        let to = images.partition_point(|(_, before)| (*before as usize) <= block);
        let text = letters(self.blocks.text(block));
        images[from..to].iter().rev().take(2).any(|(node, _)| {
            let alt = self.dom.attr(*node as usize, Attr::Alt).map(|alt| letters(&alt)).unwrap_or_default();
            alt.len() >= 20 && (text.starts_with(&alt) || alt.starts_with(&text))
        })
    }

    /// Whether the block's own element or the one around its first text has such a class.
    fn is_named(&self, block: usize, names: &[&str]) -> bool {
        let row = &self.blocks.rows[block];
        [row.node as usize, self.dom.parent(row.first as usize)].into_iter().any(|node| {
            super::class(self.dom, node).is_some_and(|class| {
                let class = class.to_ascii_lowercase();
                names.iter().any(|name| class.contains(name))
            })
        })
    }
}

/// Whether a line begins as calls to other stories do: "READ MORE: …".
fn starts_with_call(text: &str) -> bool {
    const CALLS: [&str; 7] = ["read more", "see also", "also read", "read also", "more on this", "related:", "watch:"];
    CALLS.iter().any(|call| text.get(..call.len()).is_some_and(|start| start.eq_ignore_ascii_case(call)))
}

/// A longer text is no caption.
const LONGEST_CAPTION: u32 = 600;

/// The letters and digits of a text in lower case, to compare texts.
fn letters(text: &str) -> String {
    crate::work::add(text.len());
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A cheap look before the patterns: the bytes without which none of them matches.
fn may_be_notice(text: &str) -> bool {
    const STARTS: [&str; 17] = [
        "copyright",
        "image ",
        "media ",
        "video ",
        "photo ",
        "picture ",
        "promoted ",
        "please turn",
        "advertisement",
        "ads by",
        "additional reporting",
        "reporting by",
        "story ",
        "this video",
        "this content",
        "the video",
        "the content",
    ];
    let bytes = text.as_bytes();
    let starts = |word: &&str| bytes.len() >= word.len() && bytes[..word.len()].eq_ignore_ascii_case(word.as_bytes());
    let first = bytes.first().map(u8::to_ascii_lowercase);
    let has = |needle: &str| memchr::memmem::find(bytes, needle.as_bytes()).is_some();
    // 0xC2 is the first byte of ©.
    matches!(first, Some(0xC2 | b'(' | b'&'))
        || STARTS.iter().any(|word| Some(word.as_bytes()[0]) == first && starts(word))
        || has("responsible for the content")
        || has("up-to-date web browser")
        || bytes.len() < 400 && (has("ewsletter") || has("EWSLETTER"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: &str) -> Option<&'static str> {
        may_be_notice(text).then(|| PATTERNS.matches(text).iter().next().map(|i| NOTICES[i].2)).flatten()
    }

    #[test]
    fn notices_are_known_by_their_wording() {
        for (text, rule) in [
            ("The BBC is not responsible for the content of external Internet sites", "external_sites_disclaimer"),
            (
                "Copyright © 2019 BBC. The BBC is not responsible for the content of external sites.",
                "external_sites_disclaimer",
            ),
            (
                "This page is best viewed in an up-to-date web browser with style sheets (CSS) enabled.",
                "browser_warning",
            ),
            ("© MMIX", "copyright_notice"),
            ("© 2024 Example Ltd", "copyright_notice"),
            ("Image source, Reuters", "credit_marker"),
            ("Media caption Who is he?", "caption_marker"),
            ("Advertisement", "ad_marker"),
            ("Additional reporting by Jo Bloggs.", "reporting_credit"),
            ("Sign up for our morning newsletter", "newsletter_call"),
        ] {
            assert_eq!(notice(text), Some(rule), "{text}");
        }
    }

    #[test]
    fn sentences_that_mention_a_notice_are_none() {
        for text in [
            "Copyright law in Britain was changed in 2014.",
            "Image captions are hard to write well.",
            "Advertisement revenue fell by a tenth last year.",
            "The minister said he was not responsible for the content.",
        ] {
            assert_eq!(notice(text), None, "{text}");
        }
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(PATTERNS.len(), NOTICES.len());
    }
}
