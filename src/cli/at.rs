//! `wareng at LON LAT`.

use wareng::load;
use wareng::model::{Lang, LayerId, hint};
use wareng::place::LonLat;
use wareng::query::{self, MAX_RADIUS_M, Question};
use wareng::snapshot::{Grant, View};

use super::arguments::AtFlags;
use super::{Failure, Settings, batch, say, tell};

pub(super) fn run(settings: &Settings, flags: &AtFlags) -> Result<(), Failure> {
    let lang = Lang::from_tag(&flags.lang)
        .ok_or_else(|| Failure::Other(format!("--lang {}: use id or en", flags.lang)))?;
    if !(0.0..=MAX_RADIUS_M).contains(&flags.radius_m) {
        let text = format!("--radius-m {}: use 0 to {MAX_RADIUS_M}", flags.radius_m);
        return Err(Failure::Other(text));
    }
    let (Some(lon), Some(lat)) = (flags.lon, flags.lat) else {
        return batch::run(settings, flags, lang);
    };
    let place = LonLat::new(lon, lat).ok_or_else(|| {
        let text = "longitude first, then latitude, in degrees: wareng at 110.42 -6.99";
        Failure::Other(format!("{lon} {lat} is no place: {text}"))
    })?;
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());
    let layers = flags.of_layers.as_deref().map(|names| layers(&view, names, lang)).transpose()?;
    let question = Question { place, layers, radius_m: flags.radius_m, lang };
    let answer = query::at(&view, &question);
    if flags.json {
        let text =
            serde_json::to_string_pretty(&answer).map_err(|e| Failure::Other(e.to_string()))?;
        say(&format!("{text}\n"));
    } else {
        say(&query::to_text(&answer, lang));
    }
    Ok(())
}

/// The layers that are named: served, or declared and not. Levels have names too, though an
/// answer has all of them.
fn layers(view: &View, names: &[String], lang: Lang) -> Result<Vec<LayerId>, Failure> {
    let levels = view.city().levels.iter().map(|level| level.id.clone());
    let served = view.layers().map(|l| l.layer().id.to_string());
    let missing = view.unavailable().map(|(id, _)| id.to_string());
    let mut known: Vec<String> = levels.chain(served).chain(missing).collect();
    known.sort();
    known.dedup();
    let layer = |name: &String| {
        LayerId::new(name).filter(|_| known.contains(name)).ok_or_else(|| {
            let [id, en] = hint(name, &known);
            let id = format!("`{name}` tidak dikenal ({id})");
            let en = format!("`{name}` is not known ({en})");
            Failure::Other(format!("--of: {}", lang.pick(&id, &en)))
        })
    };
    names.iter().map(layer).collect()
}
