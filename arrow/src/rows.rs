//! Rows and their schema.

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray, UInt16Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use std::sync::Arc;

/// A page, or a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// What the caller calls it.
    pub id: String,
    /// Where it came from.
    pub url: Option<String>,
    /// Article, listing and their kin.
    pub kind: &'static str,
    /// How sure the kind is, in [0, 1].
    pub confidence: f32,
    /// Title.
    pub title: Option<String>,
    /// Names of the authors.
    pub byline: Option<String>,
    /// ISO 8601 where it could be read, else as written.
    pub date: Option<String>,
    /// Language, as the page says it.
    pub language: Option<String>,
    /// Name of the site.
    pub site: Option<String>,
    /// Main text, blocks parted by blank lines.
    pub text: String,
    /// Captions in document order.
    pub captions: Vec<CaptionRow>,
    /// Blocks in the order of the source.
    pub blocks: Vec<BlockRow>,
    /// Limits that were hit and traits of the input.
    pub flags: Vec<&'static str>,
    /// Name of the model.
    pub model: String,
    /// Where in a WARC file it stands.
    pub source: Option<SourceRow>,
}

/// A caption.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaptionRow {
    /// The caption.
    pub text: String,
    /// Who made the image.
    pub credit: Option<String>,
    /// The image's address, as written.
    pub image: Option<String>,
    /// The image's `alt` text.
    pub alt: Option<String>,
}

/// A block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BlockRow {
    /// What it is.
    pub role: &'static str,
    /// Whether it belongs to the main text.
    pub main: bool,
    /// Probability of belonging there; of a text without HTML how sure the role is, of what stands in JSON-LD alone (`origin`) how much of it no
    /// visible block has.
    pub score: f32,
    /// First byte in the (decoded) input.
    pub start: Option<i64>,
    /// The byte behind its last.
    pub end: Option<i64>,
    /// Its text.
    pub text: String,
    /// Name of the rule that gave the role.
    pub reason: String,
    /// The profile and rule that hold for it.
    pub profile: Option<String>,
    /// Why it is not shown.
    pub hidden: Option<&'static str>,
    /// `json_ld` for a text that no block shows.
    pub origin: Option<&'static str>,
    /// Whether it is kept from being read aloud. This and the next are no columns: few blocks have them.
    pub aria_hidden: bool,
    /// Whether it stands in a panel that a reader would have to open.
    pub collapsed: bool,
}

/// Where in a WARC file a page stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceRow {
    /// The file.
    pub file: String,
    /// First byte of the record.
    pub offset: Option<i64>,
    /// Bytes of the record, packed as it is.
    pub length: Option<i64>,
    /// Target of the request.
    pub url: Option<String>,
    /// When it was fetched.
    pub date: Option<String>,
    /// Type of the record.
    pub kind: String,
    /// Status of the response.
    pub status: u16,
    /// Its media type.
    pub media_type: Option<String>,
}

impl Row {
    /// Bytes of its texts, about.
    pub fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| block.text.len() + block.reason.len() + 64);
        256 + self.text.len() + blocks.sum::<usize>()
    }
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

fn maybe(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn item(kind: DataType) -> Arc<Field> {
    Arc::new(Field::new("item", kind, false))
}

fn caption_fields() -> Fields {
    vec![text("text"), maybe("credit"), maybe("image"), maybe("alt")].into()
}

fn block_fields() -> Fields {
    vec![
        text("role"),
        Field::new("main", DataType::Boolean, false),
        Field::new("score", DataType::Float32, false),
        number("start"),
        number("end"),
        text("text"),
        text("reason"),
        maybe("profile"),
        maybe("hidden"),
        maybe("origin"),
    ]
    .into()
}

fn source_fields() -> Fields {
    vec![
        text("file"),
        number("offset"),
        number("length"),
        maybe("url"),
        maybe("date"),
        text("type"),
        Field::new("status", DataType::UInt16, false),
        maybe("media_type"),
    ]
    .into()
}

/// The schema of every output in Parquet. A later version may add columns behind the last one.
pub fn schema() -> SchemaRef {
    let list = |fields: Fields| DataType::List(item(DataType::Struct(fields)));
    Arc::new(Schema::new(vec![
        text("id"),
        maybe("url"),
        text("kind"),
        Field::new("confidence", DataType::Float32, false),
        maybe("title"),
        maybe("byline"),
        maybe("date"),
        maybe("language"),
        maybe("site"),
        text("text"),
        Field::new("captions", list(caption_fields()), false),
        Field::new("blocks", list(block_fields()), false),
        Field::new("flags", DataType::List(item(DataType::Utf8)), false),
        text("model"),
        text("version"),
        Field::new("source", DataType::Struct(source_fields()), true),
    ]))
}

/// Rows as columns of the [`schema`].
///
/// # Errors
///
/// When the columns do not make a batch, which would be a fault of this crate.
///
/// # Panics
///
/// When a column has more than 2 GiB of text.
pub fn batch(rows: &[Row]) -> Result<RecordBatch, ArrowError> {
    let texts = |of: fn(&Row) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(of))) };
    let options = |of: fn(&Row) -> Option<&str>| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<StringArray>()) };
    let flags = rows.iter().flat_map(|row| &row.flags);
    RecordBatch::try_new(
        schema(),
        vec![
            texts(|row| &row.id),
            options(|row| row.url.as_deref()),
            texts(|row| row.kind),
            Arc::new(Float32Array::from_iter_values(rows.iter().map(|row| row.confidence))),
            options(|row| row.title.as_deref()),
            options(|row| row.byline.as_deref()),
            options(|row| row.date.as_deref()),
            options(|row| row.language.as_deref()),
            options(|row| row.site.as_deref()),
            texts(|row| &row.text),
            list(rows.iter().map(|row| row.captions.len()), captions(rows)?)?,
            list(rows.iter().map(|row| row.blocks.len()), blocks(rows)?)?,
            list(rows.iter().map(|row| row.flags.len()), Arc::new(StringArray::from_iter_values(flags)))?,
            texts(|row| &row.model),
            texts(|_| env!("CARGO_PKG_VERSION")),
            sources(rows)?,
        ],
    )
}

fn list(lengths: impl Iterator<Item = usize>, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(item(values.data_type().clone()), offsets, values, None)?))
}

fn captions(rows: &[Row]) -> Result<ArrayRef, ArrowError> {
    let all = || rows.iter().flat_map(|row| &row.captions);
    let options =
        |of: fn(&CaptionRow) -> Option<&str>| -> ArrayRef { Arc::new(all().map(of).collect::<StringArray>()) };
    let texts = StringArray::from_iter_values(all().map(|caption| &caption.text));
    let columns = vec![
        Arc::new(texts) as ArrayRef,
        options(|caption| caption.credit.as_deref()),
        options(|caption| caption.image.as_deref()),
        options(|caption| caption.alt.as_deref()),
    ];
    Ok(Arc::new(StructArray::try_new(caption_fields(), columns, None)?))
}

fn blocks(rows: &[Row]) -> Result<ArrayRef, ArrowError> {
    let all = || rows.iter().flat_map(|row| &row.blocks);
    let texts = |of: fn(&BlockRow) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(all().map(of))) };
    let options = |of: fn(&BlockRow) -> Option<&str>| -> ArrayRef { Arc::new(all().map(of).collect::<StringArray>()) };
    let columns = vec![
        texts(|block| block.role),
        Arc::new(all().map(|block| Some(block.main)).collect::<BooleanArray>()) as ArrayRef,
        Arc::new(Float32Array::from_iter_values(all().map(|block| block.score))),
        Arc::new(all().map(|block| block.start).collect::<Int64Array>()),
        Arc::new(all().map(|block| block.end).collect::<Int64Array>()),
        texts(|block| &block.text),
        texts(|block| &block.reason),
        options(|block| block.profile.as_deref()),
        options(|block| block.hidden),
        options(|block| block.origin),
    ];
    Ok(Arc::new(StructArray::try_new(block_fields(), columns, None)?))
}

fn sources(rows: &[Row]) -> Result<ArrayRef, ArrowError> {
    let none = SourceRow::default();
    let all = || rows.iter().map(|row| row.source.as_ref().unwrap_or(&none));
    let texts = |of: fn(&SourceRow) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(all().map(of))) };
    let options = |of: fn(&SourceRow) -> Option<&str>| -> ArrayRef { Arc::new(all().map(of).collect::<StringArray>()) };
    let columns = vec![
        texts(|source| &source.file),
        Arc::new(all().map(|source| source.offset).collect::<Int64Array>()) as ArrayRef,
        Arc::new(all().map(|source| source.length).collect::<Int64Array>()),
        options(|source| source.url.as_deref()),
        options(|source| source.date.as_deref()),
        texts(|source| &source.kind),
        Arc::new(UInt16Array::from_iter_values(all().map(|source| source.status))),
        options(|source| source.media_type.as_deref()),
    ];
    let nulls: NullBuffer = rows.iter().map(|row| row.source.is_some()).collect();
    Ok(Arc::new(StructArray::try_new(source_fields(), columns, Some(nulls))?))
}
