//! The lead of a story: the sentence or two that stand between headline and body in a place of their own.
//!
//! Truths disagree about leads (some count them, some do not), so the trees are unsure of them; a reader is not: a lead is part of the story.

use super::rules::letters;
use super::weighed::Weighed;
use super::{Label, Role, known};
use crate::measure::{Columns, schema as f};
use crate::score::Class;
use crate::segment::{Blocks, Row, bits};

/// So many blocks below the headline a lead may stand: byline, date and share tools are before it.
const BLOCKS: usize = 6;
/// A shorter text is no lead.
const CHARS: u32 = 80;
/// A shorter text is no deck.
const DECK_CHARS: u32 = 40;
/// A less probable block is junk beyond doubt.
const LEAST: f32 = 0.08;

/// Makes the first block below the headline that reads as a lead the standfirst of an article, where it is not main already, or is taken for
/// a cross-head by its element.
pub(super) fn complete(blocks: &Blocks, columns: &Columns, scores: &Weighed<'_>, labels: &mut [Label]) {
    let Some(headline) = columns.headline else { return };
    let below = (headline + 1..blocks.len()).filter(|&block| blocks.rows[block].hidden.is_none()).take(BLOCKS);
    crate::work::add(2 * BLOCKS);
    for block in below.clone() {
        // A page has one headline; what looks like another right below it and is no repetition is its deck.
        let row = &blocks.rows[block];
        let is_deck = labels[block].rule == "class_headline" && row.chars >= DECK_CHARS && is_in_story(row);
        if is_deck && letters(blocks.text(block)) != letters(blocks.text(headline)) {
            // That it is the page's second headline by its frame and reads as a lead leaves no doubt.
            let main = labels[block].main || reads_as_lead(blocks, columns, block);
            labels[block] = Label { role: Role::Standfirst, main, rule: "deck_below_headline", ..labels[block] };
        }
    }
    let Some(lead) = below.into_iter().find(|&block| reads_as_lead(blocks, columns, block)) else { return };
    let label = &mut labels[lead];
    if label.main && label.role == Role::Subheading && label.rule != known::RULE {
        *label = Label { role: Role::Standfirst, rule: "lead_below_headline", ..*label };
        return;
    }
    let is_ruled = !label.rule.starts_with("class_") && label.rule != "deck_below_headline";
    let is_apart = matches!(label.role, Role::Caption | Role::Credit | Role::Ad | Role::Comments | Role::Footer);
    let is_caption = scores.class(lead, Class::Caption) + scores.class(lead, Class::Credit) > 0.5;
    if !label.main && !is_ruled && !is_apart && !is_caption && scores.probability(lead) >= LEAST {
        *label = Label { role: Role::Standfirst, main: true, rule: "lead_below_headline", ..*label };
    }
}

/// Whole sentences, not linked, outside images and menus.
fn reads_as_lead(blocks: &Blocks, columns: &Columns, block: usize) -> bool {
    let row = &blocks.rows[block];
    // A full stop, an exclamation or question mark, a quotation mark, an ellipsis.
    let ends = matches!(columns.value(f::FINAL_MARK, block) as u32, 1 | 2 | 5 | 6);
    row.chars >= CHARS && ends && is_in_story(row)
}

/// Not linked, outside images and menus.
fn is_in_story(row: &Row) -> bool {
    let unseen = bits::COLLAPSED | bits::ARIA_HIDDEN;
    let elsewhere =
        unseen | bits::NAV | bits::ASIDE | bits::FOOTER | bits::FORM | bits::FIGURE | bits::FIGCAPTION | bits::ITEM;
    10 * row.link_chars <= 3 * row.chars && row.ancestors & elsewhere == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Limits, Parser};
    use crate::profile::Found;
    use crate::score::{self, Model};
    use crate::{dom, measure, segment};

    const LEAD: &str =
        "A rope bridge lets otters cross the lock without meeting the road. Volunteers built it in nine weekends.";
    const BODY: &str = "<p>The gates of three locks above Ostermouth have been replaced five weeks after the flood.";

    /// Roles of the blocks of a page, and whether they are main, when all had one label before.
    fn completed(lead: &str, role: Role, rule: &'static str) -> Vec<(Role, bool)> {
        let html =
            format!("<title>Otter bridge opens</title><h1>Otter bridge opens</h1>{lead}{BODY}{BODY}{BODY}{BODY}");
        let limits = Limits::default();
        let dom = dom::parse(&html, Parser::Fast, &limits);
        let blocks = segment::blocks(&dom, &limits);
        let columns = measure::columns(&dom, &blocks);
        let scores = score::scores(&blocks, &columns, Model::builtin());
        let label = Label { role, main: false, rule, profile: Found::default() };
        let mut labels = vec![label; blocks.len()];
        complete(&blocks, &columns, &Weighed::new(&scores, None), &mut labels);
        labels.iter().map(|label| (label.role, label.main)).collect()
    }

    #[test]
    fn the_lead_is_a_standfirst() {
        let roles = completed(&format!("<p>3 May 2023<p>Share<p>{LEAD}"), Role::Promo, "class_promo");
        assert_eq!(roles[3], (Role::Standfirst, true));
        assert!(roles.iter().enumerate().all(|(block, label)| block == 3 || *label == (Role::Promo, false)));
    }

    #[test]
    fn a_second_headline_is_a_deck() {
        let of = |below: &str| completed(&format!("<p>{below}"), Role::Headline, "class_headline")[1];
        assert_eq!(
            of("Why a rope between two trees took nine weekends and a borrowed boat"),
            (Role::Standfirst, false)
        );
        assert_eq!(of("Why it took nine weekends"), (Role::Headline, false));
        // Whole sentences are the story's, whatever the trees think of what stands in a header.
        assert_eq!(of(&format!("<header>{LEAD}</header>")), (Role::Standfirst, true));
    }

    #[test]
    fn what_is_told_by_its_markup_or_is_no_sentence_is_no_lead() {
        for (lead, role, rule) in [
            (format!("<p>{LEAD}"), Role::Promo, "zone_promo"),
            (format!("<p>{LEAD}"), Role::Caption, "class_caption"),
            (format!("<aside>{LEAD}</aside>"), Role::Promo, "class_promo"),
            (format!("<p><a href=x>{LEAD}</a>"), Role::Promo, "class_promo"),
        ] {
            let roles = completed(&lead, role, rule);
            assert_eq!(roles[1], (role, false), "{lead} {rule}");
        }
    }
}
