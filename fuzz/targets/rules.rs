//! Any text as a profile, as a pack of rules, as a CSS selector of a profile: it is refused with the line that is wrong, or it
//! applies to pages and texts.
#![no_main]

use copydesk::flat::{Cleaner, Pack};
use copydesk::{ErrorKind, Extractor, Options, Profile, Role};
use copydesk_fuzz::{flat_sound, sound};
use libfuzzer_sys::{Corpus, fuzz_target};

const PAGE: &str = include_str!("../../fixtures/html/2013-tram-tunnel.html");
const TEXT: &str = include_str!("../../fixtures/flat/2012-theatre-roof.txt");

fn extracts(profile: Profile) {
    let extractor = Extractor::new(Options::default().without_builtin_profile().with_profile(profile));
    sound::decisions(&extractor.extract(PAGE)).expect("sound decisions");
}

fuzz_target!(|input: &str| -> Corpus {
    let lines = 1 + input.lines().count();
    match Profile::parse(input) {
        Ok(profile) => extracts(profile),
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Profile { line, .. } if *line <= lines), "{error}"),
    }
    match Pack::parse(input) {
        Ok(pack) => {
            if let Ok(cleaner) = Cleaner::default().with_pack(pack) {
                flat_sound::sound(&cleaner, &cleaner.clean(TEXT)).expect("a sound text");
            }
        }
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Pack { line, .. } if *line <= lines), "{error}"),
    }
    if input.len() < 200 && !input.contains('\n') {
        for builder in [Profile::builder("x").rule(input, Role::Ad), Profile::builder("x").css(input, Role::Ad)] {
            if let Ok(profile) = builder.build() {
                extracts(profile);
            }
        }
    }
    Corpus::Keep
});
