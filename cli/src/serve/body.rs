//! The body of a request, never more of it than is allowed.

use super::answer::Refusal;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::{Body, Incoming};
use std::time::Duration;
use tokio::time::timeout;

/// How long a body may take.
const TIME: Duration = Duration::from_secs(60);
/// Of a body that is too long, so many times what is allowed is read and dropped: a browser hears the answer only when it has sent all.
const DROPPED: u64 = 8;

pub async fn read(body: Incoming, most: u64) -> Result<Vec<u8>, Refusal> {
    timeout(TIME, bounded(body, most)).await.unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("the page did not arrive within {} s: send it again", TIME.as_secs()),
        ))
    })
}

async fn bounded(mut body: Incoming, most: u64) -> Result<Vec<u8>, Refusal> {
    let said = body.size_hint().lower();
    let mut bytes = Vec::with_capacity(if said <= most { said as usize } else { 0 });
    let mut seen: u64 = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the page broke off: send it again"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len() as u64;
        if seen > most || said > most {
            bytes = Vec::new();
            if seen > most.saturating_mul(DROPPED) {
                break;
            }
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > most || said > most {
        let message = format!("the page is longer than {most} bytes: start copydesk serve with a larger --max-upload");
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    Ok(bytes)
}
