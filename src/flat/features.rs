//! What a unit looks like to the model: its own shape, what the rules say, its neighbours, its place.
//!
//! A feature is there or not. Each has a number; the numbers of a group are consecutive. [`names`] lists them in
//! order, and the model is made for exactly that list.

use super::automaton::Phrases;
use super::date::{Dated, dated};
use super::pack::{Evidence, Heads, Matched};
use super::shape::{End, Shape, Start};
use super::unit::Unit;
use crate::label::Role;

/// What a unit is at first sight: all that its neighbours see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// Several clauses and a stop.
    Paragraph,
    /// A short sentence.
    Sentence,
    /// Up to four words without a stop.
    Label,
    /// Up to twelve words without a stop.
    Line,
    /// More words, and no stop.
    Open,
    Dated,
    /// No words at all.
    Number,
    CueNav,
    CuePromo,
    CueList,
    CueFooter,
    CueCaption,
    CueCredit,
    CueByline,
    CueComments,
    CueOther,
    /// Before the first unit and behind the last.
    None,
}

const KINDS: usize = 17;
const KIND_NAMES: [&str; KINDS] = [
    "paragraph",
    "sentence",
    "label",
    "line",
    "open",
    "dated",
    "number",
    "cue_nav",
    "cue_promo",
    "cue_list",
    "cue_footer",
    "cue_caption",
    "cue_credit",
    "cue_byline",
    "cue_comments",
    "cue_other",
    "none",
];

/// Kinds as coarse as they are paired with others.
const COARSE: usize = 4;
const COARSE_NAMES: [&str; COARSE] = ["paragraph", "open", "short", "cue"];

impl Kind {
    pub(super) fn of(unit: &Unit, phrases: &Phrases, dated: Dated) -> Kind {
        if let Some(cue) = unit.cue.filter(|cue| cue.matched != Matched::End) {
            return Kind::of_rule(phrases, cue.rule);
        }
        let shape = &unit.shape;
        if dated == Dated::Whole {
            return Kind::Dated;
        }
        let letters = shape.bytes.min(320).saturating_sub(shape.digits);
        match (shape.is_sentence, shape.words) {
            _ if shape.upper == 0 && shape.beyond_ascii == 0 && shape.digits > 0 && letters <= shape.digits + 2 => {
                Kind::Number
            }
            (true, _) if shape.bytes >= 70 => Kind::Paragraph,
            (true, words) if words >= 4 => Kind::Sentence,
            (_, words) if words <= 4 => Kind::Label,
            (_, words) if words <= 12 => Kind::Line,
            _ => Kind::Open,
        }
    }

    fn of_rule(phrases: &Phrases, rule: u16) -> Kind {
        let rule = phrases.rule(rule);
        match rule.role() {
            Role::Nav => Kind::CueNav,
            Role::Promo if matches!(rule.heads(), Some(Heads::List | Heads::End)) => Kind::CueList,
            Role::Promo => Kind::CuePromo,
            Role::Footer => Kind::CueFooter,
            Role::Caption => Kind::CueCaption,
            Role::Credit => Kind::CueCredit,
            Role::Byline | Role::Timestamp => Kind::CueByline,
            Role::Comments => Kind::CueComments,
            _ => Kind::CueOther,
        }
    }

    /// The kind's name, as in reasons.
    pub(super) fn name(self) -> &'static str {
        KIND_NAMES[self as usize]
    }

    fn coarse(self) -> usize {
        match self {
            Kind::Paragraph | Kind::Sentence => 0,
            Kind::Open => 1,
            Kind::Label | Kind::Line | Kind::Dated | Kind::Number | Kind::None => 2,
            _ => 3,
        }
    }
}

/// The upper bounds of buckets; one bucket more is open.
const LENGTHS: [u32; 10] = [4, 10, 18, 26, 34, 44, 60, 90, 140, 240];
const WORDS: [u32; 8] = [1, 2, 3, 4, 6, 9, 13, 20];
const COUNTS: [u32; 4] = [0, 1, 3, 7];
const DISTANCES: [u32; 6] = [1, 2, 4, 8, 16, 40];
const PLACES: [u32; 6] = [0, 1, 3, 7, 15, 31];

fn bucket(bounds: &[u32], value: u32) -> usize {
    bounds.iter().take_while(|bound| value > **bound).count()
}

const GROUP_COUNT: usize = 37;

/// Groups of features: name and how many.
const GROUPS: [(&str, usize); GROUP_COUNT] = [
    ("bias", 1),
    ("kind", KINDS),
    ("before", KINDS),
    ("behind", KINDS),
    ("before2", KINDS),
    ("behind2", KINDS),
    ("length", 11),
    ("words", 9),
    ("starts", 7),
    ("ends", 8),
    ("capitals", 5),
    ("short_capitals", 5),
    ("glue", 3),
    ("quotes", 3),
    ("bars", 3),
    ("dated", 3),
    ("numbered", 2),
    ("address", 2),
    ("icon", 2),
    ("evidence", 3),
    ("gap", 4),
    ("wide_gap_kind", COARSE),
    ("from_head", 7),
    ("from_tail", 7),
    ("paragraphs_before", 5 * COARSE),
    ("paragraphs_behind", 5 * COARSE),
    ("since_paragraph", 7 * COARSE),
    ("until_paragraph", 7 * COARSE),
    ("since_list", 7 * COARSE),
    ("story_since_list", 2 * COARSE),
    ("since_box", 7 * COARSE),
    ("since_gap", 7 * COARSE),
    ("since_colon", 7 * COARSE),
    ("nav_near", 5 * COARSE),
    ("promo_near", 5 * COARSE),
    ("footer_before", 2 * COARSE),
    ("seen", 4),
];

/// Where each group begins.
const STARTS: [usize; GROUP_COUNT + 1] = {
    let mut starts = [0; GROUP_COUNT + 1];
    let mut group = 0;
    while group < GROUP_COUNT {
        starts[group + 1] = starts[group] + GROUPS[group].1;
        group += 1;
    }
    starts
};

/// How many features there are.
pub(super) const FEATURES: usize = STARTS[GROUP_COUNT];

/// The names of all features, in the order of their numbers.
pub(super) fn names() -> Vec<String> {
    let name = |(group, len): &(&str, usize)| {
        (0..*len)
            .map(|i| match *group {
                "kind" | "before" | "behind" | "before2" | "behind2" => format!("{group}={}", KIND_NAMES[i]),
                _ if len % COARSE == 0 && *len > 4 || *group == "wide_gap_kind" => {
                    format!("{group}={}/{}", i / COARSE, COARSE_NAMES[i % COARSE])
                }
                _ if *len == 1 => (*group).to_owned(),
                _ => format!("{group}={i}"),
            })
            .collect::<Vec<_>>()
    };
    GROUPS.iter().flat_map(name).collect()
}

/// What stands around each unit, counted once for all.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) kinds: Vec<Kind>,
    dates: Vec<Dated>,
    /// What was before each unit, and behind the last, before that.
    before: Vec<Before>,
    /// Units to the next paragraph.
    until: Vec<u32>,
}

/// What stands before a unit.
#[derive(Debug, Clone, Copy)]
struct Before {
    paragraphs: u32,
    /// Cues for menus, promos and footers.
    cues: [u32; 3],
    /// Units from the last paragraph.
    since_paragraph: u32,
    /// Units from the last heading of a list, and whether a paragraph came between.
    since_list: u32,
    story_since_list: bool,
    /// Units since a box was announced.
    since_box: u32,
    /// Units since more was left blank than one line.
    since_gap: u32,
    /// Units since a sentence that ends with a colon, with no paragraph between.
    since_colon: u32,
}

/// Far away.
const FAR: u32 = 1_000;
/// Units of an inset box.
const BOX: u32 = 16;
/// Cues in so many units on both sides are near.
const NEAR: usize = 4;

impl Before {
    const FIRST: Before = Before {
        paragraphs: 0,
        cues: [0; 3],
        since_paragraph: FAR,
        since_list: FAR,
        story_since_list: false,
        since_box: FAR,
        since_gap: FAR,
        since_colon: FAR,
    };

    /// What stands before this unit, now that its own gap and kind are known.
    fn at(mut self, unit: &Unit, kind: Kind, announces: bool) -> Before {
        self.since_gap = if unit.gap >= 2 { 0 } else { (self.since_gap + 1).min(FAR) };
        // A heading is the first line of its box, a link past the box is not.
        if announces && kind == Kind::CueOther {
            self.since_box = 0;
        }
        self
    }

    /// What stands before the next unit.
    fn behind(mut self, unit: &Unit, kind: Kind, announces: bool) -> Before {
        let farther = |distance: u32| (distance + 1).min(FAR);
        let introduces = unit.shape.end == End::Colon && unit.shape.words >= 6 && unit.cue.is_none();
        self.since_colon = match kind {
            _ if introduces => 1,
            Kind::Paragraph | Kind::CueList => FAR,
            _ => farther(self.since_colon),
        };
        self.since_box = if announces { 1 } else { farther(self.since_box) };
        self.since_paragraph = farther(self.since_paragraph);
        self.since_list = farther(self.since_list);
        match kind {
            Kind::Paragraph => {
                self.paragraphs += 1;
                self.since_paragraph = 1;
                self.story_since_list = true;
            }
            Kind::CueNav => self.cues[0] += 1,
            Kind::CuePromo => self.cues[1] += 1,
            Kind::CueList => {
                self.cues[1] += 1;
                (self.since_list, self.story_since_list) = (1, false);
            }
            Kind::CueFooter => self.cues[2] += 1,
            _ => {}
        }
        self
    }
}

impl Context {
    pub(super) fn of(units: &[Unit], phrases: &Phrases, text: &str) -> Context {
        let len = units.len();
        crate::work::add(3 * len);
        let dates: Vec<Dated> = units.iter().map(|unit| date_of(unit, text)).collect();
        let kinds: Vec<Kind> = units.iter().zip(&dates).map(|(unit, dated)| Kind::of(unit, phrases, *dated)).collect();
        let mut before = Vec::with_capacity(len + 1);
        let mut state = Before::FIRST;
        for (unit, kind) in units.iter().zip(&kinds) {
            let announces = unit.cue.is_some_and(|cue| phrases.rule(cue.rule).heads() == Some(Heads::Box));
            state = state.at(unit, *kind, announces);
            before.push(state);
            state = state.behind(unit, *kind, announces);
        }
        before.push(state);
        let mut until = vec![FAR; len];
        let mut next = FAR;
        for (until, kind) in until.iter_mut().zip(&kinds).rev() {
            *until = next;
            next = if *kind == Kind::Paragraph { 1 } else { (next + 1).min(FAR) };
        }
        Context { kinds, dates, before, until }
    }

    /// Whether something marks an inset box that the unit may be part of: an announcement, or more than one blank line.
    pub(super) fn may_be_box(&self, unit: usize) -> bool {
        self.before[unit].since_box <= BOX || self.before[unit].since_gap <= BOX
    }

    fn kind(&self, index: Option<usize>) -> usize {
        index.and_then(|index| self.kinds.get(index)).map_or(Kind::None, |kind| *kind) as usize
    }

    /// Cues of one sort near a unit.
    fn near(&self, unit: usize, sort: usize) -> u32 {
        let (from, to) = (unit.saturating_sub(NEAR), (unit + NEAR + 1).min(self.kinds.len()));
        self.before[to].cues[sort] - self.before[from].cues[sort]
    }
}

/// The features of a unit: one of each group.
pub(super) type Features = [u16; GROUP_COUNT];

/// What a unit says of time.
pub(super) fn date_of(unit: &Unit, text: &str) -> Dated {
    if unit.shape.digits > 0 { dated(&text[unit.range()]) } else { Dated::No }
}

/// Every feature of a unit.
pub(super) fn features(unit: &Unit, index: usize, context: &Context, phrases: &Phrases, text: &str) -> Features {
    let mut row = [0; GROUP_COUNT];
    let mut group = 0;
    let mut put = |value: usize| {
        row[group] = (STARTS[group] + value) as u16;
        group += 1;
    };
    let kind = context.kinds[index];
    let coarse = kind.coarse();
    let with = |value: usize| value * COARSE + coarse;
    put(0);
    put(kind as usize);
    put(context.kind(index.checked_sub(1)));
    put(context.kind(Some(index + 1)));
    put(context.kind(index.checked_sub(2)));
    put(context.kind(Some(index + 2)));
    own(unit, kind, context.dates[index], phrases, text, &mut put);
    put(if unit.continues { 3 } else { usize::from(unit.gap.min(2)) });
    // Paragraphs parted by one blank line are parted as usual, by two the box is another.
    put(if unit.gap >= 2 { coarse } else { 2 });
    let units = context.kinds.len();
    put(bucket(&PLACES, index as u32));
    put(bucket(&PLACES, (units - 1 - index) as u32));
    let (before, all) = (&context.before[index], &context.before[units]);
    let behind = all.paragraphs - before.paragraphs - u32::from(kind == Kind::Paragraph);
    put(with(bucket(&COUNTS, before.paragraphs)));
    put(with(bucket(&COUNTS, behind)));
    put(with(bucket(&DISTANCES, before.since_paragraph)));
    put(with(bucket(&DISTANCES, context.until[index])));
    put(with(bucket(&DISTANCES, before.since_list)));
    put(with(usize::from(before.story_since_list)));
    put(with(bucket(&DISTANCES, before.since_box)));
    put(with(bucket(&DISTANCES, before.since_gap)));
    put(with(bucket(&DISTANCES, before.since_colon)));
    put(with(bucket(&COUNTS, context.near(index, 0))));
    put(with(bucket(&COUNTS, context.near(index, 1))));
    put(with(usize::from(before.cues[2] > 0)));
    let cues: u32 = all.cues.iter().sum();
    put(bucket(&[1, 4, 12], cues));
    row
}

/// What the unit itself is like.
fn own(unit: &Unit, kind: Kind, date: Dated, phrases: &Phrases, text: &str, put: &mut impl FnMut(usize)) {
    let shape = &unit.shape;
    put(bucket(&LENGTHS, shape.bytes));
    put(bucket(&WORDS, shape.words));
    put(match shape.start {
        Start::Other => 0,
        Start::Upper => 1,
        Start::Lower => 2,
        Start::Digit => 3,
        Start::Quote => 4,
        Start::Bullet => 5,
        Start::Caseless => 6,
    });
    put(match shape.end {
        End::Letter => 0,
        End::Stop => 1,
        End::Question => 2,
        End::Colon => 3,
        End::Comma => 4,
        End::Digit => 5,
        End::Quote => 6,
        End::Other => 7,
    });
    let capitals = capitals(shape);
    put(capitals);
    put(if kind.coarse() == 2 { capitals } else { 0 });
    put(shape.glue.min(2) as usize);
    put(shape.quotes.min(2) as usize);
    put(shape.bars.min(2) as usize);
    let line = &text[unit.range()];
    put(match kind {
        Kind::Dated => 2,
        _ => usize::from(date != Dated::No),
    });
    put(usize::from(shape.start == Start::Digit && is_numbered(line)));
    put(usize::from(
        shape.bytes < 240 && (line.starts_with("http") || line.starts_with("www.") || line.starts_with('@')),
    ));
    put(usize::from(unit.cue.is_some_and(|cue| cue.matched == Matched::End)));
    put(unit.cue.map_or(0, |cue| 1 + usize::from(phrases.rule(cue.rule).evidence() == Evidence::Sure)));
}

/// The share of words with a capital, in five steps.
fn capitals(shape: &Shape) -> usize {
    let letters = shape.bytes.min(320).saturating_sub(shape.digits + shape.beyond_ascii);
    if shape.is_foreign() || shape.words == 0 {
        0
    } else if shape.upper * 10 > letters * 6 {
        4
    } else {
        (shape.capitals * 3).div_ceil(shape.words).min(3) as usize
    }
}

/// "1: …", "10 …" or "3. …".
fn is_numbered(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && matches!(line.as_bytes().get(digits), Some(b':' | b'.' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_name_of_its_own() {
        let mut all = names();
        assert_eq!(all.len(), FEATURES);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), FEATURES);
    }
}
