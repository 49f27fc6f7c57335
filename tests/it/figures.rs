//! The measures of the project's scorers: bags of words.

use copydesk::{Page, Role};
use std::collections::BTreeMap;

type Bag = BTreeMap<String, usize>;

/// Lower-cased runs of letters, digits and `_`.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

pub fn bag(text: &str) -> Bag {
    let mut bag = Bag::new();
    add(&mut bag, text);
    bag
}

fn add(bag: &mut Bag, text: &str) {
    for word in words(text) {
        *bag.entry(word).or_default() += 1;
    }
}

fn size(bag: &Bag) -> usize {
    bag.values().sum()
}

fn common(a: &Bag, b: &Bag) -> usize {
    a.iter().map(|(word, n)| b.get(word).map_or(0, |m| *n.min(m))).sum()
}

fn without(a: &Bag, b: &Bag) -> Bag {
    a.iter().map(|(word, n)| (word.clone(), n.saturating_sub(b.get(word).copied().unwrap_or(0)))).collect()
}

/// F1 of two texts as bags of words; two empty texts are alike.
pub fn word_f1(predicted: &str, truth: &str) -> f64 {
    let (p, t) = (bag(predicted), bag(truth));
    Counts { common: common(&p, &t), predicted: size(&p), truth: size(&t) }.f1()
}

/// What a role or a group of roles has in common with the truth, in words.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub common: usize,
    pub predicted: usize,
    pub truth: usize,
}

impl Counts {
    pub fn f1(self) -> f64 {
        match self.predicted + self.truth {
            0 => 1.0,
            n => 2.0 * self.common as f64 / n as f64,
        }
    }

    pub fn add(&mut self, other: Counts) {
        self.common += other.common;
        self.predicted += other.predicted;
        self.truth += other.truth;
    }
}

/// The figures of the role scorer: each a role's or a group's name.
pub const MEASURES: [&str; 8] = ["content", "caption", "promo", "chrome", "aside", "headline", "byline", "timestamp"];

fn measure(role: &str) -> Option<&'static str> {
    match role {
        "standfirst" | "body" | "subheading" | "list_item" | "quote" | "table" | "code" => Some("content"),
        "caption" | "credit" => Some("caption"),
        "nav" | "footer" | "ad" | "comments" => Some("chrome"),
        _ => MEASURES.into_iter().find(|name| *name == role),
    }
}

/// A page's words by measure, against its true blocks: role, text, hidden.
pub fn role_counts<'t>(
    page: &Page<'_>,
    truth: impl Iterator<Item = (&'t str, &'t str, bool)>,
) -> BTreeMap<&'static str, Counts> {
    block_counts(page.parts().map(|part| (part.role(), part.text())), truth)
}

/// Words of blocks by measure, against the true ones. Words of hidden and of `other` blocks are forgiven wherever they turn up.
pub fn block_counts<'p, 't>(
    blocks: impl Iterator<Item = (Role, &'p str)>,
    truth: impl Iterator<Item = (&'t str, &'t str, bool)>,
) -> BTreeMap<&'static str, Counts> {
    let mut bags: BTreeMap<&'static str, (Bag, Bag)> = MEASURES.map(|name| (name, <(Bag, Bag)>::default())).into();
    let mut free = Bag::new();
    for (role, text, hidden) in truth {
        if hidden || role == "other" {
            add(&mut free, text);
        } else if let Some(bags) = measure(role).and_then(|name| bags.get_mut(name)) {
            add(&mut bags.1, text);
        }
    }
    for (role, text) in blocks.filter(|(role, _)| *role != Role::Other) {
        if let Some(bags) = measure(role.name()).and_then(|name| bags.get_mut(name)) {
            add(&mut bags.0, text);
        }
    }
    let counts = |(name, (predicted, truth)): (&'static str, (Bag, Bag))| {
        let forgiven = common(&without(&predicted, &truth), &free);
        let counts =
            Counts { common: common(&predicted, &truth), predicted: size(&predicted) - forgiven, truth: size(&truth) };
        (name, counts)
    };
    bags.into_iter().map(counts).collect()
}
