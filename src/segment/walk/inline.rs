//! What an inline element is to the walk.

use crate::dom::Tag;
use crate::segment::InlineKind;

/// The mark that an element leaves on its text, if any.
pub(super) fn inline_kind(tag: Tag, class: Option<&str>) -> Option<InlineKind> {
    match tag {
        Tag::A => Some(InlineKind::Link),
        Tag::B | Tag::Strong => Some(InlineKind::Strong),
        Tag::I | Tag::Em => Some(InlineKind::Emphasis),
        Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => Some(InlineKind::Code),
        _ => class.filter(|class| is_off_screen(class)).map(|_| InlineKind::OffScreen),
    }
}

/// Class names by which pages move text for screen readers out of sight.
fn is_off_screen(class: &str) -> bool {
    const NAMES: [&str; 8] = [
        "off-screen",
        "offscreen",
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader",
        "gs-u-vh",
        "gel-vh",
    ];
    const BEGINNINGS: [u16; NAMES.len()] = {
        let mut beginnings = [0; NAMES.len()];
        let mut name = 0;
        while name < NAMES.len() {
            let [first, second, ..] = *NAMES[name].as_bytes() else { panic!("a letter") };
            beginnings[name] = u16::from_le_bytes([first, second]);
            name += 1;
        }
        beginnings
    };
    let bytes = class.as_bytes();
    crate::work::add(class.len());
    let begins = |at: usize, name: &str| {
        bytes.get(at..at + name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    bytes.windows(2).enumerate().any(|(at, pair)| {
        // The letters that the names begin with.
        let pair = u16::from_le_bytes([pair[0], pair[1]]) | 0x2020;
        BEGINNINGS.contains(&pair) && NAMES.iter().any(|name| begins(at, name))
    })
}
