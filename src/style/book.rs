use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::files::StyleFiles;
use super::sprite::{Icons, Sprite};
use super::{Addresses, basemap, fill, tilejson};
use crate::model::{Kind, Lang, Words};
use crate::snapshot::{LayerVersion, View};

/// The styles: each theme (hazards, schools, …) in each flavour (by day, by night).
///
/// A theme is a list of groups from the bottom to the top. A group draws every layer of a kind,
/// so that a layer that somebody adds is drawn without a line of style; what differs between
/// flavours stands in a group as `@name`, what differs between layers as `$name`.
#[derive(Debug, Clone)]
pub struct StyleBook {
    groups: Map<String, Json>,
    themes: Map<String, Json>,
    flavors: BTreeMap<String, Map<String, Json>>,
    icons: BTreeMap<String, Icons>,
}

/// Why styles cannot be used.
#[derive(Debug, Error)]
pub enum StyleError {
    /// A file is not JSON, or has another shape.
    #[error("styles/{file}: {source}")]
    Json {
        /// The file.
        file: &'static str,
        /// The cause.
        source: serde_json::Error,
    },
    /// An icon is not SVG.
    #[error("styles/icons/{name}.svg: {source}")]
    Icon {
        /// The icon.
        name: String,
        /// The cause.
        source: resvg::usvg::Error,
    },
    /// A theme names a group that there is not.
    #[error(
        "styles/themes.json: theme `{theme}` names the group `{group}`, which is not in groups.json"
    )]
    NoSuchGroup {
        /// The theme.
        theme: String,
        /// The group.
        group: String,
    },
}

/// A list of groups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    title: Words,
    groups: Vec<String>,
}

/// Style layers for every layer of a kind, or for none of ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kind: Option<Kind>,
    /// Draw hazards class by class: what is graver lies above, whichever hazard it is of.
    #[serde(default)]
    each_class: bool,
    layers: Vec<Map<String, Json>>,
}

impl Group {
    /// The classes to draw one after the other, each as its place from the gravest; `None` for
    /// all at once.
    fn classes(&self, layers: &[(&LayerVersion, usize)]) -> Vec<Option<usize>> {
        if !self.each_class {
            return vec![None];
        }
        let most = layers.iter().filter_map(|(l, _)| Some(l.classes()?.classes.len())).max();
        (0..most.unwrap_or(0)).rev().map(Some).collect()
    }
}

impl StyleBook {
    /// Reads the files of `styles/`.
    ///
    /// # Errors
    /// Where one is not JSON or has another shape, a theme names a group that there is not, or
    /// an icon is not SVG.
    pub fn parse(files: &StyleFiles) -> Result<Self, StyleError> {
        let flavors: BTreeMap<String, Map<String, Json>> = read(files, "flavors.json")?;
        let terms: Map<String, Json> = read(files, "terms.json")?;
        let flavors: BTreeMap<_, _> = flavors
            .into_iter()
            .map(|(name, flavor)| (name, terms.clone().into_iter().chain(flavor).collect()))
            .collect();
        let icons = flavors
            .iter()
            .map(|(name, flavor)| Ok((name.clone(), Icons::parse(files.icons(), flavor)?)))
            .collect::<Result<_, StyleError>>()?;
        let book = Self {
            groups: read(files, "groups.json")?,
            themes: read(files, "themes.json")?,
            flavors,
            icons,
        };
        for group in book.groups.values() {
            let check = serde_json::from_value::<Group>(group.clone());
            check.map_err(|source| StyleError::Json { file: "groups.json", source })?;
        }
        for (name, theme) in &book.themes {
            let theme: Theme = serde_json::from_value(theme.clone())
                .map_err(|source| StyleError::Json { file: "themes.json", source })?;
            let missing = theme.groups.into_iter().find(|g| !book.groups.contains_key(g));
            if let Some(group) = missing {
                return Err(StyleError::NoSuchGroup { theme: name.clone(), group });
            }
        }
        Ok(book)
    }

    /// The names of all styles: `<theme>-<flavour>`.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        let flavors = || self.flavors.keys();
        self.themes.keys().flat_map(move |t| flavors().map(move |f| format!("{t}-{f}")))
    }

    /// The icons and patterns of a flavour at a pixel ratio of 1 or 2; `None` where there is no
    /// such flavour.
    pub fn sprite(&self, flavor: &str, ratio: u8) -> Option<Sprite> {
        self.icons.get(flavor)?.sprite(ratio)
    }

    /// A style for what a caller sees; `None` where there is no such style.
    pub fn fill(&self, id: &str, view: &View, addresses: &Addresses, lang: Lang) -> Option<Json> {
        let (theme, flavor_name) = id.rsplit_once('-')?;
        let theme: Theme = serde_json::from_value(self.themes.get(theme)?.clone()).ok()?;
        let flavor = self.flavors.get(flavor_name)?;
        let drawn: Vec<_> =
            view.layers().filter(|l| l.bounds().is_some() && l.archive().is_none()).collect();
        let city = view.city();
        let outside = city.basemap.as_ref();
        let mut layers = Vec::new();
        for group in theme.groups.iter().filter_map(|g| self.groups.get(g)) {
            let group: Group = serde_json::from_value(group.clone()).ok()?;
            let templates: Vec<_> =
                group.layers.iter().map(|template| fill::flavored(template, flavor)).collect();
            let Some(kind) = group.kind else {
                layers.extend(templates.into_iter().filter_map(|t| basemap::layer(t, outside)));
                continue;
            };
            let ranked = finest_first(&drawn, kind);
            for class in group.classes(&ranked) {
                for template in &templates {
                    layers.extend(ranked.iter().filter_map(|(layer, rank)| {
                        fill::layer(template, layer, *rank, class, flavor)
                    }));
                }
            }
        }
        let used = |id: &str| layers.iter().any(|l| l["source"] == id);
        let sources = drawn.iter().filter(|l| used(l.layer().id.as_str())).filter_map(|layer| {
            Some((layer.layer().id.to_string(), tilejson::source(layer, addresses)?))
        });
        let (title, name) = (theme.title.get(lang), city.name.get(lang));
        Some(json!({
            "version": 8,
            "name": format!("{title}, {name}"),
            "center": [city.view.center.lon(), city.view.center.lat()],
            "zoom": city.view.zoom,
            "sprite": addresses.sprite(flavor_name),
            "metadata": {
                "wareng:notice": city.notice.as_ref().map(|n| n.get(lang)),
            },
            "sources": sources.chain(outside.map(basemap::source)).collect::<Map<_, _>>(),
            "layers": layers,
        }))
    }
}

/// More units than this are never drawn as the coarsest: thousands of heavy borders are a net.
const MANY_UNITS: usize = 500;

/// The layers of a kind, the finest first, so that coarser ones are drawn above them; each with
/// its rank from the coarsest: a kecamatan's border stands above those of its kelurahan.
fn finest_first<'a>(drawn: &[&'a LayerVersion], kind: Kind) -> Vec<(&'a LayerVersion, usize)> {
    let mut layers: Vec<_> = drawn.iter().copied().filter(|l| l.layer().kind == kind).collect();
    layers.sort_by_key(|l| Reverse(l.len()));
    let ranks = (0..layers.len()).rev();
    let least = |l: &LayerVersion| usize::from(kind == Kind::Boundary && l.len() > MANY_UNITS);
    layers.into_iter().zip(ranks).map(|(l, rank)| (l, rank.max(least(l)))).collect()
}

fn read<T: DeserializeOwned>(files: &StyleFiles, file: &'static str) -> Result<T, StyleError> {
    serde_json::from_str(files.text(file)).map_err(|source| StyleError::Json { file, source })
}
