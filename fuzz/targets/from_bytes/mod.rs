//! Features and positions from bytes, so that those that fall together are frequent: most
//! coordinates are small whole numbers, at one of several scales.
//!
//! Bytes that are missing are 0. README.md has the form.

use crate::features::{Feature, Part, Position, Ring};

pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Bytes<'_> {
    pub(crate) fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let at = usize::from(u16::from_le_bytes([self.next(), self.next()]));
        list.get(at % list.len().max(1)).copied()
    }

    fn up_to(&mut self, most: u8) -> u8 {
        self.next() % (most + 1)
    }
}

/// What whole numbers are taken to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scale {
    /// As they are.
    Whole,
    /// Times a power of two.
    PowerOf2(i32),
    /// Ten-millionths of a degree in Semarang: most are no exact doubles.
    Decimals,
    /// Some 2^-40 of a degree there, which is some last bits.
    Tiny,
    /// To the power of ten: some small, some large.
    Uneven,
}

impl Scale {
    pub(crate) fn read(bytes: &mut Bytes) -> Self {
        match bytes.up_to(8) {
            1 => Self::PowerOf2(-20),
            2 => Self::PowerOf2(-1074),
            3 => Self::PowerOf2(-600),
            4 => Self::PowerOf2(1000),
            5 => Self::PowerOf2(500),
            6 => Self::Decimals,
            7 => Self::Tiny,
            8 => Self::Uneven,
            _ => Self::Whole,
        }
    }

    fn coordinate(self, whole: i32, origin: f64) -> f64 {
        let whole = f64::from(whole);
        match self {
            Self::Whole => whole,
            Self::PowerOf2(exponent) => {
                let half = exponent / 2;
                whole * 2_f64.powi(half) * 2_f64.powi(exponent - half)
            }
            Self::Decimals => ((origin + whole * 1e-7) * 1e7).round() / 1e7,
            Self::Tiny => origin + whole * 2_f64.powi(-40),
            Self::Uneven => whole.signum() * 10_f64.powf(whole.abs().min(300.0) - 8.0),
        }
    }
}

pub(crate) fn read_features(bytes: &mut Bytes, scale: Scale) -> Vec<Feature> {
    let count = bytes.up_to(6);
    (0..count).map(|_| read_feature(bytes, scale)).collect()
}

fn read_feature(bytes: &mut Bytes, scale: Scale) -> Feature {
    let parts = bytes.up_to(3);
    (0..parts).map(|_| read_part(bytes, scale)).collect()
}

fn read_part(bytes: &mut Bytes, scale: Scale) -> Part {
    match bytes.up_to(9) {
        8 => Part::Point(read_position(bytes, scale)),
        9 => Part::Line(vec![read_position(bytes, scale), read_position(bytes, scale)]),
        holes => {
            Part::Polygon((0..=holes.saturating_sub(4)).map(|_| read_ring(bytes, scale)).collect())
        }
    }
}

/// Closed, of one position at least.
fn read_ring(bytes: &mut Bytes, scale: Scale) -> Ring {
    let kind = bytes.next();
    let mut ring = match kind % 4 {
        0 => rectangle(bytes, scale),
        1 => walk(bytes, scale),
        _ => (0..=kind / 4 % 16).map(|_| read_position(bytes, scale)).collect(),
    };
    ring.push(ring[0]);
    ring
}

fn rectangle(bytes: &mut Bytes, scale: Scale) -> Ring {
    let ([west, south], [east, north]) = (read_position(bytes, scale), read_position(bytes, scale));
    vec![[west, south], [east, south], [east, north], [west, north]]
}

/// Many positions from few bytes: a way whose steps come again and again.
fn walk(bytes: &mut Bytes, scale: Scale) -> Ring {
    let steps: Vec<[i32; 2]> = (0..=bytes.up_to(7))
        .map(|_| {
            let step = bytes.next();
            [i32::from(step >> 4) - 8, i32::from(step & 15) - 8]
        })
        .collect();
    let count = usize::from(bytes.next()) + 1;
    let mut at = [i32::from(bytes.next()) - 128, i32::from(bytes.next()) - 128];
    steps
        .iter()
        .cycle()
        .take(count)
        .map(|step| {
            at = [at[0] + step[0], at[1] + step[1]];
            [scale.coordinate(at[0], 110.4), scale.coordinate(at[1], -7.0)]
        })
        .collect()
}

pub(crate) fn read_position(bytes: &mut Bytes, scale: Scale) -> Position {
    [110.4, -7.0].map(|origin| read_coordinate(bytes, scale, origin))
}

/// A byte below 192 is a whole number from -8 to 15 and how many doubles away from it; above it
/// is any double, or any whole number of 16 bits.
fn read_coordinate(bytes: &mut Bytes, scale: Scale, origin: f64) -> f64 {
    match bytes.next() {
        byte @ 0..192 => {
            let c = scale.coordinate(i32::from(byte % 24) - 8, origin);
            match byte / 24 {
                5 => c.next_up(),
                6 => c.next_down(),
                7 => c.next_up().next_up(),
                _ => c,
            }
        }
        192..224 => {
            let whole = i16::from_le_bytes([bytes.next(), bytes.next()]);
            scale.coordinate(i32::from(whole), origin)
        }
        _ => {
            let double = f64::from_le_bytes(std::array::from_fn(|_| bytes.next()));
            if double.is_finite() { double } else { 0.0 }
        }
    }
}
