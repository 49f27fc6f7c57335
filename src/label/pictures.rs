//! Lines about pictures, in the languages that news is written in: whose they are ("Foto: …", "Fuente de la imagen, …"), what they show.

use super::wording::begins;

/// What says that a line is about a picture, before its colon, in small letters.
const PICTURES: &[&str] = &[
    "abb.",
    "abbildung",
    "aufmacherbild",
    "beitragsbild",
    "bildnachweis",
    "bildquelle",
    "bildquellen",
    "crédit photo",
    "crédits photo",
    "crédits photos",
    "fotocredit",
    "image credit",
    "photo credit",
    "symbolbild",
    "symbolfoto",
    "titelbild",
    "titelfoto",
];
/// What may say so, but may as well begin a sentence of the story.
const PERHAPS_PICTURES: &[&str] = &[
    "bild",
    "bilder",
    "credit",
    "credits",
    "fot.",
    "foto",
    "fotografía",
    "fotos",
    "illustration",
    "image",
    "images",
    "imagen",
    "photo",
    "photos",
    "zdjęcia",
    "zdjęcie",
    "фото",
    "写真",
    "图片",
    "圖片",
    "사진",
];

/// A longer line is no credit, but tells what the picture shows.
const LONGEST_CREDIT: usize = 70;
const LONGEST_CAPTION: usize = 250;
/// The colon of such a line is among its first bytes.
const LONGEST_LABEL: usize = 22;

/// What a line says of itself that is about a picture: whose it is, or what it shows.
#[derive(Debug, PartialEq)]
pub(super) enum Picture {
    Credit,
    Caption,
    /// A caption where a picture is near; elsewhere it may be a sentence of the story.
    Perhaps,
}

/// Whether a line says whose picture stands near or what it shows: "Foto: dpa".
pub(super) fn about_picture(text: &str) -> Option<Picture> {
    // The colon stands behind a word or two. As bytes: in `：` the first one is told.
    let colon = text.bytes().take(LONGEST_LABEL).position(|byte| matches!(byte, b':' | 0xEF))?;
    let (label, rest) = text.split_at_checked(colon)?;
    let (label, rest) = (label.trim_end(), rest.strip_prefix([':', '：'])?.trim());
    if text.len() > LONGEST_CAPTION || text.ends_with(['?', '!']) || rest.len() < 2 {
        return None;
    }
    crate::work::add(PICTURES.len() + PERHAPS_PICTURES.len());
    let is_one = |labels: &[&str]| {
        labels.iter().any(|other| begins(label, other) && label.chars().count() == other.chars().count())
    };
    // Names and agencies, and no sentence.
    let is_name = rest.split(' ').count() <= if rest.ends_with('.') { 5 } else { 8 };
    let is_short = text.len() <= LONGEST_CREDIT;
    match (is_one(PICTURES), is_one(PERHAPS_PICTURES)) {
        (true, _) => Some(if is_short { Picture::Credit } else { Picture::Caption }),
        (false, true) if is_short && is_name => Some(Picture::Credit),
        (false, true) => Some(Picture::Perhaps),
        (false, false) => None,
    }
}

/// What stands before the name of whose picture it is, or before a caption, in small letters: the editions of the BBC write it for those who
/// do not see the picture, with a comma behind.
const CREDIT_MARKERS: &[&str] = &[
    "asalin hoton",
    "chanzo cha picha",
    "crédit photo",
    "crédito",
    "crédito da imagem",
    "fuente de la imagen",
    "kaynak",
    "nguồn hình ảnh",
    "sumber gambar",
    "xigashada sawirka",
    "автор фото",
    "صدر الصورة",
    "تصویر کا ذریعہ",
    "منبع تصویر",
    "इमेज स्रोत",
    "ছবির উৎস",
    "图像来源",
    "圖像來源",
];
const CAPTION_MARKERS: &[&str] = &[
    "bayanan hoto",
    "chụp lại hình ảnh",
    "fotoğraf altı yazısı",
    "keterangan gambar",
    "legenda da foto",
    "légende image",
    "maelezo ya picha",
    "pie de foto",
    "qoraalka sawirka",
    "підпис до фото",
    "подпись к фото",
    "التعليق على الصورة",
    "تصویر کا کیپشن",
    "توضیح تصویر",
    "इमेज कैप्शन",
    "ছবির ক্যাপশান",
    "图像加注文字",
    "圖像加註文字",
];
/// The comma of such a marker is among its first bytes.
const LONGEST_MARKER: usize = 64;

/// Whether a line begins with the marker of a picture's credit or caption in another language than English: "Fuente de la imagen, Getty".
pub(super) fn picture_marker(text: &str) -> Option<Picture> {
    let start = crate::dom::prefix(text, LONGEST_MARKER);
    crate::work::add(start.len());
    let label = start[..start.find([',', '،', '，', ':'])?].trim_end();
    crate::work::add(CREDIT_MARKERS.len() + CAPTION_MARKERS.len());
    let is_one = |markers: &[&str]| {
        markers.iter().any(|marker| begins(label, marker) && label.chars().count() == marker.chars().count())
    };
    match () {
        () if is_one(CREDIT_MARKERS) && text.len() <= LONGEST_CREDIT + LONGEST_MARKER => Some(Picture::Credit),
        () if is_one(CAPTION_MARKERS) => Some(Picture::Caption),
        () => None,
    }
}

/// A longer line tells more than whose pictures they are.
const LONGEST_CREDIT_OF_ALL: usize = 120;
/// What begins a line that says whose all pictures of the page are; a name follows where a space ends it.
const PICTURES_BY: &[&str] = &[
    "all images by ",
    "all images courtesy of ",
    "all images copyright",
    "all images subject to copyright",
    "all photographs by ",
    "all photographs copyright",
    "all photos by ",
    "all photos courtesy of ",
    "all pictures by ",
    "all pictures copyright",
    "all pictures subject to copyright",
    "illustrations by ",
    "photographs by ",
    "photography by ",
    "main picture credit:",
    "top image credit:",
    "top picture credit:",
];

/// Whether a line says whose all pictures of the page are: "All photographs by Ann Reed."
pub(super) fn is_credit_of_all(text: &str) -> bool {
    let is_one = |start: &&str| {
        let mut behind = text.chars().skip(start.chars().count());
        begins(text, start) && (!start.ends_with(' ') || behind.next().is_some_and(char::is_uppercase))
    };
    text.len() <= LONGEST_CREDIT_OF_ALL && PICTURES_BY.iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_pictures_are_credits_or_captions() {
        for (text, role) in [
            ("Foto: dpa", Some(Picture::Credit)),
            ("Crédit photo : KB / Le Port", Some(Picture::Credit)),
            ("PHOTO: Ann Reed", Some(Picture::Credit)),
            ("图片：新华社", Some(Picture::Credit)),
            ("Фото: РИА Новости", Some(Picture::Credit)),
            ("BILD: Frau Reed, wann wird die Brücke wieder offen sein?", None),
            ("Credits: the county gives two to each school that helps.", Some(Picture::Perhaps)),
            ("Beitragsbild: Titelseite einer Zeitung vom 2. April, Ausriss.", Some(Picture::Credit)),
            (
                "Bild: Das neue Schiff der Reederei vor der Einfahrt in den Hafen, links der alte Leuchtturm",
                Some(Picture::Perhaps),
            ),
            ("Foto:", None),
            ("Photos of the year: ten that stay", None),
            ("Imagewandel: wie die Stadt wirbt", None),
            ("Foto", None),
            ("", None),
        ] {
            assert_eq!(about_picture(text), role, "{text}");
        }
        assert_eq!(about_picture(&format!("Foto: {}", "é".repeat(200))), None);
    }

    #[test]
    fn markers_of_pictures_are_known_in_the_languages_of_the_bbc() {
        for text in ["Fuente de la imagen, Getty Images", "Автор фото, Getty", "صدر الصورة، رويترز", "图像来源，EPA"]
        {
            assert_eq!(picture_marker(text), Some(Picture::Credit), "{text}");
        }
        for text in ["Pie de foto, El puerto", "Подпись к фото, Порт зимой", "इमेज कैप्शन, बंदरगाह"]
        {
            assert_eq!(picture_marker(text), Some(Picture::Caption), "{text}");
        }
        for text in
            ["", ",", "Kaynaklar, dedi", "Crédito caro, dice el banco, y cada vez más difícil de conseguir", "Port"]
        {
            assert_eq!(picture_marker(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_may_say_whose_all_pictures_are() {
        for text in ["All photographs by Renata Osei unless credited otherwise.", "Illustrations by Ann Reed"] {
            assert!(is_credit_of_all(text), "{text}");
        }
        let story = "All photographs by the studio were sold in May, she said, and the negatives went to a museum that never opened them.";
        for text in ["", "All photographs", "Photographs bypass the censors", story] {
            assert!(!is_credit_of_all(text), "{text}");
        }
    }
}
