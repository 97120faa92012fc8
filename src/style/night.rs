//! Colours of hazard classes on a dark map.

use csscolorparser::Color;

/// The lightness on a dark map of what is white, and of what is black, on a light one.
const WHITE: f32 = 0.36;
const BLACK: f32 = 0.98;

/// Turns a colour's lightness round and keeps its hue (in Oklab), so that the gravest class,
/// dark on paper, stands out on a dark map as well. `None` where it is no colour.
pub(super) fn turned(color: &str) -> Option<String> {
    let [l, a, b, alpha] = Color::from_html(color).ok()?.to_oklaba();
    Some(Color::from_oklaba(BLACK + (WHITE - BLACK) * l, a, b, alpha).to_css_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_becomes_the_lightest() {
        let light = |color: &str| {
            let turned = turned(color).expect("a colour");
            Color::from_html(turned).expect("a colour").to_oklaba()[0]
        };
        assert!(light("#0b4a8f") > light("#5a9fd0"));
        assert!(light("#5a9fd0") > light("#bdd7ec"));
        assert_eq!(turned("#12345é"), None);
    }
}
