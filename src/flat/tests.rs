//! Claims about the cleaner as a whole.

use super::{Cleaner, PieceKind, part};
use crate::Role;

fn role(text: &str, line: &str) -> Role {
    let cleaner = Cleaner::default();
    let page = cleaner.clean(text);
    page.blocks()
        .find(|block| block.text() == line)
        .unwrap_or_else(|| panic!("{line:?} is no block of {text:?}"))
        .role()
}

#[test]
fn a_cleaner_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Cleaner>();
}

#[test]
fn without_a_rule_that_speaks_all_is_story() {
    let text =
        "It rained.\n\nA short heading\n\n- one\n- two\n\nThe keeper left on Sunday, and nobody has seen him since.";
    let cleaner = Cleaner::default();
    let page = cleaner.clean(text);
    assert!(page.blocks().all(|block| block.is_main()));
    assert_eq!(role(text, "A short heading"), Role::Subheading);
    assert_eq!(role(text, "- two"), Role::ListItem);
}

#[test]
fn words_of_a_cluster_are_no_evidence_alone() {
    let body = "The keeper left on Sunday, and nobody on the coast has seen him since.";
    let alone = format!("{body}\n\nFacebook\n\n{body}");
    assert_eq!(Cleaner::default().clean(&alone).main_text(), alone);
    let row = format!("{body}\n\nEmail\n\nFacebook\n\nTwitter\n\n{body}");
    assert!(!role(&row, "Facebook").is_content());
}

#[test]
fn bullets_below_a_colon_inside_a_story_are_a_list() {
    let list = "Share this page\n\nThe board published its shortlist on Monday after a year of talks.\n\n\
        What it wants to build:\n- A ferry terminal on the north quay\n- Forty flats for harbour staff\n\n\
        Residents have until the end of May to object, the board said in a statement.\n\nMore on this story\n\n\
        - Lighthouse to be sold\n\n- Ferry aground";
    assert_eq!(role(list, "- A ferry terminal on the north quay"), Role::ListItem);
    assert_eq!(role(list, "- Forty flats for harbour staff"), Role::ListItem);
    assert_eq!(role(list, "- Ferry aground"), Role::Promo);
}

#[test]
fn a_byline_above_share_tools_is_one() {
    let body = "Gales of 90mph closed every port on the north coast on Sunday, and ferries stayed in harbour.";
    let text = format!(
        "Ports closed by storm\n\nBy Ann Walker\n\n2 February 2013\n\nShare this with\n\nEmail\n\nFacebook\n\n{body}"
    );
    assert_eq!(role(&text, "Ports closed by storm"), Role::Headline);
    assert_eq!(role(&text, "By Ann Walker"), Role::Byline);
    assert_eq!(role(&text, "2 February 2013"), Role::Timestamp);
    assert_eq!(Cleaner::default().clean(&text).main_text(), body);
}

#[test]
fn rules_of_dashes_are_no_cluster() {
    let body = "The keeper left on Sunday, and nobody on the coast has seen him since.";
    let dashes = "-".repeat(17);
    let row = format!("{body}\n\n{dashes}\n\n{dashes}\n\n{dashes}\n\n{dashes}\n\n{body}");
    assert_eq!(Cleaner::default().clean(&row).main_text(), row);
    let line = format!("{body} {dashes} {dashes} {dashes} {dashes} {body}");
    assert_eq!(Cleaner::default().clean(&line).main_text(), line);
}

#[test]
fn what_stands_around_embedded_posts_is_no_story() {
    let body =
        "The keeper left on Sunday, and nobody on the coast has seen him since, the council said in a statement.";
    let notice = "This article contains content provided by Twitter. We ask for your permission before anything is loaded, \
        as they may be using cookies and other technologies.";
    for platform in
        ["Twitter", "X", "YouTube", "Instagram", "Facebook", "TikTok", "Bluesky", "Threads", "Google YouTube"]
    {
        let [skip, end] =
            ["Skip", "End of"].map(|what| format!("{what} {} post by Ann Walker", platform.to_lowercase()));
        let question = format!("Allow {platform} content?");
        let notice = notice.replace("Twitter", platform);
        let text = format!(
            "Keeper missing\n\n{body}\n\n{body}\n\n{skip}\n\n{question}\n\n{notice}\n\n{end}\n\n{body}\n\n{body}"
        );
        for (line, expected) in
            [(&skip, Role::Nav), (&end, Role::Nav), (&question, Role::Footer), (&notice, Role::Footer)]
        {
            assert_eq!(role(&text, line), expected, "{line}");
        }
        let main = Cleaner::default().clean(&text).main_text();
        assert!(main.ends_with(&[body; 4].join("\n\n")), "{main}");
    }
}

#[test]
fn a_story_about_content_of_others_is_kept() {
    let body =
        "The keeper left on Sunday, and nobody on the coast has seen him since, the council said in a statement.";
    let line = "End of Facebook content moderation sparks fears";
    for line in [line.to_owned(), format!("{line}.")] {
        let text = format!("{body}\n\n{line}\n\n{body}");
        assert_eq!(Cleaner::default().clean(&text).main_text(), text);
        let text = format!("Share this page\n\n{body}\n\n{line}\n\n{body}\n\nImage caption The keeper\n\n{body}");
        assert!(role(&text, &line).is_content(), "{line}: {:?}", role(&text, &line));
    }
}

#[test]
fn names_of_sites_beside_share_words_are_share_words() {
    let body =
        "The keeper left on Sunday, and nobody on the coast has seen him since, the council said in a statement.";
    for row in [
        &["Email", "Facebook", "Twitter"][..],
        &["WhatsApp", "Email", "Facebook"],
        &["Facebook", "Twitter", "Instagram"],
        &["Share", "Facebook", "Twitter", "WhatsApp", "Google"],
    ] {
        let text = format!("Keeper missing\n\n{body}\n\n{}\n\n{body}\n\n{body}", row.join("\n\n"));
        let cleaner = Cleaner::default();
        let page = cleaner.clean(&text);
        for name in row.iter().filter(|name| ["Facebook", "Twitter", "Instagram", "Google"].contains(name)) {
            let block = page.blocks().find(|block| block.text() == *name).unwrap();
            assert_eq!((block.role(), block.rule().map(|rule| rule.role())), (Role::Nav, Some(Role::Nav)), "{block:?}");
        }
        assert!(page.main_text().ends_with(&[body; 3].join("\n\n")), "{}", page.main_text());
    }
    let credit = format!("{body}\n\nImage caption The keeper\n\nInstagram\n\n{body}");
    let cleaner = Cleaner::default();
    let page = cleaner.clean(&credit);
    assert_eq!(page.block(2).and_then(|block| block.rule()).map(|rule| rule.id()), Some("web/agency"));
}

#[test]
fn a_quoted_disclaimer_stays_body() {
    let text = "Share this page\n\nA notice says that \"the BBC is not responsible for the content of external sites\", and nobody minds.";
    assert!(Cleaner::default().clean(text).main_text().contains("not responsible"));
}

#[test]
fn bytes_of_another_encoding_are_decoded_and_ranges_point_into_the_text() {
    let cleaner = Cleaner::default();
    let page = cleaner
        .clean_bytes(b"Caf\xe9 au lait costs more in Paris than it did.\n\nImage caption A caf\xe9", None)
        .unwrap();
    let caption = page.blocks().next_back().unwrap();
    assert_eq!(&page.source()[caption.range()], "Image caption A café");
    assert_eq!(page.captions()[0].text, "A café");
}

#[test]
fn a_byline_parts_into_name_and_job() {
    for (text, expected) in [
        (
            "Richard WheelerPolitical reporter",
            &[(PieceKind::Name, "Richard Wheeler"), (PieceKind::JobTitle, "Political reporter")][..],
        ),
        ("ByChris Mason", &[(PieceKind::Marker, "By"), (PieceKind::Name, "Chris Mason")]),
        (
            "By James Gallagher Health and science correspondent",
            &[
                (PieceKind::Marker, "By"),
                (PieceKind::Name, "James Gallagher"),
                (PieceKind::JobTitle, "Health and science correspondent"),
            ],
        ),
        ("Ann Lee", &[]),
    ] {
        let pieces = part::pieces(text, Role::Byline, |_| None, 0);
        let found: Vec<_> = pieces.into_iter().map(|piece| (piece.kind, &text[piece.range])).collect();
        assert_eq!(found, expected, "{text}");
    }
}
