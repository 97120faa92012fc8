//! Open Location Codes, full and shortened (the specification at
//! github.com/google/open-location-code).

use crate::place::LonLat;

const DIGITS: &str = "23456789CFGHJMPQRVWX";
/// Digits before the plus.
const BEFORE: usize = 8;

/// The cell that a code names. Units: degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) south: f64,
    pub(super) west: f64,
    pub(super) height: f64,
    pub(super) width: f64,
}

impl Cell {
    pub(super) fn middle(self) -> Option<LonLat> {
        LonLat::new(self.west + self.width / 2.0, self.south + self.height / 2.0)
    }
}

/// The code that a text begins or ends with, in capitals, and the rest of the text.
pub(super) fn beside(text: &str) -> Option<(String, &str)> {
    leading(text).or_else(|| trailing(text))
}

fn trailing(text: &str) -> Option<(String, &str)> {
    let text = text.trim_end_matches(is_gap);
    let code = text.rsplit(is_gap).next()?;
    let rest = &text[..text.len() - code.len()];
    let code = code.to_ascii_uppercase();
    is_code(&code).then(|| (code, rest.trim_end_matches(is_gap)))
}

fn leading(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches(is_gap);
    let code = text.split(is_gap).next()?;
    let rest = &text[code.len()..];
    let code = code.to_ascii_uppercase();
    is_code(&code).then(|| (code, rest.trim_start_matches(is_gap)))
}

/// Spaces of any kind too: what is copied from a page often has some that do not break lines.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == ','
}

fn is_code(code: &str) -> bool {
    let Some((before, after)) = code.split_once('+') else { return false };
    let digits = |part: &str| part.chars().all(|c| DIGITS.contains(c));
    matches!(before.len(), 4 | 6 | 8)
        && digits(before)
        && digits(after)
        && (2..=7).contains(&after.len())
}

/// The cell of a code; of a shortened one the nearest to a place.
pub(super) fn cell(code: &str, near: LonLat) -> Option<Cell> {
    let missing = BEFORE.checked_sub(code.find('+')?)?;
    if missing == 0 {
        return decoded(code);
    }
    let full = format!("{}{code}", encoded(near, missing));
    let cell = decoded(&full)?;
    // What was left out is as large as a cell of so many digits: the next one may be nearer.
    let span = 20_f64.powi(2 - i32::try_from(missing / 2).ok()?);
    let nearer = |low: f64, extent: f64, at: f64| {
        let away = low + extent / 2.0 - at;
        if away > span / 2.0 {
            low - span
        } else if away < -span / 2.0 {
            low + span
        } else {
            low
        }
    };
    Some(Cell {
        south: nearer(cell.south, cell.height, near.lat()),
        west: nearer(cell.west, cell.width, near.lon()),
        ..cell
    })
}

fn decoded(code: &str) -> Option<Cell> {
    let digits: Vec<f64> = code
        .chars()
        .filter(|c| *c != '+')
        .map(|c| DIGITS.find(c).and_then(|at| u32::try_from(at).ok()).map(f64::from))
        .collect::<Option<_>>()?;
    let (pairs, grid) = digits.split_at(digits.len().min(10));
    let (mut south, mut west, mut side) = (-90.0, -180.0, 400.0);
    for pair in pairs.chunks_exact(2) {
        side /= 20.0;
        south += pair[0] * side;
        west += pair[1] * side;
    }
    let (mut height, mut width) = (side, side);
    for digit in grid {
        height /= 5.0;
        width /= 4.0;
        south += (digit / 4.0).floor() * height;
        west += (digit % 4.0) * width;
    }
    Some(Cell { south, west, height, width })
}

/// The first digits of the code of a place, an even number of them.
fn encoded(place: LonLat, digits: usize) -> String {
    let (mut lat, mut lon) = (place.lat() + 90.0, place.lon() + 180.0);
    let mut code = String::new();
    let mut side = 20.0;
    for _ in 0..digits / 2 {
        for rest in [&mut lat, &mut lon] {
            let digit = (*rest / side).floor().clamp(0.0, 19.0);
            *rest -= digit * side;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 19")]
            code.extend(DIGITS.chars().nth(digit as usize));
        }
        side /= 20.0;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).expect("on earth")
    }

    #[test]
    fn codes_are_those_of_the_specification() {
        // From the test data of the specification.
        for (code, lat, lon) in [
            ("8FVC2222+22", 47.000_062_5, 8.000_062_5),
            ("4VCPPQGP+Q9", -41.273_062_5, 174.785_937_5),
        ] {
            let middle = cell(code, place(0.0, 0.0)).and_then(Cell::middle).expect("a code");
            assert!((middle.lat() - lat).abs() < 1e-9, "{code}: {middle:?}");
            assert!((middle.lon() - lon).abs() < 1e-9, "{code}: {middle:?}");
        }
    }

    #[test]
    fn a_shortened_code_is_the_nearest_place() {
        let full = cell("4VCPPQGP+Q9", place(0.0, 0.0)).expect("full");
        for near in [place(174.8, -41.3), place(174.3, -41.6), place(175.2, -40.9)] {
            let short = cell("PQGP+Q9", near).expect("short");
            assert!((short.south - full.south).abs() < 1e-9, "{near:?}: {short:?}");
            assert!((short.west - full.west).abs() < 1e-9, "{near:?}: {short:?}");
        }
    }

    #[test]
    fn only_codes_are_codes() {
        assert_eq!(leading("wcxq+wj Semarang"), Some(("WCXQ+WJ".to_owned(), "Semarang")));
        assert_eq!(beside("Semarang WCXQ+WJ"), Some(("WCXQ+WJ".to_owned(), "Semarang")));
        assert!(leading("A+B").is_none() && leading("jl. a+").is_none() && leading("").is_none());
    }
}
