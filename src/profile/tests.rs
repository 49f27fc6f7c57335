use super::*;
#[cfg(feature = "scraper")]
use crate::options::Flag;
use crate::options::Options;
use crate::{ErrorKind, Extractor, Role};

/// The rules that hold for the blocks of a page, by pattern.
fn patterns(rules: &str, html: &str) -> Vec<String> {
    let profile = Profile::parse(&format!("copydesk-profile 1\nname t\n{rules}")).unwrap();
    let page = Extractor::new(Options::default().with_profile(profile)).extract(html);
    page.blocks().map(|block| block.profile().map_or(String::new(), |(_, rule)| rule.pattern().to_owned())).collect()
}

#[track_caller]
fn matches(pattern: &str, html: &str) -> bool {
    let all = patterns(&format!("promo {pattern}"), html);
    assert_eq!(all.len(), 1, "{html}");
    !all[0].is_empty()
}

#[test]
fn each_kind_of_pattern_matches_its_example_and_no_other() {
    for (pattern, example, other) in [
        ("aside", "<aside>x", "<div class=aside>x"),
        ("ASIDE", "<aside>x", "<p>x"),
        (".a", "<p class='b a'>x", "<p class='ab a-b A'>x"),
        ("#a", "<p id=a>x", "<p id='a b'>x"),
        ("p.a", "<p class=a>x", "<div class=a>x"),
        (".a.b", "<p class='b a'>x", "<p class=a>x"),
        (".a.b#c", "<p class='b a' id=c>x", "<p class='b a' id=d>x"),
        ("[data-testid]", "<p data-testid=''>x", "<p data-component=''>x"),
        ("[data-testid=a]", "<p data-testid=a>x", "<p data-testid='a b'>x"),
        ("[data-testid~=a]", "<p data-testid='b a'>x", "<p data-testid=ba>x"),
        ("[data-testid^=a]", "<p data-testid=ab>x", "<p data-testid=ba>x"),
        ("[data-testid$=a]", "<p data-testid=ba>x", "<p data-testid=ab>x"),
        ("[data-testid*=a]", "<p data-testid=bab>x", "<p data-testid=b>x"),
        ("[href='?a&b']", "<div href='?a&amp;b'>x</div>", "<div href='?a'>x</div>"),
        (".a .b", "<div class=a><i><p class=b>x", "<p class='a b'>x"),
        (".a .b", "<div class=a><p class=b>x", "<div class=b><p class=a>x"),
        (".a .b .c", "<a class=a><b class=b><i class=c>x", "<a class=b><b class=a><i class=c>x"),
        (".a .a", "<div class=a><p class=a>x", "<div class=a><p>x"),
        (".a p", "<div class=a><p>x", "<div class=a>x"),
        (r"#a\:b", "<p id=a:b>x", "<p id=a>x"),
    ] {
        assert!(matches(pattern, example), "{pattern} matches {example}");
        assert!(!matches(pattern, other), "{pattern} does not match {other}");
    }
}

#[test]
fn the_nearest_element_decides_then_the_earlier_rule() {
    let html = "<div class=a><p>1</p><div class='b c'><p>2</p><p class=d>3</div></div><p>4";
    assert_eq!(patterns("promo .a\nnav .c\nad .b\naside .d", html), [".a", ".c", ".d", ""]);
    assert_eq!(patterns("promo .a\nnothing .b", html), [".a", "", "", ""]);
}

#[test]
fn the_profile_that_was_given_first_is_heard_first() {
    let named = |name: &str, role| Profile::builder(name).rule("p", role).build().unwrap();
    let options = Options::default().with_profile(named("one", Role::Ad)).with_profile(named("two", Role::Nav));
    let page = Extractor::new(options).extract("<p>x</p>");
    let block = page.block(0).unwrap();
    assert_eq!((block.role(), block.profile().unwrap().0.name()), (Role::Ad, "one"));
}

#[test]
fn an_inline_element_speaks_for_a_block_that_it_fills() {
    assert!(matches(".a", "<p><span class=a>Cross-head</span>"));
    assert!(matches(".a", "<p><span class=a><b>Cross-</b>head</span>"));
    assert!(!matches(".a", "<p><a class=a>Ministers</a> said on Monday that they would go"));
}

#[test]
fn hidden_blocks_stay_hidden_and_notices_notices() {
    let profile = Profile::builder("t").rule(".a", Role::Body).build().unwrap();
    let extractor = Extractor::new(Options::default().with_profile(profile));
    let page =
        extractor.extract("<div class=a><p hidden>x</p><p>Advertisement</p><p>y</p></div><p class=a>Advertisement");
    let all: Vec<_> = page.blocks().map(|block| (block.role(), block.is_main(), block.reason())).collect();
    assert_eq!(all[0], (Role::Other, false, "hidden"));
    assert_eq!(all[1], (Role::Ad, false, "ad_marker"));
    assert_eq!(all[2], (Role::Body, true, "profile"));
    assert_eq!(all[3], (Role::Body, true, "profile"), "the rule is about this very element");
}

#[test]
fn main_follows_from_the_role_unless_it_is_said() {
    let main = |line: &str| {
        let profile = Profile::parse(&format!("copydesk-profile 1\nname t\n{line}")).unwrap();
        let html = format!(
            "<h1>Head</h1>{}<div class=a>Four words and more</div>",
            "<p>A sentence of the story.</p>".repeat(9)
        );
        let page = Extractor::new(Options::default().with_profile(profile)).extract(&html);
        let block = page.blocks().last().unwrap();
        (block.role(), block.is_main())
    };
    assert_eq!(main("body .a"), (Role::Body, true));
    assert_eq!(main("body not-main .a"), (Role::Body, false));
    assert_eq!(main("caption .a"), (Role::Caption, false));
    assert_eq!(main("aside as-main .a"), (Role::Aside, true));
    assert_eq!(main("content .a"), (Role::Body, true));
}

#[test]
fn evidence_moves_what_the_model_finds() {
    let html = "<h1>Ferry aground</h1><div class=a><p>A ferry with 40 people on board ran aground in thick fog on Sunday \
        morning, and was still there at noon, the coastguard said.</div>";
    let role = |line: &str| {
        let profile = Profile::parse(&format!("copydesk-profile 1\nname t\n{line}")).unwrap();
        let page = Extractor::new(Options::default().with_profile(profile)).extract(html);
        let block = page.blocks().last().unwrap();
        (block.role(), block.is_main(), block.profile().is_some(), block.score())
    };
    let plain = role("");
    assert_eq!((plain.0, plain.1, plain.2), (Role::Body, true, false));
    assert_eq!(role("promo +12 .a"), (Role::Promo, false, true, plain.3));
    assert_eq!(role("promo +0.1 .a"), (Role::Body, true, true, plain.3));
    assert!(!role("body -20 .a").1);
}

#[test]
fn a_profile_that_is_wrong_is_refused_with_line_and_remedy() {
    for (text, line, remedy) in [
        ("", 1, "first line"),
        ("copydesk-profile 2\nname a", 1, "first line"),
        ("copydesk-profile 1\n", 0, "`name …`"),
        ("copydesk-profile 1\nname a b", 2, "letters"),
        ("copydesk-profile 1\nname a\nname b", 3, "leave one out"),
        ("copydesk-profile 1\nname a\nversion", 3, "behind `version`"),
        ("copydesk-profile 1\nname a\n\n# x\nfooter", 5, "write a tag"),
        ("copydesk-profile 1\nname a\nboddy .x", 3, "list_item"),
        ("copydesk-profile 1\nname a\npromo +x .x", 3, "write +2.5"),
        ("copydesk-profile 1\nname a\npromo +inf .x", 3, "write +2.5"),
        ("copydesk-profile 1\nname a\npromo +1 as-main .x", 3, "leave that out"),
        ("copydesk-profile 1\nname a\nnothing as-main .x", 3, "leave that out"),
        ("copydesk-profile 1\nname a\npromo .x\npromo .x > .y", 4, "`css`"),
    ] {
        let error = Profile::parse(text).unwrap_err();
        let ErrorKind::Profile { line: at, reason } = error.kind() else { panic!("{error}") };
        assert_eq!(*at, line, "{text:?}: {error}");
        assert!(reason.contains(remedy), "{text:?}: {error}");
    }
    let error = Profile::builder("a").rule(".x", Role::Ad).rule(".x >", Role::Ad).build().unwrap_err();
    assert!(error.to_string().contains("rule 2, \".x >\""), "{error}");
    assert!(Profile::builder("").build().is_err());
    #[cfg(not(feature = "scraper"))]
    assert!(Profile::parse("copydesk-profile 1\nname a\nad css p").unwrap_err().to_string().contains("`scraper`"));
}

#[test]
fn a_profile_is_bounded() {
    let of = |lines: &str| {
        Profile::parse(&format!("copydesk-profile 1\nname a\n{lines}")).map(|_| ()).map_err(|e| e.to_string())
    };
    let rules = |n: usize, line: fn(usize) -> String| (0..n).map(line).collect::<String>();
    assert_eq!(of(&rules(4096, |i| format!("ad .a{i}\n"))), Ok(()));
    assert!(of(&rules(4097, |i| format!("ad .a{i}\n"))).unwrap_err().contains("line 4099: more than 4096 rules"));
    assert!(of(&"ad a,b,i,p\n".repeat(1025)).unwrap_err().contains("more than 4096 rules"));
    assert!(of(&rules(1025, |i| format!("ad .a{i} p\n"))).unwrap_err().contains("line 1027: more than 1024"));
    assert!(of(&rules(65, |i| format!("ad [href*=a{i}]\n"))).unwrap_err().contains("line 67: more than 64"));
    assert!(of(&"x".repeat(2 << 20)).unwrap_err().contains("longer than"));
    assert!(of(&rules(300, |i| format!("site a{i}.com\n"))).unwrap_err().contains("at most 256"));
}

#[test]
fn any_text_is_a_profile_or_an_error() {
    // Pieces of the format in all orders, and bytes of none.
    let pieces = [
        "copydesk-profile 1\n",
        "name a\n",
        "promo ",
        "css ",
        ".a",
        "[",
        "]",
        "'",
        "\\",
        "é\u{0}",
        "\n",
        "+",
        ">",
        "#",
        ",",
        "=",
    ];
    let mut seed = 7u64;
    for _ in 0..20_000 {
        let mut text = String::from(if seed.is_multiple_of(3) { "" } else { "copydesk-profile 1\nname a\npromo " });
        for _ in 0..seed >> 60 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let _ = Profile::parse(&text);
    }
}

/// Steps are counted by the tests of growth; here the answer stays right on pages made to be dear.
#[test]
fn hostile_pages_are_matched_like_others() {
    let lines: String = (0..1000).map(|i| format!("promo .a{i} .b{i}.c{i}\n")).collect();
    let all: String = (0..1000).map(|i| format!("a{i} b{i} c{i} ")).collect();
    let deep = format!("{}<p class='b999 c999'>x", format!("<div class='{all}'>").repeat(40));
    assert_eq!(patterns(&lines, &deep), [".a999 .b999.c999"]);
    let wide = format!("<p class='{}'>x", "b7 ".repeat(100_000));
    assert_eq!(patterns(&lines, &wide), [""]);
    let wide = format!("<div class='{}'><p class='{} c7'>x", "a7 ".repeat(100_000), "b7 ".repeat(100_000));
    assert_eq!(patterns(&lines, &wide), [".a7 .b7.c7"]);
    assert_eq!(patterns("promo div div div div div div div p", &format!("{}<p>x", "<div>".repeat(5000))).len(), 1);
}

#[test]
fn profiles_are_equal_by_what_they_say() {
    let text = "copydesk-profile 1\nname a\nversion 1\nsite example.com\npromo +2 .x, .y\n";
    let built = Profile::builder("a").version("1").site("Example.com");
    let claim = Claim::from(Role::Promo).with_evidence(2.0);
    let built = built.rule(".x", claim).rule(".y", claim).build().unwrap();
    assert_eq!(Profile::parse(text).unwrap(), built);
    assert_ne!(Profile::parse(&text.replace("+2", "+3")).unwrap(), built);
    fn is_shared<T: Send + Sync>(_: &T) {}
    is_shared(&built);
}

#[test]
fn the_profile_of_the_bbc_is_read() {
    let profile = Profile::parse(include_str!("bbc.txt")).unwrap();
    assert_eq!(profile, Profile::bbc());
    assert!(profile.rules().len() > 150, "{}", profile.rules().len());
    let mut patterns: Vec<_> = profile.rules().iter().map(Rule::pattern).collect();
    patterns.sort_unstable();
    let all = patterns.len();
    patterns.dedup();
    assert_eq!(patterns.len(), all, "a pattern stands there twice");
}

#[cfg(feature = "scraper")]
mod selectors {
    use super::*;

    #[test]
    fn css_selectors_match_as_scraper_matches_them() {
        let html = "<html><head></head><body><div id=t class='a b'><ul><li>1</li><li class=x>2</li><li lang=en-GB>3</li></ul>\
            <p>4</p><p title='q&amp;r'>5</p></div><section><p><b>6</b></p></section></body></html>";
        let scraped = scraper::Html::parse_document(html);
        for selector in [
            "li",
            "li + li",
            "li ~ .x",
            "li:nth-child(2)",
            "li:nth-last-of-type(2n+1)",
            "ul > li:not(.x)",
            "div.b > p",
            "section *",
            "div:has(> ul) p",
            ":is(.x, section) b",
            "[lang|=en]",
            "[title*='&r']",
            "p:has(b)",
            "body > :first-child p",
            "li:last-child",
            "p:empty",
            ":root p",
            "#t.a > p:first-of-type",
            "P",
            "[title='Q&R' i]",
        ] {
            let theirs = scraper::Selector::parse(selector).unwrap();
            let of_text = |digit: &str| {
                let leaf = scraped
                    .tree
                    .nodes()
                    .find(|node| node.value().as_text().is_some_and(|text| &**text == digit))
                    .unwrap();
                let elements = leaf.ancestors().filter_map(scraper::ElementRef::wrap);
                elements
                    .filter(|element| !matches!(element.value().name(), "html" | "body"))
                    .any(|element| theirs.matches(&element))
            };
            let wanted: Vec<_> = ["1", "2", "3", "4", "5", "6"].map(of_text).into();
            let profile = Profile::builder("t").css(selector, Role::Promo).build().unwrap();
            let extractor = Extractor::new(Options::default().with_profile(profile));
            let pages = [extractor.extract(html), extractor.extract_dom(Dom::from(&scraped))];
            for page in pages {
                let ours: Vec<_> = page.blocks().map(|block| block.profile().is_some()).collect();
                assert_eq!(ours, wanted, "{selector}");
            }
        }
    }

    #[test]
    fn a_selector_that_could_never_match_is_refused() {
        for (selector, remedy) in [
            ("p >", "no CSS selector"),
            ("p:hover", "no CSS selector"),
            ("bbc-promo p", "no element of HTML"),
            ("p:not(:has([onclick]))", "not kept"),
            (":is(:is(:is(:is(:is(:is(:is(:is(:is(p)))))))))", "simpler"),
            (&"p ".repeat(400), "at most 512"),
        ] {
            let error = Profile::builder("t").css(selector, Role::Promo).build().unwrap_err().to_string();
            assert!(error.contains(remedy), "{error}");
        }
    }

    #[test]
    fn selectors_that_a_page_makes_dear_are_stopped_and_the_page_says_so() {
        let profile =
            Profile::builder("t").css("div:has(p ~ p ~ i) p", Role::Promo).rule(".z", Role::Ad).build().unwrap();
        let extractor = Extractor::new(Options::default().with_profile(profile));
        let html = format!("<p class=z>z</p>{}", "<div><p>x</p><p>y</p>".repeat(3000));
        let page = extractor.extract(&html);
        assert!(page.flags().contains(&Flag::SelectorsStopped));
        assert_eq!(page.block(0).unwrap().role(), Role::Ad);
        assert!(!extractor.extract("<div><p>x</p><p>y</p><i>z</i></div>").flags().contains(&Flag::SelectorsStopped));
    }
}
