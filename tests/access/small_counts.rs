//! What is hidden of small counts: nothing that is asked tells it.

use axum::http::header;
use serde_json::{Value as Json, json};
use wareng::server::{AppState, router};

use super::asked::page;
use super::cities::{SCOPE, manifest};
use super::folder::{CITY, Folder, collection, feature, square};
use super::reply::Reply;
use super::{ask, callers, every_request, seen, serving};

const LEVELS: &str = "[[levels]]\nid = \"kelurahan\"\nlabel = { id = \"Kelurahan\" }\n\
    layer = \"kelurahan\"\n[[levels]]\nid = \"kecamatan\"\nlabel = { id = \"Kecamatan\" }\n\
    from = \"kelurahan\"\nprefix = 5\nname_field = \"kode\"\n";

/// Five units side by side from west to east, in two districts, with so many people each.
fn city(people: [u32; 5]) -> AppState {
    let folder = Folder::of_city(&format!("{CITY}{LEVELS}"));
    let codes = ["33.01.1", "33.01.2", "33.01.3", "33.02.1", "33.02.2"];
    let places = codes.iter().zip([0.0, 0.01, 0.02, 0.03, 0.04]);
    let units: Vec<Json> = places
        .map(|(code, east)| feature(json!({ "kode": code }), square(110.4 + east, -7.0, 0.01)))
        .collect();
    let rows = codes.iter().zip(people);
    let rows: Vec<Json> = rows
        .map(|(code, jiwa)| {
            let of = json!({ "kode": code, "jiwa": jiwa, "kepadatan": jiwa * 2 });
            feature(of, Json::Null)
        })
        .collect();
    folder.write("units.geojson", collection(&units)).write("people.geojson", collection(&rows));
    let head = "title = { id = \"x\" }\naccess = \"public\"\nid = \"kode\"\ncode = \"kode\"\n";
    let units = format!(
        "kind = \"boundary\"\n{head}name = \"kode\"\n[source]\nfile = \"units.geojson\"\n\
         [fields]\nkode = {{}}\n"
    );
    let people = format!(
        "kind = \"population\"\n{head}[source]\nfile = \"people.geojson\"\n[fields]\nkode = {{}}\n\
         jiwa = {{ type = \"integer\" }}\nkepadatan = {{ type = \"integer\" }}\n[population]\n\
         level = \"kelurahan\"\npeople = \"jiwa\"\n\
         small_counts = {{ under = 10, exact = \"{SCOPE}\" }}\n"
    );
    folder.write("kelurahan.toml", manifest(&units)).write("penduduk.toml", manifest(&people));
    serving(&folder)
}

const PEOPLE: [u32; 5] = [100, 4, 50, 70, 60];

async fn get(state: &AppState, path: &str, key: Option<&str>) -> Json {
    let bearer = key.map(|key| format!("Bearer {key}"));
    let with: Vec<_> = bearer.iter().map(|b| (header::AUTHORIZATION, b.as_str())).collect();
    let reply = Reply::to(router(state.clone()), ("GET", path), &with).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_small_count_takes_another_with_it_and_sums_leave_both_out() {
    let state = city(PEOPLE);
    let exact = Some(callers().scoped.as_str());
    for (unit, lon) in [(0, "110.405"), (1, "110.415"), (2, "110.425"), (3, "110.435")] {
        let path = format!("/v1/at?lon={lon}&lat=-6.995");
        let is_hidden = unit == 1 || unit == 2;
        let told = if is_hidden { Json::Null } else { PEOPLE[unit].into() };
        assert_eq!(get(&state, &path, None).await["population"]["people"], told, "{path}");
        assert_eq!(get(&state, &path, exact).await["population"]["people"], PEOPLE[unit]);
        let around = format!("/v1/around?lon={lon}&lat=-6.995&radius_m=100");
        let hidden = get(&state, &around, None).await["people"]["hidden"] == true;
        assert_eq!(hidden, is_hidden, "{around}");
        assert_eq!(get(&state, &around, exact).await["people"].get("hidden"), None);
    }
    for (path, told, all) in [
        ("/v1/exposure?by=kelurahan", 230.0, 284.0),
        ("/v1/exposure?by=kecamatan", 230.0, 284.0),
        ("/v1/at/kelurahan/33.01.2", 0.0, 4.0),
    ] {
        let public = get(&state, path, None).await;
        assert_eq!(public["whole"]["people"], told, "{path}");
        assert!(public["spread"]["note"].as_str().unwrap().contains("terlalu kecil"), "{public}");
        let exact = get(&state, path, exact).await;
        assert_eq!(exact["whole"]["people"], all, "{path}");
        assert!(!exact["spread"]["note"].as_str().unwrap().contains("terlalu kecil"));
    }
    assert_eq!(get(&state, "/v1/layers/penduduk", None).await["hidden"], 2);
    assert_eq!(get(&state, "/v1/layers/penduduk", exact).await.get("hidden"), None);
}

/// Whatever is asked is answered alike, to the last byte, whichever the hidden counts are: so no
/// questions, however many, tell them.
#[tokio::test]
async fn no_questions_tell_what_is_hidden() {
    let one = city(PEOPLE);
    let [.., west, east] = PEOPLE;
    let other = city([100, 7, 53, west, east]);
    let own = [
        "/v1/layers/penduduk",
        "/v1/layers/penduduk/features?format=csv",
        "/v1/at/kelurahan/33.01.2",
        "/v1/exposure?by=kelurahan&format=csv",
        "/v1/exposure?by=kecamatan&rank_by=banjir",
        "/v1/exposure?unit=33.01.3",
        "/v1/within?layers=penduduk,kelurahan&bbox=110.4,-7.0,110.45,-6.99",
        "/v1/nearest?lon=110.415&lat=-6.995&layer=penduduk",
        "/v1/around?lon=110.419&lat=-6.995&radius_m=300",
        "/v1/around?lon=110.421&lat=-6.995&radius_m=300",
        "/tiles/penduduk,kelurahan",
        "/styles/penduduk-siang",
        "/wilayah/kelurahan/33.01.2",
        "/lokasi?lon=110.415&lat=-6.995",
    ];
    for asked in own.map(page).into_iter().chain(every_request()) {
        let [one, other] = [ask(&one, &asked, None).await, ask(&other, &asked, None).await];
        assert_eq!(seen(&one), seen(&other), "{asked:?}");
    }
    let exact = Some(callers().scoped.as_str());
    let version = |json: Json| json["snapshot"].as_str().unwrap().to_owned();
    let [one, other] = [&one, &other].map(|state| get(state, "/v1/layers", exact));
    assert_ne!(version(one.await), version(other.await));
}
