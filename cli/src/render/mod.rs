//! One page as the arguments want it.

use crate::input::{Opened, Packing};
use copydesk::flat::{FlatBlock, FlatPage};
use copydesk::render::{self, flat};
use copydesk::{Page, Part, Role};
use copydesk_arrow::{Row, SourceRow};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};
use std::path::Path;

mod table;

/// What a page becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Json,
    Parquet,
    Overlay,
    /// The table of the command `explain`, with so many features.
    Explained(usize),
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "text" => Ok(Format::Text),
            "markdown" => Ok(Format::Markdown),
            "json" => Ok(Format::Json),
            "parquet" => Ok(Format::Parquet),
            "overlay" => Ok(Format::Overlay),
            _ => Err(format!("{name:?} is not a format (one of: text markdown json parquet overlay)")),
        }
    }
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Json => "json",
            Format::Parquet => "parquet",
            Format::Overlay => "overlay",
            Format::Explained(_) => "explain",
        }
    }

    /// The end of the name of a page's file.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Overlay => "html",
            Format::Json => "json",
            Format::Parquet => "parquet",
            Format::Text | Format::Explained(_) => "txt",
        }
    }

    /// What the name of an output says. Folders and names without an ending get text.
    ///
    /// # Errors
    ///
    /// An ending that is none of ours: text in a table's file would be found out late.
    pub fn of_output(path: &Path) -> Result<Format, String> {
        let name = path.to_string_lossy();
        if name.ends_with('/') || path.is_dir() {
            return Ok(Format::Text);
        }
        let ending = |path: &Path| path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let ending = match (Packing::named(&name), path.file_stem()) {
            (Packing::Gzip | Packing::Zstd, Some(bare)) => ending(Path::new(bare)),
            _ => ending(path),
        };
        match ending.as_deref() {
            None | Some("txt" | "text") => Ok(Format::Text),
            Some("json" | "jsonl" | "ndjson") => Ok(Format::Json),
            Some("md" | "markdown") => Ok(Format::Markdown),
            Some("parquet") => Ok(Format::Parquet),
            Some(_) => Err(format!(
                "--output {name}: its ending names no format. Known are .txt, .md, .json, .jsonl, .ndjson (also with .gz or .zst) \
                 and .parquet; with --format any name will do"
            )),
        }
    }
}

/// How every page of a run is rendered.
#[derive(Debug, Clone)]
pub struct Style {
    pub format: Format,
    pub roles: Vec<Role>,
    /// A table behind each page.
    pub explain: bool,
    /// Whether there may be more than one page: then plain ones have titles.
    pub is_many: bool,
    /// Whether each page gets a file.
    pub is_files: bool,
    pub packing: Packing,
}

impl Style {
    fn wants(&self, role: Role) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }

    /// Whether pages stand one after the other as something that people read.
    pub fn is_parted(&self) -> bool {
        self.is_many && !self.is_files && matches!(self.format, Format::Text | Format::Markdown | Format::Explained(_))
    }

    /// Room for what a batch gives.
    pub fn empty(&self) -> Rendered {
        match self.format {
            Format::Parquet => Rendered::Rows(Vec::new()),
            _ if self.is_files => Rendered::Files(Vec::new()),
            _ => Rendered::Stream(Vec::new()),
        }
    }
}

/// What a batch became.
#[derive(Debug)]
pub enum Rendered {
    Stream(Vec<u8>),
    /// Name and content.
    Files(Vec<(String, String)>),
    Rows(Vec<Row>),
}

/// Names a page in its rendering.
pub struct About<'a> {
    pub opened: &'a Opened<'a>,
    /// As messages name it.
    pub name: &'a str,
    /// The file that it gets, where each page gets one.
    pub stem: &'a str,
}

pub fn page(page: &Page<'_>, about: &About<'_>, style: &Style, out: &mut Rendered) {
    let wanted = |part: Part<'_>| style.wants(part.role());
    let opened = about.opened;
    let text = match style.format {
        Format::Json => with_source(render::json_line_where(page, &opened.id, opened.url.as_deref(), wanted), opened),
        Format::Overlay => render::overlay(page, about.name),
        Format::Markdown => render::markdown(page),
        Format::Parquet => return rows(out, page_row(page, opened, style)),
        Format::Explained(features) => table::explained(page, features, |role| style.wants(role)),
        Format::Text if style.roles.is_empty() => render::text(page),
        Format::Text => page.parts().filter(|part| wanted(*part)).map(Part::text).collect::<Vec<_>>().join("\n\n"),
    };
    let mut text = ended(text, style);
    if style.explain {
        table::page(page, wanted, &mut text);
    }
    write(text, about, style, out);
}

pub fn flat_page(page: &FlatPage<'_>, about: &About<'_>, style: &Style, out: &mut Rendered) {
    let wanted = |block: FlatBlock<'_>| style.wants(block.role());
    let text = match style.format {
        Format::Json => flat::json_line_where(page, &about.opened.id, wanted),
        Format::Overlay => flat::overlay(page, about.name),
        Format::Markdown => flat::markdown(page),
        Format::Parquet => return rows(out, flat_row(page, about.opened, style)),
        Format::Text | Format::Explained(_) if style.roles.is_empty() => flat::text(page),
        Format::Text | Format::Explained(_) => {
            page.blocks().filter(|block| wanted(*block)).map(FlatBlock::text).collect::<Vec<_>>().join("\n\n")
        }
    };
    let mut text = ended(text, style);
    if style.explain {
        table::flat(page, wanted, &mut text);
    }
    write(text, about, style, out);
}

/// With a line end, but for what is a file of its own kind.
fn ended(mut text: String, style: &Style) -> String {
    if style.format != Format::Overlay && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn write(text: String, about: &About<'_>, style: &Style, out: &mut Rendered) {
    match out {
        Rendered::Files(files) => files.push((about.stem.to_owned(), text)),
        Rendered::Stream(bytes) => {
            if style.is_parted() {
                // The writer parts a batch from the one before.
                let before = if bytes.is_empty() { "" } else { "\n" };
                let _ = writeln!(bytes, "{before}==> {} <==", about.name);
            }
            bytes.extend_from_slice(text.as_bytes());
        }
        Rendered::Rows(_) => {}
    }
}

fn rows(out: &mut Rendered, row: Row) {
    if let Rendered::Rows(rows) = out {
        rows.push(row);
    }
}

/// Compresses what a batch gave, as a member or frame of its own.
pub fn packed(bytes: Vec<u8>, packing: Packing) -> io::Result<Vec<u8>> {
    match packing {
        Packing::None => Ok(bytes),
        Packing::Gzip => {
            let mut to = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
            to.write_all(&bytes)?;
            to.finish()
        }
        Packing::Zstd => zstd::encode_all(&bytes[..], 3),
    }
}

/// The line with one key more: where in a WARC file the page stands.
fn with_source(mut line: String, opened: &Opened<'_>) -> String {
    let Some((head, header)) = &opened.source else { return line };
    // An object's last byte is its brace.
    line.pop();
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let maybe = |value: Option<&str>| value.map_or("null".to_owned(), text);
    let number = |value: Option<u64>| value.map_or("null".to_owned(), |value| value.to_string());
    line.push_str(&format!(
        ",\"source\":{{\"file\":{},\"offset\":{},\"length\":{},\"url\":{},\"date\":{},\"type\":{},\"status\":{},\"media_type\":{}}}}}",
        text(&head.file),
        number(head.offset),
        number(head.length),
        maybe(head.url.as_deref()),
        maybe(head.date.as_deref()),
        text(&head.kind),
        header.status,
        maybe(header.media_type.as_deref()),
    ));
    line
}

fn page_row(page: &Page<'_>, opened: &Opened<'_>, style: &Style) -> Row {
    Row {
        id: opened.id.clone().into_owned(),
        url: opened.url.as_deref().map(str::to_owned),
        source: source_row(opened),
        ..Row::of_page(page, |part| style.wants(part.role()))
    }
}

fn flat_row(page: &FlatPage<'_>, opened: &Opened<'_>, style: &Style) -> Row {
    Row { id: opened.id.clone().into_owned(), ..Row::of_text(page, |block| style.wants(block.role())) }
}

fn source_row(opened: &Opened<'_>) -> Option<SourceRow> {
    let (head, header) = opened.source.as_ref()?;
    Some(SourceRow {
        file: head.file.to_string(),
        offset: head.offset.map(|offset| offset as i64),
        length: head.length.map(|length| length as i64),
        url: head.url.clone(),
        date: head.date.clone(),
        kind: head.kind.clone(),
        status: header.status,
        media_type: header.media_type.clone(),
    })
}
