//! Month names in the languages of the news.

/// Each month's names, in the case that dates put them; then short forms that are no beginning of
/// a name. Languages: English, German, French, Spanish, Italian, Portuguese, Dutch, the Nordic
/// ones, Russian, Ukrainian, Polish, Czech, Turkish, Indonesian, Greek.
const MONTHS: [&str; 12] = [
    "january januar jänner janvier enero gennaio janeiro januari января январь січня stycznia ledna ocak ιανουαρίου",
    "february februar février fevrier febrero febbraio fevereiro februari февраля февраль лютого lutego února şubat pebruari φεβρουαρίου",
    "march märz maerz mars marzo março marco maart marts марта март березня marca března mart maret μαρτίου mrz mrt",
    "april avril abril aprile апреля апрель квітня kwietnia dubna nisan απριλίου",
    "may mai mayo maggio maio mei maj мая май травня maja května mayıs μαΐου",
    "june juni juin junio giugno junho июня июнь червня czerwca června haziran ιουνίου",
    "july juli juillet julio luglio julho июля июль липня lipca července temmuz ιουλίου",
    "august août aout agosto augustus augusti августа август серпня sierpnia srpna ağustos agustus αυγούστου agt",
    "september septembre septiembre setiembre settembre setembro сентября сентябрь вересня września září eylül σεπτεμβρίου",
    "october oktober octobre octubre ottobre outubro октября октябрь жовтня października října ekim οκτωβρίου",
    "november novembre noviembre novembro ноября ноябрь листопада listopada listopadu kasım nopember νοεμβρίου",
    "december dezember décembre decembre diciembre dicembre dezembro desember декабря декабрь грудня grudnia prosince aralık δεκεμβρίου",
];

/// The month, 1 to 12, that a word names: in full, or by a beginning of three letters or more that
/// no other month shares.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let named = |fits: &dyn Fn(&str) -> bool| {
        let mut months = MONTHS.iter().zip(1..).filter(|(names, _)| names.split(' ').any(fits)).map(|(_, month)| month);
        months.next().filter(|_| months.next().is_none())
    };
    named(&|name| name == word).or_else(|| named(&|name| name.starts_with(&word)).filter(|_| word.chars().count() >= 3))
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn names_and_clear_beginnings_are_months() {
        for (word, expected) in [
            ("September", Some(9)),
            ("sept", Some(9)),
            ("DEC", Some(12)),
            ("mai", Some(5)),
            ("mars", Some(3)),
            ("juil", Some(7)),
            ("jui", None),
            ("мая", Some(5)),
            ("окт", Some(10)),
            ("lis", Some(11)),
            ("Market", None),
            ("Decision", None),
            ("ma", None),
            ("", None),
        ] {
            assert_eq!(month(word), expected, "{word}");
        }
    }
}
