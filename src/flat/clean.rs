//! From a text to blocks with roles: lines, units, rules, the sequence; again for what is left, until nothing more goes.

use super::automaton::{Phrases, Said};
use super::context::Context;
use super::cue;
use super::features::{self, Kind};
use super::line::Line;
use super::model::Weights;
use super::pack::{Evidence, Heads, Matched, Place};
use super::sequence::{self, Buffers, Emission, Lanes, Row, STATE, STATES, Zone};
use super::shape::{End, Start};
use super::unit::{self, Unit};
use crate::label::Role;
use crate::measure::exp;
use crate::simd;
use fearless_simd::{Simd, dispatch};
use once_cell::sync::Lazy;
use std::ops::Range;

/// A block as it was decided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) score: f32,
    pub(super) zone: Zone,
    pub(super) kind: Kind,
    /// The rule that spoke.
    pub(super) rule: Option<u16>,
    /// Places where words are glued together.
    pub(super) glue: u32,
    /// Whether a rule found its phrase, be it proved or not.
    has_phrase: bool,
    /// The unit it is made of, of those that were looked at last; of pieces the first.
    unit: usize,
    is_piece: bool,
    continues: bool,
}

/// A text that is still not settled then is left as it is.
const PASSES: usize = 8;

/// The blocks of a text, in order; and whether cleaning the main text would cut nothing more.
pub(super) fn verdicts(phrases: &Phrases, weights: &Weights, text: &str) -> (Vec<Verdict>, bool) {
    let mut units = unit::units(phrases, text);
    let mut buffers = Buffers::default();
    let mut all = pass(phrases, weights, text, &units, &mut buffers);
    for _ in 1..PASSES {
        let kept = all.iter().filter(|verdict| verdict.role.is_content());
        let len = kept.clone().count();
        crate::work::add(all.len());
        // Lines in which no rule finds a phrase stay as they are; one line alone is looked at more closely.
        if len != 1 && !kept.clone().any(|verdict| verdict.has_phrase || verdict.is_piece) {
            return (all, true);
        }
        // What is left has other neighbours and gaps than the text had.
        units = left(phrases, text, &mut all, len, &units);
        if !has_cue(&units) {
            return (all, true);
        }
        let later = pass(phrases, weights, text, &units, &mut buffers);
        if later.iter().all(|verdict| verdict.role.is_content()) {
            return (all, true);
        }
        all = confirmed(all, later);
    }
    (all, false)
}

/// The units of what is left of a text, `len` blocks: lines have been looked at, what was joined of pieces is cut anew.
fn left(phrases: &Phrases, text: &str, all: &mut [Verdict], len: usize, units: &[Unit]) -> Vec<Unit> {
    let mut left = Vec::with_capacity(len);
    let mut borders = Vec::new();
    for verdict in all.iter_mut().filter(|verdict| verdict.role.is_content()) {
        let gap = u8::from(!left.is_empty());
        let unit = verdict.unit;
        verdict.unit = left.len();
        if verdict.is_piece || len == 1 {
            let line = Line { start: verdict.start, end: verdict.end, gap };
            unit::push(phrases, text, line, len == 1, &mut borders, &mut left);
        } else {
            left.push(Unit { gap, cue: units[unit].found, is_shared: false, ..units[unit] });
        }
    }
    cue::drop_unproved(phrases, text, &mut left);
    left
}

/// What a later pass leaves of a block keeps its role; where it cuts, its verdicts hold.
fn confirmed(all: Vec<Verdict>, later: Vec<Verdict>) -> Vec<Verdict> {
    let mut confirmed = Vec::with_capacity(all.len());
    let mut later = later.into_iter().peekable();
    let mut inside = Vec::new();
    for verdict in all {
        inside.clear();
        if verdict.role.is_content() {
            while let Some(next) = later.next_if(|next| next.start < verdict.end) {
                inside.push(next);
            }
        }
        if inside.iter().all(|v| v.role.is_content()) {
            confirmed.push(verdict);
        } else {
            confirmed.append(&mut inside);
        }
    }
    confirmed
}

fn has_cue(units: &[Unit]) -> bool {
    units.iter().any(|unit| unit.cue.is_some())
}

/// One decision over units.
fn pass(phrases: &Phrases, weights: &Weights, text: &str, units: &[Unit], buffers: &mut Buffers) -> Vec<Verdict> {
    crate::work::add(units.len());
    let mut verdicts = Vec::with_capacity(units.len());
    if has_cue(units) {
        decide(phrases, weights, text, units, buffers, &mut verdicts);
    } else {
        units.iter().enumerate().for_each(|(index, unit)| push_joined(&mut verdicts, plain(phrases, unit, index)));
    }
    verdicts
}

fn decide(
    phrases: &Phrases,
    weights: &Weights,
    text: &str,
    units: &[Unit],
    buffers: &mut Buffers,
    verdicts: &mut Vec<Verdict>,
) {
    let context = Context::of(units, phrases);
    let emissions = &mut buffers.emissions;
    dispatch!(simd::level(), simd => fill(simd, phrases, weights, text, units, &context, emissions));
    sequence::decide(buffers, weights);
    let small = &*CERTAINTY;
    let score = |margin: i16| small.get(margin as u16 as usize).copied().unwrap_or_else(|| certainty(margin));
    for (index, ((unit, decision), kind)) in units.iter().zip(&buffers.decisions).zip(context.kinds()).enumerate() {
        let (zone, role) = STATE[usize::from(decision.state)];
        let role = sure_role(phrases, unit).filter(|_| !unit.is_shared).unwrap_or(role);
        let mut verdict = verdict(unit, index, role, zone, *kind, score(decision.margin));
        if unit.is_shared {
            verdict.rule = cue::row_word(phrases, text, unit);
        }
        push_joined(verdicts, verdict);
    }
}

/// What each unit says of its states, and what its rule allows.
#[inline(always)]
fn fill<S: Simd>(
    simd: S,
    phrases: &Phrases,
    weights: &Weights,
    text: &str,
    units: &[Unit],
    context: &Context,
    emissions: &mut Vec<Emission>,
) {
    emissions.resize(units.len(), Emission::default());
    let is_text = |kind: &Kind| matches!(kind, Kind::Paragraph | Kind::Sentence);
    let first = context.kinds().iter().position(is_text).unwrap_or(0);
    let row = |row: &Row| Lanes::of(simd, row);
    let none = row(&[0; STATES]);
    for (index, (unit, emission)) in units.iter().zip(&mut *emissions).enumerate() {
        let places = features::places(unit, index, context, phrases, text);
        let mut forbidden = if context.may_be_box(index) { none } else { row(&sequence::BOXES) };
        if let Some(said) = unit.cue.map(|cue| phrases.said(cue.rule)) {
            if is_in_row(phrases, units, index, said) {
                forbidden = forbidden.or(row(&sequence::CONTENT));
            }
            if unit.is_shared {
                let others =
                    if unit.is_piece { &sequence::NO_SHARES } else { &sequence::OTHER_ROLES[Role::Nav as usize] };
                forbidden = forbidden.or(row(others));
                if context.before[index].paragraphs > 0 {
                    // Else the paragraph would go with the row.
                    forbidden = forbidden.or(row(&sequence::HEAD));
                }
            } else if let Some(role) = sure_role(phrases, unit) {
                forbidden = forbidden.or(row(&sequence::OTHER_ROLES[role as usize]));
            } else if said.role == Role::Byline && !unit.is_piece && index <= first + 1 {
                // A byline among share tools or below a standfirst is one all the same; further down teasers have some.
                forbidden = forbidden.or(row(&sequence::OTHER_ROLES[Role::Byline as usize]));
            }
            if said.place == Place::Inside && context.has_paragraph_after(index) {
                forbidden = forbidden.or(row(&sequence::TAIL));
            }
            if said.heads == Some(Heads::End) {
                forbidden = forbidden.or(row(&sequence::OTHER_ZONES[Zone::Tail as usize]));
            }
        } else if !unit.is_piece && is_text(&context.kinds()[index]) {
            // Menus and dates are no paragraphs (a cookie notice that no rule knows may stand first), and notices and what is nothing else begin
            // with what a rule knows.
            let near = context.behind(index);
            if context.kinds()[index] == Kind::Paragraph {
                if index > 1 {
                    forbidden = forbidden.or(row(&sequence::MENUS));
                }
                if !near.has_other {
                    forbidden = forbidden.or(row(&sequence::OTHERS));
                }
            }
            if near.cues[2] == 0 {
                forbidden = forbidden.or(row(&sequence::NOTICES));
            }
        }
        emission.is_piece = unit.is_piece;
        weights.form(unit.is_piece).sum(simd, &places).forbid(forbidden).store(&mut emission.row);
    }
    for list in lists(units, context.kinds()) {
        emissions[list].iter_mut().for_each(|emission| emission.force(Role::ListItem));
    }
}

/// Whether a unit, on which a rule speaks that says this, is a label of a row: a name of an agency among share tools is one.
fn is_in_row(phrases: &Phrases, units: &[Unit], unit: usize, said: Said) -> bool {
    let is_cluster = |unit: usize| {
        let cue = units.get(unit).and_then(|unit| unit.cue);
        cue.is_some_and(|cue| phrases.said(cue.rule).evidence == Evidence::Cluster)
    };
    let is_credit = said.role == Role::Credit && units[unit].cue.is_some_and(|cue| cue.matched == Matched::Whole);
    said.evidence == Evidence::Cluster || is_credit && (is_cluster(unit + 1) || unit > 0 && is_cluster(unit - 1))
}

/// Lists of a story: bullets below a line with a colon, a paragraph after them, and no rule that speaks in all that. Related stories
/// stand below a label, and a footer follows.
fn lists<'u>(units: &'u [Unit], kinds: &'u [Kind]) -> impl Iterator<Item = Range<usize>> + 'u {
    let is_item = |unit: &Unit| unit.cue.is_none() && unit.shape.start == Start::Bullet;
    // A bullet heads no list, so that each is looked at once.
    let is_head = |unit: &Unit| unit.cue.is_none() && unit.shape.start != Start::Bullet && unit.shape.end == End::Colon;
    (0..units.len()).filter(move |&head| is_head(&units[head])).filter_map(move |head| {
        let from = head + 1;
        let after = from + units[from..].iter().take_while(|unit| is_item(unit)).count();
        crate::work::add(after - head);
        let is_story = matches!(kinds.get(after)?, Kind::Paragraph | Kind::Sentence);
        (after > from && is_story).then_some(from..after)
    })
}

fn sure_role(phrases: &Phrases, unit: &Unit) -> Option<Role> {
    let said = phrases.said(unit.cue.filter(|cue| cue.matched != Matched::End)?.rule);
    (said.evidence == Evidence::Sure).then_some(said.role)
}

fn verdict(unit: &Unit, index: usize, role: Role, zone: Zone, kind: Kind, score: f32) -> Verdict {
    Verdict {
        start: unit.start,
        end: unit.end,
        role,
        score,
        zone,
        kind,
        rule: unit.cue.map(|cue| cue.rule),
        glue: unit.shape.glue,
        has_phrase: unit.found.is_some(),
        unit: index,
        is_piece: unit.is_piece,
        continues: unit.continues,
    }
}

/// How sure a text without any boilerplate is to be story.
const PLAIN: f32 = 0.9;

/// The verdict where no rule speaks in the whole text: story, and its shape says what of it.
fn plain(phrases: &Phrases, unit: &Unit, index: usize) -> Verdict {
    let kind = Kind::of(unit, phrases);
    let role = match kind {
        _ if unit.shape.start == Start::Bullet => Role::ListItem,
        Kind::Label | Kind::Line if !unit.is_piece => Role::Subheading,
        _ => Role::Body,
    };
    verdict(unit, index, role, Zone::Story, kind, PLAIN)
}

/// A margin, in sixteenths of a natural logarithm, as a probability.
fn certainty(margin: i16) -> f32 {
    1.0 / (1.0 + exp(-f32::from(margin) / 16.0))
}

/// The same for the margins that there nearly always are.
static CERTAINTY: Lazy<[f32; 512]> = Lazy::new(|| std::array::from_fn(|margin| certainty(margin as i16)));

/// Adds a verdict, or joins it to the last one where both are pieces of one line and story.
#[inline(always)]
fn push_joined(all: &mut Vec<Verdict>, verdict: Verdict) {
    match all.last_mut() {
        Some(last) if verdict.continues && last.role.is_content() && verdict.role.is_content() => join(last, &verdict),
        _ => all.push(verdict),
    }
}

fn join(last: &mut Verdict, verdict: &Verdict) {
    // The longer piece says what both are.
    if verdict.end - verdict.start > last.end - last.start {
        (last.role, last.kind) = (verdict.role, verdict.kind);
    }
    last.end = verdict.end;
    last.score = last.score.min(verdict.score);
    last.rule = last.rule.or(verdict.rule);
    last.glue += verdict.glue;
    last.has_phrase |= verdict.has_phrase;
}
