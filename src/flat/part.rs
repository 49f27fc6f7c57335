//! Blocks that hold two things: where one ends and the next begins.

use super::automaton::Phrases;
use super::cue;
use super::cut::is_glued;
use super::line::trimmed;
use super::pack::Matched;
use super::shape::behind_bullet;
use crate::label::Role;
use crate::named::named;
use crate::page::{byline_names, caption_shape};
use std::ops::Range;

/// A part of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Byte range in [`FlatPage::source`](super::FlatPage::source).
    pub range: Range<usize>,
}

/// What a part of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PieceKind {
    /// The alternative text of an image.
    Alt,
    /// "Image caption" and its kin, "By".
    Marker,
    /// A caption.
    Caption,
    /// Who made the image.
    Credit,
    /// The headline of another story.
    Headline,
    /// "Watch", "Listen": an icon that was read out.
    Icon,
    /// Who wrote it.
    Name,
    /// What they are.
    JobTitle,
}

named! {
    PieceKind, "kind of piece":
    Alt "alt",
    Marker "marker",
    Caption "caption",
    Credit "credit",
    Headline "headline",
    Icon "icon",
    Name "name",
    JobTitle "job_title",
}

/// Where two things are glued together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Border {
    No,
    At(usize),
    /// At several places, or nowhere for sure.
    Unclear,
}

/// What a role's score is worth when words of the block are glued together.
pub(super) fn sureness(text: &str, role: Role) -> f32 {
    let may_hold_two = matches!(role, Role::Caption | Role::Promo | Role::Byline);
    if may_hold_two && border(text) == Border::Unclear { 0.5 } else { 1.0 }
}

/// Where small letters run into a capital, if at one place only.
fn border(text: &str) -> Border {
    let bytes = text.as_bytes();
    let (mut word, mut found) = (0, Border::No);
    crate::work::add(bytes.len());
    for at in 1..bytes.len() {
        if bytes[at - 1].is_ascii_whitespace() {
            word = at;
        } else if bytes[at].is_ascii_uppercase() && is_glued(bytes, word, at) {
            if found != Border::No {
                return Border::Unclear;
            }
            found = Border::At(at);
        }
    }
    found
}

/// The parts of a block that begins at byte `offset` of the text. `icon` says where an icon word stands at its end.
pub(super) fn pieces(text: &str, role: Role, icon: impl Fn(&str) -> Option<usize>, offset: usize) -> Vec<Piece> {
    let mut parts = Parts { text, pieces: Vec::new(), offset };
    match role {
        Role::Caption => parts.caption(),
        Role::Credit => parts.labelled(caption_shape::without_credit_label(text), PieceKind::Credit),
        Role::Promo => parts.promo(icon(text)),
        Role::Byline => parts.byline(),
        _ => {}
    }
    if parts.pieces.len() < 2 { Vec::new() } else { parts.pieces }
}

struct Parts<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    offset: usize,
}

impl Parts<'_> {
    fn push(&mut self, kind: PieceKind, range: Range<usize>) {
        let range = trimmed(self.text.as_bytes(), range);
        if !range.is_empty() {
            self.pieces.push(Piece { kind, range: range.start + self.offset..range.end + self.offset });
        }
    }

    /// Where a part of the text begins in it.
    fn place(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    /// A label and what it labels.
    fn labelled(&mut self, rest: &str, kind: PieceKind) {
        let start = self.place(rest);
        self.push(PieceKind::Marker, 0..start);
        self.push(kind, start..start + rest.len());
    }

    fn caption(&mut self) {
        let rest = caption_shape::without_marker(self.text);
        let (caption, credit) = caption_shape::split_credit(rest).unwrap_or((rest, ""));
        let start = self.place(caption);
        self.push(PieceKind::Marker, 0..start);
        self.two(PieceKind::Alt, PieceKind::Caption, start..start + caption.len());
        if !credit.is_empty() {
            let start = self.place(credit);
            self.push(PieceKind::Credit, start..start + credit.len());
        }
    }

    fn promo(&mut self, icon: Option<usize>) {
        let start = behind_bullet(self.text, 0..self.text.len());
        let end = icon.unwrap_or(self.text.len());
        self.two(PieceKind::Alt, PieceKind::Headline, start..end);
        self.push(PieceKind::Icon, end..self.text.len());
    }

    fn byline(&mut self) {
        if let Border::At(at) = border(self.text) {
            let start = self.place(crate::page::without_by(self.text));
            if start == at {
                return self.labelled(&self.text[at..], PieceKind::Name);
            }
            self.push(PieceKind::Marker, 0..start);
            self.push(PieceKind::Name, start..at);
            return self.push(PieceKind::JobTitle, at..self.text.len());
        }
        let names = byline_names(self.text);
        let Some(start) = names.first().and_then(|name| self.text.find(name.as_str())) else { return };
        let end = names
            .iter()
            .filter_map(|name| self.text.find(name.as_str()).map(|at| at + name.len()))
            .max()
            .unwrap_or(start);
        self.push(PieceKind::Marker, 0..start);
        self.push(PieceKind::Name, start..end.max(start));
        let job = self.text[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
        self.push(PieceKind::JobTitle, self.place(job)..self.text.len());
    }

    /// Two things where they are glued together, else only the second.
    fn two(&mut self, first: PieceKind, second: PieceKind, range: Range<usize>) {
        match border(&self.text[range.clone()]) {
            Border::At(at) => {
                self.push(first, range.start..range.start + at);
                self.push(second, range.start + at..range.end);
            }
            _ => self.push(second, range),
        }
    }
}

/// Where the icon word at the end of a promo begins.
pub(super) fn icon(phrases: &Phrases, text: &str) -> Option<usize> {
    cue::closing(phrases, text.as_bytes(), 0, 0..text.len())
        .filter(|cue| cue.matched == Matched::End)
        .map(|cue| cue.start as usize)
}

/// Whether the text is a caption's marker and nothing else.
pub(super) fn is_marker(text: &str) -> bool {
    caption_shape::is_marker(text)
}

/// A credit without its label.
pub(super) fn credit(text: &str) -> &str {
    caption_shape::without_credit_label(text)
}
