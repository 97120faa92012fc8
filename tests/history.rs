//! What was served before: answered as of then, byte for byte, gone back to, and forgotten.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops and tells")]

#[path = "support/archive.rs"]
mod archive;
#[path = "support/folder.rs"]
mod folder;
#[path = "history/kept.rs"]
mod kept;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/service.rs"]
mod service;
#[path = "support/styles.rs"]
mod styles;

#[path = "history/disk.rs"]
mod disk;
#[path = "history/last.rs"]
mod last;
#[path = "history/rollback.rs"]
mod rollback;
#[path = "history/seen.rs"]
mod seen;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use folder::assert_says;
use kept::{HERE, Kept};
use reply::Reply;
use serde_json::{Value as Json, json};
use wareng::history::Budget;
use wareng::receipt::{PublicKeys, SigningKeys, Statement};
use wareng::server::router;

/// Addresses that answer from what is served.
const ASKED: [&str; 16] = [
    HERE,
    "/v1/search?q=bubakan",
    "/v1/reverse?lon=110.42&lat=-7.0",
    "/v1/nearest?lon=110.42&lat=-7.0&layer=posko",
    "/v1/within?layers=banjir,posko&lon=110.42&lat=-7.0&radius_m=3000",
    "/v1/within?layers=posko&bbox=110.4,-7.02,110.44,-6.98&limit=1&format=csv",
    "/v1/schools?lon=110.42&lat=-7.0&jenjang=SD",
    "/v1/around?lon=110.42&lat=-7.0",
    "/v1/at/desa/A?lang=en",
    "/v1/exposure?by=desa",
    "/v1/layers",
    "/v1/layers/banjir",
    "/v1/layers/tsunami",
    "/v1/layers/banjir/features",
    "/v1/layers/sekolah/features?format=csv",
    "/v1/layers/posko/features?format=fgb",
];

async fn bytes(city: &Kept, path: &str) -> Vec<u8> {
    let reply = city.get(path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&reply.body));
    reply.body
}

fn as_of(path: &str, snapshot: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}snapshot={}", snapshot.replace(':', "%3A"))
}

/// A body with places, or one with a polygon, and where they are sent to.
fn sent(snapshot: Option<&str>) -> [Request<Body>; 3] {
    let square = "[[[110.4,-7.02],[110.44,-7.02],[110.44,-6.98],[110.4,-6.98],[110.4,-7.02]]]";
    let polygon = format!(r#"{{"type":"Polygon","coordinates":{square}}}"#);
    [
        ("/v1/at", "text/csv", "lon,lat\n110.42,-7.0\n".to_owned()),
        ("/v1/exposure", "application/geo+json", polygon.clone()),
        ("/v1/within?layers=banjir,posko", "application/geo+json", polygon),
    ]
    .map(|(path, media_type, body)| {
        let path = snapshot.map_or(path.to_owned(), |id| as_of(path, id));
        Request::post(path).header(header::CONTENT_TYPE, media_type).body(body.into()).unwrap()
    })
}

#[tokio::test]
async fn what_was_answered_is_answered_again_byte_for_byte() {
    let mut city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    let mut before = Vec::new();
    for path in ASKED {
        before.push(bytes(&city, path).await);
    }
    let mut sent_before = Vec::new();
    for request in sent(None) {
        sent_before.push(Reply::of(router(city.state.clone()), request).await.body);
    }
    city.second_edition();
    let second = city.snapshot().await;
    assert_ne!(first, second);
    for (path, before) in ASKED.iter().zip(&before) {
        if !path.contains("tsunami") && !path.contains("reverse") {
            assert_ne!(&bytes(&city, path).await, before, "{path} is of the second edition now");
        }
        let then = bytes(&city, &as_of(path, &first)).await;
        assert_eq!(String::from_utf8_lossy(&then), String::from_utf8_lossy(before), "{path}");
        assert_eq!(bytes(&city, &as_of(path, &second)).await, bytes(&city, path).await, "{path}");
    }
    for (request, before) in sent(Some(&first)).into_iter().zip(&sent_before) {
        let path = request.uri().to_string();
        let reply = Reply::of(router(city.state.clone()), request).await;
        assert_eq!((reply.status, &reply.body), (StatusCode::OK, before), "{path}");
    }
    // The same from the disk alone.
    let again = city.restarted(Budget::default());
    for (path, before) in ASKED.iter().zip(&before) {
        assert_eq!(&bytes(&again, &as_of(path, &first)).await, before, "{path}");
    }
}

#[tokio::test]
async fn a_snapshot_that_is_not_kept_is_told_with_where_those_are_that_are() {
    let mut city = Kept::new(Budget::default());
    city.second_edition();
    let reply = city.get(&as_of(HERE, "b3:tiada")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_says("unknown", reply.text(), &["b3:tiada", "2 tersimpan", "/v1/snapshots"]);
    let twice = city.get(&format!("{HERE}&snapshot=a&snapshot=b")).await;
    assert_eq!(
        (twice.status, &twice.json()["parameter"]),
        (StatusCode::BAD_REQUEST, &json!("snapshot"))
    );
    for path in ["/tiles/banjir?snapshot=a", "/v1/snapshots?snapshot=a", "/v1/changes?snapshot=a"] {
        let reply = city.get(path).await;
        assert!(reply.status != StatusCode::NOT_FOUND, "{path} does not ask as of then");
    }
}

#[tokio::test]
async fn what_is_kept_is_listed_and_the_next_page_is_of_the_same_snapshot() {
    let mut city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    city.second_edition();
    let second = city.snapshot().await;
    let list = city.get("/v1/snapshots").await.json();
    let list = list["snapshots"].as_array().unwrap();
    let names: Vec<_> = list.iter().map(|s| (&s["snapshot"], &s["current"])).collect();
    assert_eq!(names, [(&json!(second), &json!(true)), (&json!(first), &json!(false))]);
    assert!(list[1]["published"].as_str().unwrap().ends_with('Z'), "{list:?}");
    assert_ne!(list[0]["layers"]["banjir"], list[1]["layers"]["banjir"]);
    assert_eq!(list[0]["layers"]["alamat"], list[1]["layers"]["alamat"], "it did not change");
    let page = as_of("/v1/within?layers=posko&bbox=110,-7.2,110.6,-6.8&limit=1", &first);
    let link = city.get(&page).await.header(header::LINK).to_owned();
    let next = link.trim_start_matches('<').split('>').next().unwrap();
    assert!(next.contains("snapshot=b3"), "{link}");
    assert_eq!(city.get(next).await.status, StatusCode::OK, "{link}");
}

#[tokio::test]
async fn what_changed_for_a_place_is_told_in_words_and_as_it_was_answered() {
    let mut city = Kept::new(Budget::default());
    let path = HERE.replace("/v1/at", "/v1/changes");
    assert_eq!(city.get(&path).await.status, StatusCode::NOT_FOUND, "there is no older one");
    let first = city.snapshot().await;
    city.second_edition();
    let second = city.snapshot().await;
    let reply = city.get(&format!("{path}&lang=en")).await;
    assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store");
    let told = reply.json();
    let ends = [&told["from"], &told["to"]].map(|of| of["snapshot"].as_str().unwrap());
    assert_eq!(ends, [&*first, &*second]);
    let of = |about: &str| -> Json {
        let all = told["changes"].as_array().unwrap();
        let found: Vec<_> = all.iter().filter(|c| c["about"] == about).collect();
        assert_eq!(found.len(), 1, "{about} in {told:#}");
        found[0].clone()
    };
    let hazard = of("hazard");
    assert_eq!([&hazard["before"]["class"], &hazard["after"]["class"]], ["rendah", "tinggi"]);
    assert_eq!(hazard["text"], "Hazard: Low → High");
    let people = of("population");
    assert_eq!([&people["before"]["people"], &people["after"]["people"]], [400, 450]);
    assert_eq!(of("zone")["text"], "zonasi: nothing → Zona Satu");
    assert!(of("zone").get("before").is_none());
    let layers: Vec<_> =
        told["layers"].as_array().unwrap().iter().map(|l| l["layer"].as_str().unwrap()).collect();
    assert_eq!(layers, ["banjir", "penduduk", "posko", "sekolah", "tempat", "zonasi"]);
    // The other way round, and between a snapshot and itself.
    let back = city.get(&format!("{path}&from={second}&to={first}")).await.json();
    assert_eq!(back["changes"][0]["before"]["class"], "tinggi");
    let same = city.get(&format!("{path}&from={first}&to={first}")).await.json();
    assert_eq!([&same["changes"], &same["layers"]], [&json!([]), &json!([])]);
    assert_eq!(city.get(&format!("{path}&from=b3:tiada")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_receipt_says_as_of_when_it_was_asked() {
    let mut city = Kept::new(Budget::default());
    let first = city.snapshot().await;
    let before = city.get(HERE).await.json();
    city.second_edition();
    let keys = SigningKeys::rotated(&[7; 32], None);
    let public = PublicKeys::parse(&keys.public().to_json()).unwrap();
    city.state = city.state.clone().with_receipt_keys(keys);
    let reply = city.get(&format!("{}&receipt=true", as_of(HERE, &first))).await;
    let (statement, _) = Statement::verified(reply.text(), &public).unwrap();
    assert_eq!(serde_json::from_str::<Json>(statement.answer.get()).unwrap(), before);
    assert_eq!(statement.request, as_of(HERE, &first));
}
