//! From a text to blocks with roles: lines, units, rules, the sequence; again for what is left, until nothing more goes.

use super::automaton::Phrases;
use super::features::{self, Context, Kind};
use super::line::{self, Line};
use super::model::Weights;
use super::pack::{Evidence, Heads, Matched};
use super::sequence::{self, Emission, STATE, Zone};
use super::shape::Start;
use super::unit::{self, Unit};
use crate::label::Role;
use crate::measure::exp;

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
    is_piece: bool,
    continues: bool,
}

/// A text that is still not settled then is left as it is.
const PASSES: usize = 8;

/// The blocks of a text, in order; and whether cleaning the main text would cut nothing more.
pub(super) fn verdicts(phrases: &Phrases, weights: &Weights, text: &str) -> (Vec<Verdict>, bool) {
    let mut lines: Vec<Line> = line::lines(text).collect();
    let mut kept = pass(phrases, weights, text, &lines);
    let mut cut = Vec::new();
    let mut is_settled = false;
    for passes in 1..PASSES {
        let before = cut.len();
        kept.retain(|verdict| {
            let is_main = verdict.role.is_content();
            if !is_main {
                cut.push(*verdict);
            }
            is_main
        });
        // Lines in which no rule finds a phrase stay as they are; one line alone is looked at more closely.
        let may_change = |verdict: &Verdict| verdict.has_phrase || verdict.is_piece;
        // The first pass saw other gaps than the main text has.
        is_settled = passes > 1 && before == cut.len() || kept.len() > 1 && !kept.iter().any(may_change);
        if is_settled {
            break;
        }
        lines.clear();
        lines.extend(kept.iter().enumerate().map(|(i, v)| Line { start: v.start, end: v.end, gap: u8::from(i > 0) }));
        kept = confirmed(kept, pass(phrases, weights, text, &lines));
    }
    kept.append(&mut cut);
    crate::work::add(kept.len());
    // Two sorted runs, or few more.
    kept.sort_by_key(|verdict| verdict.start);
    (kept, is_settled)
}

/// What a later pass leaves of a block keeps its role; where it cuts, its verdicts hold.
fn confirmed(kept: Vec<Verdict>, later: Vec<Verdict>) -> Vec<Verdict> {
    let mut later = later.into_iter().peekable();
    let mut all = Vec::with_capacity(kept.len());
    let mut inside = Vec::new();
    for verdict in kept {
        inside.clear();
        while let Some(next) = later.next_if(|next| next.start < verdict.end) {
            inside.push(next);
        }
        if inside.iter().all(|v| v.role.is_content()) {
            all.push(verdict);
        } else {
            all.append(&mut inside);
        }
    }
    all
}

/// One decision over lines.
fn pass(phrases: &Phrases, weights: &Weights, text: &str, lines: &[Line]) -> Vec<Verdict> {
    let units = unit::units(phrases, text, lines);
    crate::work::add(units.len());
    let verdicts = if units.iter().any(|unit| unit.cue.is_some()) {
        decided(phrases, weights, text, &units)
    } else {
        units.iter().map(|unit| plain(phrases, text, unit)).collect()
    };
    joined(verdicts)
}

fn decided(phrases: &Phrases, weights: &Weights, text: &str, units: &[Unit]) -> Vec<Verdict> {
    let context = Context::of(units, phrases, text);
    let emission = |(index, unit): (usize, &Unit)| {
        let features = features::features(unit, index, &context, phrases, text);
        let mut emission = Emission { row: weights.form(unit.is_piece).sum(&features), is_piece: unit.is_piece };
        if !context.may_be_box(index) {
            emission.forbid(|(_, role)| role == Role::Aside);
        }
        let proved = unit.cue.map(|cue| phrases.rule(cue.rule).evidence());
        if proved == Some(Evidence::Cluster) {
            emission.forbid(|(_, role)| role.is_content());
        }
        if let Some(role) = sure_role(phrases, unit) {
            emission.force(role);
        }
        if unit.cue.is_some_and(|cue| phrases.rule(cue.rule).heads() == Some(Heads::End)) {
            emission.force_zone(Zone::Tail);
        }
        emission
    };
    let emissions: Vec<Emission> = units.iter().enumerate().map(emission).collect();
    let decisions = sequence::decisions(&emissions, weights);
    let verdict = |((unit, decision), kind): ((&Unit, &sequence::Decision), &Kind)| {
        let (zone, role) = STATE[usize::from(decision.state)];
        let role = sure_role(phrases, unit).unwrap_or(role);
        verdict(unit, role, zone, *kind, certainty(decision.margin))
    };
    units.iter().zip(&decisions).zip(&context.kinds).map(verdict).collect()
}

fn sure_role(phrases: &Phrases, unit: &Unit) -> Option<Role> {
    let rule = phrases.rule(unit.cue.filter(|cue| cue.matched != Matched::End)?.rule);
    (rule.evidence() == Evidence::Sure).then(|| rule.role())
}

fn verdict(unit: &Unit, role: Role, zone: Zone, kind: Kind, score: f32) -> Verdict {
    Verdict {
        start: unit.start,
        end: unit.end,
        role,
        score,
        zone,
        kind,
        rule: unit.cue.map(|cue| cue.rule),
        glue: unit.shape.glue,
        has_phrase: unit.has_phrase,
        is_piece: unit.is_piece,
        continues: unit.continues,
    }
}

/// How sure a text without any boilerplate is to be story.
const PLAIN: f32 = 0.9;

/// The verdict where no rule speaks in the whole text: story, and its shape says what of it.
fn plain(phrases: &Phrases, text: &str, unit: &Unit) -> Verdict {
    let kind = Kind::of(unit, phrases, features::date_of(unit, text));
    let role = match kind {
        _ if unit.shape.start == Start::Bullet => Role::ListItem,
        Kind::Label | Kind::Line if !unit.is_piece => Role::Subheading,
        _ => Role::Body,
    };
    verdict(unit, role, Zone::Story, kind, PLAIN)
}

/// A margin, in sixteenths of a natural logarithm, as a probability.
fn certainty(margin: i16) -> f32 {
    1.0 / (1.0 + exp(-f32::from(margin) / 16.0))
}

/// Joins the pieces of a line that are story.
fn joined(verdicts: Vec<Verdict>) -> Vec<Verdict> {
    let mut all: Vec<Verdict> = Vec::with_capacity(verdicts.len());
    for verdict in verdicts {
        let last =
            all.last_mut().filter(|last| verdict.continues && last.role.is_content() && verdict.role.is_content());
        let Some(last) = last else {
            all.push(verdict);
            continue;
        };
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
    all
}
