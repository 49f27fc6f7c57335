//! From a record to the bytes of a page: what a worker does before it extracts.

use super::http::{self, Header};
use super::json_field;
use super::stream;
use super::warc::Head;
use crate::failure::{Failure, Reason};
use crate::record::{Body, Record};
use std::borrow::Cow;

/// A page, ready to be extracted.
pub struct Opened<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// What the user or the HTTP header says.
    pub charset: Option<String>,
    pub id: Cow<'a, str>,
    pub url: Option<Cow<'a, str>>,
    pub source: Option<(&'a Head, Header)>,
}

/// Why a record gives no page.
#[derive(Debug)]
pub enum Verdict {
    Failed(Failure),
    /// It was never meant to.
    PassedOver(&'static str),
}

/// Opens records; one a worker.
pub struct Opener {
    field: String,
    charset: Option<String>,
    /// What a file holds; kept from file to file.
    file: Vec<u8>,
}

/// A buffer that has grown larger is not kept.
const KEPT: usize = 8 << 20;

impl Opener {
    pub fn new(field: &str, charset: Option<&str>) -> Opener {
        Opener { field: field.to_owned(), charset: charset.map(str::to_owned), file: Vec::new() }
    }

    /// `bytes` are those of the record's batch.
    pub fn open<'a>(&'a mut self, record: &'a Record, bytes: &'a [u8]) -> Result<Opened<'a>, Verdict> {
        let charset = self.charset.clone();
        let mut opened = match &record.body {
            Body::Failed(failure) => return Err(Verdict::Failed(failure.clone())),
            Body::File { path, id } => {
                if self.file.capacity() > KEPT {
                    self.file = Vec::new();
                }
                self.file.clear();
                stream::read_file(path, &mut self.file)
                    .map_err(|(error, packing)| Verdict::Failed(Failure::reading(&error, packing)))?;
                page(Cow::Borrowed(&self.file), id, None)
            }
            Body::Page { bytes: range, id, url } => page(Cow::Borrowed(&bytes[range.clone()]), id, url.as_deref()),
            // JSON is UTF-8, whatever the page says of itself.
            Body::Line { bytes: range, number } => return line(&bytes[range.clone()], &self.field, *number),
            Body::Response { bytes: range, head } => response(&bytes[range.clone()], head)?,
        };
        opened.charset = charset.or(opened.charset);
        Ok(opened)
    }
}

fn page<'a>(bytes: Cow<'a, [u8]>, id: &'a str, url: Option<&'a str>) -> Opened<'a> {
    Opened { bytes, charset: None, id: Cow::Borrowed(id), url: url.map(Cow::Borrowed), source: None }
}

fn line<'a>(line: &[u8], field: &str, number: u64) -> Result<Opened<'a>, Verdict> {
    let fields = json_field::fields(line, field)
        .map_err(|error| Verdict::Failed(Failure::new(Reason::BrokenJson, format!("no JSON: {error}"))))?;
    let Some(text) = fields.text else {
        let detail = format!("no text in the field {field:?}: choose one with --field");
        return Err(Verdict::Failed(Failure::new(Reason::NoField, detail)));
    };
    Ok(Opened {
        bytes: Cow::Owned(text.into_bytes()),
        charset: Some("utf-8".to_owned()),
        id: Cow::Owned(fields.id.unwrap_or_else(|| number.to_string())),
        url: fields.url.map(Cow::Owned),
        source: None,
    })
}

fn response<'a>(block: &'a [u8], head: &'a Head) -> Result<Opened<'a>, Verdict> {
    let (header, at) = http::header(block).map_err(Verdict::Failed)?;
    if !(200..300).contains(&header.status) {
        return Err(Verdict::PassedOver("status_not_2xx"));
    }
    // Before a body is unpacked that nobody wants.
    if header.media_type.is_some() && !header.is_html(&[]) {
        return Err(Verdict::PassedOver("not_html"));
    }
    let bytes = header.body(&block[at..]).map_err(Verdict::Failed)?;
    if !header.is_html(&bytes) {
        return Err(Verdict::PassedOver("not_html"));
    }
    let id = match (&head.id, head.offset) {
        (Some(id), _) => Cow::Borrowed(id.as_str()),
        (None, Some(offset)) => Cow::Owned(format!("{}:{offset}", head.file)),
        (None, None) => Cow::Owned(head.file.to_string()),
    };
    let url = head.url.as_deref().map(Cow::Borrowed);
    Ok(Opened { bytes, charset: header.charset.clone(), id, url, source: Some((head, header)) })
}
