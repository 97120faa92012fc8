//! Colours of hazard classes on a dark map.

use oklab::{Oklab, Rgb};

/// The lightness on a dark map of what is white, and of what is black, on a light one.
const WHITE: f32 = 0.30;
const BLACK: f32 = 0.98;

/// Turns a colour's lightness round and keeps its hue (in Oklab), so that the gravest class,
/// dark on paper, stands out on a dark map as well. `None` where it is not `#rrggbb`.
pub(super) fn turned(color: &str) -> Option<String> {
    let hex = color.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let channel = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok();
    let color = Oklab::from(Rgb { r: channel(0)?, g: channel(2)?, b: channel(4)? });
    let turned = Oklab { l: BLACK + (WHITE - BLACK) * color.l, ..color };
    let Rgb { r, g, b } = turned.to_srgb();
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_becomes_the_lightest() {
        let light = |color: &str| {
            let turned = turned(color).expect("a colour");
            let channel = |i: usize| u8::from_str_radix(&turned[i..i + 2], 16).expect("hex");
            Oklab::from(Rgb { r: channel(1), g: channel(3), b: channel(5) }).l
        };
        assert!(light("#0b4a8f") > light("#5a9fd0"));
        assert!(light("#5a9fd0") > light("#bdd7ec"));
        assert_eq!(turned("blue"), None);
        assert_eq!(turned("#12345é"), None);
    }
}
