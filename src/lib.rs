//! Strips the boilerplate from scraped news pages, and says of every block of text what it is.
//!
//! # Overview
//!
//! A page comes in as text, bytes or a parsed tree; a [`Page`] of text blocks comes out. Each [`Block`] has a
//! [`Role`] (body, caption, promo, footer and their kin), a score, the rule that decided, and the
//! byte range where it stands in the source. The page has a [`PageKind`] and how sure that is. What the blocks add up to is one call away: the [`Article`] with title,
//! byline, dates, main text, captions with credit and image, and renderings as text, Markdown, JSON
//! and an HTML overlay that shows every decision.
//!
//! # Usage
//!
//! ```
//! use copydesk::{Extractor, Role};
//!
//! let html = r#"<title>Storms close every port - Example News</title>
//!     <ul class="nav"><li><a href="/">Home</a><li><a href="/sport">Sport</a></ul>
//!     <h1>Storms close every port</h1>
//!     <p>Gales of 90mph closed every port on the north coast on Sunday, and ferries stayed in
//!     harbour while crews waited for the wind to drop.</p>
//!     <figure><img src="harbour.jpg" alt="Waves"><figcaption>Waves reached the lighthouse.</figcaption></figure>
//!     <p>The coastguard said it had answered forty calls since midnight, more than in any night of
//!     the past ten years, and asked people to keep away from the sea front.</p>
//!     <p>The Example is not responsible for the content of external sites.</p>"#;
//!
//! let extractor = Extractor::default();
//! let page = extractor.extract(html);
//! assert!(page.main_text().starts_with("Gales of 90mph closed every port"));
//! assert!(!page.main_text().contains("not responsible"));
//! assert_eq!(page.captions()[0].text, "Waves reached the lighthouse.");
//!
//! let notice = page.blocks().find(|block| block.role() == Role::Footer).unwrap();
//! assert_eq!(notice.reason(), "external_sites_disclaimer");
//! assert_eq!(&html[notice.range().unwrap()], notice.text());
//! ```
//!
//! Text that lost its HTML is cleaned by [`flat::Cleaner`], with the same roles.
//!
//! # Performance
//!
//! Extraction is linear in the input and reads the page once. An [`Extractor`] is `Send + Sync`; make one and share
//! it. Whoever extracts many pages keeps a [`Scratch`] a thread ([`Extractor::extract_with`]). The benchmarks
//! (`cargo bench`) set the whole pipeline beside html5ever's bare parse.
//!
//! # Untrusted input
//!
//! Any bytes give a [`Page`]: extraction does not fail and does not panic, and a page without an
//! article is an answer ([`Page::article`] is `None`). What a page may cost is bounded by [`Limits`]; a limit
//! that was hit is reported in [`Page::flags`]. Renderings escape whatever the page says. Hidden
//! text is there as blocks with [`Block::hidden`] and not part of the main text, unless a page hides
//! more than it shows and so waits for a script: then it counts as shown ([`Flag::HiddenRevealed`]). Text in panels of
//! tabs and accordions is told apart ([`Block::is_collapsed`]) but may be main text; [`Options::without_collapsed`] hides it.
//!
//! The same bytes, options and model give the same result on every run, thread and machine.
//!
//! # Stability
//!
//! The API is what stands at the crate's root, and [`decode`], [`dom`], [`flat`], [`profile`] and [`render`]. Enums and structs with public fields
//! are `#[non_exhaustive]`: match with a last arm, and expect more. Roles, kinds, flags, origins and their kin have `ALL`, `name`, `Display`
//! and `FromStr`, and their names are those of the JSON line.
//!
//! [`segment`], [`measure`] and [`score`] are the inner stages as training, benches and tests of this repository drive them. They may
//! change in any release. Of them [`Hidden`], [`Model`], [`Explanation`] and [`Contribution`] are API, at the root. Features and
//! inputs that an [`Explanation`] names come and go with the model.
//!
//! A new model or new rules may change roles and scores in any release; [`Model::fingerprint`] and the crate's version tell them apart.
//!
//! # Crate features
//!
//! None is on by default.
//!
//! - `html5ever`: `Parser::Html5ever`, the specification's tree behind a depth cap.
//! - `scraper`: `From<&scraper::Html>` for [`dom::Dom`], for callers who parsed already; CSS selectors in a
//!   [`Profile`].
//! - `work-counters`: for the tests of this crate. Adds `work::taken`, the steps that a thread's extractions
//!   took, and nothing else; unstable.

#![forbid(unsafe_code)]

pub mod decode;
pub mod dom;
mod error;
mod extractor;
pub mod flat;
mod fnv;
mod label;
mod marks;
pub mod measure;
mod named;
mod options;
mod page;
pub mod profile;
pub mod render;
mod role;
pub mod score;
pub mod segment;
mod simd;
mod swar;
#[cfg(not(feature = "work-counters"))]
mod work;
#[cfg(feature = "work-counters")]
#[doc(hidden)]
pub mod work;

pub use error::{Error, ErrorKind};
pub use extractor::{Extractor, Scratch};
pub use label::PageKind;
pub use options::{Bias, Flag, Limits, Options, Parser};
pub use page::{Article, Block, Caption, Date, Described, Found, Metadata, Origin, Page, Part};
pub use profile::{Claim, Profile};
pub use role::Role;
pub use score::{Contribution, Explanation, Model};
pub use segment::Hidden;

/// The code of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
