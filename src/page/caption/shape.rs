//! What captions and credits look like in text: markers, labels, agencies.

use crate::page::metadata::words;
use once_cell::sync::Lazy;
use regex::Regex;

/// Labels before a caption, mostly for screen readers; those of the BBC's language services too.
static MARKER: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(
        r"(?xi)^\s*(?:
            (?:image|media|video|photo|picture|audio|figure|file)\s?caption
          | bildunterschrift | bildbeschreibung | bild-?\s?beschreibung
          | pie\sde\s(?:foto|imagen|p[aá]gina) | t[ií]tulo\sdel\sv[ií]deo | leyenda\sde\sla\sfoto
          | legenda\s(?:da\s(?:foto|imagem)|do\sv[ií]deo)
          | l[ée]gende\s(?:de\sl['’]image|image|m[ée]dia|photo|vid[ée]o)
          | didascalia
          | подпись\sк\s(?:фото|видео) | підпис\sдо\s(?:фото|відео)
          | fotoğraf\saltı\syazısı | görsel\saltı\syazısı
          | keterangan\s(?:gambar|foto|video) | chụp\slại\shình\sảnh
          | 图像加注文字 | 圖像加註文字 | 图片说明 | 視頻加註文字 | 视频加注文字 | 画像説明 | 사진\s설명
          | التعليق\sعلى\s(?:الصورة|الفيديو) | توضیح\s(?:تصویر|ویدئو) | इमेज\sकैप्शन | maelezo\sya\spicha
        )\s*[,:،，：]?\s*",
    )
    .ok()
});
/// "Image: …" before a text.
static COLON_MARKER: Lazy<Option<Regex>> =
    Lazy::new(|| Regex::new(r"(?i)^(?:image|media|video|pictured|picture|watch)\s?:\s+").ok());

fn marker_end(text: &str) -> Option<usize> {
    let end = MARKER.as_ref()?.find(text)?.end();
    // "Image captions vary": the word goes on.
    let goes_on = text[end..].starts_with(char::is_lowercase) && text[..end].ends_with(char::is_alphabetic);
    (!goes_on).then_some(end)
}

/// Whether the text is a marker and nothing else.
pub(crate) fn is_marker(text: &str) -> bool {
    marker_end(text).is_some_and(|end| end == text.len())
}

/// The text without a marker before it; a lone marker stays.
pub(crate) fn without_marker(text: &str) -> &str {
    if let Some(end) = marker_end(text).filter(|&end| end < text.len()) {
        return text[end..].trim();
    }
    let colon = COLON_MARKER.as_ref().and_then(|m| m.find(text)).map(|m| text[m.end()..].trim());
    colon.filter(|rest| !rest.is_empty() && !is_agency(rest)).unwrap_or(text)
}

/// Labels of a credit.
const LABEL: &str = r"(?:(?:image|photo|picture|photograph|graphic)s?\s?(?:source|copyright|credits?|by|courtesy(?:\sof)?)|photo(?:s|graph(?:er|y)?)?(?:\sby)?|credits?|copyright|picture\sby|courtesy\sof|fuente\sde\sla\simagen|cr[ée]dit[os]?(?:\s(?:photo|foto|da\sfoto))?|fotos?|fotograf[ií]a|bild(?:quelle|rechte|nachweis)?|quelle|автор\sфото|фото|kaynak|sumber\sgambar|nguồn\shình\sảnh|图像来源|圖像來源|صدر\sالصورة|منبع\sتصویر|इमेज\sस्रोत)";
const AGENCY: &str = r"(?:AP|AFP|Reuters|REUTERS|EPA|PA|dpa|DPA|Getty(?:\sImages)?|Alamy|Shutterstock|iStock|Xinhua|TASS|ANSA|EFE|Keystone|KEYSTONE|IMAGO|imago|Bloomberg|Press\sAssociation|Associated\sPress|AP\sPhoto|Rex(?:\sFeatures)?|Unsplash|NurPhoto|Zuma|ZUMA|Anadolu|UPI|AAP|PTI|ANI|Corbis|SPL|Science\sPhoto\sLibrary)";

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

static LABELLED: Lazy<Option<Regex>> = Lazy::new(|| {
    regex(&format!(
        r"(?i)^\s*(?:©|\(c\)|(?:image|photo|picture|video)\s(?:copyright|source)[:,]?|{LABEL}(?:\s*[:,،，：]\s*|\s+by\s+|\s+©?\s*|$))\s*"
    ))
});
static AGENCIES: Lazy<Option<Regex>> =
    Lazy::new(|| regex(&format!(r"^(?:[\w.'’\- ]{{2,40}}\s?/\s?)?{AGENCY}(?:\s?/\s?[\w.'’\- ]{{2,40}})*\.?$")));
/// "(Photo: X)", "[Image by X]", "(AP Photo/X)", "(Reuters)".
static BRACKETS: Lazy<Option<Regex>> = Lazy::new(|| {
    regex(&format!(
        r"\s*[(\[]\s*((?i:{LABEL})\s*(?:[:/]|\s)\s*[^()\[\]]{{2,120}}|{AGENCY}(?:\s?/[^()\[\]]{{2,80}})?|©[^()\[\]]{{2,80}})[)\]]\.?$"
    ))
});
/// "Credit: X", "Photograph: X/Getty Images" at the end; before it a sentence or a separator ends.
static LABEL_AT_END: Lazy<Option<Regex>> = Lazy::new(|| {
    regex(&format!(
        r#"(?:[.!?…"'”’)|–—]|\s-|\n)\s*((?i:{LABEL})\s*[:：]\s*(?:[A-Z]\.\s?){{0,3}}[^.!?:]{{2,80}}(?:\.[^.!?:\s][^.!?:]{{0,60}})?\.?)$"#
    ))
});
/// "Credit: X" is sure anywhere.
static CREDIT_AT_END: Lazy<Option<Regex>> = Lazy::new(|| {
    regex(
        r"\s((?:(?:Photo|Image|Picture|Video)\s)?(?:Credit|CREDIT|credit)s?\s*:\s*(?:[A-Z]\.\s?){0,3}[^.!?:]{2,80}\.?)$",
    )
});
static DASH_AGENCY: Lazy<Option<Regex>> = Lazy::new(|| {
    regex(&format!(r"\s+[—–|-]\s*((?:[\w.'’\- ]{{2,40}}\s?/\s?)?{AGENCY}(?:\s?/\s?[\w.'’\- ]{{2,40}})?\.?)$"))
});
static COPYRIGHT: Lazy<Option<Regex>> = Lazy::new(|| regex(r"\s*(©\s*[^©.!?]{2,80}\.?)$"));

pub(crate) fn is_agency(text: &str) -> bool {
    AGENCIES.as_ref().is_some_and(|a| a.is_match(text.trim()))
}

/// What stands between a caption and its credit.
pub(crate) fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '/' | '–' | '—' | '-' | '·' | '•')
}

/// "Image source, Reuters" → "Reuters".
pub(crate) fn without_credit_label(text: &str) -> &str {
    let text = text.trim();
    let cut = LABELLED.as_ref().and_then(|l| l.find(text)).map(|m| m.end()).filter(|&end| end < text.len());
    let rest = cut.map_or(text, |end| &text[end..]);
    // "Photographers gathered" is no label and a name.
    let glued =
        cut.is_some_and(|end| text[..end].ends_with(char::is_alphabetic) && rest.starts_with(char::is_lowercase));
    let rest = if glued { text } else { rest };
    let rest = rest.trim().trim_start_matches('©').trim();
    if rest.is_empty() { text } else { rest }
}

/// A text that is a credit and nothing else.
pub(crate) fn lone_credit(text: &str) -> Option<&str> {
    crate::work::add(text.len());
    let labelled = LABELLED.as_ref().and_then(|l| l.find(text)).is_some_and(|m| {
        let sign = text[..m.end()].trim_end().ends_with([':', '：', ',', '،', '，']) || text.starts_with('©');
        sign && text[m.end()..].split_whitespace().count() <= 6 && m.end() < text.len()
    });
    (labelled || is_agency(text)).then(|| without_credit_label(text))
}

/// Splits a credit off the end, where its shape leaves no doubt: caption and credit.
pub(crate) fn split_credit(text: &str) -> Option<(&str, &str)> {
    crate::work::add(5 * text.len());
    // Of brackets all is cut, of the others what follows the sentence's end.
    for (form, cut) in [(&BRACKETS, 0), (&LABEL_AT_END, 1), (&CREDIT_AT_END, 1), (&DASH_AGENCY, 1), (&COPYRIGHT, 1)] {
        let Some(captures) = form.as_ref().and_then(|form| form.captures(text)) else { continue };
        let (Some(cut), Some(credit)) = (captures.get(cut), captures.get(1)) else { continue };
        let caption = text[..cut.start()].trim_end_matches(is_joint).trim();
        if !caption.is_empty() {
            return Some((caption, without_credit_label(credit.as_str())));
        }
    }
    None
}

/// Class names that mark a credit.
pub(crate) fn is_credit_class(names: &str) -> bool {
    crate::work::add(names.len());
    const WORDS: [&str; 13] = [
        "credit",
        "credits",
        "copyright",
        "source",
        "photographer",
        "byline",
        "attribution",
        "photocredit",
        "imagecredit",
        "rights",
        "agency",
        "author",
        "quelle",
    ];
    words(names).any(|word| WORDS.iter().any(|w| word.eq_ignore_ascii_case(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_cut_only_before_text() {
        for (text, rest) in [
            ("Image caption The ban has drawn protests", "The ban has drawn protests"),
            ("Image caption, Many families", "Many families"),
            ("Media captionWho is Julian Assange?", "Who is Julian Assange?"),
            ("image captionVicky Bourne", "Vicky Bourne"),
            ("Image: The queen in 1953", "The queen in 1953"),
            ("Pie de foto, El presidente", "El presidente"),
            ("Подпись к фото, Москва", "Москва"),
            ("Image captions vary a lot", "Image captions vary a lot"),
            ("Image caption", "Image caption"),
            ("", ""),
        ] {
            assert_eq!(without_marker(text), rest);
        }
        assert!(is_marker("Image caption,") && is_marker("Video caption") && !is_marker("Image captions"));
    }

    #[test]
    fn credits_are_split_off_when_their_shape_is_sure() {
        for (text, caption, credit) in [
            ("A tree in Rome (Photo: Ann Lee)", "A tree in Rome", "Ann Lee"),
            ("A tree in Rome. (AP Photo/Ann Lee)", "A tree in Rome.", "AP Photo/Ann Lee"),
            ("A tree in Rome (Reuters)", "A tree in Rome", "Reuters"),
            ("A tree in Rome. Photograph: Ann Lee/Getty Images", "A tree in Rome.", "Ann Lee/Getty Images"),
            ("A tree in Rome Credit: Ann Lee", "A tree in Rome", "Ann Lee"),
            ("A tree in Rome — AP", "A tree in Rome", "AP"),
            ("A tree in Rome © Ann Lee", "A tree in Rome", "Ann Lee"),
            ("Ein Baum in Rom. Foto: dpa", "Ein Baum in Rom.", "dpa"),
        ] {
            assert_eq!(split_credit(text), Some((caption, credit)));
        }
        for text in [
            "A tree in Rome (in spring)",
            "The photo shows a tree",
            "She said: a photo by the sea",
            "A man - and his dog",
            "Who gets the credit?",
            "(Photo: Ann Lee)",
        ] {
            assert_eq!(split_credit(text), None, "{text}");
        }
    }

    #[test]
    fn labels_are_cut_from_credits() {
        for (text, credit) in [
            ("Image source, Reuters", "Reuters"),
            ("Image copyright AFP", "AFP"),
            ("image copyrightVicky Bourne", "Vicky Bourne"),
            ("Getty Images", "Getty Images"),
            ("© Ann Lee", "Ann Lee"),
            ("Photo by Ann Lee", "Ann Lee"),
            ("Photographers Inc", "Photographers Inc"),
            ("Credit", "Credit"),
        ] {
            assert_eq!(without_credit_label(text), credit);
        }
        assert_eq!(lone_credit("Photo: Ann Lee"), Some("Ann Lee"));
        assert_eq!(lone_credit("Reuters"), Some("Reuters"));
        assert_eq!(lone_credit("Ann Lee in Rome"), None);
    }
}
