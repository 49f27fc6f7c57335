//! What a `style` attribute hides.

use super::flow::Hidden;

/// Pixels beyond which nobody moves what is to be seen.
const FAR: f32 = -900.0;

/// Why an element with this style is not shown, if so. Declarations are read one by one: the last of two for one property does not
/// undo the first, and no style sheet is known.
pub(super) fn hidden_style(style: &str) -> Option<Hidden> {
    crate::work::add(style.len());
    let mut seen = Seen::default();
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let mut value = value.trim();
        while let Some(before) = value.strip_suffix("!important") {
            value = before;
        }
        let value = value.trim();
        if let Some(hidden) = seen.declaration(property.trim(), value) {
            return Some(hidden);
        }
    }
    seen.together()
}

/// Declarations that hide only together.
#[derive(Default)]
struct Seen {
    is_cut: bool,
    is_flat: bool,
    is_absolute: bool,
    is_far: bool,
    is_clipped: bool,
}

impl Seen {
    /// Why the element is hidden by this declaration alone.
    fn declaration(&mut self, property: &str, value: &str) -> Option<Hidden> {
        let is = |name: &str| property.eq_ignore_ascii_case(name);
        let says = |word: &str| value.eq_ignore_ascii_case(word);
        // By length first: most styles are about colours and margins.
        match property.len() {
            3 if is("top") => self.is_far |= is_far(value),
            4 if is("left") => self.is_far |= is_far(value),
            4 if is("clip") => self.is_clipped |= is_clip_of_nothing(value),
            5 if is("right") => self.is_far |= is_far(value),
            5 if is("width") => self.is_flat |= is_nothing(value),
            6 if is("height") => self.is_flat |= is_nothing(value),
            7 if is("display") && says("none") => return Some(Hidden::DisplayNone),
            8 if is("overflow") => self.is_cut |= says("hidden") || says("clip"),
            8 if is("position") => self.is_absolute |= says("absolute") || says("fixed"),
            9 if is("clip-path") && is_inset_of_all(value) => return Some(Hidden::OffScreen),
            9 if is("font-size") && is_nothing(value) => return Some(Hidden::ZeroSize),
            9 if is("max-width") => self.is_flat |= is_nothing(value),
            10 if is("visibility") && says("hidden") => return Some(Hidden::VisibilityHidden),
            10 if is("max-height") => self.is_flat |= is_nothing(value),
            11 if is("text-indent") && is_far(value) => return Some(Hidden::OffScreen),
            _ => {}
        }
        None
    }

    fn together(&self) -> Option<Hidden> {
        if self.is_cut && self.is_flat {
            return Some(Hidden::ZeroSize);
        }
        (self.is_absolute && (self.is_far || self.is_clipped)).then_some(Hidden::OffScreen)
    }
}

/// A number and what stands behind it.
fn number(value: &str) -> Option<(f32, &str)> {
    let end = value.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(value.len());
    value[..end].parse().ok().map(|number| (number, value[end..].trim()))
}

fn is_nothing(value: &str) -> bool {
    number(value).is_some_and(|(number, _)| number == 0.0)
}

fn is_far(value: &str) -> bool {
    number(value).is_some_and(|(number, unit)| match unit {
        unit if unit.eq_ignore_ascii_case("em") || unit.eq_ignore_ascii_case("rem") => number * 16.0 < FAR,
        unit if unit.eq_ignore_ascii_case("px") || unit.is_empty() => number < FAR,
        _ => number <= FAR,
    })
}

/// `rect(0 0 0 0)` and `rect(1px, 1px, 1px, 1px)`.
fn is_clip_of_nothing(value: &str) -> bool {
    let Some(edges) = value.strip_prefix("rect(").and_then(|rest| rest.strip_suffix(')')) else { return false };
    let mut edges = edges.split([',', ' ']).filter(|edge| !edge.is_empty()).take(5).map(number);
    let first = edges.next().flatten();
    first.is_some_and(|(number, _)| (0.0..=1.0).contains(&number))
        && edges.all(|edge| edge.map(|(number, _)| number) == first.map(|(number, _)| number))
}

/// `inset(50%)` and more.
fn is_inset_of_all(value: &str) -> bool {
    let inset = value.strip_prefix("inset(").and_then(|rest| rest.strip_suffix(')'));
    inset.and_then(number).is_some_and(|(number, unit)| unit == "%" && number >= 50.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide() {
        for (style, reason) in [
            ("display:none", Hidden::DisplayNone),
            ("color: red; DISPLAY : None !important", Hidden::DisplayNone),
            ("visibility:hidden", Hidden::VisibilityHidden),
            ("font-size:0", Hidden::ZeroSize),
            ("font-size: 0.0em !important", Hidden::ZeroSize),
            ("height:0;overflow:hidden", Hidden::ZeroSize),
            ("overflow: hidden; max-height: 0px", Hidden::ZeroSize),
            ("position:absolute;left:-9999px", Hidden::OffScreen),
            ("top: -200em; position: fixed", Hidden::OffScreen),
            ("text-indent:-9999px", Hidden::OffScreen),
            ("position:absolute;clip:rect(0 0 0 0)", Hidden::OffScreen),
            ("clip: rect(1px, 1px, 1px, 1px); position: absolute", Hidden::OffScreen),
            ("clip-path:inset(50%)", Hidden::OffScreen),
        ] {
            assert_eq!(hidden_style(style), Some(reason), "{style}");
        }
    }

    #[test]
    fn styles_that_do_not() {
        for style in [
            "",
            "display:block",
            "visibility:visible",
            "font-size:0.8em",
            "height:0",
            "overflow:hidden;height:100%",
            "left:-9999px",
            "position:absolute;left:-10px",
            "text-indent:-1em",
            "position:absolute;clip:rect(0,100px,50px,0)",
            "clip-path:inset(5%)",
            "opacity:0",
            "width:0x",
            "text-indent:",
            "position:absolute;top:--",
        ] {
            assert!(hidden_style(style).is_none(), "{style}");
        }
    }
}
