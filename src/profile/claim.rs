//! What a rule says of the blocks that stand where its pattern matches.

use crate::role::Role;

/// Stronger evidence counts as this.
const STRONGEST: f32 = 20.0;

/// What a rule of a [`Profile`](super::Profile) says of the blocks in what it matches: their role, or only
/// evidence for one; that they are content; or nothing, so that an outer rule ends there.
///
/// ```
/// use copydesk::{Claim, Role};
/// // Blocks are promos, and main content only where an outer rule's page would have them so: never.
/// let verdict = Claim::from(Role::Promo);
/// // Promos are e² times as probable as the model alone finds.
/// let evidence = Claim::from(Role::Promo).with_evidence(2.0);
/// // An inset that counts as main content, although asides do not.
/// let inset = Claim::from(Role::Aside).with_main(true);
/// assert!(verdict != evidence && verdict.evidence().is_none() && inset.main() == Some(true));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    kind: Kind,
    main: Option<bool>,
    evidence: Option<f32>,
}

/// Evidence is a number, never NaN.
impl Eq for Claim {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Role(Role),
    Content,
    Nothing,
}

impl Claim {
    /// Main content; each block's role is that of its element (paragraph, heading, item, quotation, cell).
    pub fn content() -> Claim {
        Claim { kind: Kind::Content, main: None, evidence: None }
    }

    /// Nothing: inside what matches, blocks are labelled as without a profile. For exceptions to an outer rule.
    pub fn nothing() -> Claim {
        Claim { kind: Kind::Nothing, main: None, evidence: None }
    }

    /// Whether the blocks are main content. Without it, those of a role of the story
    /// ([`Role::is_content`]) are. Of no effect together with evidence.
    #[must_use]
    pub fn with_main(mut self, main: bool) -> Claim {
        self.main = Some(main);
        self
    }

    /// Not a verdict, but this much evidence in log-odds, within ±20: it is added to the role's class, and added to
    /// (roles of the story) or taken from (all others) the log-odds for main content, when the page is
    /// labelled. [`Block::score`](crate::Block::score) stays what the model says.
    #[must_use]
    pub fn with_evidence(mut self, log_odds: f32) -> Claim {
        self.evidence = Some(if log_odds.is_nan() { 0.0 } else { log_odds.clamp(-STRONGEST, STRONGEST) });
        self
    }

    /// The role; `None` when it follows from the element, or nothing is said.
    pub fn role(&self) -> Option<Role> {
        match self.kind {
            Kind::Role(role) => Some(role),
            Kind::Content | Kind::Nothing => None,
        }
    }

    /// Whether the claim says nothing.
    pub fn is_nothing(&self) -> bool {
        self.kind == Kind::Nothing
    }

    /// Main content or not, where that was said.
    pub fn main(&self) -> Option<bool> {
        self.main
    }

    /// Log-odds, when the claim is no verdict.
    pub fn evidence(&self) -> Option<f32> {
        self.evidence
    }

    /// Whether the blocks belong to the story.
    pub(crate) fn is_content(&self) -> bool {
        self.role().map_or(self.kind == Kind::Content, Role::is_content)
    }
}

impl From<Role> for Claim {
    fn from(role: Role) -> Claim {
        Claim { kind: Kind::Role(role), main: None, evidence: None }
    }
}
