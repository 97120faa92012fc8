//! Numbers, distances, dates and positions as a reader of the language writes them: alike on the
//! page with the map (`web/src/format.ts`).

use super::words::Words;
use crate::model::{Lang, Value};
use crate::place::LonLat;

/// A number with at most so many decimals.
pub(super) fn number(value: f64, decimals: usize, lang: Lang) -> String {
    let [thousands, point] = match lang {
        Lang::Id => ['.', ','],
        Lang::En => [',', '.'],
    };
    let text = format!("{:.decimals$}", rounded(value.abs(), decimals));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(thousands);
        }
        out.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// Halves away from zero, as people do; the formatter of the language takes them to even.
fn rounded(value: f64, decimals: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    (value * scale).round() / scale
}

/// A distance; `metres` in metres. Whole metres below a kilometre: data is no finer.
pub(super) fn distance(metres: f64, w: &Words) -> String {
    if metres < 1.0 {
        return w.less1m.to_owned();
    }
    if metres < 999.5 {
        return format!("{} m", number(metres, 0, w.lang()));
    }
    let decimals = usize::from(metres < 9_950.0);
    format!("{} km", number(metres / 1_000.0, decimals, w.lang()))
}

/// A direction in words; `bearing` in degrees from north, eastward.
pub(super) fn direction(bearing: f64, w: &Words) -> &'static str {
    let to = &w.text.directions;
    let eighths = [to.n, to.ne, to.e, to.se, to.s, to.sw, to.w, to.nw];
    // The middle of north is 0: it begins half an eighth before.
    let turned = (bearing + 22.5).rem_euclid(360.0);
    let beginnings = (1..8_u8).map(|eighth| f64::from(eighth) * 45.0);
    let at = beginnings.take_while(|begin| *begin <= turned).count();
    eighths.get(at).copied().unwrap_or_default()
}

/// A share in per cent: what is there at all is never none.
pub(super) fn percent(share: f64, lang: Lang) -> String {
    let percent = share * 100.0;
    match percent {
        p if p > 0.0 && p < 0.1 => format!("< {} %", number(0.1, 1, lang)),
        p if p < 100.0 && p > 99.9 => format!("> {} %", number(99.9, 1, lang)),
        p => format!("{} %", number(p, 1, lang)),
    }
}

/// An area; `m2` in square metres.
pub(super) fn area(m2: f64, lang: Lang) -> String {
    if m2 < 1e6 {
        return format!("{} ha", number(m2 / 1e4, 1, lang));
    }
    format!("{} km²", number(m2 / 1e6, 1, lang))
}

/// A date of ISO 8601 down to the day, the month or the year; other text as it came.
pub(super) fn date(iso: &str, w: &Words) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let is_date = iso.len() <= 10 && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let month = |part: &str| {
        let at = part.parse::<usize>().ok()?.checked_sub(1)?;
        w.text.months.split(' ').nth(at)
    };
    match parts.as_slice() {
        [year, part, day] if is_date => match (month(part), day.parse::<u8>()) {
            (Some(month), Ok(day)) => format!("{day} {month} {year}"),
            _ => iso.to_owned(),
        },
        [year, part] if is_date => {
            month(part).map_or_else(|| iso.to_owned(), |month| format!("{month} {year}"))
        }
        _ => iso.to_owned(),
    }
}

/// Degrees with the hemisphere by letter, latitude first as people read it.
pub(super) fn position(place: LonLat, w: &Words) -> String {
    let point = w.lang().pick(",", ".");
    let degrees = |value: f64| format!("{:.5}°", value.abs()).replace('.', point);
    let north = if place.lat() < 0.0 { w.south } else { w.north };
    let east = if place.lon() < 0.0 { w.west } else { w.east };
    format!("{} {north}, {} {east}", degrees(place.lat()), degrees(place.lon()))
}

/// A value of a column, for reading; `None` where there is none.
pub(super) fn value(value: &Value, w: &Words) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Boolean(said) => Some(if *said { w.yes } else { w.no }.to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "nobody counts beyond 2^53")]
        Value::Integer(whole) => Some(number(*whole as f64, 0, w.lang())),
        Value::Number(n) => Some(number(*n, 3, w.lang())),
        Value::Text(text) => Some(text.clone()),
    }
}

/// With a capital where it begins, as a sentence or a line of its own does.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        for (value, decimals, id, en) in [
            (0.0, 0, "0", "0"),
            (999.0, 0, "999", "999"),
            (1_234.5, 1, "1.234,5", "1,234.5"),
            (1_234_567.0, 2, "1.234.567", "1,234,567"),
            (2.5, 0, "3", "3"),
            (0.04, 1, "0", "0"),
            (-0.04, 1, "0", "0"),
            (-12.3, 1, "-12,3", "-12.3"),
        ] {
            assert_eq!(number(value, decimals, Lang::Id), id);
            assert_eq!(number(value, decimals, Lang::En), en);
        }
    }

    #[test]
    fn distances_are_as_fine_as_the_data() {
        let (id, en) = (words(Lang::Id), words(Lang::En));
        for (metres, in_id, in_en) in [
            (0.4, "kurang dari 1 m", "less than 1 m"),
            (15.9, "16 m", "16 m"),
            (999.4, "999 m", "999 m"),
            (999.5, "1 km", "1 km"),
            (1_250.0, "1,3 km", "1.3 km"),
            (12_345.0, "12 km", "12 km"),
        ] {
            assert_eq!(distance(metres, id), in_id);
            assert_eq!(distance(metres, en), in_en);
        }
    }

    #[test]
    fn a_direction_is_the_nearest_of_eight() {
        let w = words(Lang::Id);
        for (bearing, to) in [
            (0.0, "utara"),
            (22.4, "utara"),
            (22.5, "timur laut"),
            (90.0, "timur"),
            (225.0, "barat daya"),
            (337.4, "barat laut"),
            (337.5, "utara"),
            (359.9, "utara"),
        ] {
            assert_eq!(direction(bearing, w), to, "{bearing}");
        }
    }

    #[test]
    fn dates_are_written_out_as_far_as_they_go() {
        let (id, en) = (words(Lang::Id), words(Lang::En));
        for (iso, in_id, in_en) in [
            ("2025-01-02", "2 Januari 2025", "2 January 2025"),
            ("2024-05", "Mei 2024", "May 2024"),
            ("2024", "2024", "2024"),
            ("2024-13-01", "2024-13-01", "2024-13-01"),
            ("musim 2-3", "musim 2-3", "musim 2-3"),
        ] {
            assert_eq!(date(iso, id), in_id);
            assert_eq!(date(iso, en), in_en);
        }
    }

    #[test]
    fn a_share_that_is_there_is_not_nothing_and_not_all() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.0001, "< 0,1 %"),
            (0.5, "50 %"),
            (0.99999, "> 99,9 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(percent(share, Lang::Id), text);
        }
    }
}
