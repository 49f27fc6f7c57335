//! A page from its bytes to the answer. Runs on threads that may take their time.

use super::answer::Refusal;
use super::query::{Form, Query};
use crate::args::Judge;
use crate::desk::ExtractDesk;
use copydesk::flat::Cleaner;
use copydesk::{Bias, Error, Extractor, Parser, render};
use hyper::StatusCode;

pub struct Work {
    /// One of each combination, for the model and the profiles are the same for all.
    extractors: Vec<(Parser, Bias, Extractor)>,
    cleaner: Cleaner,
}

impl Work {
    pub fn new(judge: &Judge) -> Work {
        let mut extractors = Vec::new();
        for parser in Parser::ALL.iter().copied() {
            for bias in Bias::ALL.iter().copied() {
                let ExtractDesk(extractor) = ExtractDesk::new(&Judge { parser, bias, ..judge.clone() });
                extractors.push((parser, bias, extractor));
            }
        }
        Work { extractors, cleaner: Cleaner::default() }
    }

    /// `page` is what `copydesk extract --format json` (or `clean`) prints; `source` the decoded text that its positions mean, where
    /// that is not what was sent.
    pub fn json(&self, query: &Query, bytes: &[u8]) -> Result<String, Refusal> {
        let charset = query.charset.as_deref();
        let wrong = |error: Error| Refusal::new(StatusCode::BAD_REQUEST, error.to_string());
        let (line, markdown, source) = match query.form {
            Form::Html => {
                let is_meant =
                    |(parser, bias, _): &&(Parser, Bias, Extractor)| (*parser, *bias) == (query.parser, query.bias);
                let (_, _, extractor) = self.extractors.iter().find(is_meant).ok_or_else(|| {
                    Refusal::new(StatusCode::NOT_IMPLEMENTED, "this parser and bias are not served: choose others")
                })?;
                let page = extractor.extract_bytes(bytes, charset).map_err(wrong)?;
                let has_positions = query.parser == Parser::Fast;
                let source = page.source().filter(|source| has_positions && source.as_bytes() != bytes).map(json);
                (render::json_line(&page, &query.id, None), json(&render::markdown(&page)), source)
            }
            Form::Text => {
                let page = self.cleaner.clean_bytes(bytes, charset).map_err(wrong)?;
                let source = (page.source().as_bytes() != bytes).then(|| json(page.source()));
                (render::flat::json_line(&page, &query.id), json(&render::flat::markdown(&page)), source)
            }
        };
        let source = source.as_deref().unwrap_or("null");
        Ok(format!("{{\"page\":{line},\"markdown\":{markdown},\"source\":{source}}}\n"))
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
