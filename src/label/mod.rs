//! Scores to roles.
//!
//! First the page's kind, then the cut: which blocks are main content. Then each block gets its
//! role: by a named rule where the page says it outright, else by the class that the model finds
//! most probable, else, for content, by its element.

mod boxes;
mod content;
mod cut;
mod gaps;
mod known;
mod names;
mod role;
mod rules;
#[cfg(test)]
mod tests;
mod zones;

pub use role::Role;

use crate::dom::Dom;
use crate::measure::{Columns, exp, schema as f};
use crate::options::Options;
use crate::profile::{Claim, Found, Profile};
use crate::score::{CLASSES, Class, KINDS, Scores};
use crate::segment::Blocks;
use known::Known;
use names::Names;
use rules::Rules;
use zones::Zone;

/// What the page as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageKind {
    /// One story.
    Article,
    /// Teasers of many stories or items: index pages, collections.
    Listing,
    /// Posts of several people.
    Forum,
    /// A thing for sale.
    Product,
    /// Reference or instructions.
    Documentation,
    /// Anything else.
    Other,
}

impl PageKind {
    /// What each kind of the model's is to a caller, in the order of [`KINDS`].
    const OF_MODEL: [PageKind; KINDS.len()] = [
        PageKind::Article,
        PageKind::Listing,
        PageKind::Forum,
        PageKind::Product,
        PageKind::Documentation,
        PageKind::Listing,
        PageKind::Other,
    ];

    /// The kind's name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            PageKind::Article => "article",
            PageKind::Listing => "listing",
            PageKind::Forum => "forum",
            PageKind::Product => "product",
            PageKind::Documentation => "documentation",
            PageKind::Other => "other",
        }
    }
}

impl std::fmt::Display for PageKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The decision on one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Label {
    pub role: Role,
    pub main: bool,
    /// The rule that gave the role; names are stable and documented in ARCHITECTURE.md.
    pub rule: &'static str,
    /// The rule of a profile that holds for the block.
    pub profile: Found,
}

/// The decisions on all blocks, and on the page.
#[derive(Debug, Clone)]
pub struct Roles {
    pub(crate) labels: Vec<Label>,
    pub(crate) kind: PageKind,
    pub(crate) confidence: f32,
    /// The profiles that labels name.
    pub(crate) profiles: Vec<Profile>,
    pub(crate) selectors_stopped: bool,
}

/// From this probability on, a page of teasers has no article.
const LISTING: f32 = 0.5;
/// The same for a page on which paragraphs follow each other.
const LISTING_WITH_STORY: f32 = 0.95;
/// A page without a story whose kind is this unsure is no article.
const ARTICLE_WITHOUT_STORY: f32 = 0.65;
/// A page of fewer blocks shows too little of its kind.
const SMALL_PAGE: usize = 12;
/// So many paragraphs of so many characters in a row are a story.
const STORY_BLOCKS: u32 = 4;
const STORY_CHARS: u32 = 60;
/// A block of a quotation box is main content from this probability on.
const QUOTATION: f32 = 0.25;
/// The forum among the model's kinds.
const FORUM_KIND: usize = 2;
/// Below this probability of a forum, readers' comments on an article are no content.
const FORUM: f32 = 0.2;
/// A block of the main content is a caption after all when the class heads are that sure.
const OVERRULED: f32 = 0.8;
/// The same for any class in a box that is told apart.
const OVERRULED_IN_BOX: f32 = 0.5;

/// Decides.
pub fn roles(dom: &Dom<'_>, blocks: &Blocks, columns: &Columns, scores: &Scores, options: &Options) -> Roles {
    let known = match &options.profiles[..] {
        [] => None,
        profiles => Known::of(profiles, dom, blocks, columns),
    };
    let weighed = known.as_ref().and_then(|known| known.weighed(scores));
    let scores = weighed.as_ref().unwrap_or(scores);
    let mut cut = cut::main(blocks, scores, options.bias);
    if let Some(known) = &known {
        known.correct(&mut cut);
    }
    crate::work::add(blocks.len());
    let is_note = blocks.len() < SMALL_PAGE && columns.headline.is_some();
    let (kind, confidence) = match kind(scores, has_story(blocks, &cut)) {
        // Too little to tell a kind from; a headline with a few lines below is a short story.
        (_, p) if is_note => (PageKind::Article, p.min(0.5)),
        kind => kind,
    };
    let filled = gaps::fill(dom, blocks, columns, scores, cut);
    let zones = zones::zones(dom, blocks, columns);
    let names = Names::new(dom, blocks, columns);
    let page = Context {
        dom,
        blocks,
        columns,
        names: &names,
        scores,
        kind,
        is_listing: kind == PageKind::Listing && confidence >= LISTING,
        is_article: kind == PageKind::Article && scores.kinds[FORUM_KIND] < FORUM,
    };
    let rules = Rules { dom, blocks, columns, names: &names, is_listing: page.is_listing };
    let mut labels: Vec<Label> = (0..blocks.len())
        .map(|block| {
            crate::work::add(1);
            if blocks.hidden(block).is_some() {
                return Label { role: Role::Other, main: false, rule: "hidden", profile: Found::default() };
            }
            let profile = known.as_ref().map_or(Found::default(), |known| known.found(block));
            if let Some(known) = &known
                && let Some(claim) = known.verdict(block)
            {
                let notice = if known.is_own(block) { None } else { rules.notice(block) };
                return page.claimed(block, claim, notice, filled.main[block], profile);
            }
            let zone = zones[blocks.rows[block].inner as usize];
            let classes = match known.as_ref().and_then(|known| known.evidence(block)) {
                None => Classes::of(scores, block, zone, |_| 1.0),
                Some((known, evidence)) => {
                    let factor = exp(evidence);
                    let classes = Classes::of(scores, block, zone, |class| if class == known { factor } else { 1.0 });
                    Classes { is_told: true, ..classes }
                }
            };
            let in_quotation = page.is_in_quotation(block, &classes);
            let main = filled.main[block] || in_quotation;
            let (role, rule) = rules
                .apply(block, main, scores, &classes)
                .or(in_quotation.then_some((Role::Quote, "quotation_box")))
                .or(filled.rules[block].filter(|_| !page.is_listing))
                .unwrap_or_else(|| page.role(block, main, &classes));
            Label { role, main: main && page.keeps_main(role, rule), rule, profile }
        })
        .collect();
    if page.is_article {
        boxes::complete(blocks, &mut labels);
    }
    let selectors_stopped = known.as_ref().is_some_and(|known| known.selectors_stopped);
    let profiles = if known.is_some() { options.profiles.clone() } else { Vec::new() };
    Roles { labels, kind, confidence, profiles, selectors_stopped }
}

/// The most probable kind, held against the page: with a story it is a listing only beyond doubt,
/// and without one hardly an article.
fn kind(scores: &Scores, has_story: bool) -> (PageKind, f32) {
    let mut all = [0.0; PageKind::Other as usize + 1];
    for (kind, p) in PageKind::OF_MODEL.into_iter().zip(&scores.kinds) {
        all[kind as usize] += p;
    }
    let mut best = (PageKind::Other, 0.0);
    for kind in PageKind::OF_MODEL {
        if all[kind as usize] > best.1 {
            best = (kind, all[kind as usize]);
        }
    }
    match best {
        (PageKind::Listing, p) if has_story && p < LISTING_WITH_STORY => (PageKind::Article, 1.0 - p),
        (PageKind::Article, p) if !has_story && p < ARTICLE_WITHOUT_STORY => (PageKind::Listing, LISTING.max(1.0 - p)),
        best => best,
    }
}

/// Whether paragraphs follow each other, as in a story; among teasers a link stands between.
fn has_story(blocks: &Blocks, main: &[bool]) -> bool {
    let mut run = 0;
    for (row, main) in blocks.rows.iter().zip(main).filter(|(row, _)| row.hidden.is_none()) {
        if row.link_chars * 2 > row.chars {
            run = 0;
        } else if *main && row.chars >= STORY_CHARS && row.link_chars * 4 <= row.chars {
            run += 1;
            if run >= STORY_BLOCKS {
                return true;
            }
        }
    }
    false
}

const CLASS_ROLES: [(Class, Role, &str); 12] = [
    (Class::Headline, Role::Headline, "class_headline"),
    (Class::Byline, Role::Byline, "class_byline"),
    (Class::Timestamp, Role::Timestamp, "class_timestamp"),
    (Class::Caption, Role::Caption, "class_caption"),
    (Class::Credit, Role::Credit, "class_credit"),
    (Class::Aside, Role::Aside, "class_aside"),
    (Class::Promo, Role::Promo, "class_promo"),
    (Class::Nav, Role::Nav, "class_nav"),
    (Class::Comments, Role::Comments, "class_comments"),
    (Class::Ad, Role::Ad, "class_ad"),
    (Class::Footer, Role::Footer, "class_footer"),
    (Class::Other, Role::Other, "class_other"),
];

/// A block's class probabilities, with the evidence of its zone.
struct Classes {
    /// The most probable class that is not content, its rule and its probability.
    best: (Role, &'static str, f32),
    content: f32,
    zone: Option<&'static Zone>,
    /// Whether the block stands in an inset box of the story.
    is_inset: bool,
    /// Whether a profile has evidence for a class.
    is_told: bool,
}

impl Classes {
    /// `known` is what a profile multiplies a class's probability by.
    fn of(scores: &Scores, block: usize, zone: u8, known: impl Fn(Class) -> f32) -> Self {
        let is_inset = zones::is_inset(zone);
        let zone = zones::zone(zone);
        let factor = |class: Class| match zone {
            Some(zone) if zone.class == class => zone.evidence.exp() * known(class),
            _ => known(class),
        };
        let mut best = (Role::Other, "class_other", -1.0);
        let content = scores.class(block, Class::Content) * known(Class::Content);
        let mut sum = content;
        for (class, role, rule) in CLASS_ROLES {
            let p = scores.class(block, class) * factor(class);
            sum += p;
            if p > best.2 {
                best = (role, rule, p);
            }
        }
        best.2 /= sum;
        Classes { best, content: content / sum, zone, is_inset, is_told: false }
    }
}

/// What the decision on a block looks at.
struct Context<'p, 'h> {
    dom: &'p Dom<'h>,
    blocks: &'p Blocks,
    columns: &'p Columns,
    names: &'p Names<'p, 'h>,
    scores: &'p Scores,
    kind: PageKind,
    is_listing: bool,
    is_article: bool,
}

impl Context<'_, '_> {
    /// On an article only content roles are main; elsewhere the page's point may have any role.
    /// A menu, an advertisement, a notice or a caption that says so itself is the point of no page.
    fn keeps_main(&self, role: Role, rule: &str) -> bool {
        let is_sure = !rule.starts_with("class_") && known::is_never_main(role);
        role.is_content() || self.kind != PageKind::Article && !is_sure
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
        let by_element = || content::role(self.dom, self.blocks, self.columns, self.names, block).0;
        let role = claim.role().unwrap_or_else(by_element);
        let main = claim.main().unwrap_or(main && self.keeps_main(role, known::RULE));
        Label { role, main, rule: known::RULE, profile }
    }

    fn role(&self, block: usize, main: bool, classes: &Classes) -> (Role, &'static str) {
        let (role, rule, p) = classes.best;
        if self.is_listing {
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
            return (role, rule);
        }
        if let Some(verdict) = self.zone_of_main(block, classes.zone) {
            return verdict;
        }
        if self.kind == PageKind::Article && self.is_link_to_a_story(block) {
            return (Role::Promo, "link_to_another_story");
        }
        content::role(self.dom, self.blocks, self.columns, self.names, block)
    }

    /// A quotation set apart in the story, with its speaker; a named box of another kind of page
    /// proves nothing.
    fn is_in_quotation(&self, block: usize, classes: &Classes) -> bool {
        self.is_article
            && classes.zone.is_some_and(|zone| zone.class == Class::Content)
            && self.scores.probability(block) > QUOTATION
            && self.blocks.rows[block].link_chars == 0
    }

    /// Whether a block of the main content is of its most probable class after all: in a box that its name or a
    /// profile tells apart when the class heads are surer than half the evidence for main content; elsewhere only
    /// a caption can be, which many truths count, so that the trees that score keep it.
    fn is_overruled(&self, block: usize, classes: &Classes) -> bool {
        let (role, _, class) = classes.best;
        let main = self.scores.probability(block).clamp(0.01, 0.99);
        let (against, evidence) = ((class / classes.content.max(1e-6)).ln(), (main / (1.0 - main)).ln());
        if classes.is_inset || classes.is_told {
            return class > OVERRULED_IN_BOX && against > 0.5 * evidence;
        }
        matches!(role, Role::Caption | Role::Credit) && class > OVERRULED && against > evidence
    }

    /// What a block of the main content is by the zone that it stands in.
    fn zone_of_main(&self, block: usize, zone: Option<&Zone>) -> Option<(Role, &'static str)> {
        let zone = zone?;
        let row = &self.blocks.rows[block];
        if !self.is_article || self.scores.probability(block) >= zone.overrules || row.chars > zone.longest {
            return None;
        }
        // Content has no row there: a quotation box stays what its element says.
        let (_, role, _) = CLASS_ROLES.into_iter().find(|(class, _, _)| *class == zone.class)?;
        Some((role, zone.rule))
    }

    /// A heading, an item or a line that is wholly a link. A whole sentence in a link is body: some
    /// pages link every paragraph.
    fn is_link_to_a_story(&self, block: usize) -> bool {
        let row = &self.blocks.rows[block];
        let ends_sentence = self.columns.value(f::FINAL_MARK, block) == 1.0;
        row.link_chars == row.chars && row.chars >= 12 && !ends_sentence
    }
}

const _: () = assert!(CLASSES.len() == CLASS_ROLES.len() + 1);
