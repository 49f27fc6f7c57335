//! Profiles: what a user knows of a site's templates, as data.
//!
//! A profile is a list of rules, each a pattern (tag, class, id, attribute, what stands around) and what it
//! claims of the blocks in what matches. No page needs one.

mod builder;
mod claim;
#[cfg(feature = "scraper")]
mod css;
#[cfg(not(feature = "scraper"))]
#[path = "css_absent.rs"]
mod css;
mod format;
mod matcher;
mod pattern;
mod site;
#[cfg(test)]
mod tests;

pub use builder::Builder;
pub use claim::Claim;

use crate::dom::Dom;
use crate::error::Error;
use crate::segment::Blocks;
use matcher::{Matcher, Walk};
use once_cell::sync::Lazy;
use site::Conditions;
use std::sync::Arc;

/// Known templates: rules that give blocks their role, or evidence for it, by where they stand.
/// Cheap to clone, `Send + Sync`; [`Options::with_profile`](crate::Options::with_profile) puts it to use.
///
/// ```
/// use copydesk::{Extractor, Options, Profile, Role};
/// let profile = Profile::builder("example")
///     .site("example.com")
///     .rule("div.x1 .x2", Role::Promo)
///     .build()?;
/// let extractor = Extractor::new(Options::default().with_profile(profile));
/// let page = extractor.extract(
///     "<link rel=canonical href='https://www.example.com/a'><div class=x1><p class=x2>Nine of ten agree</div>",
/// );
/// let block = page.block(0).unwrap();
/// assert_eq!((block.role(), block.reason()), (Role::Promo, "profile"));
/// assert_eq!(block.profile().unwrap().1.pattern(), "div.x1 .x2");
/// # Ok::<(), copydesk::Error>(())
/// ```
///
/// # Which rule holds
///
/// A block stands in its innermost block-level element, or in an inline one that holds at least four fifths of its
/// characters. Going up from there, the first element that any rule matches decides; of several rules that match it, the
/// profile that was given first, and in it the rule that stands first. Hidden blocks stay what they are, and where the element
/// is a larger one around the block's own, a notice known by its wording (a disclaimer, "Advertisement") stays one.
#[derive(Debug, Clone)]
pub struct Profile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: String,
    version: String,
    conditions: Conditions,
    rules: Vec<Rule>,
    matcher: Matcher,
}

/// One pattern of a [`Profile`], and what it claims. (Rules for text without HTML are [`flat::Rule`](crate::flat::Rule).)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pattern: String,
    claim: Claim,
    is_css: bool,
}

impl Rule {
    /// The pattern or selector as it was written.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// What it claims.
    pub fn claim(&self) -> Claim {
        self.claim
    }

    /// Whether the pattern is a CSS selector.
    pub fn is_css(&self) -> bool {
        self.is_css
    }
}

impl PartialEq for Profile {
    /// Equal when name, version, conditions and rules are.
    fn eq(&self, other: &Profile) -> bool {
        let (a, b) = (&*self.0, &*other.0);
        Arc::ptr_eq(&self.0, &other.0)
            || (&a.name, &a.version, &a.conditions, &a.rules) == (&b.name, &b.version, &b.conditions, &b.rules)
    }
}

impl Eq for Profile {}

static BBC: Lazy<Option<Profile>> = Lazy::new(|| Profile::parse(include_str!("bbc.txt")).ok());

impl Profile {
    /// Begins a profile in code.
    pub fn builder(name: &str) -> Builder {
        Builder::new(name)
    }

    /// Reads a profile, a text of lines. Empty lines and those that begin with `#` say nothing.
    ///
    /// ```
    /// let profile = copydesk::Profile::parse("copydesk-profile 1
    /// name     example
    /// version  2026-03
    ///
    /// ## One of these must hold, if any is there.
    /// site      example.com example.co.uk
    /// site_name Example News
    /// title     EXAMPLE |
    ///
    /// ## Role, perhaps evidence or as-main or not-main, patterns.
    /// promo     .related, #most-read li
    /// promo     +2 [data-component$=promo]
    /// aside     as-main div.inset
    /// ## Main content, each block by its element; and an exception.
    /// content   .story
    /// nothing   .story form
    /// ")?;
    /// assert_eq!((profile.name(), profile.version(), profile.rules().len()), ("example", "2026-03", 6));
    /// # Ok::<(), copydesk::Error>(())
    /// ```
    ///
    /// **Conditions.** `site` names hosts, also of subdomains, as the page tells its own in `<link rel=canonical>`,
    /// `og:url` or `<base>`; `site_name` is its `og:site_name`, `title` how its `<title>` begins, capitals aside. One is
    /// enough; a profile without conditions is for every page.
    ///
    /// **Rules** begin with a role ([`Role`](crate::Role)), `content` ([`Claim::content`]) or `nothing`
    /// ([`Claim::nothing`]). A number with its sign makes the rule evidence in log-odds ([`Claim::with_evidence`]);
    /// `as-main` and `not-main` say whether the blocks are main content, which else follows from the role.
    ///
    /// **Patterns** are the part of CSS that is matched on the way down: tag, `.class`, `#id`, `[attr]`, `[attr=value]`,
    /// `~=`, `^=`, `$=`, `*=`, all of one element written together, an ancestor before a space, alternatives parted by commas.
    /// Names compare exactly, tags and names of attributes in any case; a backslash takes the next
    /// character into a name. Tags are those of HTML, attributes those of [`Attr`](crate::dom::Attr): no
    /// others are kept. With the Cargo feature `scraper`, `css` before the pattern makes it a selector of that
    /// crate (`promo css ul > li:nth-child(n+4)`), for trees of every front end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Profile`](crate::ErrorKind::Profile) with the line and what to do about it. A profile has at most 1 MiB and 4,096 rules,
    /// of them 256 selectors.
    pub fn parse(text: &str) -> Result<Profile, Error> {
        format::parse(text)
    }

    /// Templates of BBC pages, 2002 to 2026: `src/profile/bbc.txt`. Good results do not need it; it makes them surer on
    /// the templates that it knows. It is in force by default, behind all others
    /// ([`Options::without_builtin_profile`](crate::Options::without_builtin_profile)).
    ///
    /// ```
    /// use copydesk::{Options, Profile};
    /// assert_eq!(Options::default().profiles(), [Profile::bbc()]);
    /// ```
    pub fn bbc() -> Profile {
        // The tests read the file.
        BBC.clone().unwrap_or_else(|| {
            let (conditions, matcher) = (Conditions::default(), Matcher::default());
            Profile(Arc::new(Inner {
                name: "bbc".into(),
                version: String::new(),
                conditions,
                rules: Vec::new(),
                matcher,
            }))
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The version; empty when it has none.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The rules in order, one a pattern.
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }
}

/// What the profiles match on a page.
#[derive(Debug)]
pub(crate) struct Matches {
    /// For each holder the rule that holds in it.
    of_holder: Vec<Found>,
    /// A page was dearer to CSS selectors than their budget.
    pub exhausted: bool,
}

/// A rule of one of several profiles, or none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found(u32);

const RULE_BITS: u32 = 13;
const _: () = assert!(builder::MAX_RULES < 1 << RULE_BITS);
/// More profiles than this are not looked at.
pub(crate) const MAX_PROFILES: usize = 1024;

impl Found {
    fn new(profile: usize, rule: u32) -> Found {
        Found((profile as u32) << RULE_BITS | (rule + 1))
    }

    pub(crate) fn rule(self, profiles: &[Profile]) -> Option<(&Profile, &Rule)> {
        let rule = (self.0 & ((1 << RULE_BITS) - 1)).checked_sub(1)?;
        let profile = profiles.get((self.0 >> RULE_BITS) as usize)?;
        profile.0.rules.get(rule as usize).map(|rule| (profile, rule))
    }
}

impl Matches {
    /// `None` when no profile is for the page.
    pub(crate) fn of(profiles: &[Profile], dom: &Dom<'_>, blocks: &Blocks) -> Option<Matches> {
        // A bit a profile; those behind the first 64 need a list.
        let mut hold: u64 = 0;
        let mut rest = vec![false; profiles.len().saturating_sub(64)];
        let mut holds = |place: usize| match rest.get_mut(place.wrapping_sub(64)) {
            Some(holds) => *holds = true,
            None => hold |= 1 << (place % 64),
        };
        let conditions = |profile: &'_ Profile| !profile.0.conditions.is_empty();
        let free = profiles.iter().enumerate().filter(|(_, profile)| !conditions(profile));
        free.for_each(|(place, _)| holds(place));
        if profiles.iter().any(conditions) {
            site::each(dom, |said| {
                let held = profiles.iter().enumerate().filter(|(_, profile)| profile.0.conditions.hold(said));
                held.for_each(|(place, _)| holds(place));
            });
        }
        if hold == 0 && !rest.contains(&true) {
            return None;
        }
        let holds = |place: usize| rest.get(place.wrapping_sub(64)).copied().unwrap_or(hold >> (place % 64) & 1 != 0);
        let (nodes, parents) = (blocks.holder_nodes(), blocks.holder_parents());
        let mut walks: Vec<(usize, Walk<'_>)> = profiles
            .iter()
            .take(MAX_PROFILES)
            .enumerate()
            .filter(|(place, profile)| holds(*place) && !profile.0.rules.is_empty())
            .map(|(place, profile)| (place, Walk::new(&profile.0.matcher, nodes.len())))
            .collect();
        if walks.is_empty() {
            return None;
        }
        let mut tree = css::Tree::new(dom);
        let mut of_holder: Vec<Found> = Vec::with_capacity(nodes.len());
        for holder in 0..nodes.len() {
            let (node, parent) = (nodes[holder] as usize, parents[holder] as usize);
            let mut found = if holder == 0 { Found::default() } else { of_holder[parent] };
            // Every profile must see every element on the way; the first that matches is heard.
            for (place, walk) in walks.iter_mut().rev() {
                if let Some(rule) = walk.next(dom, &mut tree, holder, parent, node) {
                    found = Found::new(*place, rule);
                }
            }
            of_holder.push(found);
        }
        Some(Matches { of_holder, exhausted: tree.is_exhausted() })
    }

    pub(crate) fn at(&self, holder: usize) -> Found {
        self.of_holder[holder]
    }
}
