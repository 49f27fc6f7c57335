//! What a page becomes as a row. Name, address and place in a WARC file are the caller's.

use crate::{BlockRow, CaptionRow, Columns, Row};
use copydesk::flat::{FlatBlock, FlatPage};
use copydesk::{Caption, Metadata, Page, Part};

impl Row {
    /// The row of a page, with those of its parts for which `keep` holds.
    pub fn of_page(page: &Page<'_>, keep: impl Fn(Part<'_>) -> bool) -> Row {
        Row::with_columns(page, &Columns::default(), keep)
    }

    /// The same with only what these columns need; the rest is empty.
    pub(crate) fn with_columns(page: &Page<'_>, columns: &Columns, keep: impl Fn(Part<'_>) -> bool) -> Row {
        let has_meta = columns.have(&["title", "byline", "date", "language", "site"]);
        let meta = if has_meta { page.metadata() } else { Metadata::default() };
        let captions = columns.have(&["captions"]).then(|| page.captions()).into_iter().flatten();
        let blocks = columns.have(&["blocks"]).then(|| page.parts()).into_iter().flatten();
        let blocks = blocks.filter(|part| keep(*part));
        Row {
            kind: page.kind().name(),
            confidence: page.confidence(),
            title: meta.title.map(|found| found.value),
            byline: meta.byline.map(|found| found.value),
            date: meta.published.map(|date| date.value.iso.unwrap_or(date.value.written)),
            language: meta.language.map(|found| found.value),
            site: meta.site.map(|found| found.value),
            text: if columns.have(&["text"]) { page.main_text() } else { String::new() },
            captions: captions.map(CaptionRow::from).collect(),
            blocks: blocks.map(BlockRow::from).collect(),
            flags: page.flags().iter().map(|flag| flag.name()).collect(),
            model: page.model().name().to_owned(),
            ..Row::default()
        }
    }

    /// The row of a text without HTML, with those of its blocks for which `keep` holds.
    pub fn of_text(page: &FlatPage<'_>, keep: impl Fn(FlatBlock<'_>) -> bool) -> Row {
        Row {
            kind: page.kind().name(),
            confidence: page.confidence(),
            title: page.title().map(str::to_owned),
            byline: page.byline(),
            date: page.date(),
            text: page.main_text(),
            captions: page.captions().into_iter().map(CaptionRow::from).collect(),
            blocks: page.blocks().filter(|block| keep(*block)).map(BlockRow::from).collect(),
            flags: page.flags().iter().map(|flag| flag.name()).collect(),
            model: page.model().to_owned(),
            ..Row::default()
        }
    }
}

impl From<Part<'_>> for BlockRow {
    fn from(part: Part<'_>) -> BlockRow {
        let range = part.range();
        let block = part.block();
        let profile = block.and_then(|block| block.profile());
        BlockRow {
            role: part.role().name(),
            main: part.is_main(),
            score: part.score(),
            start: range.as_ref().map(|range| range.start as i64),
            end: range.map(|range| range.end as i64),
            text: part.text().to_owned(),
            reason: part.reason().to_owned(),
            profile: profile.map(|(profile, rule)| format!("{} {}", profile.name(), rule.pattern())),
            hidden: block.and_then(|block| block.hidden()).map(|hidden| hidden.name()),
            origin: block.is_none().then_some("json_ld"),
            aria_hidden: block.is_some_and(|block| block.is_aria_hidden()),
            collapsed: block.is_some_and(|block| block.is_collapsed()),
        }
    }
}

impl From<FlatBlock<'_>> for BlockRow {
    fn from(block: FlatBlock<'_>) -> BlockRow {
        let range = block.range();
        BlockRow {
            role: block.role().name(),
            main: block.is_main(),
            score: block.score(),
            start: Some(range.start as i64),
            end: Some(range.end as i64),
            text: block.text().to_owned(),
            reason: block.reason().to_owned(),
            ..BlockRow::default()
        }
    }
}

impl From<Caption> for CaptionRow {
    fn from(caption: Caption) -> CaptionRow {
        CaptionRow { text: caption.text, credit: caption.credit, image: caption.image, alt: caption.alt }
    }
}
