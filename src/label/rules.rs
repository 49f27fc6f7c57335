//! Rules by which the page says outright what a block is. Each has a name that users see.

use super::Role;
use super::classes::Classes;
use super::names::{Names, hint};
use super::pictures::{Picture, about_picture, is_credit_of_all, picture_marker};
use super::weighed::Weighed;
use super::wording::{is_by_line, is_heading_of_others, starts_with_call};
use crate::dom::{Attr, Dom, Tag};
use crate::measure::{Columns, schema as f};
use crate::score::Class;
use crate::segment::{Blocks, bits};
use once_cell::sync::Lazy;
use regex::RegexSet;
use std::ops::Range;

/// Wording of notices, whatever the template: (pattern, role, rule). Word borders are those of ASCII:
/// others cost the patterns their automaton.
const NOTICES: [(&str, Role, &str); 15] = [
    (r"(?i)(?-u:\b)not responsible for the content of external(?-u:\b)", Role::Footer, "external_sites_disclaimer"),
    (r"(?i)(?-u:\b)up-to-date web browser with style sheets(?-u:\b)", Role::Footer, "browser_warning"),
    (
        r"(?i)^(bbc\s*)?(copyright\s*)?(©|\(c\)|&copy;)\s*(copyright\s*)?((19|20)\d\d|mm[ivxl]*|mcm[ivxlc]*|bbc)(?-u:\b)|^(mm[ivxl]*|mcm[ivxlc]*) ?©|^copyright (19|20)\d\d .{0,80}all rights reserved(\.|$)",
        Role::Footer,
        "copyright_notice",
    ),
    (r"(?i)^(image|photo|picture) (copyright|source|credit)(?-u:\b).{0,80}$", Role::Credit, "credit_marker"),
    (r"(?i)^(image|media|video) caption,?( |$)", Role::Caption, "caption_marker"),
    (
        r"(?i)^pictured,? (at the (back|front|top),? )?\(?(above|below|left|right|centre|center|here|from (the )?(left|right))(?-u:\b)",
        Role::Caption,
        "caption_marker",
    ),
    (
        r"(?i)^(listen to (bbc .{0,60} and )?)?(follow|like) (us|newsbeat|bbc(?-u:\b).{0,60}) on (bbc|x|twitter|facebook|instagram|whatsapp|tiktok|youtube)(?-u:\b)|^send your story ideas to(?-u:\b)|^listen to newsbeat (?-u:\b).{0,20}at \d|^join .{0,40}(?-u:\b)fans by liking us on(?-u:\b)|^bbc indepth is the .{0,20}home on the website and app(?-u:\b)",
        Role::Promo,
        "follow_call",
    ),
    (
        r"(?i)^(advertisements?|ads by google|promoted content( by \w+)?|story continues below( advertisement)?|advertentie|annonce|annons|annonse|anzeige|mainos|pubblicità|publicidad|publicidade|publicité|reklama?|reklame|werbung|реклама)$",
        Role::Ad,
        "ad_marker",
    ),
    (r"^((Additional r|R)eporting by|Video journalists?:)\s.{3,80}$", Role::Byline, "reporting_credit"),
    (
        r"(?i)(?-u:\b)((sign up|subscribe)(?-u:\b).{0,60}(?-u:\b)newsletter|(get|delivers?) our(?-u:\b).{0,40}(?-u:\b)newsletter(?-u:\b))",
        Role::Promo,
        "newsletter_call",
    ),
    (
        r"(?i)(?-u:\b)receive (bbc )?breaking news alerts(?-u:\b)|(?-u:\b)recibir notificaciones de bbc(?-u:\b)",
        Role::Promo,
        "alert_call",
    ),
    (
        r"(?i)^email:? \S{1,30}@bbc\.co\.uk$|(?-u:\b)(haveyoursay|yourpics|yourquestions)@|@bbc_haveyoursay(?-u:\b)|(?-u:\b)include (a|your) contact (telephone |phone )?(number|details) if you are (willing|happy) to (speak|talk)(?-u:\b)|^(please )?read our terms (&|and) conditions(?-u:\b).{0,40}$|^whatsapp: ?\+\d[\d ]{5,}$|(?-u:\b)your (comments|eyewitness accounts|stories|experiences) using the form below(?-u:\b)",
        Role::Comments,
        "contact_call",
    ),
    (
        r"(?i)^(allow (twitter|x|youtube|instagram|facebook|tiktok|bluesky|threads|reddit|google \w+) content\??$|this article contains content provided by|(an dieser stelle|hier) find(en sie|et ihr|est du) .{0,90}(?-u:\b)extern(e[nrs]?)? inhalt|empfohlener (redaktioneller|externer) inhalt(?-u:\b)|externe[nr]? inhalte?( anzeigen)?$|ich bin damit einverstanden, dass mir (der )?externe|personenbezogene daten können an drittplattformen)",
        Role::Footer,
        "embed_notice",
    ),
    (
        r"(?i)^((skip|end of) (twitter|x|youtube|instagram|facebook|tiktok|bluesky|threads|reddit|podcast|newsletter|video|google \w+) (post|video|content|promotion)( \d+)?( by .{1,60})?( and continue reading)?|skip .{1,60} and continue reading|continue reading (the )?main story|view original (tweet|post) on \w+)$",
        Role::Nav,
        "embed_skip_link",
    ),
    (
        r"(?i)^(media playback is (un|not )supported(?-u:\b)|(this|the) (video|content) (can ?not be played|is not available)( (on|in) (your|this) .{1,40})?\.?( to play .{1,120})?$|please turn on javascript(?-u:\b))",
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
    pub names: &'p Names<'p, 'h>,
    /// The headings of an index page head no story.
    pub is_listing: bool,
    /// Elsewhere a card says in its text what its image shows.
    pub is_surely_article: bool,
    /// The first blocks that are shown below the headline.
    pub below_headline: Range<usize>,
    /// Whether the page says that it is in English.
    pub is_english: bool,
}

/// Bylines and dates are among so many blocks below the headline, images aside.
const BELOW_HEADLINE: usize = 4;

/// The first blocks that are shown below the headline, with hidden ones between them.
pub(super) fn below_headline(blocks: &Blocks, columns: &Columns) -> Range<usize> {
    let Some(headline) = columns.headline else { return 0..0 };
    // What an image says of itself stands between them anywhere.
    let is_of_figure = |block: usize| blocks.rows[block].ancestors & (bits::FIGURE | bits::FIGCAPTION) != 0;
    let shown = (headline + 1..blocks.len()).filter(|&block| blocks.hidden(block).is_none() && !is_of_figure(block));
    crate::work::add(blocks.len() - headline);
    headline + 1..shown.take(BELOW_HEADLINE).last().map_or(headline + 1, |last| last + 1)
}

/// Whether the page says that it is in English.
pub(super) fn is_english(dom: &Dom<'_>) -> bool {
    let lang = dom.raw_attr(0, Attr::Lang).or_else(|| dom.raw_attr(0, Attr::XmlLang)).unwrap_or("").trim();
    lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en")) && !lang[2..].starts_with(char::is_alphabetic)
}

impl<'p, 'h> Rules<'p, 'h> {
    /// The role that a rule gives the block, with the rule's name.
    pub(super) fn apply(
        &self,
        block: usize,
        main: bool,
        scores: &Weighed<'_>,
        classes: &Classes,
    ) -> Option<(Role, &'static str)> {
        let row = &self.blocks.rows[block];
        let text = self.blocks.text(block);
        if let Some(notice) = self.notice(block) {
            return Some(notice);
        }
        if !self.is_english
            && let Some(picture) = picture_marker(text)
        {
            return Some(match picture {
                Picture::Credit => (Role::Credit, "credit_marker"),
                _ => (Role::Caption, "caption_marker"),
            });
        }
        let ancestors = row.ancestors;
        let is_promo = classes.best.0 == Role::Promo && classes.best.2 > 0.5;
        if ancestors & bits::SELECT != 0 && !(is_promo && classes.best.2 > 0.9) {
            return Some((Role::Nav, "select_element"));
        }
        let tag = self.dom.tag(self.blocks.holders.node(row.inner as usize));
        if tag == Tag::Button && !main && !is_promo {
            return Some((Role::Nav, "button_element"));
        }
        if tag == Tag::Time && !is_promo && self.is_below_headline(block) && row.chars <= LONGEST_TIME {
            return Some((Role::Timestamp, "time_element"));
        }
        if self.is_below_headline(block) && is_by_line(text, self.is_english || ancestors & bits::HEADING != 0) {
            return Some((Role::Byline, "by_line"));
        }
        if main && self.is_linked_call(block) && starts_with_call(text) {
            return Some((Role::Promo, "read_more"));
        }
        if main && !self.is_listing && !self.heads_a_paragraph(block, scores) && is_heading_of_others(text) {
            return Some((Role::Promo, "related_heading"));
        }
        let is_other_heading = !main
            && !self.is_listing
            && ancestors & bits::HEADING != 0
            && matches!(classes.best.0, Role::Nav | Role::Other);
        if is_other_heading && is_heading_of_others(text) {
            return Some((Role::Promo, "related_heading"));
        }
        if main
            && self.is_surely_article
            && row.ancestors & (bits::TABLE | bits::PRE | bits::HEADING | bits::ITEM) == 0
            && row.links == 0
            && is_credit_of_all(text)
        {
            return Some((Role::Credit, "picture_line"));
        }
        if main
            && self.is_surely_article
            && row.ancestors & (bits::TABLE | bits::PRE | bits::HEADING | bits::ITEM) == 0
            && let Some(picture) = about_picture(text)
            && (picture != Picture::Perhaps || self.is_beside_image(block))
        {
            return Some((if picture == Picture::Credit { Role::Credit } else { Role::Caption }, "picture_line"));
        }
        if ancestors & bits::FIGCAPTION != 0 {
            let credit = scores.class(block, Class::Credit) > scores.class(block, Class::Caption)
                || self.names.hint(block, hint::CREDIT) && row.chars < 60;
            return Some(if credit { (Role::Credit, "figcaption_credit") } else { (Role::Caption, "figcaption") });
        }
        // Teasers have captions and images of their own.
        let is_card = main && !self.is_surely_article && scores.probability(block) >= SURELY_MAIN;
        if !is_promo && self.is_caption(block) {
            return Some((Role::Caption, "caption_class"));
        }
        if !is_promo && !is_card && self.repeats_alt(block) {
            return Some((Role::Caption, "alt_of_image"));
        }
        let heads = self.columns.value(f::IN_HEADING, block) != 0.0
            || main
                && row.bold_chars == row.chars
                && row.chars <= LONGEST_HEADLINE
                && self.columns.value(f::FINAL_MARK, block) != 1.0;
        if !self.is_listing && self.columns.headline == Some(block) && heads {
            return Some((Role::Headline, "heading_matches_title"));
        }
        None
    }

    /// The role that the block's wording gives it.
    pub(super) fn notice(&self, block: usize) -> Option<(Role, &'static str)> {
        // A story may be about a notice.
        if self.columns.headline == Some(block) {
            return None;
        }
        let text = self.blocks.text(block);
        crate::work::add(1 + text.len().min(NOTICE_BYTES));
        let may_be = text.len() <= NOTICE_BYTES && (self.columns.notices[block] || starts_as_notice(text));
        // Few match, and only telling which one asks for memory.
        let found = if may_be && PATTERNS.is_match(text) { PATTERNS.matches(text).iter().next() } else { None };
        found.map(|found| (NOTICES[found].1, NOTICES[found].2))
    }

    fn is_below_headline(&self, block: usize) -> bool {
        self.below_headline.contains(&block)
    }

    /// Whether most of a line is a link: nearly all of one that ends as a sentence does.
    fn is_linked_call(&self, block: usize) -> bool {
        let row = &self.blocks.rows[block];
        let ends_sentence = self.columns.value(f::FINAL_MARK, block) == 1.0;
        let share = if ends_sentence { 8 } else { 4 };
        row.link_chars * 10 > row.chars * share
    }

    /// Whether what stands below is a paragraph of the story, so that this is a heading of its own.
    fn heads_a_paragraph(&self, block: usize, scores: &Weighed<'_>) -> bool {
        let next = block + 1;
        self.blocks.rows.get(next).is_some_and(|row| {
            row.hidden.is_none() && row.link_chars == 0 && row.chars > LONGEST_TIME && scores.probability(next) > 0.5
        })
    }

    /// Whether an image stands within two blocks.
    pub(super) fn is_beside_image(&self, block: usize) -> bool {
        let last = (block + 2).min(self.blocks.len() - 1);
        (block.saturating_sub(1)..=last).any(|near| self.columns.value(f::IMAGES_BEFORE, near) > 0.0)
    }

    /// Whether the element is named a caption, or, right behind an image, the text of that image.
    fn is_caption(&self, block: usize) -> bool {
        let row = &self.blocks.rows[block];
        if row.chars > LONGEST_CAPTION
            || row.link_chars * 2 > row.chars
            || self.columns.value(f::IN_HEADING, block) != 0.0
        {
            return false;
        }
        let behind_image = self.columns.value(f::IMAGES_BEFORE, block) > 0.0;
        let own = row.holder as usize;
        [own, row.inner as usize, self.blocks.holders.parent(own)].into_iter().any(|holder| {
            self.columns.densities.chars(holder) <= 2 * row.chars && {
                let hints = self.names.of(holder);
                hints & (hint::CAPTION | hint::PROMO) == hint::CAPTION
                    || hints & hint::CAP != 0
                    || behind_image && hints & hint::IMAGE != 0 && hints & hint::TEXT != 0
            }
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
}

/// The first four bytes in one case, to tell most texts apart at once.
const fn first_four(bytes: &[u8]) -> u32 {
    match bytes.first_chunk::<4>() {
        Some(four) => u32::from_le_bytes(*four) | 0x2020_2020,
        None => 0,
    }
}

/// So probable a card is main.
const SURELY_MAIN: f32 = 0.7;

/// A longer text is no time.
const LONGEST_TIME: u32 = 60;

/// A longer bold text is no headline.
const LONGEST_HEADLINE: u32 = 150;

/// A longer text is no caption.
const LONGEST_CAPTION: u32 = 600;

/// The letters and digits of a text in lower case, to compare texts.
pub(super) fn letters(text: &str) -> String {
    crate::work::add(text.len());
    let mut letters = String::with_capacity(text.len());
    letters.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    letters
}

/// A cheap look before the patterns: the words with which a notice begins that has none of the
/// words by which measuring knows notices.
fn starts_as_notice(text: &str) -> bool {
    const STARTS: [&str; 75] = [
        "bbc indepth",
        "email",
        "join ",
        "mcmx",
        "mmi ",
        "mmii",
        "mmiv",
        "mmix",
        "mmv ",
        "mmvi",
        "mmx ",
        "mmxi",
        "mmxv",
        "mmxx",
        "allow ",
        "if you want to receive",
        "to receive ",
        "recuerda que",
        "y recuerda que",
        "please include a",
        "please include your",
        "include a contact",
        "please read our",
        "read our terms",
        "whatsapp:",
        "please send us",
        "an dieser stelle",
        "hier find",
        "empfohlener",
        "externe",
        "ich bin damit",
        "personenbezogene",
        "skip ",
        "continue reading",
        "end of ",
        "view original",
        "this article",
        "bbc copyright",
        "bbc ©",
        "bbc (c)",
        "follow ",
        "like ",
        "listen to ",
        "pictured",
        "copyright",
        "image ",
        "media ",
        "video ",
        "photo ",
        "picture ",
        "promoted ",
        "please turn",
        "advertisement",
        "advertentie",
        "annonce",
        "annons",
        "anzeige",
        "mainos",
        "pubblicit",
        "publicid",
        "publicit",
        "reklam",
        "werbung",
        "реклама",
        "Реклама",
        "РЕКЛАМА",
        "ads by",
        "additional reporting",
        "reporting by",
        "send your story",
        "story ",
        "this video",
        "this content",
        "the video",
        "the content",
    ];
    const FOURS: [u32; STARTS.len()] = {
        let mut fours = [0; STARTS.len()];
        let mut i = 0;
        while i < fours.len() {
            fours[i] = first_four(STARTS[i].as_bytes());
            i += 1;
        }
        fours
    };
    let bytes = text.as_bytes();
    match bytes.first().map(u8::to_ascii_lowercase) {
        // The first byte of ©, and other ways to write it.
        Some(0xC2 | b'(' | b'&') => true,
        _ if FOURS.contains(&first_four(bytes)) => STARTS
            .iter()
            .any(|start| bytes.get(..start.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(start.as_bytes()))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::{dom, measure, segment};

    fn notice(text: &str) -> Option<&'static str> {
        let dom = dom::parse(text, Parser::Fast, &Limits::default());
        let columns = measure::columns(&dom, &segment::blocks(&dom, &Limits::default()));
        let may_be = columns.notices[0] || starts_as_notice(text);
        may_be.then(|| PATTERNS.matches(text).iter().next().map(|i| NOTICES[i].2)).flatten()
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
            ("BBC © MMVIII", "copyright_notice"),
            ("Pictured from left, Ann Reed and Jo Marsh", "caption_marker"),
            ("Pictured at the back, from left, are Ann Reed and Jo Marsh", "caption_marker"),
            ("Follow BBC Devon on X, Facebook and Instagram.", "follow_call"),
            ("Send your story ideas to devon@example.org", "follow_call"),
            ("© 2024 Example Ltd", "copyright_notice"),
            ("MMVIII ©", "copyright_notice"),
            ("© MCMXCIX", "copyright_notice"),
            ("Copyright 2023 WXYZ. All rights reserved.", "copyright_notice"),
            ("Follow Newsbeat on Instagram, Facebook and Twitter.", "follow_call"),
            ("Join 700,000+ Harbour fans by liking us on Facebook", "follow_call"),
            ("Email yourvoice@bbc.co.uk", "contact_call"),
            ("Image source, Reuters", "credit_marker"),
            ("Media caption Who is he?", "caption_marker"),
            ("Advertisement", "ad_marker"),
            ("ANZEIGE", "ad_marker"),
            ("Publicité", "ad_marker"),
            ("PUBLICITÉ", "ad_marker"),
            ("Pubblicità", "ad_marker"),
            ("PUBBLICITÀ", "ad_marker"),
            ("реклама", "ad_marker"),
            ("Реклама", "ad_marker"),
            ("РЕКЛАМА", "ad_marker"),
            ("Additional reporting by Jo Bloggs.", "reporting_credit"),
            ("Sign up for our morning newsletter", "newsletter_call"),
            ("If you want to receive BBC breaking news alerts via email, details are on this help page.", "alert_call"),
            ("Recuerda que puedes recibir notificaciones de BBC Mundo. Descarga la última versión.", "alert_call"),
            ("Are you on the island? Get in touch by emailing haveyoursay@example.org.", "contact_call"),
            ("Please include a contact number if you are willing to speak to a BBC journalist.", "contact_call"),
            ("WhatsApp: +44 7700 900123", "contact_call"),
            ("Tweet: @BBC_HaveYourSay", "contact_call"),
            ("Please read our terms & conditions and privacy policy", "contact_call"),
            ("Are you in the port? Please send us your comments using the form below.", "contact_call"),
            ("Allow Twitter content?", "embed_notice"),
            ("This article contains content provided by YouTube. We ask for your permission first.", "embed_notice"),
            ("An dieser Stelle findest du einen externen Inhalt, der den Text ergänzt.", "embed_notice"),
            ("Empfohlener redaktioneller Inhalt", "embed_notice"),
            ("Externen Inhalt anzeigen", "embed_notice"),
            ("Allow Bluesky content?", "embed_notice"),
            ("Hier findet ihr einen von der Redaktion gewählten, externen Inhalt.", "embed_notice"),
            ("Skip youtube video by Example Films", "embed_skip_link"),
            ("Skip Most read and continue reading", "embed_skip_link"),
            ("End of twitter post 2 by Ann Walker", "embed_skip_link"),
            ("End of podcast promotion", "embed_skip_link"),
            ("Continue reading the main story", "embed_skip_link"),
            ("This content is not available in your location.", "player_notice"),
            (
                "This video can not be played To play this video you need to enable JavaScript in your browser.",
                "player_notice",
            ),
            ("End of twitter post by Ann Walker", "embed_skip_link"),
        ] {
            assert_eq!(notice(text), Some(rule), "{text}");
        }
    }

    #[test]
    fn sentences_that_mention_a_notice_are_none() {
        for text in [
            "Copyright law in Britain was changed in 2014.",
            "Copyright 2014 reforms left the all rights reserved sign without a purpose, the judge said.",
            "Join me, she said, and the fans by the gate went in.",
            "Email bbc.co.uk readers sent was lost.",
            "Image captions are hard to write well.",
            "Pictured as a child, she never left the farm.",
            "Follow us through the woods and you come to the well.",
            "End of Facebook content moderation sparks fears",
            "End of video content deals would follow, said the union, which has asked members to vote.",
            "Hier finden Sie einen Überblick über die externen Gutachter, die den Bau geprüft haben.",
            "The video is not available to the jury, the judge said.",
            "The content is not available in Welsh, she said.",
            "End of video games as we know them, say two studios that closed this year and a third that may",
            "Skip twitter posts before breakfast, the doctors say.",
            "Allow me to explain.",
            "Continue reading the main story, the teacher told her, and leave the notes for later.",
            "WhatsApp: how a message reached the island",
            "To receive the prize she travelled for two days.",
            "They include a contact number for those who lost a pet.",
            "Read our terms and conditions, the bank said, and customers did: thousands of them left within a week.",
            "An dieser Stelle floss früher ein Bach.",
            "Externe Inhalte kosten den Sender zwei Millionen im Jahr.",
            "BBC staff walked out on Tuesday.",
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
