//! What stands around each unit of a text: counts, distances, and what its neighbours are at first sight.

use super::automaton::Phrases;
use super::features::Kind;
use super::pack::{Heads, Place};
use super::shape::End;
use super::unit::Unit;

/// What stands around each unit, counted once for all.
#[derive(Debug)]
pub(super) struct Context {
    /// [`MARGIN`] more before the first and behind the last.
    pub(super) kinds: Vec<Kind>,
    /// What was before each unit, and behind the last, before that.
    pub(super) before: Vec<Before>,
    /// Units to the next paragraph.
    pub(super) until: Vec<u8>,
}

/// What stands before a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) paragraphs: u32,
    /// Cues for menus, promos and footers.
    pub(super) cues: [u32; 3],
    /// Units from the last paragraph.
    pub(super) since_paragraph: u8,
    /// Units from the last heading of a list, and whether a paragraph came between.
    pub(super) since_list: u8,
    pub(super) story_since_list: bool,
    /// Units since a box was announced.
    pub(super) since_box: u8,
    /// Units since more was left blank than one line.
    pub(super) since_gap: u8,
    pub(super) boxed: Boxed,
    /// Whether a rule spoke for what has no kind of its own.
    pub(super) has_other: bool,
    /// Units since a sentence that ends with a colon, with no paragraph between.
    pub(super) since_colon: u8,
}

/// Where a unit stands to an inset box that was announced behind a gap: the next gap ends it, unless all is parted so widely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boxed {
    No,
    Announced,
    /// With text in it that no gap parts from what stands before.
    Inside,
    /// Behind its end.
    Behind,
}

/// Units on both sides that a unit sees.
pub(super) const MARGIN: usize = 2;
/// Far away.
const FAR: u8 = u8::MAX;
/// Units of an inset box.
const BOX: u8 = 16;
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
        boxed: Boxed::No,
        has_other: false,
        since_colon: FAR,
    };

    /// What stands before this unit, now that its own gap and kind are known.
    fn at(mut self, unit: &Unit, kind: Kind, announces: bool) -> Before {
        let is_wide = unit.gap >= 2;
        self.since_gap = if is_wide { 0 } else { self.since_gap.saturating_add(1) };
        let is_text = matches!(kind, Kind::Paragraph | Kind::Sentence);
        self.boxed = match self.boxed {
            _ if announces && is_wide => Boxed::Announced,
            Boxed::Announced if is_text && !is_wide => Boxed::Inside,
            Boxed::Inside if is_text && is_wide => Boxed::Behind,
            Boxed::Behind if announces || is_wide => Boxed::No,
            boxed => boxed,
        };
        // A heading is the first line of its box, a link past the box is not.
        if announces && kind == Kind::CueOther {
            self.since_box = 0;
        }
        self
    }

    /// What stands before the next unit.
    fn behind(mut self, unit: &Unit, kind: Kind, announces: bool) -> Before {
        let introduces = unit.shape.end == End::Colon && unit.shape.words >= 6 && unit.cue.is_none();
        self.since_colon = match kind {
            _ if introduces => 1,
            Kind::Paragraph | Kind::CueList => FAR,
            _ => self.since_colon.saturating_add(1),
        };
        self.since_box = if announces { 1 } else { self.since_box.saturating_add(1) };
        self.since_paragraph = self.since_paragraph.saturating_add(1);
        self.since_list = self.since_list.saturating_add(1);
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
    pub(super) fn of(units: &[Unit], phrases: &Phrases) -> Context {
        let len = units.len();
        crate::work::add(3 * len);
        let none = [Kind::None; MARGIN];
        let mut kinds = Vec::with_capacity(len + 2 * MARGIN);
        kinds.extend(none);
        kinds.extend(units.iter().map(|unit| Kind::of(unit, phrases)));
        kinds.extend(none);
        let mut before = Vec::with_capacity(len + 1);
        let mut state = Before::FIRST;
        for (unit, kind) in units.iter().zip(&kinds[MARGIN..]) {
            let announces = unit.cue.is_some_and(|cue| phrases.said(cue.rule).heads == Some(Heads::Box));
            state = state.at(unit, *kind, announces);
            before.push(state);
            state = state.behind(unit, *kind, announces);
            if *kind == Kind::CueOther {
                state.has_other |= unit.cue.is_some_and(|cue| phrases.said(cue.rule).place != Place::Inside);
            }
        }
        before.push(state);
        let mut until = vec![FAR; len];
        let mut next = FAR;
        for (until, kind) in until.iter_mut().zip(&kinds[MARGIN..]).rev() {
            *until = next;
            next = if *kind == Kind::Paragraph { 1 } else { next.saturating_add(1) };
        }
        Context { kinds, before, until }
    }

    /// Whether something marks an inset box that the unit may be part of: an announcement, or more than one blank line.
    pub(super) fn may_be_box(&self, unit: usize) -> bool {
        let before = &self.before[unit];
        before.boxed != Boxed::Behind && (before.since_box <= BOX || before.since_gap <= BOX)
    }

    /// Whether a paragraph stands behind a unit, and not too far away to be counted.
    pub(super) fn has_paragraph_after(&self, unit: usize) -> bool {
        self.until[unit] < FAR
    }

    /// What is known of all that stands before a unit, itself, or right behind it.
    pub(super) fn behind(&self, unit: usize) -> &Before {
        &self.before[(unit + MARGIN + 1).min(self.until.len())]
    }

    /// What each unit is at first sight.
    pub(super) fn kinds(&self) -> &[Kind] {
        &self.kinds[MARGIN..self.kinds.len() - MARGIN]
    }

    /// Cues for menus and for promos near a unit.
    #[inline(always)]
    pub(super) fn near(&self, unit: usize) -> [u32; 2] {
        let from = &self.before[unit.saturating_sub(NEAR)].cues;
        let to = &self.before[(unit + NEAR + 1).min(self.until.len())].cues;
        [to[0] - from[0], to[1] - from[1]]
    }
}
