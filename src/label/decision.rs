//! The role of one block.

use super::classes::{CLASS_ROLES, Classes};
use super::gaps::Filled;
use super::known::{self, Known};
use super::rules::Rules;
use super::weighed::Weighed;
use super::wording::is_heading_of_others;
use super::zones::Zone;
use super::{Label, PageKind, Role, content};
use crate::measure::{exp, ln, schema as f};
use crate::profile::{Claim, Found};
use crate::score::Class;
use crate::segment::bits;

/// A block of a quotation box is main content from this probability on; of a `blockquote` from that, of a box that shows to be a quotation by
/// what it holds from the last.
const QUOTATION: f32 = 0.25;
const QUOTATION_ELEMENT: f32 = 0.1;
const SHOWN_QUOTATION: f32 = 0.02;
/// A block of the main content is a caption after all when the class heads are that sure.
const OVERRULED: f32 = 0.8;
/// The same for any class in a box that is told apart.
const OVERRULED_IN_BOX: f32 = 0.5;
/// From this probability on a block is surely main.
const SURELY_MAIN: f32 = 0.9;
/// From this probability on a page is surely an article; on others what it links may be its point.
pub(super) const SURELY_ARTICLE: f32 = 0.7;

/// What the decision on a block looks at.
pub(super) struct Decision<'p, 'h> {
    pub scores: &'p Weighed<'p>,
    /// With the page that it is about.
    pub rules: Rules<'p, 'h>,
    pub known: Option<&'p Known<'p>>,
    pub kind: PageKind,
    pub is_article: bool,
    /// Whether the headline is main: the name of a product.
    pub names_product: bool,
}

impl Decision<'_, '_> {
    pub fn label(&self, block: usize, filled: &Filled, zone: u8) -> Label {
        crate::work::add(1);
        if self.rules.blocks.hidden(block).is_some() {
            return Label { role: Role::Other, main: false, rule: "hidden", profile: Found::default() };
        }
        let profile = self.known.map_or(Found::default(), |known| known.found(block));
        if let Some(known) = self.known
            && let Some(claim) = known.verdict(block)
        {
            let notice = if known.is_own(block) { None } else { self.rules.notice(block) };
            return self.claimed(block, claim, notice, filled.main[block], profile);
        }
        let classes = self.classes(block, zone);
        let in_quotation = self.is_in_quotation(block, &classes);
        let main = filled.main[block] || in_quotation;
        let (role, rule) = self
            .rules
            .apply(block, main, self.scores, &classes)
            .or(in_quotation.then_some((Role::Quote, "quotation_box")))
            .or(filled.rules[block].filter(|_| !self.rules.is_listing))
            .unwrap_or_else(|| self.role(block, main, &classes));
        let is_product = self.names_product && role == Role::Headline && self.rules.columns.headline == Some(block);
        Label { role, main: is_product || main && self.keeps_main(role, rule), rule, profile }
    }

    fn classes(&self, block: usize, zone: u8) -> Classes {
        let Some((known, evidence)) = self.known.and_then(|known| known.evidence(block)) else {
            return Classes::of(self.scores, block, zone, |_| 1.0);
        };
        let factor = exp(evidence);
        let classes = Classes::of(self.scores, block, zone, |class| if class == known { factor } else { 1.0 });
        Classes { is_told: true, ..classes }
    }

    /// On an article only content roles are main; elsewhere the page's point may have any role.
    /// A menu, an advertisement or a notice that says so itself is the point of no page, a caption only where there are no stories or teasers.
    fn keeps_main(&self, role: Role, rule: &str) -> bool {
        let has_stories = matches!(self.kind, PageKind::Article | PageKind::Listing);
        let is_picture = !has_stories && matches!(role, Role::Caption | Role::Credit);
        let is_sure = !rule.starts_with("class_") && known::is_never_main(role) && !is_picture;
        // What stands beside a product is another one.
        let is_other_product = self.kind == PageKind::Product && role == Role::Promo && rule.starts_with("zone_");
        let is_of_others = is_other_product || matches!(rule, "related_heading" | "alert_call" | "contact_call");
        role.is_content() || self.kind != PageKind::Article && !is_sure && !is_of_others
    }

    /// The label that a verdict of a profile makes, unless it is about a larger element in which the block is
    /// a notice by its own wording.
    fn claimed(
        &self,
        block: usize,
        claim: Claim,
        notice: Option<(Role, &'static str)>,
        main: bool,
        profile: Found,
    ) -> Label {
        if let Some((role, rule)) = notice {
            return Label { role, main: main && self.keeps_main(role, rule), rule, profile };
        }
        let by_element =
            || content::role(self.rules.dom, self.rules.blocks, self.rules.columns, self.rules.names, block).0;
        let role = claim.role().unwrap_or_else(by_element);
        let main = claim.main().unwrap_or(main && self.keeps_main(role, known::RULE));
        Label { role, main, rule: known::RULE, profile }
    }

    fn role(&self, block: usize, main: bool, classes: &Classes) -> (Role, &'static str) {
        let (role, rule, p) = classes.best;
        if self.rules.is_listing {
            let is_story = matches!(role, Role::Headline | Role::Aside | Role::Caption | Role::Byline);
            let headline = self.scores.class(block, Class::Headline);
            return if classes.content + headline >= p || is_story {
                (Role::Promo, "teaser_of_a_listing")
            } else {
                (role, rule)
            };
        }
        if classes.is_inset
            && self.is_article
            && matches!(role, Role::Byline | Role::Headline | Role::Timestamp | Role::Other)
        {
            return (Role::Aside, "zone_inset");
        }
        if !main || self.is_overruled(block, classes) {
            let text = self.rules.blocks.text(block);
            // A box of facts sells no other story with a line that is no link.
            let is_fact = classes.is_shown && classes.is_inset && self.rules.blocks.rows[block].link_chars == 0;
            if is_fact && self.is_article && role == Role::Promo && !is_heading_of_others(text) {
                return (Role::Aside, "zone_inset");
            }
            let turns_pages = matches!(role, Role::Caption | Role::Credit) && turns_pages(text);
            return if turns_pages { (Role::Nav, "pager") } else { (role, rule) };
        }
        if let Some(verdict) = self.zone_of_main(block, classes.zone) {
            return verdict;
        }
        if self.rules.is_surely_article && self.is_link_to_a_story(block) {
            return (Role::Promo, "link_to_another_story");
        }
        let verdict = content::role(self.rules.dom, self.rules.blocks, self.rules.columns, self.rules.names, block);
        // What stands above the headline heads no part of the story.
        let is_above = self.is_article && self.rules.columns.headline.is_some_and(|headline| block < headline);
        if is_above && verdict.1 == "cross_head" { (role, rule) } else { verdict }
    }

    /// A quotation set apart in the story, with its speaker; a named box of another kind of page
    /// proves nothing.
    fn is_in_quotation(&self, block: usize, classes: &Classes) -> bool {
        let beside = bits::NAV | bits::ASIDE | bits::FOOTER | bits::FORM;
        let ancestors = self.rules.blocks.rows[block].ancestors;
        let least = match classes.is_shown {
            true => SHOWN_QUOTATION,
            false if ancestors & bits::BLOCKQUOTE != 0 && ancestors & beside == 0 => QUOTATION_ELEMENT,
            false => QUOTATION,
        };
        self.is_article
            && classes.zone.is_some_and(|zone| zone.class == Class::Content)
            && self.scores.probability(block) > least
            && self.rules.blocks.rows[block].link_chars == 0
    }

    /// Whether a block of the main content is of its most probable class after all: in a box that its name or a
    /// profile tells apart when the class heads are surer than half the evidence for main content; elsewhere only
    /// a caption beside its image can be, which many truths count, so that the trees that score keep it.
    fn is_overruled(&self, block: usize, classes: &Classes) -> bool {
        let (role, _, class) = classes.best;
        let main = self.scores.probability(block).clamp(0.01, 0.99);
        let (against, evidence) = (ln(class.max(1e-6) / classes.content.max(1e-6)), ln(main / (1.0 - main)));
        if classes.is_inset || classes.is_told {
            // A box that a name alone tells apart holds no other story when the trees are that sure that it belongs to this one.
            let is_sure = role == Role::Promo && !classes.is_told && main > SURELY_MAIN;
            return !is_sure && class > OVERRULED_IN_BOX && against > 0.5 * evidence;
        }
        let is_caption = matches!(role, Role::Caption | Role::Credit) && class > OVERRULED && against > evidence;
        is_caption && self.rules.is_beside_image(block)
    }

    /// What a block of the main content is by the zone that it stands in.
    fn zone_of_main(&self, block: usize, zone: Option<&Zone>) -> Option<(Role, &'static str)> {
        let zone = zone?;
        let row = &self.rules.blocks.rows[block];
        // A product has other products beside it; elsewhere such lists may be the page's point.
        let holds = self.is_article || self.kind == PageKind::Product && zone.class == Class::Promo;
        if !holds || self.scores.probability(block) >= zone.overrules || row.chars > zone.longest {
            return None;
        }
        // Content has no row there: a quotation box stays what its element says.
        let (_, role, _) = CLASS_ROLES.into_iter().find(|(class, _, _)| *class == zone.class)?;
        Some((role, zone.rule))
    }

    /// A heading, an item or a line that is wholly a link. A whole sentence in a link is body: some
    /// pages link every paragraph.
    fn is_link_to_a_story(&self, block: usize) -> bool {
        let row = &self.rules.blocks.rows[block];
        let ends_sentence = self.rules.columns.value(f::FINAL_MARK, block) == 1.0;
        row.link_chars == row.chars && row.chars >= 12 && !ends_sentence
    }
}

/// Whether a text does nothing but turn the pages of a gallery: "Next", "2 of 9".
fn turns_pages(text: &str) -> bool {
    const WORDS: [&str; 7] = ["back", "close", "next", "next image", "prev", "previous", "previous image"];
    const LONGEST: usize = 16;
    if text.len() > LONGEST {
        return false;
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = text.split_once(" of ").or_else(|| text.split_once('/'));
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || parts.is_some_and(|(number, all)| is_number(number.trim()) && is_number(all.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_turned_by_a_word_or_two_numbers() {
        for text in ["Next", "PREVIOUS", "1 of 9", "12/30", "3 / 4"] {
            assert!(turns_pages(text), "{text}");
        }
        for text in ["", "of", "1 of", "Next door", "The next of nine", "1 of nine"] {
            assert!(!turns_pages(text), "{text}");
        }
    }
}
