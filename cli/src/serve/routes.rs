//! What stands at which address.

use super::answer::{Answer, Refusal, answer};
use super::query::{Form, Query};
use super::work::Work;
use super::{body, gate};
use crate::args::Serve;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, StatusCode};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Uploads that are in memory at once; others wait before their bodies are read.
const UPLOADS: usize = 8;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The files of the page: address, media type, content.
const FILES: [(&str, &str, &str); 6] = [
    ("/style.css", "text/css; charset=utf-8", include_str!("page/style.css")),
    ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
    ("/app.js", JAVASCRIPT, include_str!("page/app.js")),
    ("/blocks.js", JAVASCRIPT, include_str!("page/blocks.js")),
    ("/clean.js", JAVASCRIPT, include_str!("page/clean.js")),
    ("/source.js", JAVASCRIPT, include_str!("page/source.js")),
];

pub struct Site {
    address: IpAddr,
    max_upload: u64,
    page: Bytes,
    /// What a request means that says nothing.
    default: Query,
    work: Arc<Work>,
    uploads: Arc<Semaphore>,
    /// As many extractions at once as there are cores.
    cores: Arc<Semaphore>,
}

impl Site {
    pub fn new(args: &Serve) -> Site {
        let page = include_str!("page/index.html")
            .replace("{{max_upload}}", &args.max_upload.to_string())
            .replace("{{parser}}", if args.judge.parser == copydesk::Parser::Fast { "fast" } else { "html5ever" })
            .replace("{{bias}}", args.judge.bias.name())
            .replace("{{version}}", env!("CARGO_PKG_VERSION"));
        let (parser, bias) = (args.judge.parser, args.judge.bias);
        Site {
            address: args.address,
            max_upload: args.max_upload,
            page: Bytes::from(page),
            default: Query { parser, bias, form: Form::Html, charset: None, id: "page".to_owned() },
            work: Arc::new(Work::new(&args.judge)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            cores: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))),
        }
    }

    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        self.routed(request).await.unwrap_or_else(Refusal::answer)
    }

    async fn routed(&self, request: Request<Incoming>) -> Result<Answer, Refusal> {
        gate::check_host(request.headers(), self.address)?;
        let path = request.uri().path();
        if path == "/api/extract" {
            return self.extracted(request).await;
        }
        let file = FILES.iter().find(|(at, _, _)| *at == path);
        let (media_type, content) = match file {
            Some((_, media_type, content)) => (*media_type, Bytes::from_static(content.as_bytes())),
            None if path == "/" => ("text/html; charset=utf-8", self.page.clone()),
            None => return Err(Refusal::new(StatusCode::NOT_FOUND, "nothing is here: the page is at /")),
        };
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return Err(Refusal::method("GET, HEAD"));
        }
        Ok(answer(StatusCode::OK, media_type, content))
    }

    async fn extracted(&self, request: Request<Incoming>) -> Result<Answer, Refusal> {
        if request.method() != Method::POST {
            return Err(Refusal::method("POST"));
        }
        gate::check_origin(request.headers())?;
        let query = self.default.clone().with(request.uri().query().unwrap_or_default())?;
        let busy = |_| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "the server is about to end: start it again");
        let upload = Arc::clone(&self.uploads).acquire_owned().await.map_err(busy)?;
        let bytes = body::read(request.into_body(), self.max_upload).await?;
        let core = Arc::clone(&self.cores).acquire_owned().await.map_err(busy)?;
        let work = Arc::clone(&self.work);
        // Who hangs up does not stop an extraction, so that its places are free when it has ended and not before. It ends soon: the
        // library bounds what a page may cost.
        let extraction = move || {
            let _places = (upload, core);
            work.json(&query, &bytes)
        };
        let json = spawn_blocking(extraction).await.map_err(|_| {
            let message = "this page made copydesk fail, which is a fault of copydesk: please report it with the page";
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, message)
        })??;
        Ok(answer(StatusCode::OK, "application/json", json))
    }
}
