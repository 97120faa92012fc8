//! Where the features of a partition leave gaps and overlap: how many, how large, where, whose.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where something is missing")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "each test takes what it needs of it")]
mod city;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/postgres.rs"]
mod postgres;

use folder::{Folder, assert_says, collection, feature, real_data};
use postgres::Postgres;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use wareng::model::{Fit, Flaws};

/// West, south, east, north. Units: degrees.
type Rect = [f64; 4];

/// A layer of zones in a folder of its own, with more lines at the end of its manifest.
fn zones(features: &[Json], more: &str) -> Folder {
    let folder = Folder::new();
    folder.write("zona.geojson", collection(features));
    let manifest = "kind = \"zoning\"\ntitle = { id = \"Zona\" }\naccess = \"public\"\n\
        id = \"kode\"\nname = \"nama\"\n[source]\nfile = \"zona.geojson\"\n\
        [fields]\nkode = { type = \"text\" }\nnama = { type = \"text\" }\njenjang = {}\n";
    folder.layer("zona", &format!("{manifest}{more}"));
    folder
}

fn fit(folder: &Folder) -> Fit {
    let report = folder.check().report("zona");
    report.partition.unwrap_or_else(|| panic!("no partition: {:?}", report.warnings))
}

fn corners([w, s, e, n]: Rect) -> Vec<[f64; 2]> {
    vec![[w, s], [e, s], [e, n], [w, n], [w, s]]
}

/// A zone of some rectangles, of which those after the first are holes.
fn zone(code: &str, jenjang: &str, rings: &[Rect]) -> Json {
    let ring = |(i, rect): (usize, &Rect)| {
        let mut ring = corners(*rect);
        if i > 0 {
            ring.reverse();
        }
        ring
    };
    let rings: Vec<_> = rings.iter().enumerate().map(ring).collect();
    let properties = json!({ "kode": code, "nama": format!("Zona {code}"), "jenjang": jenjang });
    feature(properties, json!({ "type": "Polygon", "coordinates": rings }))
}

/// Square metres between two parallels and two meridians of WGS 84, in closed form.
fn rect_m2([w, s, e, n]: Rect) -> f64 {
    let (a, e2) = (6_378_137.0_f64, 6.694_379_990_141_316e-3_f64);
    let ecc = e2.sqrt();
    let zone = |lat: f64| {
        let sin = lat.to_radians().sin();
        sin / (1.0 - e2 * sin * sin) + (ecc * sin).atanh() / ecc
    };
    (e - w).to_radians() * a * a * (1.0 - e2) / 2.0 * (zone(n) - zone(s))
}

/// Edges are geodesics and no parallels, which takes or gives a little.
fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 0.02 + expected * 1e-6
}

fn assert_flaws(case: &str, flaws: &Flaws, expected_m2: &[f64]) {
    let sum: f64 = expected_m2.iter().sum();
    assert_eq!(flaws.count, expected_m2.len(), "{case}: {flaws:?}");
    assert!(is_near(flaws.area_m2, sum), "{case}: {} m², not {sum}", flaws.area_m2);
    let mut expected = expected_m2.to_vec();
    expected.sort_by(|a, b| b.total_cmp(a));
    for (flaw, expected) in flaws.largest.iter().zip(&expected) {
        assert!(is_near(flaw.area_m2, *expected), "{case}: {} m², not {expected}", flaw.area_m2);
    }
    assert_eq!(flaws.largest.len(), expected.len().min(20), "{case}");
}

fn holds([w, s, e, n]: Rect, lon: f64, lat: f64) -> bool {
    (w..=e).contains(&lon) && (s..=n).contains(&lat)
}

fn ids(flaws: &Flaws) -> Vec<Vec<&str>> {
    flaws.largest.iter().map(|f| f.features.iter().map(|n| n.id.as_str()).collect()).collect()
}

/// Four zones around a gap between three of them; two overlap.
fn planted() -> Folder {
    zones(
        &[
            zone("a", "SD", &[[110.40, -7.02, 110.41, -7.00]]),
            zone("b", "SD", &[[110.41, -7.02, 110.42, -7.013]]),
            zone("c", "SD", &[[110.412, -7.013, 110.42, -7.01]]),
            zone("d", "SD", &[[110.41, -7.0101, 110.42, -7.00]]),
        ],
        "[partition]\n",
    )
}

const GAP: Rect = [110.41, -7.013, 110.412, -7.0101];
const OVERLAP: Rect = [110.412, -7.0101, 110.42, -7.01];

#[test]
fn a_planted_gap_and_a_planted_overlap_are_told_with_area_place_and_features() {
    let fit = fit(&planted());
    assert_flaws("gap", &fit.gaps, &[rect_m2(GAP)]);
    assert_flaws("overlap", &fit.overlaps, &[rect_m2(OVERLAP)]);
    assert_eq!(ids(&fit.gaps), [["a", "b", "c", "d"]]);
    assert_eq!(ids(&fit.overlaps), [["c", "d"]]);
    let (gap, overlap) = (&fit.gaps.largest[0], &fit.overlaps.largest[0]);
    assert!(holds(GAP, gap.lon, gap.lat), "{gap:?}");
    assert!(holds(OVERLAP, overlap.lon, overlap.lat), "{overlap:?}");
    assert_eq!(overlap.features[0].name.as_deref(), Some("Zona c"));
    assert_eq!((fit.gaps.tiny, fit.overlaps.tiny), (0, 0));
}

#[test]
fn check_tells_people_of_it() {
    let output = planted().command(&["check"]).output().unwrap();
    assert!(output.status.success(), "gaps and overlaps are told, not refused");
    let said = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = said.lines().filter(|l| !l.starts_with("note")).collect();
    assert_eq!(lines[0], "ok       zona: 4 of 4 features");
    assert_says("sums", lines[1], &["         partition: 1 gap, 70,8"]);
    assert_says("gap", lines[2], &["m² at 110.411", "(a Zona a, b Zona b, c Zona c, d Zona d)"]);
    assert_says("sums", lines[3], &["                    1 overlap, 9,77"]);
    assert_says("overlap", lines[4], &["m² at 110.41", "-7.01005", "(c Zona c, d Zona d)"]);
}

#[test]
fn what_fits_is_said_to_fit_and_what_declares_nothing_is_not_looked_at() {
    let two = [
        zone("a", "SD", &[[110.40, -7.02, 110.41, -7.00]]),
        zone("b", "SD", &[[110.41, -7.02, 110.42, -7.00]]),
    ];
    let said = |more: &str| {
        let output = zones(&two, more).command(&["check"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_says("fits", &said("[partition]\n"), &["         partition: no gap, no overlap\n"]);
    assert!(!said("").contains("partition"));
}

#[test]
fn features_of_different_values_of_by_are_partitions_of_their_own() {
    let whole = [110.40, -7.02, 110.42, -7.00];
    let features = [
        zone("sd-1", "SD", &[[110.40, -7.02, 110.4105, -7.00]]),
        zone("sd-2", "SD", &[[110.41, -7.02, 110.42, -7.00]]),
        // Its hole is a gap among zones of its own jenjang only.
        zone("smp", "SMP", &[whole, [110.405, -7.015, 110.406, -7.014]]),
    ];
    let by = fit(&zones(&features, "[partition]\nby = \"jenjang\"\n"));
    assert_flaws("by", &by.overlaps, &[rect_m2([110.41, -7.02, 110.4105, -7.00])]);
    assert_flaws("by", &by.gaps, &[rect_m2([110.405, -7.015, 110.406, -7.014])]);
    assert_eq!(ids(&by.gaps), [["smp"]]);
    let all = fit(&zones(&features, "[partition]\n"));
    assert_flaws("all", &all.gaps, &[]);
    assert_eq!(all.overlaps.count, 3);
}

/// Holes of less and of more than a square kilometre, which are found in different ways.
#[test]
fn an_enclave_fills_its_hole_or_leaves_the_gap_around_it() {
    for side in [0.005, 0.02] {
        let outer = [110.40, -7.10, 110.50, -7.00];
        let hole = [110.42, -7.08, 110.42 + side, -7.08 + side];
        let around = zone("a", "SD", &[outer, hole]);
        let exact = fit(&zones(&[around.clone(), zone("b", "SD", &[hole])], "[partition]\n"));
        assert_flaws("filled", &exact.gaps, &[]);
        assert_flaws("filled", &exact.overlaps, &[]);
        let [w, s, e, n] = hole;
        let less = [w + 0.0001, s + 0.0001, e - 0.0001, n - 0.0001];
        let ring = fit(&zones(&[around.clone(), zone("b", "SD", &[less])], "[partition]\n"));
        assert_flaws("around", &ring.gaps, &[rect_m2(hole) - rect_m2(less)]);
        assert_eq!(ids(&ring.gaps), [["a", "b"]]);
        // An enclave that reaches over its hole on one side.
        let over = [w, s, e + 0.0001, n - 0.0001];
        let over = fit(&zones(&[around, zone("b", "SD", &[over])], "[partition]\n"));
        assert_flaws("beside", &over.gaps, &[rect_m2([w, n - 0.0001, e, n])]);
        assert_flaws("over", &over.overlaps, &[rect_m2([e, s, e + 0.0001, n - 0.0001])]);
    }
}

#[test]
fn a_gap_that_two_overlapping_features_enclose_is_told_once() {
    let hole = [110.42, -7.08, 110.423, -7.077];
    let (inner, outer) = ([110.41, -7.09, 110.43, -7.07], [110.40, -7.10, 110.44, -7.06]);
    let shifted = [110.421, -7.079, 110.424, -7.076];
    for (other, gap) in [(hole, hole), (shifted, [110.421, -7.079, 110.423, -7.077])] {
        let features = [zone("a", "SD", &[inner, hole]), zone("b", "SD", &[outer, other])];
        let fit = fit(&zones(&features, "[partition]\n"));
        assert_flaws("once", &fit.gaps, &[rect_m2(gap)]);
        assert_eq!(fit.gaps.tiny, 0);
        assert_eq!(fit.overlaps.count, 1);
    }
}

#[test]
fn what_rounding_makes_is_counted_and_not_listed() {
    // Five centimetres, twice.
    let side = 4.5e-7;
    let (w, s) = (110.41, -7.01);
    let fit = fit(&zones(
        &[
            zone("a", "SD", &[[110.40, -7.02, w, -7.00]]),
            zone("b", "SD", &[[w, -7.02, 110.42, s]]),
            zone("c", "SD", &[[w + side, s, 110.42, -7.00]]),
            zone("d", "SD", &[[w - side, s + side, w + side, -7.00]]),
            zone("e", "SD", &[[110.39, -7.02, 110.40, -7.00]]),
        ],
        "[partition]\n",
    ));
    assert_eq!((fit.gaps.count, fit.gaps.tiny), (0, 1), "{fit:?}");
    // What `d` takes from `a` is 5 cm wide, but a kilometre long.
    assert_eq!((fit.overlaps.count, fit.overlaps.tiny), (1, 0), "{fit:?}");
    assert_eq!(fit.gaps.area_m2, 0.0);
}

#[test]
fn features_that_lie_on_top_of_each_other_are_told_to_be_no_partition() {
    let pile: Vec<Json> = (0..300)
        .map(|i| {
            zone(&format!("z{i}"), "SD", &[[110.40, -7.02, 110.41, -7.0 - 1e-6 * f64::from(i)]])
        })
        .collect();
    let report = zones(&pile, "[partition]\n").check().report("zona");
    assert_eq!(report.partition, None);
    let said = folder::lines(&report.warnings);
    assert_says("pile", &said, &["zona.geojson: its features lie on top of each other", "`by`"]);
}

/// The demo city's generator lists the gaps and overlaps that it planted, and plants no others.
#[test]
fn the_gaps_and_overlaps_planted_in_the_demo_city_are_found_and_no_others() {
    let demo = city::demo();
    let text = std::fs::read_to_string(city::root().join("layers/data/planted.json")).unwrap();
    let planted: Vec<Json> = serde_json::from_str(&text).unwrap();
    let fit = |id: &str| city::layer(demo, id).report().partition.clone().unwrap();
    let kelurahan = fit("kelurahan");
    for (kind, flaws) in [("gap", &kelurahan.gaps), ("overlap", &kelurahan.overlaps)] {
        let mut expected: Vec<Vec<&str>> = planted
            .iter()
            .filter(|p| p["kind"] == kind)
            .map(|p| p["units"].as_array().unwrap().iter().map(|u| u.as_str().unwrap()).collect())
            .collect();
        expected.iter_mut().for_each(|units| units.sort_unstable());
        expected.sort_unstable();
        let mut found = ids(flaws);
        found.sort_unstable();
        assert_eq!(found, expected, "{kind}");
        assert_eq!((flaws.count, flaws.tiny), (expected.len(), 0), "{kind}");
    }
    for id in ["kecamatan", "rw", "zona-smp"] {
        let fit = fit(id);
        assert_eq!((&fit.gaps, &fit.overlaps), (&Flaws::default(), &Flaws::default()), "{id}");
    }
}

/// What no rectangle covers and is not open to the outside: areas of its connected parts, found
/// on the raster that all sides span.
fn enclosed(rects: &[Rect]) -> Vec<f64> {
    let lines = |from: usize| {
        let mut lines: Vec<f64> = rects.iter().flat_map(|r| [r[from], r[from + 2]]).collect();
        lines.sort_by(f64::total_cmp);
        lines.dedup();
        lines
    };
    let (xs, ys) = (lines(0), lines(1));
    let cell = |x: usize, y: usize| [xs[x], ys[y], xs[x + 1], ys[y + 1]];
    let (width, height) = (xs.len() - 1, ys.len() - 1);
    let middle = |[w, s, e, n]: Rect| ((w + e) / 2.0, (s + n) / 2.0);
    let open = |x, y| {
        let (lon, lat) = middle(cell(x, y));
        !rects.iter().any(|r| holds(*r, lon, lat))
    };
    let mut unseen: std::collections::BTreeSet<(usize, usize)> = (0..width)
        .flat_map(|x| (0..height).map(move |y| (x, y)))
        .filter(|&(x, y)| open(x, y))
        .collect();
    let mut gaps = Vec::new();
    while let Some(first) = unseen.pop_first() {
        let (mut reached, mut area, mut outside) = (vec![first], 0.0, false);
        while let Some((x, y)) = reached.pop() {
            area += rect_m2(cell(x, y));
            outside |= x == 0 || y == 0 || x + 1 == width || y + 1 == height;
            let beside = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
            reached.extend(beside.into_iter().filter(|next| unseen.remove(next)));
        }
        if !outside {
            gaps.push(area);
        }
    }
    gaps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A grid of rectangles, each side moved out or in, against each pair and a raster.
    #[test]
    fn gaps_and_overlaps_are_those_of_a_raster(
        (columns, moves) in (2..6_usize, 2..6_usize).prop_flat_map(|(columns, rows)| {
            let side = prop_oneof![3 => 0.0..0.4_f64, 1 => -0.3..0.0_f64];
            (Just(columns), prop::collection::vec(prop::array::uniform4(side), columns * rows))
        }),
    ) {
        const CELL: f64 = 0.001;
        let rect = |(i, [w, s, e, n]): (usize, &[f64; 4])| {
            let at = |steps: usize| f64::from(u32::try_from(steps).unwrap());
            let (x, y) = (at(i % columns), at(i / columns));
            [
                110.4 + CELL * (x - w),
                -7.1 + CELL * (y - s),
                110.4 + CELL * (x + 1.0 + e),
                -7.1 + CELL * (y + 1.0 + n),
            ]
        };
        let rects: Vec<Rect> = moves.iter().enumerate().map(rect).collect();
        let features: Vec<Json> =
            rects.iter().enumerate().map(|(i, r)| zone(&format!("{i:02}"), "SD", &[*r])).collect();
        let fit = fit(&zones(&features, "[partition]\n"));
        let pairs = (0..rects.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let overlaps = pairs.filter_map(|(a, b)| {
            let (a, b) = (rects[a], rects[b]);
            let both =
                [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
            (both[0] < both[2] && both[1] < both[3]).then(|| rect_m2(both))
        });
        let told = |m2: &f64| *m2 >= Flaws::TINY_M2;
        let gaps = enclosed(&rects).into_iter().filter(told);
        assert_flaws("overlaps", &fit.overlaps, &overlaps.filter(told).collect::<Vec<_>>());
        assert_flaws("gaps", &fit.gaps, &gaps.collect::<Vec<_>>());
    }
}

/// The real kelurahan, simplified each on its own, against PostGIS: the union of all, its rings,
/// and each pair. Areas by both on the ellipsoid.
#[test]
fn gaps_and_overlaps_of_real_units_are_those_that_postgis_finds() {
    let Some(data) = real_data() else { return };
    let postgres = Postgres::start().unwrap();
    for (file, code, name, gaps_all, overlaps_all) in [
        ("semarang-kelurahan.geojson", "kode", "nama", 502, 267),
        ("semarang-kelurahan-detailed.geojson", "id", "name", 739, 151),
    ] {
        let text = std::fs::read_to_string(data.join("boundaries").join(file)).unwrap();
        let folder = Folder::new();
        folder.write("zona.geojson", &text);
        let manifest = format!(
            "kind = \"boundary\"\ntitle = {{ id = \"Unit\" }}\naccess = \"public\"\nid = \"kode\"\n\
             code = \"kode\"\nname = \"nama\"\n[source]\nfile = \"zona.geojson\"\n[fields]\n\
             kode = {{ from = \"{code}\" }}\nnama = {{ from = \"{name}\" }}\n[partition]\n"
        );
        folder.layer("zona", &manifest);
        let fit = fit(&folder);
        let document: Json = serde_json::from_str(&text).unwrap();
        let rows: String = document["features"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(i, f)| format!("{i}\t{}\n", f["geometry"]))
            .collect();
        let found = postgres.sql(&format!(
            "DROP TABLE IF EXISTS unit; CREATE TABLE unit (n int, json text);\n\
             COPY unit FROM STDIN;\n{rows}\\.\n\
             ALTER TABLE unit ADD g geometry; UPDATE unit SET g = ST_GeomFromGeoJSON(json);\n\
             WITH part AS (SELECT (ST_Dump(ST_Union(g))).geom AS g FROM unit),\n\
             ring AS (SELECT (ST_DumpRings(g)).* FROM part),\n\
             flaw AS (SELECT 'gap' AS what, ST_Area(geom::geography) AS m2 FROM ring WHERE path[1] > 0\n\
             UNION ALL SELECT 'overlap', ST_Area(ST_CollectionExtract(ST_Intersection(a.g, b.g), 3)::geography)\n\
             FROM unit a JOIN unit b ON a.n < b.n AND ST_Intersects(a.g, b.g))\n\
             SELECT what, count(*), sum(m2), max(m2) FROM flaw WHERE m2 >= 0.01 GROUP BY what ORDER BY what;"
        ));
        let found = found.unwrap();
        for (row, flaws, all) in
            [(&found[0], &fit.gaps, gaps_all), (&found[1], &fit.overlaps, overlaps_all)]
        {
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            assert_eq!(flaws.count.to_string(), row[1], "{file}: {row:?}");
            assert!(is_near(flaws.area_m2, number(2)), "{file}: {} {row:?}", flaws.area_m2);
            assert!(is_near(flaws.largest[0].area_m2, number(3)), "{file}: {row:?}");
            // What is known of these files counts the dust too that a union makes itself.
            assert!((flaws.count + flaws.tiny).abs_diff(all) < 20, "{file}: {flaws:?}");
        }
    }
}
