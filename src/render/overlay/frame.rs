//! What every overlay is made of: the file's head, the legend, the cards of blocks.

use crate::label::Role;
use std::fmt::Write;

const STYLE: &str = include_str!("../overlay.css");

/// What a card shows of its block.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Card<'p> {
    pub(in crate::render) role: Role,
    pub(in crate::render) is_main: bool,
    pub(in crate::render) score: f32,
    pub(in crate::render) text: &'p str,
}

/// HTML being written: `raw` is ours, `text` is the page's.
pub(in crate::render) struct Html(String);

impl Html {
    /// The file up to its title.
    pub(in crate::render) fn begun(title: &str, expected: usize) -> Html {
        let mut out = Html(String::with_capacity(expected));
        out.raw("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n");
        out.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        out.raw("<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        out.text(title);
        out.raw("</title>\n<style>\n");
        out.raw(STYLE);
        for role in Role::ALL {
            let (name, (hue, tint)) = (role.name(), colour(*role));
            out.fmt(format_args!(".r-{name}{{--hue:{hue};--tint:{tint}!important}}body:has(#show-{name}:not(:checked)) .b.r-{name}{{display:none}}\n"));
        }
        out.raw("</style></head>\n<body>\n<header><h1>");
        out.text(title);
        out.raw("</h1>\n");
        out
    }

    /// The whole file.
    pub(in crate::render) fn ended(mut self) -> String {
        self.raw("</main></div>\n</body></html>\n");
        self.0
    }

    pub(in crate::render) fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    pub(in crate::render) fn text(&mut self, text: &str) {
        crate::work::add(text.len());
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let replacement = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            self.0.push_str(&text[plain..at]);
            self.0.push_str(replacement);
            plain = at + 1;
        }
        self.0.push_str(&text[plain..]);
    }

    pub(in crate::render) fn fmt(&mut self, args: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(args);
    }

    /// A term of a `dl` with its value and, apart, a remark.
    pub(in crate::render) fn fact(&mut self, name: &str, value: &str, remark: &str) {
        self.raw("<dt>");
        self.text(name);
        self.raw("</dt><dd dir=\"auto\">");
        self.text(value);
        if !remark.is_empty() {
            self.raw(" <small>");
            self.text(remark);
            self.raw("</small>");
        }
        self.raw("</dd>\n");
    }

    /// A box for each role that the page has, with the number of its blocks and words.
    pub(in crate::render) fn legend<'c>(&mut self, cards: impl Iterator<Item = Card<'c>>) {
        let mut counts = vec![(0_usize, 0_usize); Role::ALL.len()];
        let mut main = (0, 0);
        for card in cards {
            let words = card.text.split_whitespace().count();
            crate::work::add(1 + card.text.len());
            let count = &mut counts[card.role as usize];
            *count = (count.0 + 1, count.1 + words);
            if card.is_main {
                main = (main.0 + 1, main.1 + words);
            }
        }
        self.raw("<aside class=\"legend\"><h2>Roles <small>blocks, words</small></h2>\n");
        for (role, (blocks, words)) in Role::ALL.iter().zip(&counts).filter(|(_, (blocks, _))| *blocks > 0) {
            let name = role.name();
            self.fmt(format_args!(
                "<label class=\"r-{name}\"><input type=\"checkbox\" id=\"show-{name}\" checked><span class=\"swatch\"></span><b>{name}</b>\
                 <span class=\"n\">{blocks}</span><span class=\"n\">{words}</span></label>\n"
            ));
        }
        self.fmt(format_args!(
            "<hr><label><input type=\"checkbox\" id=\"main-only\"><span></span><b>main only</b><span class=\"n\">{}</span><span class=\"n\">{}</span></label>\n\
             <p class=\"soft\">A solid edge and a coloured ground mark the main content. Point at a block, or move to it with Tab, to see why.</p></aside>\n",
            main.0, main.1
        ));
    }

    /// What every card begins with, up to the end of its text.
    pub(in crate::render) fn card_head(&mut self, card: &Card<'_>, mark: &str, summary: &str) {
        let (name, score) = (card.role.name(), card.score.clamp(0.0, 1.0));
        let main = if card.is_main { " main" } else { "" };
        let hidden = if mark == "hidden" { " hidden" } else { "" };
        self.fmt(format_args!("<div class=\"b r-{name}{main}{hidden}\" tabindex=\"0\"><div class=\"label\" title=\""));
        self.text(summary);
        self.fmt(format_args!("\"><span class=\"role\">{name}</span>"));
        self.fmt(format_args!(
            "<span class=\"bar\"><i style=\"width:{:.0}%\"></i></span><span class=\"n\">{score:.2}</span>",
            score * 100.0
        ));
        for mark in [main.trim_start(), mark].into_iter().filter(|mark| !mark.is_empty()) {
            self.fmt(format_args!("<span class=\"mark\">{mark}</span>"));
        }
        self.raw("</div><p class=\"text\" dir=\"auto\">");
        self.text(card.text);
    }
}

/// Hue and saturation. Neighbouring roles differ in hue; what is never the story is grey.
fn colour(role: Role) -> (u16, &'static str) {
    const FULL: &str = "var(--sat)";
    match role {
        Role::Headline => (265, FULL),
        Role::Standfirst => (175, FULL),
        Role::Byline => (290, FULL),
        Role::Timestamp => (315, FULL),
        Role::Body => (140, FULL),
        Role::Subheading => (95, FULL),
        Role::ListItem => (160, FULL),
        Role::Quote => (75, FULL),
        Role::Table => (190, FULL),
        Role::Code => (205, FULL),
        Role::Caption => (220, FULL),
        Role::Credit => (240, FULL),
        Role::Aside => (45, FULL),
        Role::Promo => (25, FULL),
        Role::Ad => (0, FULL),
        Role::Comments => (340, FULL),
        _ => (215, "8%"),
    }
}
