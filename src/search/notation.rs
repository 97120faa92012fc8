//! Coordinates as people paste them: decimal with point or comma, degrees with minutes and
//! seconds, with or without the quarters of the sky, either one first.

use crate::place::LonLat;

/// The place that a text names in numbers; `None` where it is no pair of coordinates. Which is
/// which is told by letters, else by range: nothing beyond 90 is a latitude. Where both fit, the
/// first is the latitude, as people write and phones copy them.
pub(super) fn coordinates(text: &str) -> Option<LonLat> {
    let [first, second] = pair(in_address(text).unwrap_or(text))?;
    let (lat, lon) = match (first.axis, second.axis) {
        (Some(Axis::Lon), Some(Axis::Lon)) | (Some(Axis::Lat), Some(Axis::Lat)) => return None,
        (Some(Axis::Lon), _) | (_, Some(Axis::Lat)) => (second, first),
        (Some(Axis::Lat), _) | (_, Some(Axis::Lon)) => (first, second),
        (None, None) if first.degrees.abs() > 90.0 => (second, first),
        (None, None) => (first, second),
    };
    LonLat::new(lon.degrees, lat.degrees)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Axis {
    Lat,
    Lon,
}

#[derive(Debug, Clone, Copy)]
struct Angle {
    degrees: f64,
    axis: Option<Axis>,
}

/// A piece of a text of coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Number(f64),
    Minus,
    Comma,
    Degree,
    Minute,
    Second,
    Quarter(Axis, f64),
}

/// The two numbers in the address of a map on the web: behind `@`, or in `q`, `ll` or `query`.
fn in_address(text: &str) -> Option<&str> {
    let rest = text.trim().strip_prefix("http").filter(|rest| rest.contains("://"))?;
    let marks = ["@", "?q=", "&q=", "?ll=", "&ll=", "query="];
    marks.iter().find_map(|mark| {
        let (_, numbers) = rest.split_once(mark)?;
        let is_of = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
        let (first, more) = numbers.split_once(',')?;
        let second = more.split(|c| !is_of(c)).next()?;
        let is_number = |part: &str| !part.is_empty() && part.chars().all(is_of);
        let both = numbers.get(..first.len() + 1 + second.len())?;
        (is_number(first) && is_number(second)).then_some(both)
    })
}

/// Six numbers without a sign, a letter behind each third: `7 3 0 S 110 27 0 E`.
fn by_thirds(pieces: &[Piece]) -> Option<Vec<Angle>> {
    let angle = |part: &[Piece]| match *part {
        [Piece::Number(d), Piece::Number(m), Piece::Number(s), Piece::Quarter(axis, sign)] => {
            let fits = d <= 180.0 && m < 60.0 && s < 60.0;
            let degrees = sign * (d + m / 60.0 + s / 3600.0);
            fits.then_some(Angle { degrees, axis: Some(axis) })
        }
        _ => None,
    };
    (pieces.len() == 8).then(|| pieces.chunks(4).map(angle).collect())?
}

fn pair(text: &str) -> Option<[Angle; 2]> {
    let pieces = pieces(text)?;
    let angles = by_thirds(&pieces).or_else(|| angles(&pieces))?;
    <[Angle; 2]>::try_from(angles).ok()
}

/// Nothing but what coordinates consist of; a letter of anything else makes it no coordinates.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let lower = text.trim().to_lowercase();
    let lower = lower.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let decimal_comma = has_decimal_comma(lower);
    let chars: Vec<char> = lower.chars().collect();
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(c) = chars.get(at).copied() {
        let from = at;
        at += 1;
        match c {
            c if c.is_whitespace() || matches!(c, ':' | '=') => {}
            '-' | '−' | '–' => pieces.push(Piece::Minus),
            '+' => {}
            '°' | 'º' | '˚' => pieces.push(Piece::Degree),
            '\'' | '’' | '′' if chars.get(at) == Some(&c) => {
                at += 1;
                pieces.push(Piece::Second);
            }
            '\'' | '’' | '′' => pieces.push(Piece::Minute),
            '"' | '”' | '″' => pieces.push(Piece::Second),
            ',' | ';' => pieces.push(Piece::Comma),
            c if c.is_ascii_digit() => {
                // The second comma of a number parts it from the next.
                let mut may_be_comma = decimal_comma;
                while chars.get(at).is_some_and(|c| {
                    let comma = may_be_comma && *c == ',' && digit_at(&chars, at + 1);
                    may_be_comma &= !comma;
                    c.is_ascii_digit() || *c == '.' || comma
                }) {
                    at += 1;
                }
                let text: String = chars[from..at].iter().collect::<String>().replace(',', ".");
                pieces.push(Piece::Number(text.parse().ok()?));
            }
            c if c.is_alphabetic() => {
                while chars.get(at).is_some_and(|c| c.is_alphabetic()) {
                    at += 1;
                }
                let word: String = chars[from..at].iter().collect();
                pieces.extend(word_piece(&word)?);
            }
            _ => return None,
        }
    }
    Some(pieces)
}

/// A word that may stand in coordinates; `Some(None)` for one that says nothing new.
fn word_piece(word: &str) -> Option<Option<Piece>> {
    Some(Some(match word {
        "n" | "lu" | "u" => Piece::Quarter(Axis::Lat, 1.0),
        "s" | "ls" => Piece::Quarter(Axis::Lat, -1.0),
        "e" | "bt" | "t" => Piece::Quarter(Axis::Lon, 1.0),
        "w" | "bb" | "b" => Piece::Quarter(Axis::Lon, -1.0),
        "lat" | "latitude" | "lon" | "long" | "lng" | "longitude" | "lintang" | "bujur"
        | "koordinat" | "geo" => return Some(None),
        "derajat" | "d" => Piece::Degree,
        "menit" | "m" => Piece::Minute,
        "detik" => Piece::Second,
        _ => return None,
    }))
}

fn digit_at(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

/// Whether commas stand before decimals: there is no point in the text, and more than one comma
/// between digits, or one that no space follows beside another sign that parts the two.
fn has_decimal_comma(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let within = |at: usize| {
        at > 0 && chars[at] == ',' && chars[at - 1].is_ascii_digit() && digit_at(&chars, at + 1)
    };
    let commas = (0..chars.len()).filter(|at| within(*at)).count();
    !text.contains('.') && commas >= 2
}

/// Angles from pieces: numbers go together as long as signs say that they are minutes and seconds.
fn angles(pieces: &[Piece]) -> Option<Vec<Angle>> {
    let mut found: Vec<Angle> = Vec::new();
    let mut open: Option<Open> = None;
    let mut ahead: Option<(Axis, f64)> = None;
    let mut negative = false;
    for piece in pieces {
        match *piece {
            Piece::Minus => {
                close(&mut open, &mut found);
                negative = true;
            }
            Piece::Comma => close(&mut open, &mut found),
            Piece::Number(value) => {
                let goes_on = open.as_ref().is_some_and(|o| o.takes(value));
                if !goes_on {
                    close(&mut open, &mut found);
                    open = Some(Open::new(negative, ahead.take()));
                    negative = false;
                }
                open.as_mut()?.number(value)?;
            }
            Piece::Degree | Piece::Minute | Piece::Second => open.as_mut()?.sign(*piece)?,
            Piece::Quarter(axis, sign) => match open.as_mut() {
                Some(last) if last.quarter.is_none() => {
                    last.quarter = Some((axis, sign));
                    close(&mut open, &mut found);
                }
                _ => {
                    close(&mut open, &mut found);
                    ahead = Some((axis, sign));
                }
            },
        }
    }
    close(&mut open, &mut found);
    Some(found)
}

fn close(open: &mut Option<Open>, found: &mut Vec<Angle>) {
    found.extend(open.take().map(Open::angle));
}

/// An angle while it is read.
#[derive(Debug)]
struct Open {
    parts: [f64; 3],
    /// How many parts are there, and how many have their sign behind them.
    numbers: usize,
    signs: usize,
    negative: bool,
    quarter: Option<(Axis, f64)>,
}

impl Open {
    fn new(negative: bool, quarter: Option<(Axis, f64)>) -> Self {
        Self { parts: [0.0; 3], numbers: 0, signs: 0, negative, quarter }
    }

    /// After `7°` minutes may follow, after `7` nothing.
    fn takes(&self, value: f64) -> bool {
        value < 60.0 && self.numbers < 3 && self.signs == self.numbers
    }

    fn number(&mut self, value: f64) -> Option<()> {
        *self.parts.get_mut(self.numbers)? = Some(value).filter(|v| *v <= 360.0)?;
        self.numbers += 1;
        Some(())
    }

    fn sign(&mut self, sign: Piece) -> Option<()> {
        let expected = [Piece::Degree, Piece::Minute, Piece::Second];
        (self.signs + 1 == self.numbers && expected[self.signs] == sign).then(|| self.signs += 1)
    }

    fn angle(self) -> Angle {
        let [degrees, minutes, seconds] = self.parts;
        let sign = if self.negative { -1.0 } else { 1.0 };
        let sign = self.quarter.map_or(sign, |(_, quarter)| sign * quarter);
        Angle {
            degrees: sign * (degrees + minutes / 60.0 + seconds / 3600.0),
            axis: self.quarter.map(|(axis, _)| axis),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_notations_are_read() {
        for text in [
            "-7.05, 110.45",
            "(-7.05,110.45)",
            "110.45,-7.05",
            "-7.05 110.45",
            "110,45 -7,05",
            "-7,05; 110,45",
            "7.05 S, 110.45 E",
            "7°3'0\" S 110°27'0\" E",
            "7° 3' LS 110° 27' BT",
            "7°03'00.0\"S 110°27'00.0\"E",
            "S 7.05 E 110.45",
            "110.45 BT 7.05 LS",
            "lat: -7.05, lon: 110.45",
            "latitude -7.05 longitude 110.45",
            "7 3 0 S 110 27 0 E",
            "-7,050000,110,450000",
            "geo:-7.05,110.45",
            "https://example.org/maps/@-7.05,110.45,17z",
            "https://example.org/maps?q=-7.05,110.45&z=3",
        ] {
            let place = coordinates(text).unwrap_or_else(|| panic!("{text}"));
            let off = (place.lon() - 110.45).abs().max((place.lat() + 7.05).abs());
            assert!(off < 1e-9, "{text}: {place:?}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in
            ["", "12", "jl 1, 2", "3/5", "1 2 3", "95, 95", "7.5 N, 8 S", "rt 3 rw 5", "1e5, 3"]
        {
            assert!(coordinates(text).is_none(), "{text}");
        }
    }
}
