//! A hunter of growth: repeats pieces of markup and pairs of them, and looks for steps that grow faster than the page.
//!
//! It runs for some seconds on the same pages each time; `COPYDESK_HUNT=SECONDS` lets it go on, on pages that a clock chooses.

#[cfg(not(feature = "work-counters"))]
#[test]
fn no_repeated_piece_costs_more_than_its_size() {
    crate::pages::skipped("no_repeated_piece_costs_more_than_its_size", "built without the feature work-counters");
}

#[cfg(feature = "work-counters")]
mod hunt {
    use crate::growth::PARSERS;
    use crate::pages::{Random, say, skipped};
    use crate::steps::counted::{STAGES, Steps, faults, steps};
    use copydesk::{Limits, Parser};
    use std::time::{Duration, Instant, SystemTime};

    /// What is repeated.
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "<div>", "</div>", "<p>", "</p>", "<a href=x>", "</a>", "<b>", "</b>", "<i>", "<font color=a>", "<span>", "</span>",
        "<span hidden>", "<p hidden>", "<li>", "<ul>", "</ul>", "<ol>", "<dd>", "<dt>", "<table>", "</table>", "<tr>", "<td>",
        "<th colspan=9>", "<caption>", "<col>", "<tbody>", "<select>", "<option>", "</select>", "<button>", "<form>", "</form>",
        "<input>", "<textarea>", "</textarea>", "<title>", "</title>", "<script>", "</script>", "<style>", "</style>", "<template>",
        "</template>", "<noscript>", "</noscript>", "<svg>", "</svg>", "<g>", "<path/>", "<math>", "<mi>", "<foreignObject>",
        "<iframe>", "</iframe>", "<object>", "<video>", "<dialog open>", "<details>", "<summary>", "<pre>", "<code>", "<br>", "<hr>",
        "<wbr>", "<h1>", "<h2>", "</h2>", "<section>", "<article>", "<nav>", "<aside>", "<footer>", "<main>", "<blockquote>",
        "<figure>", "<figcaption>", "<img src=a alt=b>", "<time datetime=2013-02-02>", "<q>", "<ruby>", "<rt>", "<nobr>", "<marquee>",
        "<body>", "<html>", "<head>", "<meta name=author content=a>", "<link rel=canonical href=a>", "<!--", "-->", "<!-- a -->", "<!",
        "<?a", "<![CDATA[", "]]>", "<", ">", "&", "&amp;", "&#9;", "&notit;", "\"", "'", "=", "/", "-", "\0", "\u{FEFF}", "\u{202E}",
        " ", "\n", "a", "A word. ", "word ", "Image caption ", "By Ann Lee ", "2 February 2013 ", "Share this ", "12:54 ", "| ", "* ",
        "`", "[a](b) ", "_", "# ", "\\", "1. ", "{", "\"@type\":\"NewsArticle\",", "[{", "}]", "<script type=application/ld+json>",
        "<p class='story-body caption'>", "<div id=a data-component=text-block>", "<p style='display:none;a:b'>", "<p aria-hidden=true>",
        "<div itemprop=headline>", "<p class=byline>", "<x-y>", "</x-z>", "<p\n", "<a b='", "<a b=\"", "</p", "<form><div>", "<b><p>",
    ];

    /// How two pieces become a page.
    fn page(shape: usize, [first, second, third]: [&str; 3], n: usize) -> String {
        match shape {
            0 => (first.to_owned() + second).repeat(n),
            1 => first.repeat(n) + &second.repeat(n),
            2 => first.to_owned() + &second.repeat(n),
            3 => (first.to_owned() + second + third).repeat(n),
            4 => first.repeat(n) + &(second.to_owned() + third).repeat(n),
            _ => first.repeat(500) + &(second.to_owned() + third).repeat(n),
        }
    }

    const SHAPES: usize = 6;

    /// Pieces in a page: enough for every budget that does not grow with the page to be hit.
    const N: usize = 2_000;

    fn sized(shape: usize, pieces: [&str; 3], n: usize, parser: Parser) -> Steps {
        steps(&page(shape, pieces, n), parser, &Limits::default())
    }

    /// What grows too fast, if anything: it must do so three times, from page to double page.
    fn found(shape: usize, pieces: [&str; 3], parser: Parser) -> Option<String> {
        let mut at = N;
        let mut last = sized(shape, pieces, at, parser);
        let mut guilty = [true; STAGES.len()];
        for _ in 0..3 {
            at *= 2;
            let next = sized(shape, pieces, at, parser);
            let grown = faults(&last, &next);
            guilty.iter_mut().zip(grown).for_each(|(guilty, grown)| *guilty &= grown);
            if !guilty.contains(&true) {
                return None;
            }
            last = next;
        }
        let stages: Vec<&str> =
            STAGES.iter().zip(guilty).filter(|(_, guilty)| *guilty).map(|(stage, _)| *stage).collect();
        Some(format!("{pieces:?} in shape {shape} by {parser:?}: {}", stages.join(", ")))
    }

    #[test]
    fn no_repeated_piece_costs_more_than_its_size() {
        if cfg!(debug_assertions) {
            skipped("no_repeated_piece_costs_more_than_its_size", "debug build");
            return;
        }
        let longer =
            std::env::var("COPYDESK_HUNT").ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let mut random = Random(longer.map_or(2013, |_| clock));
        let (start, mut pages, mut faults) = (Instant::now(), 0, Vec::new());
        // Each piece alone, then pieces that chance brings together.
        let alone = PIECES.iter().map(|piece| (0, [*piece, "", ""]));
        let mut together = std::iter::repeat_with(|| {
            let mut piece = || PIECES[random.below(PIECES.len())];
            let pieces = [piece(), piece(), piece()];
            (random.below(SHAPES), pieces)
        });
        let together: Box<dyn Iterator<Item = _>> = match longer {
            Some(longer) => Box::new(together.take_while(move |_| start.elapsed() < longer)),
            None => Box::new(together.by_ref().take(300)),
        };
        for (shape, pieces) in alone.chain(together) {
            for parser in PARSERS {
                pages += 1;
                faults.extend(found(shape, pieces, parser));
            }
        }
        say(&format!(
            "hunter of growth: {pages} pages and their doubles in {:.0?}, {} grow",
            start.elapsed(),
            faults.len()
        ));
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
