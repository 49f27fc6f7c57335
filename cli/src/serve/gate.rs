//! Who may ask: our own page, and programs on the way that was meant.
//!
//! Any site that a browser shows can send requests to a server on this machine. Two things tell them from ours: the name that was asked
//! for (a foreign name that was made to point here is not ours: DNS rebinding), and where the request says it comes from.

use super::answer::Refusal;
use hyper::StatusCode;
use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use std::net::IpAddr;

/// Refuses requests for another name than ours.
pub fn check_host(headers: &HeaderMap, address: IpAddr) -> Result<(), Refusal> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if is_ours(host, address) {
        return Ok(());
    }
    let message =
        format!("{host:?} is not a name of this server: open the address that copydesk printed when it started");
    Err(Refusal::new(StatusCode::FORBIDDEN, message))
}

fn is_ours(host: &str, address: IpAddr) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    match name.parse::<IpAddr>() {
        // Names can be made to point anywhere, numbers cannot: where all addresses are listened on, each is ours.
        Ok(ip) => ip.is_loopback() || ip == address || address.is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Refuses what a page of another site sends.
pub fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(HOST).unwrap_or_default();
    let is_ours = text(ORIGIN).is_none_or(|origin| {
        origin.strip_prefix("http://").is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    });
    let is_same =
        text(HeaderName::from_static("sec-fetch-site")).is_none_or(|site| matches!(site, "same-origin" | "none"));
    if is_ours && is_same {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "requests from pages of other sites are not answered: use copydesk's own page, or a program that sends no Origin",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_cannot_be_pointed_elsewhere_are_ours() {
        let loopback = IpAddr::from([127, 0, 0, 1]);
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8087", "127.8.9.1", "[::1]:8087", "[::1]"] {
            assert!(is_ours(host, loopback), "{host}");
        }
        for host in
            ["", "example.com", "localhost.example.com:8087", "10.0.0.1", "[::2]", "[::1", "127.0.0.1.example.com"]
        {
            assert!(!is_ours(host, loopback), "{host}");
        }
        assert!(is_ours("10.0.0.1:80", IpAddr::from([10, 0, 0, 1])) && is_ours("10.0.0.1", IpAddr::from([0, 0, 0, 0])));
        assert!(!is_ours("example.com", IpAddr::from([0, 0, 0, 0])));
    }
}
