//! `wareng nearest LON LAT LAYER`.

use std::fmt::Write;

use wareng::load;
use wareng::model::{Lang, LayerId, hint};
use wareng::place::LonLat;
use wareng::query::{
    self, Among, EVERYWHERE_M, Filter, MOST_NEAREST, NearFeature, Nearest, NearestQuestion,
};
use wareng::snapshot::{Grant, View};

use super::arguments::NearestFlags;
use super::{Failure, Settings, say, tell};

pub(super) fn run(settings: &Settings, flags: &NearestFlags) -> Result<(), Failure> {
    let other = Failure::Other;
    let lang = Lang::from_tag(&flags.lang)
        .ok_or_else(|| other(format!("--lang {}: use id or en", flags.lang)))?;
    if !(1..=MOST_NEAREST).contains(&flags.k) {
        return Err(other(format!("-k {}: use 1 to {MOST_NEAREST}", flags.k)));
    }
    let place = LonLat::new(flags.lon, flags.lat).ok_or_else(|| {
        let text = "longitude first, then latitude, in degrees";
        other(format!("{} {} is no place: {text}", flags.lon, flags.lat))
    })?;
    let pairs = flags.conditions.iter().map(|text| {
        let pair = text.split_once(':');
        pair.ok_or_else(|| other(format!("--where {text}: write field:value")))
    });
    let filter = Filter::of(pairs.collect::<Result<Vec<_>, _>>()?);
    let options = settings.options().map_err(Failure::Other)?;
    let loaded = load::load(&options, &|_, _| {})?;
    loaded.published.refused.values().for_each(|defects| tell(defects));
    let view = loaded.published.view(&Grant::everything());
    let among = Among::Layer(layer(&view, &flags.layer, lang)?);
    let question =
        NearestQuestion { place, among, filter, k: flags.k, radius_m: EVERYWHERE_M, lang };
    let answer = query::nearest(&view, &question).map_err(|unknown| {
        let [id, en] = hint(&unknown.field, &unknown.known);
        other(format!("--where {}: {}", unknown.field, lang.pick(&id, &en)))
    })?;
    if flags.json {
        let text = serde_json::to_string_pretty(&answer).map_err(|e| other(e.to_string()))?;
        say(&format!("{text}\n"));
    } else {
        say(&lines(&answer));
    }
    Ok(())
}

fn layer(view: &View, name: &str, lang: Lang) -> Result<LayerId, Failure> {
    let found = LayerId::new(name).filter(|id| view.layer(id).is_some());
    found.ok_or_else(|| {
        let known: Vec<String> = view.layers().map(|l| l.layer().id.to_string()).collect();
        let [id, en] = hint(name, &known);
        Failure::Other(format!("{name}: {}", lang.pick(&id, &en)))
    })
}

/// A line for each feature: metres, degrees from north, name.
fn lines(answer: &Nearest<'_>) -> String {
    let mut out = String::new();
    for NearFeature { id, name, distance_m, bearing, .. } in &answer.features {
        let name = name.as_deref().unwrap_or(id);
        let bearing = bearing.map_or(String::new(), |b| format!("{b:.0}°"));
        _ = writeln!(out, "{distance_m:>10.0} m {bearing:>5}  {name}");
    }
    out
}
