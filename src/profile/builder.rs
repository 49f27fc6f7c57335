//! Profiles made in code.

use super::css::Css;
use super::matcher::{Matcher, Parsed};
use super::site::Conditions;
use super::{Claim, Inner, Profile, Rule, pattern};
use crate::error::{Error, ErrorKind};
use std::sync::Arc;

/// Rules of one profile, and how many of them may be CSS.
pub(super) const MAX_RULES: usize = 4096;
const MAX_CSS: usize = 256;
/// Conditions of one kind.
const MAX_CONDITIONS: usize = 256;

/// Makes a [`Profile`], rule by rule; [`Profile::builder`] begins one.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    pub(super) name: String,
    version: String,
    conditions: Conditions,
    rules: Vec<(String, Claim, bool)>,
}

impl Builder {
    pub(super) fn new(name: &str) -> Builder {
        Builder { name: name.to_owned(), version: String::new(), conditions: Conditions::default(), rules: Vec::new() }
    }

    /// The version; empty without it.
    pub fn version(mut self, version: &str) -> Builder {
        self.version = version.to_owned();
        self
    }

    /// Only for pages of this host or its subdomains, as the page names it (`<link rel=canonical>`, `og:url`,
    /// `<base>`). Of several conditions, whatever their kind, one must hold; without any the profile is
    /// for all pages.
    pub fn site(mut self, host: &str) -> Builder {
        self.conditions.hosts.push(host.trim_start_matches('.').to_ascii_lowercase());
        self
    }

    /// Only for pages whose `og:site_name` is this, capitals aside.
    pub fn site_name(mut self, name: &str) -> Builder {
        self.conditions.names.push(name.to_owned());
        self
    }

    /// Only for pages whose `<title>` begins so, capitals aside.
    pub fn title(mut self, start: &str) -> Builder {
        self.conditions.titles.push(start.to_owned());
        self
    }

    /// What is claimed of the blocks in what the pattern matches; [`Profile::parse`] describes patterns. Several,
    /// parted by commas, are as many rules.
    pub fn rule(mut self, pattern: &str, claim: impl Into<Claim>) -> Builder {
        self.rules.push((pattern.to_owned(), claim.into(), false));
        self
    }

    /// The same of what a CSS selector matches (Cargo feature `scraper`).
    ///
    /// ```
    /// use copydesk::{Profile, Role};
    /// let profile = Profile::builder("example").css("ul:has(> li.teaser) > li", Role::Promo).build()?;
    /// # Ok::<(), copydesk::Error>(())
    /// ```
    #[cfg(feature = "scraper")]
    pub fn css(self, selector: &str, claim: impl Into<Claim>) -> Builder {
        self.selector(selector, claim.into())
    }

    pub(super) fn selector(mut self, selector: &str, claim: Claim) -> Builder {
        self.rules.push((selector.to_owned(), claim, true));
        self
    }

    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The profile.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Profile`] with the rule's pattern and what is wrong with it.
    pub fn build(self) -> Result<Profile, Error> {
        let error = |reason| Error::new(ErrorKind::Profile { line: 0, reason });
        let is_version = self.version.is_empty() || is_name(&self.version);
        if !is_name(&self.name) || !is_version {
            return Err(error("name and version are 1 to 64 letters, digits, `-`, `_` or `.`".to_owned()));
        }
        let patterns: Vec<String> = self.rules.iter().map(|(pattern, ..)| pattern.chars().take(80).collect()).collect();
        self.finish().map_err(|(rule, reason)| {
            error(rule.map_or(reason.clone(), |rule| format!("rule {}, {:?}: {reason}", rule + 1, patterns[rule])))
        })
    }

    /// The profile; an error names the rule by its place.
    pub(super) fn finish(self) -> Result<Profile, (Option<usize>, String)> {
        let Builder { name, version, conditions, rules: lines } = self;
        for list in [&conditions.hosts, &conditions.names, &conditions.titles] {
            if list.len() > MAX_CONDITIONS || list.iter().any(|text| text.is_empty() || text.len() > pattern::MAX_BYTES)
            {
                let reason = format!(
                    "conditions are at most {MAX_CONDITIONS} of a kind, of 1 to {} bytes each",
                    pattern::MAX_BYTES
                );
                return Err((None, reason));
            }
        }
        let (mut rules, mut parsed, mut origins, mut selectors) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (place, (text, claim, is_css)) in lines.iter().enumerate() {
            let at = |reason| (Some(place), reason);
            if claim.main().is_some() && (claim.evidence().is_some() || claim.is_nothing()) {
                return Err(at("only a verdict can say what is main: leave that out, or the evidence".to_owned()));
            }
            let before = rules.len();
            if *is_css {
                selectors += 1;
                if selectors > MAX_CSS {
                    return Err(at(format!("more than {MAX_CSS} CSS selectors: use patterns where they do")));
                }
                parsed.push(Parsed::Css(Css::parse(text).map_err(at)?));
                rules.push(Rule { pattern: text.clone(), claim: *claim, is_css: true });
            } else {
                for (text, pattern) in pattern::parse(text).map_err(at)? {
                    parsed.push(Parsed::Pattern(pattern));
                    rules.push(Rule { pattern: text.to_owned(), claim: *claim, is_css: false });
                }
            }
            origins.resize(origins.len() + rules.len() - before, place);
            if rules.len() > MAX_RULES {
                return Err(at(format!("more than {MAX_RULES} rules: make several profiles")));
            }
        }
        let matcher = Matcher::new(parsed).map_err(|(rule, reason)| (Some(origins[rule]), reason))?;
        Ok(Profile(Arc::new(Inner { name, version, conditions, rules, matcher })))
    }
}

/// Whether a text can be a name or version: it stands in reasons, between spaces.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
