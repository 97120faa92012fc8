//! From the text of a request to checked types, or a problem that says what would be right.

use std::borrow::Cow;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::model::{Lang, LayerId, hint};
use crate::place::LonLat;
use crate::query::{DEFAULT_RADIUS_M, MAX_RADIUS_M, Question};
use crate::snapshot::{LayerVersion, View};

/// More layers than this in one request are refused.
const MAX_LAYERS: usize = 32;

/// What an address holds in its path.
pub(super) struct Segments<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Problem;

    /// A path that is not text, such as `/%FF`, is no address.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(_not_text) => Err(super::fallbacks::no_such_address().await),
        }
    }
}

/// The parameters of a query, each known and given once.
pub(super) struct Parameters<'q>(Vec<(Cow<'q, str>, Cow<'q, str>)>);

impl<'q> Parameters<'q> {
    /// Parses a query, and refuses names that the address does not know.
    pub(super) fn parse(query: Option<&'q str>, known: &[&str]) -> Result<Self, Problem> {
        Self::parse_repeated(query, known, &[])
    }

    /// The same, where some of the names may be given several times.
    pub(super) fn parse_repeated(
        query: Option<&'q str>,
        known: &[&str],
        repeated: &[&str],
    ) -> Result<Self, Problem> {
        let pairs: Vec<_> = pairs(query).collect();
        for (name, _) in &pairs {
            if !known.contains(&name.as_ref()) {
                let known: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
                let ours = if known.iter().any(|k| k == "layer") { name } else { ours(name) };
                let [id, en] = hint(ours, &known);
                return Err(Problem::parameter(
                    &excerpt(name),
                    &format!("parameter ini tidak dikenal ({id})"),
                    &format!("this parameter is not known ({en})"),
                ));
            }
        }
        Self(pairs).once(repeated)
    }

    /// The same, where each but some is given once.
    fn once(self, repeated: &[&str]) -> Result<Self, Problem> {
        for (i, (name, _)) in self.0.iter().enumerate() {
            let once = !repeated.contains(&name.as_ref());
            if once && self.0[..i].iter().any(|(other, _)| other == name) {
                return Err(Problem::parameter(name, "diberikan dua kali", "is given twice"));
            }
        }
        Ok(self)
    }

    /// The parameters that an address knows, where others may have been added on its way.
    pub(super) fn known(query: Option<&'q str>, known: &[&str]) -> Result<Self, Problem> {
        Self(pairs(query).filter(|(n, _)| known.contains(&n.as_ref())).collect()).once(&[])
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_ref())
    }

    /// All that a name was given.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_ref())
    }

    /// A whole number within bounds.
    pub(super) fn count(
        &self,
        name: &str,
        (least, most, default): (usize, usize, usize),
    ) -> Result<usize, Problem> {
        let Some(text) = self.get(name) else { return Ok(default) };
        let count = text.trim().parse().ok().filter(|n| (least..=most).contains(n));
        count.ok_or_else(|| {
            let text = excerpt(text);
            Problem::parameter(
                name,
                &format!("`{text}` bukan bilangan bulat {least} sampai {most}"),
                &format!("`{text}` is not a whole number from {least} to {most}"),
            )
        })
    }

    /// Metres up to a bound, where they are given.
    pub(super) fn metres(&self, name: &str, most: f64) -> Result<Option<f64>, Problem> {
        let Some(metres) = self.number(name)? else { return Ok(None) };
        if !(0.0..=most).contains(&metres) {
            return Err(Problem::parameter(
                name,
                &format!("{metres} di luar 0..{most} meter"),
                &format!("{metres} is outside 0..{most} metres"),
            ));
        }
        Ok(Some(metres))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(Some).ok_or_else(|| {
            let text = excerpt(text);
            Problem::parameter(
                name,
                &format!("`{text}` bukan bilangan desimal, misalnya 110.42"),
                &format!("`{text}` is not a decimal number, such as 110.42"),
            )
        })
    }

    /// The place in `lon` and `lat`.
    pub(super) fn place(&self) -> Result<LonLat, Problem> {
        let coordinate = |name: &str, range: f64| {
            let Some(value) = self.number(name)? else {
                return Err(Problem::parameter(
                    name,
                    "wajib diisi, dalam derajat desimal (EPSG:4326)",
                    "is required, in decimal degrees (EPSG:4326)",
                ));
            };
            if value.abs() > range {
                return Err(Problem::parameter(
                    name,
                    &format!(
                        "{value} di luar -{range}..{range} derajat; apakah lon dan lat tertukar?"
                    ),
                    &format!(
                        "{value} is outside -{range}..{range} degrees; are lon and lat swapped?"
                    ),
                ));
            }
            Ok(value)
        };
        let (lon, lat) = (coordinate("lon", 180.0)?, coordinate("lat", 90.0)?);
        LonLat::new(lon, lat).ok_or_else(Problem::fault)
    }

    /// The place in `lon` and `lat`, where one of them is given.
    pub(super) fn optional_place(&self) -> Result<Option<LonLat>, Problem> {
        let given = self.get("lon").is_some() || self.get("lat").is_some();
        if given { self.place().map(Some) } else { Ok(None) }
    }

    /// How far borders and graver classes are looked for.
    pub(super) fn radius_m(&self) -> Result<f64, Problem> {
        Ok(self.metres("radius_m", MAX_RADIUS_M)?.unwrap_or(DEFAULT_RADIUS_M))
    }

    /// The question of `/v1/at`.
    pub(super) fn question(&self, view: &View, lang: Lang) -> Result<Question, Problem> {
        let layers = self.get("layers").map(|list| layer_ids(view, list)).transpose()?;
        Ok(Question { place: self.place()?, layers, radius_m: self.radius_m()?, lang })
    }
}

/// Our name for what other services call a parameter; others as they are.
fn ours(name: &str) -> &str {
    match name.to_ascii_lowercase().as_str() {
        "lng" | "long" | "longitude" | "x" => "lon",
        "latitude" | "y" => "lat",
        "layer" => "layers",
        "radius" => "radius_m",
        _ => name,
    }
}

/// The layers of a list such as `banjir,rob`, in its order.
pub(super) fn layers<'a>(view: &'a View, list: &str) -> Result<Vec<&'a LayerVersion>, Problem> {
    let ids = each_once(list)?;
    ids.into_iter().map(|name| layer(view, name)).collect()
}

/// The names of a list such as `banjir,rob`, of layers that are served or declared and not.
fn layer_ids(view: &View, list: &str) -> Result<Vec<LayerId>, Problem> {
    let id = |name: &str| {
        let missing = view.unavailable().find(|(id, _)| id.as_str() == name);
        match missing {
            Some((id, _)) => Ok(id.clone()),
            None => layer(view, name).map(|l| l.layer().id.clone()),
        }
    };
    each_once(list)?.into_iter().map(id).collect()
}

fn each_once(list: &str) -> Result<Vec<&str>, Problem> {
    let mut names = Vec::new();
    for name in list.split(',') {
        if names.contains(&name) || names.len() == MAX_LAYERS {
            return Err(Problem::parameter(
                "layers",
                &format!("tulis setiap lapisan sekali, paling banyak {MAX_LAYERS}"),
                &format!("write each layer once, and at most {MAX_LAYERS}"),
            ));
        }
        names.push(name);
    }
    Ok(names)
}

/// A layer by its name.
pub(super) fn layer<'a>(view: &'a View, name: &str) -> Result<&'a LayerVersion, Problem> {
    let found = LayerId::new(name).and_then(|id| view.layer(&id));
    found.ok_or_else(|| {
        let known: Vec<String> = view.layers().map(|l| l.layer().id.to_string()).collect();
        let (name, [id, en]) = (excerpt(name), hint(name, &known));
        Problem::not_found(
            &format!("Tidak ada lapisan `{name}` ({id})"),
            &format!("there is no layer `{name}` ({en})"),
        )
    })
}

/// The language of a reply: `lang` in the query, or what the reader prefers, or Indonesian.
pub(super) fn lang(query: Option<&str>, accepted: Option<&HeaderValue>) -> Lang {
    chosen_lang(query).or_else(|| preferred(accepted)).unwrap_or_default()
}

/// The language that an address names.
pub(super) fn chosen_lang(query: Option<&str>) -> Option<Lang> {
    pairs(query).find(|(n, _)| n == "lang").and_then(|(_, v)| Lang::from_tag(&v))
}

/// The same, where `lang` has to be a language that exists.
pub(super) fn strict_lang(query: Option<&str>, headers: &HeaderMap) -> Result<Lang, Problem> {
    match pairs(query).find(|(name, _)| name == "lang") {
        None => Ok(preferred(headers.get(header::ACCEPT_LANGUAGE)).unwrap_or_default()),
        Some((name, tag)) => [Lang::Id, Lang::En]
            .into_iter()
            .find(|lang| lang.tag() == tag)
            .ok_or_else(|| Problem::parameter(&name, "pakai `id` atau `en`", "use `id` or `en`")),
    }
}

/// RFC 9110, section 12.5.4, among the languages that exist here.
fn preferred(accepted: Option<&HeaderValue>) -> Option<Lang> {
    let text = accepted?.to_str().ok()?;
    let ranges = text.split(',').filter_map(|range| {
        let (tag, weight) = weighted(range);
        Some((Lang::from_tag(tag)?, weight)).filter(|(_, w)| *w > 0.0)
    });
    // Of several as welcome, the first.
    ranges.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(lang, _)| lang)
}

/// An element of an `Accept-…` list and its weight (RFC 9110, section 12.4.2).
pub(super) fn weighted(element: &str) -> (&str, f64) {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|p| p.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
    (name, weight.unwrap_or(0.0))
}

fn pairs(query: Option<&str>) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
}

/// What a stranger wrote, short enough to be sent back.
pub(super) fn excerpt(text: &str) -> String {
    const MAX: usize = 40;
    if text.chars().count() <= MAX {
        return text.to_owned();
    }
    text.chars().take(MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_is_that_with_the_largest_weight() {
        for (accept, expected) in [
            ("en", Some(Lang::En)),
            ("de, en;q=0.8, id;q=0.9", Some(Lang::Id)),
            ("en-GB,en;q=0.9", Some(Lang::En)),
            ("id;q=0, en;q=0.1", Some(Lang::En)),
            ("fr", None),
        ] {
            let accept = HeaderValue::from_static(accept);
            assert_eq!(preferred(Some(&accept)), expected, "{accept:?}");
        }
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused() {
        assert!(Parameters::parse(Some("lon=1&lng=2"), &["lon", "lat"]).is_err());
        assert!(Parameters::parse(Some("lon=1&lon=2"), &["lon", "lat"]).is_err());
        assert!(Parameters::parse(Some("lon=1&lat=2"), &["lon", "lat"]).is_ok());
        assert!(Parameters::parse(None, &[]).is_ok());
    }
}
