//! What the page says of itself.

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// A JSON-LD script.
    JsonLd,
    /// An Open Graph (or `article:`) property.
    OpenGraph,
    /// Another `<meta>`, `<link>`, `<title>` or an attribute of `<html>`.
    Meta,
    /// A `<time>` element or microdata.
    Markup,
    /// A visible block of the page.
    Text,
}

/// A value with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub source: Source,
}

/// A date: ISO 8601 where it could be parsed, else as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// As written on the page.
    pub written: String,
    /// `2013-02-02T12:54:00Z`, `2013-02-02T12:54:00+01:00`, `2013-02-02T12:54:00` or `2013-02-02`.
    pub iso: Option<String>,
}

/// What the page says of itself, each value with its source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// Title of the story.
    pub title: Option<Found<String>>,
    /// Author names, without "By".
    pub byline: Option<Found<String>>,
    /// When it was first published.
    pub published: Option<Found<Date>>,
    /// When it was last changed.
    pub modified: Option<Found<Date>>,
    /// BCP 47 language tag.
    pub language: Option<Found<String>>,
    /// Name of the site.
    pub site: Option<Found<String>>,
    /// Canonical address.
    pub url: Option<Found<String>>,
    /// Section, keywords, topics.
    pub tags: Vec<Found<String>>,
    /// Address of the lead image.
    pub image: Option<Found<String>>,
    /// Summary.
    pub description: Option<Found<String>>,
}
