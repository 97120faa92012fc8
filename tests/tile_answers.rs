//! The map and the answer say the same: what a tile draws at a place is what the query engine
//! says of it, wherever the place is farther from every published border of the layer than the
//! deviation of that zoom.
//! A sample of it is part of `make test`; `make exact` asks 100,000 places a zoom.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops and tells"
)]
#![allow(
    dead_code,
    clippy::cast_precision_loss,
    reason = "each test takes a part of what is shared; counts are small"
)]

#[path = "tile_answers/asked.rs"]
mod asked;
#[path = "support/asked_tiles.rs"]
mod asked_tiles;
#[path = "support/borders.rs"]
mod borders;
#[path = "support/city.rs"]
mod city;
#[path = "support/deviation.rs"]
mod deviation;
#[path = "support/drawn.rs"]
mod drawn;
#[path = "support/mvt.rs"]
mod mvt;
#[path = "support/random.rs"]
mod random;

use std::sync::Mutex;

use asked::{Asked, Counts};
use drawn::FINEST;
use random::Random;
use wareng::model::Kind;
use wareng::place::Bounds;
use wareng::snapshot::LayerVersion;

#[test]
fn a_sample_of_places_is_drawn_as_it_is_answered() {
    every_layer_agrees(2_000);
}

#[test]
#[ignore = "takes minutes: `make exact`"]
fn hundred_thousand_places_a_zoom_are_drawn_as_they_are_answered() {
    every_layer_agrees(100_000);
}

/// Places near borders are among them, for this is found there only.
#[test]
fn tiles_that_lie_two_deviations_to_the_west_are_found_out() {
    let view = city::demo();
    for id in ["banjir", "kelurahan"] {
        let layer = city::layer(view, id);
        let mut asked = Asked::new(layer, layer.bounds().unwrap());
        asked.off = 2.0 * deviation::deviation(layer, 13);
        let counts = asked.ask(13, 500, &mut Random(1));
        assert!(counts.wrong > 5, "{} of {} are wrong", counts.wrong, counts.asked);
    }
}

/// So many places of each layer at each of its zooms.
fn every_layer_agrees(places: usize) {
    let view = city::demo();
    let answered = |l: &&LayerVersion| matches!(l.layer().kind, Kind::Hazard | Kind::Boundary);
    let layers: Vec<&LayerVersion> = view.layers().filter(answered).collect();
    assert!(layers.len() >= 7, "four hazards and three sorts of units");
    agree(&layers, Bounds::from(view.city().area.to_array()), places);
    let Some(data) = city::real_data() else { return };
    let files = [
        ("kelurahan", "boundaries/semarang-kelurahan.geojson", ""),
        ("kelurahan-rinci", "boundaries/semarang-kelurahan-detailed.geojson", ""),
    ];
    let folder = city::published(&data, FINEST, &files);
    let view = city::view(folder.path(), "prepared-tile-answers");
    let layers: Vec<&LayerVersion> = view.layers().collect();
    // In the published files units overlap, and all of those at a place are drawn.
    agree(&layers, layers[0].bounds().unwrap().grown(0.01, 0.01), places);
}

fn agree(layers: &[&LayerVersion], area: Bounds, places: usize) {
    let all: Vec<Asked> = layers.iter().map(|l| Asked::new(l, reach(l, area))).collect();
    let jobs = all.iter().flat_map(|asked| {
        let zooms = asked.layer.layer().zooms;
        (zooms.min.max(8)..=zooms.max.min(FINEST)).map(move |z| (asked, z))
    });
    let (queue, told) = (Mutex::new(jobs.collect::<Vec<_>>()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((asked, z)) = queue.lock().unwrap().pop() else { break };
                    let counts = asked.ask(z, places, &mut Random(u64::from(z)));
                    told.lock().unwrap().push((asked.layer.layer().id.to_string(), z, counts));
                }
            });
        }
    });
    let mut told = told.into_inner().unwrap();
    told.sort_by_key(|(id, z, _)| (id.clone(), *z));
    print(&told);
    let asked: usize = told.iter().map(|(.., c)| c.asked).sum();
    assert!(asked >= told.len() * places / 2, "{asked} places asked");
    let wrong: usize = told.iter().map(|(.., c)| c.wrong).sum();
    assert_eq!(wrong, 0, "the first of each layer and zoom are told above");
}

/// A little more than the layer: beyond it all places say the same.
fn reach(layer: &LayerVersion, area: Bounds) -> Bounds {
    let [w, s, e, n] = layer.bounds().unwrap().grown(0.01, 0.01).to_array();
    let (least, most) = (area.min(), area.max());
    Bounds::from([w.max(least.x), s.max(least.y), e.min(most.x), n.min(most.y)])
}

fn print(told: &[(String, u8, Counts)]) {
    println!("| layer | zoom | tried | asked | within twice the deviation | wrong | answers |");
    println!("|---|--:|--:|--:|--:|--:|---|");
    for (id, z, Counts { tried, asked, near, said, wrong, first }) in told {
        let said: Vec<String> = said.iter().map(|(word, n)| format!("{word} {n}")).collect();
        let said = said.join(", ");
        println!("| {id} | {z} | {tried} | {asked} | {near} | {wrong} | {said} |");
        first.iter().for_each(|line| println!("    {line}"));
    }
}
