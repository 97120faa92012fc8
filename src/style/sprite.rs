use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use serde_json::{Map, Value as Json, json};

use super::StyleError;

/// Icons and patterns in the colours of one flavour.
#[derive(Debug, Clone)]
pub(super) struct Icons(Vec<(String, Tree)>);

/// Images in a row, and where each stands (MapLibre style specification, "sprite").
#[derive(Debug, Clone)]
pub struct Sprite {
    /// The index.
    pub json: Json,
    /// The image, a PNG.
    pub png: Vec<u8>,
}

impl Icons {
    /// Reads SVG texts by their names; an attribute `"@name"` is a colour of the flavour.
    pub(super) fn parse<'a>(
        svgs: impl Iterator<Item = (&'a str, &'a str)>,
        flavor: &Map<String, Json>,
    ) -> Result<Self, StyleError> {
        let parse = |(name, svg): (&str, &str)| {
            let tree = Tree::from_str(&colored(svg, flavor), &Options::default());
            tree.map(|tree| (name.to_owned(), tree))
                .map_err(|source| StyleError::Icon { name: name.to_owned(), source })
        };
        svgs.map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// All of them in one image, at a pixel ratio of 1 or 2; `None` where it cannot be encoded.
    pub(super) fn sprite(&self, ratio: u8) -> Option<Sprite> {
        let sizes: Vec<(u32, u32)> = self.0.iter().map(|(_, tree)| pixels(tree, ratio)).collect();
        let width = sizes.iter().map(|(width, _)| width).sum::<u32>().max(1);
        let height = sizes.iter().map(|(_, height)| *height).max().unwrap_or(1);
        let mut image = Pixmap::new(width, height)?;
        let (mut index, mut x) = (Map::new(), 0);
        for ((name, tree), (width, height)) in self.0.iter().zip(sizes) {
            let mut icon = Pixmap::new(width, height)?;
            let scale = f32::from(ratio);
            resvg::render(tree, Transform::from_scale(scale, scale), &mut icon.as_mut());
            paste(&icon, &mut image, x);
            let at =
                json!({ "x": x, "y": 0, "width": width, "height": height, "pixelRatio": ratio });
            index.insert(name.clone(), at);
            x += width;
        }
        Some(Sprite { json: Json::Object(index), png: image.encode_png().ok()? })
    }
}

fn colored(svg: &str, flavor: &Map<String, Json>) -> String {
    let colors = flavor.iter().filter_map(|(name, color)| Some((name, color.as_str()?)));
    colors.fold(svg.to_owned(), |svg, (name, color)| {
        svg.replace(&format!("\"@{name}\""), &format!("\"{color}\""))
    })
}

/// The size of an icon in pixels of the image.
fn pixels(tree: &Tree, ratio: u8) -> (u32, u32) {
    let size = tree.size().to_int_size();
    (size.width() * u32::from(ratio), size.height() * u32::from(ratio))
}

/// Copies an icon to the top of an image that has room for it, from a column on.
fn paste(icon: &Pixmap, image: &mut Pixmap, x: u32) {
    let rows = |width: u32| usize::try_from(width).unwrap_or(usize::MAX).max(1);
    let (from, to, x) = (rows(icon.width()), rows(image.width()), rows(x + 1) - 1);
    let into = image.pixels_mut().chunks_mut(to);
    for (source, target) in icon.pixels().chunks(from).zip(into) {
        target[x..x + from].copy_from_slice(source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icons() -> Icons {
        let svgs = [
            ("a", r#"<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>"#),
            (
                "b",
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="3" height="4"><path d="M0 0H3V4H0Z" fill="@laut"/></svg>"#,
            ),
        ];
        let flavor = json!({ "laut": "#0000ff" });
        Icons::parse(svgs.into_iter(), flavor.as_object().expect("an object")).expect("SVG")
    }

    #[test]
    fn icons_stand_in_a_row_in_the_colours_of_the_flavour() {
        let sprite = icons().sprite(2).expect("encodes");
        let at = |x, width, height| json!({ "x": x, "y": 0, "width": width, "height": height, "pixelRatio": 2 });
        assert_eq!(sprite.json, json!({ "a": at(0, 4, 4), "b": at(4, 6, 8) }));
        let image = Pixmap::decode_png(&sprite.png).expect("a PNG");
        let color = |x, y| image.pixel(x, y).map(|p| (p.red(), p.green(), p.blue(), p.alpha()));
        assert_eq!(color(3, 0), Some((0, 0, 0, 0)));
        assert_eq!(color(4, 7), Some((0, 0, 255, 255)));
    }

    #[test]
    fn what_is_no_svg_is_refused_by_name() {
        let svgs = [("rusak", "<svg")].into_iter();
        let error = Icons::parse(svgs, &Map::new()).expect_err("no SVG").to_string();
        assert!(error.starts_with("styles/icons/rusak.svg: "), "{error}");
    }
}
