//! Colours of hazard classes on a dark map.

use csscolorparser::Color;

/// The lightness on a dark map of what is white, and of what is black, on a light one.
const WHITE: f32 = 0.36;
const BLACK: f32 = 0.98;

/// Of less chroma than the first a colour is a grey, and stays one; of less than the second nobody
/// tells its hue where it is dark.
const GREY: f32 = 0.01;
const TOLD: f32 = 0.08;

/// Turns a colour's lightness round and keeps its hue (in Oklab), so that the gravest class,
/// dark on paper, stands out on a dark map as well. What is pale on paper gets so much colour that
/// hazards can be told apart. `None` where it is no colour.
pub(super) fn turned(color: &str) -> Option<String> {
    let [l, a, b, alpha] = Color::from_html(color).ok()?.to_oklaba();
    let chroma = a.hypot(b);
    let more = if chroma < GREY { 1.0 } else { (TOLD / chroma).max(1.0) };
    let lightness = BLACK + (WHITE - BLACK) * l;
    let turned = Color::from_oklaba(lightness, more * a, more * b, alpha);
    Some(turned.to_css_hex().to_string())
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

    #[test]
    fn hues_that_are_pale_on_paper_are_told_apart_and_grey_stays_grey() {
        let lab = |color: &str| {
            let turned = turned(color).expect("a colour");
            Color::from_html(turned).expect("a colour").to_oklaba()
        };
        let (blue, violet) = (lab("#bdd7ec"), lab("#d9cfe8"));
        let apart = (blue[1] - violet[1]).hypot(blue[2] - violet[2]);
        assert!(apart > 0.06, "{apart}");
        let grey = lab("#dddddd");
        assert!(grey[1].hypot(grey[2]) < GREY);
    }
}
