//! What a unit looks like to the model: its own shape, what the rules say, its neighbours, its place.
//!
//! A feature is there or not. Each has a number; the numbers of a group are consecutive. [`names`] lists them in
//! order, and the model is made for exactly that list.

use super::automaton::Phrases;
use super::context::Context;
use super::date::Dated;
use super::pack::{Evidence, Heads, Matched, Place};
use super::shape::{Shape, Start};
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
pub(super) const KIND_NAMES: [&str; KINDS] = [
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
    #[inline(always)]
    pub(super) fn of(unit: &Unit, phrases: &Phrases) -> Kind {
        if let Some(cue) = unit.cue.filter(|cue| cue.matched != Matched::End) {
            return phrases.said(cue.rule).kind;
        }
        let shape = &unit.shape;
        if unit.dated == Dated::Whole {
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

    /// A line on which a rule for this role speaks.
    pub(super) fn of_rule(role: Role, heads: Option<Heads>, place: Place) -> Kind {
        match role {
            _ if place == Place::Inside => Kind::CueOther,
            Role::Nav => Kind::CueNav,
            Role::Promo if matches!(heads, Some(Heads::List | Heads::End)) => Kind::CueList,
            Role::Promo => Kind::CuePromo,
            Role::Footer => Kind::CueFooter,
            Role::Caption => Kind::CueCaption,
            Role::Credit => Kind::CueCredit,
            Role::Byline | Role::Timestamp => Kind::CueByline,
            Role::Comments => Kind::CueComments,
            _ => Kind::CueOther,
        }
    }

    #[inline(always)]
    fn coarse(self) -> usize {
        COARSE_OF[self as usize]
    }
}

/// The coarse kind of each kind: what is a sentence, then what is open, then short lines, and what a rule speaks on.
const COARSE_OF: [usize; KINDS] = [0, 0, 2, 2, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2];

/// For each value, 255 standing for all above, how many of these upper bounds it exceeds.
const fn buckets<const N: usize>(bounds: [u8; N]) -> [u8; 256] {
    let mut buckets = [0; 256];
    let mut value = 0;
    while value < 256 {
        let mut bound = 0;
        while bound < N && value > bounds[bound] as usize {
            bound += 1;
        }
        buckets[value] = bound as u8;
        value += 1;
    }
    buckets
}

static LENGTHS: [u8; 256] = buckets([4, 10, 18, 26, 34, 44, 60, 90, 140, 240]);
static WORDS: [u8; 256] = buckets([1, 2, 3, 4, 6, 9, 13, 20]);
static COUNTS: [u8; 256] = buckets([0, 1, 3, 7]);
static DISTANCES: [u8; 256] = buckets([1, 2, 4, 8, 16, 40]);
static PLACES: [u8; 256] = buckets([0, 1, 3, 7, 15, 31]);
static SEEN: [u8; 256] = buckets([1, 4, 12]);

#[inline(always)]
fn bucket(buckets: &[u8; 256], value: u32) -> usize {
    usize::from(buckets[value.min(255) as usize])
}

#[inline(always)]
fn distance(units: u8) -> usize {
    usize::from(DISTANCES[usize::from(units)])
}

/// Features of which a unit has exactly one.
struct Group {
    name: &'static str,
    len: usize,
    names: Names,
    /// Groups of one table are looked up together.
    table: usize,
    /// Whether other groups of the table tell what this one says.
    is_implied: bool,
}

/// What the features of a group are called.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    Numbers,
    Kinds,
    /// A number for each coarse kind.
    Paired,
}

const fn group(name: &'static str, len: usize, table: usize) -> Group {
    Group { name, len, names: Names::Numbers, table, is_implied: false }
}

const fn kinds(name: &'static str, table: usize) -> Group {
    Group { name, len: KINDS, names: Names::Kinds, table, is_implied: false }
}

const fn paired(name: &'static str, len: usize, table: usize) -> Group {
    Group { name, len: len * COARSE, names: Names::Paired, table, is_implied: false }
}

const fn implied(group: Group) -> Group {
    Group { is_implied: true, ..group }
}

const GROUP_COUNT: usize = 37;

/// All groups.
const GROUPS: [Group; GROUP_COUNT] = [
    group("bias", 1, 0),
    kinds("kind", 0),
    kinds("before", 1),
    kinds("behind", 2),
    kinds("before2", 1),
    kinds("behind2", 2),
    group("length", 11, 3),
    group("words", 9, 3),
    group("starts", 7, 4),
    group("ends", 8, 4),
    group("capitals", 5, 0),
    implied(group("short_capitals", 5, 0)),
    group("glue", 3, 5),
    group("quotes", 3, 5),
    group("bars", 3, 5),
    group("dated", 3, 6),
    group("numbered", 2, 6),
    group("address", 2, 6),
    group("icon", 2, 6),
    group("evidence", 3, 6),
    group("gap", 4, 7),
    implied(paired("wide_gap_kind", 1, 7)),
    group("from_head", 7, 5),
    group("from_tail", 7, 5),
    paired("paragraphs_before", 5, 7),
    paired("paragraphs_behind", 5, 7),
    paired("since_paragraph", 7, 8),
    paired("until_paragraph", 7, 8),
    paired("since_list", 7, 9),
    paired("story_since_list", 2, 9),
    paired("since_box", 7, 10),
    paired("since_gap", 7, 10),
    paired("since_colon", 7, 11),
    paired("nav_near", 5, 11),
    paired("promo_near", 5, 9),
    paired("footer_before", 2, 9),
    group("seen", 4, 7),
];

/// Where each group begins.
const STARTS: [usize; GROUP_COUNT + 1] = {
    let mut starts = [0; GROUP_COUNT + 1];
    let mut group = 0;
    while group < GROUP_COUNT {
        starts[group + 1] = starts[group] + GROUPS[group].len;
        group += 1;
    }
    starts
};

/// How many features there are.
pub(super) const FEATURES: usize = STARTS[GROUP_COUNT];

/// The names of all features, in the order of their numbers.
pub(super) fn names() -> Vec<String> {
    let name = |group: &Group| {
        let Group { name, len, names, .. } = *group;
        (0..len)
            .map(|i| match names {
                Names::Kinds => format!("{name}={}", KIND_NAMES[i]),
                Names::Paired => format!("{name}={}/{}", i / COARSE, COARSE_NAMES[i % COARSE]),
                Names::Numbers if len == 1 => name.to_owned(),
                Names::Numbers => format!("{name}={i}"),
            })
            .collect::<Vec<_>>()
    };
    GROUPS.iter().flat_map(name).collect()
}

const TABLES: usize = 12;

// The groups that tell others, and those.
const KIND: usize = 1;
const CAPITALS: usize = 10;
const SHORT_CAPITALS: usize = 11;
const GAP: usize = 20;
const WIDE_GAP_KIND: usize = 21;

/// The group of capitals on a short line, else none.
#[inline(always)]
fn short_capitals(coarse: usize, capitals: usize) -> usize {
    if coarse == 2 { capitals } else { 0 }
}

/// Paragraphs parted by one blank line are parted as usual, by two the box is another.
#[inline(always)]
fn wide_gap_kind(coarse: usize, gap: usize) -> usize {
    if gap == 2 { coarse } else { 2 }
}

/// Where each table begins, whether the unit's coarse kind is a part of its places (the first one), and by how much a group's value moves the
/// place, for a paired one without the kind.
const LAYOUT: ([usize; TABLES + 1], [bool; TABLES], [usize; GROUP_COUNT]) = {
    let (mut lens, mut has_kind, mut strides) = ([1; TABLES], [false; TABLES], [0; GROUP_COUNT]);
    let mut group = 0;
    while group < GROUP_COUNT {
        let table = GROUPS[group].table;
        if matches!(GROUPS[group].names, Names::Paired) && !has_kind[table] {
            has_kind[table] = true;
            lens[table] = COARSE;
        }
        group += 1;
    }
    group = 0;
    while group < GROUP_COUNT {
        let table = GROUPS[group].table;
        if !GROUPS[group].is_implied {
            strides[group] = lens[table];
            lens[table] *= values(group);
        }
        group += 1;
    }
    let (mut starts, mut table) = ([0; TABLES + 1], 0);
    while table < TABLES {
        starts[table + 1] = starts[table] + lens[table];
        table += 1;
    }
    (starts, has_kind, strides)
};

/// How many values a group has, a paired one for each kind.
const fn values(group: usize) -> usize {
    match GROUPS[group].names {
        Names::Paired => GROUPS[group].len / COARSE,
        _ => GROUPS[group].len,
    }
}

/// How many combinations all tables have.
pub(super) const COMBINATIONS: usize = LAYOUT.0[TABLES];

/// The features of a combination.
pub(super) fn combination(place: usize) -> impl Iterator<Item = usize> {
    let table = LAYOUT.0.iter().rposition(|start| *start <= place).unwrap_or(0);
    let place = place - LAYOUT.0[table];
    let value = move |group: usize| place / LAYOUT.2[group] % values(group);
    let groups = (0..GROUP_COUNT).filter(move |group| GROUPS[*group].table == table);
    groups.map(move |group| {
        let coarse = place % COARSE;
        let value = match (group, GROUPS[group].names) {
            (SHORT_CAPITALS, _) => short_capitals(COARSE_OF[value(KIND)], value(CAPITALS)),
            (WIDE_GAP_KIND, _) => wide_gap_kind(coarse, value(GAP)),
            (_, Names::Paired) => value(group) * COARSE + coarse,
            _ => value(group),
        };
        STARTS[group] + value
    })
}

/// The features of a unit: one of each group.
pub(super) type Features = [u16; GROUP_COUNT];

/// The features of a unit, as a place in each table.
pub(super) type Places = [usize; TABLES];

/// Takes down which feature of each group a unit has.
trait Sink {
    fn put<const GROUP: usize>(&mut self, value: usize);
    /// For a paired group.
    fn put_paired<const GROUP: usize>(&mut self, value: usize, coarse: usize);
}

impl Sink for Features {
    fn put<const GROUP: usize>(&mut self, value: usize) {
        self[GROUP] = (STARTS[GROUP] + value) as u16;
    }

    fn put_paired<const GROUP: usize>(&mut self, value: usize, coarse: usize) {
        self.put::<GROUP>(value * COARSE + coarse);
    }
}

impl Sink for Places {
    #[inline(always)]
    fn put<const GROUP: usize>(&mut self, value: usize) {
        self[const { GROUPS[GROUP].table }] += const { LAYOUT.2[GROUP] } * value;
    }

    #[inline(always)]
    fn put_paired<const GROUP: usize>(&mut self, value: usize, _coarse: usize) {
        self.put::<GROUP>(value);
    }
}

/// Every feature of a unit.
pub(super) fn features(unit: &Unit, index: usize, context: &Context, phrases: &Phrases, text: &str) -> Features {
    let mut features = [0; GROUP_COUNT];
    describe(unit, index, context, phrases, text, &mut features);
    features
}

/// Where the combinations of a unit's features stand in the tables.
#[inline(always)]
pub(super) fn places(unit: &Unit, index: usize, context: &Context, phrases: &Phrases, text: &str) -> Places {
    let coarse = context.kinds().get(index).map_or(0, |kind| kind.coarse());
    let mut places = [0; TABLES];
    for (table, place) in places.iter_mut().enumerate() {
        *place = LAYOUT.0[table] + if LAYOUT.1[table] { coarse } else { 0 };
    }
    describe(unit, index, context, phrases, text, &mut places);
    places
}

/// Which feature of each group a unit has; a group's number is its place in [`GROUPS`].
#[inline(always)]
fn describe(unit: &Unit, index: usize, context: &Context, phrases: &Phrases, text: &str, sink: &mut impl Sink) {
    let units = context.until.len();
    let Some(&[before2, before1, kind, behind1, behind2]) = context.kinds[index..].first_chunk() else { return };
    let coarse = kind.coarse();
    sink.put::<0>(0);
    sink.put::<KIND>(kind as usize);
    sink.put::<2>(before1 as usize);
    sink.put::<3>(behind1 as usize);
    sink.put::<4>(before2 as usize);
    sink.put::<5>(behind2 as usize);
    describe_itself(unit, kind, phrases, text, sink);
    let gap = if unit.continues { 3 } else { usize::from(unit.gap.min(2)) };
    sink.put::<GAP>(gap);
    sink.put::<WIDE_GAP_KIND>(wide_gap_kind(coarse, gap));
    sink.put::<22>(bucket(&PLACES, index as u32));
    sink.put::<23>(bucket(&PLACES, (units - 1 - index) as u32));
    let (before, all) = (&context.before[index], &context.before[units]);
    let behind = all.paragraphs - before.paragraphs - u32::from(kind == Kind::Paragraph);
    sink.put_paired::<24>(bucket(&COUNTS, before.paragraphs), coarse);
    sink.put_paired::<25>(bucket(&COUNTS, behind), coarse);
    sink.put_paired::<26>(distance(before.since_paragraph), coarse);
    sink.put_paired::<27>(distance(context.until[index]), coarse);
    sink.put_paired::<28>(distance(before.since_list), coarse);
    sink.put_paired::<29>(usize::from(before.story_since_list), coarse);
    sink.put_paired::<30>(distance(before.since_box), coarse);
    sink.put_paired::<31>(distance(before.since_gap), coarse);
    sink.put_paired::<32>(distance(before.since_colon), coarse);
    let near = context.near(index);
    sink.put_paired::<33>(bucket(&COUNTS, near[0]), coarse);
    sink.put_paired::<34>(bucket(&COUNTS, near[1]), coarse);
    sink.put_paired::<35>(usize::from(before.cues[2] > 0), coarse);
    sink.put::<36>(bucket(&SEEN, all.cues.iter().sum()));
}

/// What the unit itself is like.
#[inline(always)]
fn describe_itself(unit: &Unit, kind: Kind, phrases: &Phrases, text: &str, sink: &mut impl Sink) {
    let shape = &unit.shape;
    let capitals = capitals(shape);
    let [numbered, address, icon] = signs(unit, text);
    sink.put::<6>(bucket(&LENGTHS, shape.bytes));
    sink.put::<7>(bucket(&WORDS, shape.words));
    sink.put::<8>(shape.start as usize);
    sink.put::<9>(shape.end as usize);
    sink.put::<CAPITALS>(capitals);
    sink.put::<SHORT_CAPITALS>(short_capitals(kind.coarse(), capitals));
    sink.put::<12>(shape.glue.min(2) as usize);
    sink.put::<13>(shape.quotes.min(2) as usize);
    sink.put::<14>(shape.bars.min(2) as usize);
    sink.put::<15>(if kind == Kind::Dated { 2 } else { usize::from(unit.dated != Dated::No) });
    sink.put::<16>(usize::from(numbered));
    sink.put::<17>(usize::from(address));
    sink.put::<18>(usize::from(icon));
    let evidence = unit.cue.map(|cue| phrases.said(cue.rule).evidence);
    sink.put::<19>(evidence.map_or(0, |evidence| 1 + usize::from(evidence == Evidence::Sure)));
}

/// Whether the unit begins with a number, is an address, or ends with an icon word.
#[inline(always)]
fn signs(unit: &Unit, text: &str) -> [bool; 3] {
    let shape = &unit.shape;
    let line = || &text.as_bytes()[unit.range()];
    let is_address = match shape.start {
        Start::Lower | Start::Other if shape.bytes < 240 => {
            line().starts_with(b"http") || line().starts_with(b"www.") || line().starts_with(b"@")
        }
        _ => false,
    };
    let is_icon = unit.cue.is_some_and(|cue| cue.matched == Matched::End);
    [shape.start == Start::Digit && is_numbered(line()), is_address, is_icon]
}

/// The share of words with a capital, in five steps.
fn capitals(shape: &Shape) -> usize {
    let letters = shape.bytes.min(320).saturating_sub(shape.digits + shape.beyond_ascii);
    if shape.is_foreign() || shape.words == 0 {
        0
    } else if shape.upper * 10 > letters * 6 {
        4
    } else {
        let share = 3 * shape.capitals;
        usize::from(share > 0) + usize::from(share > shape.words) + usize::from(share > 2 * shape.words)
    }
}

/// "1: …", "10 …" or "3. …".
fn is_numbered(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
    (1..=2).contains(&digits) && matches!(line.get(digits), Some(b':' | b'.' | b' '))
}

#[cfg(test)]
mod tests {
    use super::super::pack::Pack;
    use super::super::shape::End;
    use super::super::unit::units;
    use super::*;

    #[test]
    fn a_group_has_as_many_features_as_a_line_has_starts_and_ends() {
        assert!(Start::Caseless as usize == 6 && End::Other as usize == 7);
        let all = names();
        assert!(all.iter().any(|name| name == "ends=7") && all.iter().any(|name| name == "since_list=6/cue"));
    }

    #[test]
    fn every_combination_has_one_feature_of_each_group_of_its_table() {
        let group_of = |feature: usize| STARTS.iter().rposition(|start| *start <= feature).unwrap();
        let mut seen = vec![false; FEATURES];
        for place in 0..COMBINATIONS {
            let table = LAYOUT.0.iter().rposition(|start| *start <= place).unwrap();
            let groups: Vec<_> = combination(place).map(group_of).collect();
            let own: Vec<_> = (0..GROUP_COUNT).filter(|group| GROUPS[*group].table == table).collect();
            assert_eq!(groups, own);
            combination(place).for_each(|feature| seen[feature] = true);
        }
        assert!(seen.iter().all(|seen| *seen));
    }

    #[test]
    fn the_places_of_a_unit_are_those_of_its_features() {
        let phrases = Phrases::new(Pack::builtin()).unwrap();
        let lines = [
            "Home",
            "News",
            "Sport",
            "12:05",
            "• Watch this: \"more\" | and MORE Watch",
            "@reader",
            "Image caption A dog",
            "It rained on Sunday, and all the ports of the north coast were closed by the storm that followed.",
            "He said:",
            "More on this story",
            "3. LEGO",
            "4 hours ago",
            "Copyright",
            "no stop here and yet more words than twelve in one line of text",
        ];
        let texts = (0..60).map(|i| {
            let line = |j: usize| {
                lines[(i * 7 + j * j + j * (i % 5)) % lines.len()].to_owned() + &"\n".repeat(1 + (i + j) % 4)
            };
            (0..2 + i % 40).map(line).collect::<String>()
        });
        let mut seen = 0;
        for text in texts.chain([lines.join(" "), lines.concat()]) {
            let units = units(&phrases, &text);
            let context = Context::of(&units, &phrases);
            for (index, unit) in units.iter().enumerate() {
                let places = places(unit, index, &context, &phrases, &text);
                let mut found: Vec<usize> = places.into_iter().flat_map(combination).collect();
                found.sort_unstable();
                assert_eq!(found, features(unit, index, &context, &phrases, &text).map(usize::from), "{unit:?}");
                seen += 1;
            }
        }
        assert!(seen > 1_000, "{seen}");
    }

    #[test]
    fn every_feature_has_a_name_of_its_own() {
        let mut all = names();
        assert_eq!(all.len(), FEATURES);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), FEATURES);
    }
}
