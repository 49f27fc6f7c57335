//! What holds for every text without HTML. The tests ask it of fixtures and hostile texts, the fuzz targets of what they find.

use crate::markdown::shown;
use crate::pages::squeezed;
use copydesk::flat::{Cleaner, FlatPage};
use copydesk::{Flag, render};

pub fn sound(cleaner: &Cleaner, page: &FlatPage<'_>) -> Result<(), String> {
    places(page)?;
    let main = page.main_text();
    if page.is_body_empty() != main.is_empty() {
        return Err("an empty body is told wrongly".to_owned());
    }
    if !page.flags().contains(&Flag::Unsettled) {
        let again = cleaner.clean(&main).main_text();
        if again != main {
            return Err(format!("cleaned again:\n{again}\n--- not\n{main}"));
        }
    }
    let line = render::flat::json_line(page, "id");
    let json: serde_json::Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
    if line.contains('\n') || json["text"] != main {
        return Err(format!("not the main text in one line: {line}"));
    }
    shown(&render::flat::markdown(page)).map(drop)
}

/// Blocks are parts of the text in its order, their pieces of them, and what is between is white space.
fn places(page: &FlatPage<'_>) -> Result<(), String> {
    let mut end = 0;
    let mut between = String::new();
    for block in page.blocks() {
        let range = block.range();
        if range.start < end || range.start >= range.end || block.text() != &page.source()[range.clone()] {
            return Err(format!("{range:?} behind {end}"));
        }
        between.push_str(&page.source()[end..range.start]);
        end = range.end;
        if !(0.0..=1.0).contains(&block.score()) {
            return Err(format!("score {} of {:?}", block.score(), block.text()));
        }
        let mut at = range.start;
        for piece in block.pieces() {
            if piece.range.start < at || piece.range.end > range.end {
                return Err(format!("{piece:?} of {range:?}"));
            }
            at = piece.range.end;
        }
    }
    if !page.flags().contains(&Flag::InputTruncated) {
        between.push_str(&page.source()[end..]);
    }
    let left_out = squeezed(&between).replace('\u{200b}', "");
    if left_out.is_empty() { Ok(()) } else { Err(format!("{left_out:?} is left out")) }
}
