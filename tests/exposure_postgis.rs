//! Areas by class of hazards and of their combinations, unit by unit: those of wareng, and those
//! of PostGIS (`ST_Area` of `ST_Intersection` as geography), where `none` and `unmapped` are cut
//! out as geometries and are no remainder.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails where a step of it does"
)]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/in_postgis.rs"]
mod in_postgis;
#[path = "support/postgres.rs"]
mod postgres;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use folder::Folder;
use in_postgis::{load_hazards, load_units, split};
use postgres::Postgres;
use wareng::exposure::{Exposed, Of, Prepared, Question, Says, exposure};
use wareng::snapshot::{Grant, View};

/// What is written is rounded to a hundredth of a square metre.
const ROUNDED_M2: f64 = 0.011;

/// Unit, hazards and classes to square metres.
type Areas = BTreeMap<(String, String, String), f64>;

#[test]
fn areas_of_the_demo_city_are_those_of_postgis() -> Result<(), String> {
    let view = city::demo();
    let found = compared(view, "kelurahan", &["banjir", "rob"])?;
    println!("{found} areas agree on the demo city");
    assert!(found >= 1_500, "{found} areas were compared");
    Ok(())
}

#[test]
fn areas_of_published_hazards_are_those_of_postgis() -> Result<(), String> {
    let Some(data) = city::real_data() else { return Ok(()) };
    let folder = published(&data);
    let (loaded, _) = folder.load(2);
    let refused: Vec<_> = loaded.published.refused.values().flatten().cloned().collect();
    assert!(loaded.published.refused.is_empty(), "{}", folder::lines(&refused));
    let view = loaded.published.snapshot.view(&Grant::public());
    let found = compared(&view, "kelurahan", &["banjir", "longsor"])?;
    println!("{found} areas agree on published hazards");
    assert!(found >= 200, "{found} areas were compared");
    Ok(())
}

/// Asks both about every unit of a level; returns how many areas that were.
fn compared(view: &View, level: &str, with: &[&str]) -> Result<usize, String> {
    let ours = ours(view, level, with);
    let postgres = Postgres::start()?;
    load_units(&postgres, city::layer(view, level))?;
    let hazards: Vec<&str> =
        ours.keys().map(|k| k.1.as_str()).filter(|h| !h.contains('+')).collect();
    let hazards: BTreeSet<&str> = hazards.into_iter().collect();
    for hazard in &hazards {
        load_hazards(&postgres, city::layer(view, hazard))?;
    }
    let theirs = split(&postgres, with)?;
    let keys: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let mut worst = [0.0_f64; 2];
    for key in &keys {
        let ours = ours.get(*key).copied().unwrap_or(0.0);
        let theirs = theirs.get(*key).copied().unwrap_or_default();
        let off = (ours - theirs.straight).abs();
        assert!(off <= ROUNDED_M2 + theirs.straight * 1e-6, "{key:?}: {ours} m², {theirs:?}");
        let is_gone = theirs.straight > 2.0 * ROUNDED_M2 && ours == 0.0;
        assert!(!is_gone, "{key:?} is missing");
        if theirs.straight > 1e5 {
            let of = [theirs.straight, theirs.geodesic].map(|area| (ours - area).abs() / area);
            worst = [worst[0].max(of[0]), worst[1].max(of[1])];
        }
    }
    let [straight, geodesic] = worst;
    println!(
        "of areas above 10 ha the farthest off is {straight:.1e}, by geodesics {geodesic:.1e}"
    );
    assert!(geodesic < 5e-5, "{geodesic}");
    Ok(keys.len())
}

fn ours(view: &View, level: &str, with: &[&str]) -> Areas {
    let prepared = Prepared::of(view).unwrap();
    let with = with.iter().map(|h| (*h).to_owned()).collect();
    let question = Question { with, ..Question::of(Of::Level(level.to_owned())) };
    let answer = exposure(view, &prepared, &question).unwrap();
    let mut areas = Areas::new();
    for unit in &answer.units {
        for (key, area) in rows(&unit.exposed) {
            areas.insert((unit.code.clone(), key.0, key.1), area);
        }
    }
    areas
}

fn rows(exposed: &Exposed) -> Vec<((String, String), f64)> {
    let class = |says: &Says| says.class.clone().unwrap_or_else(|| says.status.to_owned());
    let single = exposed.hazards.iter().flat_map(|(hazard, rows)| {
        rows.iter().map(move |row| ((hazard.clone(), class(&row.says)), row.figures.area_m2))
    });
    let together = exposed.combinations.iter().flatten().map(|row| {
        let hazards: Vec<&str> = row.says.keys().map(String::as_str).collect();
        let classes: Vec<String> = row.says.values().map(class).collect();
        ((hazards.join("+"), classes.join("+")), row.figures.area_m2)
    });
    single.chain(together).collect()
}

/// The kelurahan of Semarang with hazards of its west as they were published.
fn published(data: &Path) -> Folder {
    let folder = Folder::of_city(&format!(
        "{}\n[[levels]]\nid = \"kelurahan\"\nlabel = {{ id = \"Kelurahan\" }}\n\
         layer = \"kelurahan\"\ngap_m = 30.0\n",
        folder::CITY
    ));
    let title = "title = { id = \"Uji\", en = \"Test\" }\naccess = \"public\"\n";
    let repairs = "[repairs]\norientation = 9999\nunclosed = 9999\nself_intersection = 9999\n\
                   duplicate = 9999\nempty = 9999\n";
    folder.layer(
        "kelurahan",
        &format!(
            "kind = \"boundary\"\n{title}id = \"kode\"\ncode = \"kode\"\nname = \"nama\"\n\
             [source]\nfile = \"kelurahan.geojson\"\n[fields]\nkode = {{ type = \"text\" }}\n\
             nama = {{ type = \"text\" }}\n{repairs}"
        ),
    );
    let class = |id: &str, value: &str| {
        format!(
            "[[classes.scheme]]\nid = \"{id}\"\nvalues = [\"{value}\"]\nlabel = {{ id = \"L\" }}\n\
             meaning = {{ id = \"M\" }}\nadvice = {{ id = \"A\" }}\ncolor = \"#f6d55c\"\n"
        )
    };
    let hazard = |id: &str, field: &str, values: [&str; 3], mapped: &str| {
        let classes = [("rendah", values[0]), ("sedang", values[1]), ("tinggi", values[2])];
        let classes: String = classes.iter().map(|(id, value)| class(id, value)).collect();
        let body = format!(
            "kind = \"hazard\"\n{title}[source]\nfile = \"{id}.geojson\"\n[mapped]\n{mapped}\n\
             {repairs}[fields]\n{field} = {{ type = \"text\" }}\n[classes]\nfield = \"{field}\"\n{classes}"
        );
        folder.layer(id, &body);
    };
    hazard("banjir", "Kelas", ["Rendah", "Sedang", "Tinggi"], "polygons_only = true");
    hazard("longsor", "DN", ["1", "2", "3"], "file = \"kelurahan.geojson\"");
    hazard("risiko", "DN", ["1", "2", "3"], "polygons_only = true");
    for (id, file) in [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson"),
        ("banjir", "hazards-semarang-barat/Bahaya-Banjir-KKNT.geojson"),
        ("longsor", "hazards-semarang-barat/bahaya-longsor.geojson"),
        ("risiko", "hazards-semarang-barat/risiko-longsor.geojson"),
    ] {
        folder.write(&format!("{id}.geojson"), std::fs::read(data.join(file)).unwrap());
    }
    folder
}
