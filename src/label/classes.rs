//! The probabilities of a block's classes, with the evidence of its zone and of profiles.

use super::Role;
use super::weighed::Weighed;
use super::zones::{self, Zone};
use crate::measure::exp;
use crate::score::{CLASSES, Class};

pub(super) const CLASS_ROLES: [(Class, Role, &str); 12] = [
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

/// Log-odds that a box adds to its class whose purpose shows by what it holds.
const SHOWN: f32 = 4.0;

/// The most probable class that is not content, and content.
pub(super) struct Classes {
    /// The most probable class that is not content, its rule and its probability.
    pub best: (Role, &'static str, f32),
    pub content: f32,
    pub zone: Option<&'static Zone>,
    /// Whether the block stands in an inset box of the story.
    pub is_inset: bool,
    /// Whether the purpose of the box shows by what it holds.
    pub is_shown: bool,
    /// Whether a profile has evidence for a class.
    pub is_told: bool,
}

impl Classes {
    /// `known` is what a profile multiplies a class's probability by.
    pub fn of(scores: &Weighed<'_>, block: usize, zone: u8, known: impl Fn(Class) -> f32) -> Self {
        let (is_inset, is_shown) = (zones::is_inset(zone), zones::is_shown(zone));
        let zone = zones::zone(zone);
        let factor = |class: Class| match zone {
            Some(zone) if zone.class == class => exp(if is_shown { SHOWN } else { zone.evidence }) * known(class),
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
        Classes { best, content: content / sum, zone, is_inset, is_shown, is_told: false }
    }
}

const _: () = assert!(CLASSES.len() == CLASS_ROLES.len() + 1);
