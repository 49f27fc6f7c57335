//! Dates as people and machines write them, to ISO 8601.
//!
//! A time zone is taken over where one is said and unambiguous ("GMT", "+0200", "BST"), never
//! invented. Dates that name no year, and relative ones ("2 hours ago"), are left as written.

mod month;

use month::month;
use once_cell::sync::Lazy;
use regex::{Captures, Regex};

/// No date needs more; what is longer is cut.
const MAX_CHARS: usize = 200;

/// Which number comes first in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
    /// Such a date is read only where one number exceeds 12.
    Unknown,
}

impl Order {
    /// What the language's writers do. Plain `en` is read on both sides of the Atlantic.
    pub(crate) fn of_language(tag: &str) -> Order {
        let tag = tag.to_ascii_lowercase();
        match tag.as_str() {
            "" | "en" => Order::Unknown,
            "en-us" | "en-ph" => Order::MonthFirst,
            _ => Order::DayFirst,
        }
    }
}

/// The date in `text` as `2013-02-02T12:54:00Z`, `…+01:00`, `2013-02-02T12:54:00` or `2013-02-02`.
pub(crate) fn iso(text: &str, order: Order) -> Option<String> {
    crate::work::add(text.len().min(8 * MAX_CHARS));
    // No form of a date does without; most texts that are asked about have none.
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let text: String = text.trim().chars().take(MAX_CHARS).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if let Some(digits) = all_digits(&text) {
        return digits;
    }
    let (day, start, end) = day(&text, order)?;
    // The time mostly follows the day; old BBC pages put it before.
    let time = times(&text[end..]).chain(times(&text[..start])).min_by_key(|t| t.zone.is_none());
    let date = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    Some(match time {
        None => date,
        Some(t) => format!("{date}T{:02}:{:02}:{:02}{}", t.hour, t.minute, t.second, t.zone.unwrap_or_default()),
    })
}

#[derive(Debug, Clone, Copy)]
struct Day {
    year: u32,
    month: u32,
    day: u32,
}

impl Day {
    fn checked(year: u32, month: u32, day: u32) -> Option<Day> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1990..=2100).contains(&year) && (1..=days).contains(&day)).then_some(Day { year, month, day })
    }

    /// The civil date of a day since 1970-01-01 (Howard Hinnant, *chrono-Compatible Low-Level Date
    /// Algorithms*, `civil_from_days`, for dates after 1970).
    fn from_unix_day(days: u64) -> Option<Day> {
        let z = days + 719_468;
        let of_era = z % 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let m = (5 * of_year + 2) / 153;
        let month = if m < 10 { m + 3 } else { m - 9 };
        let year = year_of_era + z / 146_097 * 400 + u64::from(month <= 2);
        Day::checked(u32::try_from(year).ok()?, month as u32, (of_year - (153 * m + 2) / 5 + 1) as u32)
    }
}

struct Time {
    hour: u32,
    minute: u32,
    second: u32,
    zone: Option<String>,
}

/// `20240930`, `20240930114406`, seconds or milliseconds since 1970. `None` when it is none of
/// digits only; else what the digits say, if anything.
fn all_digits(text: &str) -> Option<Option<String>> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: u64 = text.parse().unwrap_or(u64::MAX);
    Some(match text.len() {
        8 => compact_day(n).map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day)),
        14 => {
            let (time, day) = (n % 1_000_000, compact_day(n / 1_000_000));
            let (h, m, s) = (time / 10_000, time / 100 % 100, time % 100);
            day.filter(|_| h < 24 && m < 60 && s < 60)
                .map(|d| format!("{:04}-{:02}-{:02}T{h:02}:{m:02}:{s:02}", d.year, d.month, d.day))
        }
        9 | 10 => unix_time(n),
        12 | 13 => unix_time(n / 1000),
        _ => None,
    })
}

fn compact_day(n: u64) -> Option<Day> {
    Day::checked((n / 10_000) as u32, (n / 100 % 100) as u32, (n % 100) as u32)
}

/// Seconds since 1970 are UTC by definition.
fn unix_time(seconds: u64) -> Option<String> {
    let d = Day::from_unix_day(seconds / 86_400)?;
    let s = seconds % 86_400;
    Some(format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", d.year, d.month, d.day, s / 3600, s / 60 % 60, s % 60))
}

/// `2024-09-30`, `2006/03/14`, `2024.09.30`, `2024年9月30日`, `2024년 9월 30일`, `20240930T114406`.
static YEAR_FIRST: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(r"(?:^|[^\d])(\d{4})(?:\s*([-/.年년])\s*(\d{1,2})\s*([-/.月월])\s*(\d{1,2})|(\d{2})(\d{2})T)").ok()
});
/// `30.09.2024`, `30/9/2024`, `9-30-2024`, `30.09.24`.
static YEAR_LAST: Lazy<Option<Regex>> =
    Lazy::new(|| Regex::new(r"(?:^|[^\d.])(\d{1,2})([-/.])\s?(\d{1,2})([-/.])\s?(\d{4}|\d{2})(?:[^\d]|$)").ok());
/// `30 September 2024`, `1st June, 2005`, `30 de septiembre de 2024`, `30-Sep-2024`, `30. September 2024`.
static DAY_MONTH: Lazy<Option<Regex>> = Lazy::new(|| {
    let day = r"(\d{1,2})(?:st|nd|rd|th|er|ème|[ºª°.])?";
    Regex::new(&format!(r"(?i)(?:^|[^\d:])({day}[\s\-,]*(?:de\s+|of\s+|d')?([^\W\d_]{{3,12}})\.?[\s\-,/]*(?:de\s+|del\s+)?(\d{{4}}))(?:[^\d]|$)"))
        .ok()
});
/// `September 30, 2024`, `Sept. 30th 2024`.
static MONTH_DAY: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(r"(?i)([^\W\d_]{3,12})\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-]+(?:at\s+)?(\d{4})(?:[^\d:]|$)").ok()
});
/// `2023 Jan 7`.
static YEAR_MONTH: Lazy<Option<Regex>> =
    Lazy::new(|| Regex::new(r"(?:^|[^\d])(\d{4})[\s,\-]+([^\W\d_]{3,12})\.?[\s\-]+(\d{1,2})(?:[^\d:]|$)").ok());
/// `Tue Mar 14 11:20:31 +0000 2006` (Twitter, C's `asctime`).
static YEAR_BEHIND_TIME: Lazy<Option<Regex>> = Lazy::new(|| {
    Regex::new(r"([A-Z][a-z]{2})\s+(\d{1,2})\s+(?:\d{2}:\d{2}:\d{2})(?:\s+(?:[+-]\d{4}|[A-Z]{3,4}))?\s+(\d{4})$").ok()
});

/// The first day that the text names, with its byte range.
fn day(text: &str, order: Order) -> Option<(Day, usize, usize)> {
    type Read = fn(&Captures<'_>, Order) -> Option<Day>;
    let forms: [(&Lazy<Option<Regex>>, Read); 5] = [
        (&YEAR_FIRST, |c, _| {
            if let (Some(month), Some(day)) = (c.get(6), c.get(7)) {
                return Day::checked(number(c, 1)?, month.as_str().parse().ok()?, day.as_str().parse().ok()?);
            }
            let same = c[2] == c[4] || matches!((&c[2], &c[4]), ("年", "月") | ("년", "월"));
            Day::checked(number(c, 1)?, number(c, 3)?, number(c, 5)?).filter(|_| same)
        }),
        (&YEAR_LAST, year_last),
        (&DAY_MONTH, |c, _| Day::checked(number(c, 4)?, month(&c[3])?, number(c, 2)?)),
        (&YEAR_MONTH, |c, _| Day::checked(number(c, 1)?, month(&c[2])?, number(c, 3)?)),
        (&MONTH_DAY, |c, _| Day::checked(number(c, 3)?, month(&c[1])?, number(c, 2)?)),
    ];
    let mut first: Option<(Day, usize, usize)> = None;
    for (form, read) in forms {
        for captures in form.iter().flat_map(|form| form.captures_iter(text)) {
            let Some(day) = read(&captures, order) else { continue };
            let (Some(start), Some(end)) = (
                captures.iter().skip(1).flatten().map(|m| m.start()).min(),
                captures.iter().skip(1).flatten().map(|m| m.end()).max(),
            ) else {
                continue;
            };
            if first.is_none_or(|f| start < f.1) {
                first = Some((day, start, end));
            }
            break;
        }
    }
    first.or_else(|| {
        let c = YEAR_BEHIND_TIME.as_ref()?.captures(text)?;
        let day = Day::checked(number(&c, 3)?, month(&c[1])?, number(&c, 2)?)?;
        Some((day, c.get(0)?.start(), c.get(2)?.end()))
    })
}

fn year_last(c: &Captures<'_>, order: Order) -> Option<Day> {
    let (separator, a, b, year) = (&c[2], number(c, 1)?, number(c, 3)?, number(c, 5)?);
    if separator != &c[4] {
        return None;
    }
    let short = c[5].len() == 2;
    if separator == "." {
        // Only day-first writers part with dots.
        return Day::checked(if short { 2000 + year } else { year }, b, a);
    }
    let day_first = match order {
        _ if short => return None,
        _ if a > 12 => true,
        _ if b > 12 || a == b => false,
        Order::DayFirst => true,
        Order::MonthFirst => false,
        Order::Unknown => return None,
    };
    if day_first { Day::checked(year, b, a) } else { Day::checked(year, a, b) }
}

fn number(captures: &Captures<'_>, group: usize) -> Option<u32> {
    captures.get(group)?.as_str().parse().ok()
}

static TIME: Lazy<Option<Regex>> = Lazy::new(|| {
    let zone = r"(Z\b|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}(?::?\d{2})?\b|[A-Z]{2,5}\b)";
    let half = r"([aApP])\.?\s?[mM]\b\.?";
    Regex::new(&format!(
        r"(?:^|[^\d:.+])(\d{{1,2}})(?:(?:\s?[:h時时点點시]\s?|(\.))(\d{{2}})(?:\s?[:分분]\s?(\d{{2}})秒?(?:[.,:]\d{{1,9}})?)?(?:\s?{half})?\s?(Uhr)?|\s?{half})(?:\s?\(?{zone})?"
    ))
    .ok()
});
/// `T114406Z`
static COMPACT_TIME: Lazy<Option<Regex>> =
    Lazy::new(|| Regex::new(r"^T?(\d{2})(\d{2})(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$").ok());

/// The times that a text names, in order.
fn times(text: &str) -> impl Iterator<Item = Time> {
    let compact = COMPACT_TIME.as_ref().and_then(|form| form.captures(text)).and_then(|c| {
        Some(Time {
            hour: number(&c, 1)?,
            minute: number(&c, 2)?,
            second: number(&c, 3)?,
            zone: c.get(4).and_then(|z| zone(z.as_str())),
        })
    });
    let spelt = TIME.iter().flat_map(move |form| form.captures_iter(text)).filter_map(|c| time(&c));
    compact.into_iter().chain(spelt).filter(|t| t.hour < 24 && t.minute < 60 && t.second < 60)
}

fn time(c: &Captures<'_>) -> Option<Time> {
    let half = c.get(5).or(c.get(7)).map(|m| m.as_str());
    // `15.53` is a time only before "Uhr" or with a half of the day: it could be a price.
    if c.get(2).is_some() && half.is_none() && c.get(6).is_none() {
        return None;
    }
    let hour = number(c, 1)?;
    let hour = match half {
        Some(_) if hour == 0 || hour > 12 => return None,
        Some("a" | "A") => hour % 12,
        Some(_) => hour % 12 + 12,
        None => hour,
    };
    Some(Time {
        hour,
        minute: number(c, 3).unwrap_or(0),
        // A leap second has no place in most calendars.
        second: number(c, 4).unwrap_or(0).min(if number(c, 4) == Some(60) { 59 } else { 99 }),
        zone: c.get(8).and_then(|z| zone(z.as_str())),
    })
}

/// An offset or an unambiguous abbreviation. "ET" needs a calendar, "CST" and "IST" a map: these
/// stay unsaid.
fn zone(text: &str) -> Option<String> {
    let offset = text.strip_prefix("GMT").or(text.strip_prefix("UTC")).unwrap_or(text).trim_start();
    if offset.starts_with(['+', '-']) {
        let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = match digits.len() {
            1 | 2 => (digits.as_str(), "00"),
            3 | 4 => digits.split_at(digits.len() - 2),
            _ => return None,
        };
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        return (hours <= 14 && minutes < 60).then(|| format!("{}{hours:02}:{minutes:02}", &offset[..1]));
    }
    let zone = match text {
        "Z" | "GMT" | "UTC" | "UT" | "WET" => "Z",
        "BST" | "CET" | "MEZ" | "WEST" => "+01:00",
        "CEST" | "MESZ" | "EET" | "SAST" => "+02:00",
        "EEST" | "MSK" | "EAT" => "+03:00",
        "WIB" | "ICT" => "+07:00",
        "HKT" | "SGT" | "AWST" => "+08:00",
        "JST" | "KST" => "+09:00",
        "AEST" => "+10:00",
        "AEDT" => "+11:00",
        "NZST" => "+12:00",
        "NZDT" => "+13:00",
        "EST" => "-05:00",
        "EDT" => "-04:00",
        "CDT" => "-05:00",
        "MST" => "-07:00",
        "MDT" => "-06:00",
        "PST" => "-08:00",
        "PDT" => "-07:00",
        _ => return None,
    };
    Some(zone.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(order: Order, cases: &[(&str, Option<&str>)]) {
        for (written, expected) in cases {
            assert_eq!(iso(written, order).as_deref(), *expected, "{written}");
        }
    }

    #[test]
    fn patterns_compile() {
        for form in
            [&YEAR_FIRST, &YEAR_LAST, &DAY_MONTH, &MONTH_DAY, &YEAR_MONTH, &YEAR_BEHIND_TIME, &TIME, &COMPACT_TIME]
        {
            assert!(form.is_some());
        }
    }

    #[test]
    fn machine_forms_keep_their_zone() {
        reads(
            Order::Unknown,
            &[
                ("2013-02-02T12:54:00Z", Some("2013-02-02T12:54:00Z")),
                ("2024-09-30T11:44:06.467Z", Some("2024-09-30T11:44:06Z")),
                ("2015-01-28T06:38:34+00:00", Some("2015-01-28T06:38:34+00:00")),
                ("2015-07-24T05:36:09+0100", Some("2015-07-24T05:36:09+01:00")),
                ("2015-07-24T05:36:09-03", Some("2015-07-24T05:36:09-03:00")),
                ("2024-08-28 11:26:02.614000", Some("2024-08-28T11:26:02")),
                ("2024-08-28T11:26", Some("2024-08-28T11:26:00")),
                ("2024-08-28", Some("2024-08-28")),
                ("2024-8-3", Some("2024-08-03")),
                ("20240930", Some("2024-09-30")),
                ("20240930114406", Some("2024-09-30T11:44:06")),
                ("20240930T114406Z", Some("2024-09-30T11:44:06Z")),
                ("2006/03/14 11:20:31", Some("2006-03-14T11:20:31")),
                ("Tue, 14 Mar 2006 11:20:31 GMT", Some("2006-03-14T11:20:31Z")),
                ("Tue, 14 Mar 2006 11:20:31 -0500", Some("2006-03-14T11:20:31-05:00")),
                ("Tue Mar 14 11:20:31 +0000 2006", Some("2006-03-14T11:20:31+00:00")),
                ("Mon Sep 30 2024 11:44:06 GMT+0200 (Central European Summer Time)", Some("2024-09-30T11:44:06+02:00")),
                ("1489626941", Some("2017-03-16T01:15:41Z")),
                ("1489626941000", Some("2017-03-16T01:15:41Z")),
            ],
        );
    }

    #[test]
    fn bbc_forms_of_every_era() {
        reads(
            Order::Unknown,
            &[
                ("Last Updated: Friday, 26 January 2007, 09:26 GMT", Some("2007-01-26T09:26:00Z")),
                ("Last Updated: Wednesday, 1 June, 2005, 15:53 GMT 16:53 UK", Some("2005-06-01T15:53:00Z")),
                ("Page last updated at 19:50 GMT, Tuesday, 21 April 2009 20:50 UK", Some("2009-04-21T19:50:00Z")),
                ("Page last updated at 23:54 GMT, Monday, 8 June 2009 00:54 UK", Some("2009-06-08T23:54:00Z")),
                ("16 October 2012 Last updated at 15:32", Some("2012-10-16T15:32:00")),
                ("17 January 2012 Last updated at 10:00 ET", Some("2012-01-17T10:00:00")),
                ("24 July 2015", Some("2015-07-24")),
                ("Published 30 September 2024", Some("2024-09-30")),
                ("Published 21 October", None),
                ("Published 2 hours ago", None),
                ("Updated 3 hours ago", None),
            ],
        );
    }

    #[test]
    fn months_are_read_in_many_languages() {
        reads(
            Order::Unknown,
            &[
                ("September 30, 2024 11:44 am", Some("2024-09-30T11:44:00")),
                ("Sept. 30, 2024, 11 p.m. EDT", Some("2024-09-30T23:00:00-04:00")),
                ("Updated 12:05 AM EST, Mon March 4, 2024", Some("2024-03-04T00:05:00-05:00")),
                ("2023 Jan 7", Some("2023-01-07")),
                ("Dec 1st, 2019", Some("2019-12-01")),
                ("30-Sep-2024", Some("2024-09-30")),
                ("30. September 2024, 11:44 Uhr", Some("2024-09-30T11:44:00")),
                ("27. März 2024 um 15.53 Uhr", Some("2024-03-27T15:53:00")),
                ("Publié le 1er août 2024 à 14h30", Some("2024-08-01T14:30:00")),
                ("30 de septiembre de 2024", Some("2024-09-30")),
                ("3 dicembre 2021", Some("2021-12-03")),
                ("12 de março de 2020", Some("2020-03-12")),
                ("5 maart 2018", Some("2018-03-05")),
                ("30 сентября 2024, 11:44", Some("2024-09-30T11:44:00")),
                ("1 мая 2023", Some("2023-05-01")),
                ("20 Kasım 2025", Some("2025-11-20")),
                ("2024年9月30日 11時44分", Some("2024-09-30T11:44:00")),
                ("2024년 9월 30일", Some("2024-09-30")),
            ],
        );
    }

    #[test]
    fn order_of_day_and_month_is_not_guessed() {
        reads(
            Order::Unknown,
            &[
                ("30.09.2024", Some("2024-09-30")),
                ("27.08.24, 10:32", Some("2024-08-27T10:32:00")),
                ("30/09/2024", Some("2024-09-30")),
                ("09/30/2024", Some("2024-09-30")),
                ("03/04/2024", None),
            ],
        );
        reads(Order::DayFirst, &[("03/04/2024", Some("2024-04-03"))]);
        reads(Order::MonthFirst, &[("03/04/2024", Some("2024-03-04"))]);
        assert_eq!(Order::of_language("en-GB"), Order::DayFirst);
        assert_eq!(Order::of_language("en-US"), Order::MonthFirst);
        assert_eq!(Order::of_language("en"), Order::Unknown);
    }

    #[test]
    fn absurd_numbers_are_no_dates() {
        reads(
            Order::Unknown,
            &[
                ("", None),
                ("2024-13-01", None),
                ("2024-02-30", None),
                ("2023-02-29", None),
                ("1066-10-14", None),
                ("9999-99-99T99:99:99", None),
                ("99999999999999999999999999", None),
                ("0000000000", None),
                ("2024-09-30T25:61:61", Some("2024-09-30")),
                ("31 Market 2005", None),
                ("Decision 3, 2010", None),
                ("2024-09-30T11:44:06+99:00", Some("2024-09-30T11:44:06")),
                ("12 3456 78 90", None),
                ("³0 September 2024", None),
            ],
        );
        let _ = iso(&"9".repeat(100_000), Order::Unknown);
        let _ = iso(&"é".repeat(100_000), Order::DayFirst);
        let _ = iso("\u{0}2024-\u{661}-\u{662}", Order::DayFirst);
    }
}
