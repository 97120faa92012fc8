//! The patterns that styles name, drawn here: no image is shipped.

use serde_json::{Value as Json, json};

/// Pixels of a pattern's side at ratio 1; patterns repeat without a seam.
const SIDE: u32 = 16;

/// Dark lines for maps by day, light ones by night.
const INKS: [(&str, [u8; 3]); 2] = [("gelap", [40, 48, 56]), ("terang", [226, 232, 238])];

/// Diagonals of a pattern: how far apart, how wide (in pixels at ratio 1), how opaque, and
/// whether they fall or rise towards the east.
const PATTERNS: [(&str, Diagonals); 3] = [
    ("arsir", Diagonals { apart: 8, wide: 1, alpha: 120, falling: false }),
    ("kelas-1", Diagonals { apart: 16, wide: 1, alpha: 150, falling: true }),
    ("kelas-2", Diagonals { apart: 8, wide: 2, alpha: 170, falling: true }),
];

#[derive(Clone, Copy)]
struct Diagonals {
    apart: u32,
    wide: u32,
    alpha: u8,
    falling: bool,
}

/// Lines in a colour; nothing for the empty image.
type Drawing = Option<(Diagonals, [u8; 3])>;

/// Images in a row, and where each stands (MapLibre style specification, "sprite").
#[derive(Debug, Clone)]
pub struct Sprite {
    /// The index.
    pub json: Json,
    /// The image.
    pub png: Vec<u8>,
}

/// The sprite at a pixel ratio of 1 or 2; `None` where it cannot be encoded.
pub fn sprite(ratio: u32) -> Option<Sprite> {
    let side = SIDE * ratio;
    let mut images: Vec<(String, Drawing)> = vec![("kosong".into(), None)];
    for (name, lines) in PATTERNS {
        images.extend(INKS.map(|(ink, rgb)| (format!("{name}-{ink}"), Some((lines, rgb)))));
    }
    let width = side * u32::try_from(images.len()).ok()?;
    let mut pixels = Vec::with_capacity(usize::try_from(width * side * 4).ok()?);
    for y in 0..side {
        for (_, drawn) in &images {
            (0..side).for_each(|x| pixels.extend(pixel(*drawn, x, y, ratio)));
        }
    }
    let index = images.iter().zip(0_u32..).map(|((name, _), i)| {
        let at =
            json!({ "x": i * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio });
        (name.clone(), at)
    });
    Some(Sprite { json: Json::Object(index.collect()), png: encode(width, side, &pixels)? })
}

fn pixel(drawn: Drawing, x: u32, y: u32, ratio: u32) -> [u8; 4] {
    let Some((lines, [r, g, b])) = drawn else { return [0; 4] };
    let apart = lines.apart * ratio;
    let across = if lines.falling { x + apart - y % apart } else { x + y };
    let alpha = if across % apart < lines.wide * ratio { lines.alpha } else { 0 };
    [r, g, b, alpha]
}

fn encode(width: u32, height: u32, pixels: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().ok()?.write_image_data(pixels).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_repeat_without_a_seam() {
        for (_, lines) in PATTERNS {
            for (x, y) in [(0, 0), (3, 7), (15, 1)] {
                let at = |x, y| pixel(Some((lines, [1, 2, 3])), x, y, 1);
                assert_eq!(at(x, y), at(x + SIDE, y));
                assert_eq!(at(x, y), at(x, y + SIDE));
            }
        }
    }

    #[test]
    fn both_ratios_hold_the_same_names() {
        let names = |ratio| {
            let sprite = sprite(ratio).expect("encodes");
            let json = sprite.json.as_object().expect("an object").clone();
            json.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names(1), names(2));
    }
}
