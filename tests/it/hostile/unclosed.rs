//! What begins and does not end.

use super::Hostile;

pub const CASES: &[Hostile] = &[
    Hostile { name: "unclosed script", n: 1_000_000, page: |n| "x<script>".to_owned() + &"<".repeat(n) },
    Hostile { name: "unclosed textarea", n: 300_000, page: |n| "x<textarea>".to_owned() + &"</te".repeat(n) },
    Hostile { name: "unclosed title", n: 300_000, page: |n| "<title>".to_owned() + &"</ti".repeat(n) },
    Hostile { name: "unclosed comments", n: 300_000, page: |n| "x<!--".to_owned() + &"<!--".repeat(n) },
    Hostile { name: "many unclosed scripts", n: 100_000, page: |n| "<script><!--<script>".repeat(n) },
    Hostile { name: "unclosed tags", n: 300_000, page: |n| "<p><a ".to_owned() + &"<a ".repeat(n) },
    Hostile { name: "unclosed values", n: 300_000, page: |n| "x<a b='".to_owned() + &"<a b=\"".repeat(n) },
    Hostile { name: "unclosed style", n: 500_000, page: |n| "x<style>".to_owned() + &"</st".repeat(n) },
    Hostile { name: "unclosed plaintext", n: 1_000_000, page: |n| "x<plaintext>".to_owned() + &"<p>y".repeat(n / 4) },
    Hostile { name: "unclosed CDATA", n: 300_000, page: |n| "x<![CDATA[".to_owned() + &"]]".repeat(n) },
    Hostile { name: "unclosed CDATA in SVG", n: 300_000, page: |n| "x<svg><![CDATA[".to_owned() + &"]] ".repeat(n) },
    Hostile { name: "unclosed comment of dashes", n: 1_000_000, page: |n| "x<!--".to_owned() + &"-".repeat(n) },
    Hostile { name: "unclosed processing instruction", n: 300_000, page: |n| "x".to_owned() + &"<?a ".repeat(n) },
    Hostile { name: "unclosed doctype", n: 300_000, page: |n| "<!DOCTYPE html PUBLIC \"".to_owned() + &"a ".repeat(n) },
    Hostile { name: "unclosed iframes", n: 100_000, page: |n| "x".to_owned() + &"<iframe>".repeat(n) },
    Hostile { name: "unclosed xmp", n: 100_000, page: |n| "x".to_owned() + &"<xmp></xm".repeat(n) },
];
