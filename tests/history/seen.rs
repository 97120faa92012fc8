//! Nobody sees more of what was served than both then and now.

use axum::http::StatusCode;
use chrono::Utc;
use wareng::history::Budget;
use wareng::keys::{Key, Keys, Wish};
use wareng::model::Scope;

use super::as_of;
use super::kept::{HERE, Kept};

/// The state with a key that has a scope, and the key.
fn key(city: &Kept, scope: &str) -> String {
    let scopes = Scope::new(scope).into_iter().collect();
    let wish = Wish { name: scope.into(), scopes, days: 9, per_minute: None, priority: false };
    let (key, text) = Key::new(wish, Utc::now()).unwrap();
    city.state.take_keys(Keys::from_iter([key]));
    text
}

fn restrict(city: &Kept, layer: &str, to: &str) {
    let file = format!("{layer}.toml");
    let manifest = std::fs::read_to_string(city.folder.at(&file)).unwrap();
    let is = manifest.lines().find(|line| line.starts_with("access")).unwrap().to_owned();
    city.folder.write(&file, manifest.replace(&is, &format!("access = \"{to}\"")));
    city.publish();
}

async fn names(city: &Kept, key: Option<&str>) -> Vec<String> {
    let list = match key {
        Some(key) => city.get_with_key("/v1/snapshots", key).await,
        None => city.get("/v1/snapshots").await,
    };
    let list = list.json()["snapshots"].as_array().unwrap().clone();
    list.iter().map(|s| s["snapshot"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_layer_that_got_stricter_is_so_in_the_past_and_stays_what_it_was_for_its_key() {
    let mut city = Kept::new(Budget::default());
    let public = city.snapshot().await;
    let answer = city.get(HERE).await.body;
    city.second_edition();
    restrict(&city, "banjir", "staf");
    let key = key(&city, "staf");
    assert_eq!(city.get(&as_of(HERE, &public)).await.status, StatusCode::NOT_FOUND);
    let with_key = city.get_with_key(&as_of(HERE, &public), &key).await;
    assert_eq!((with_key.status, &with_key.body), (StatusCode::OK, &answer));
    assert_eq!(with_key.header(axum::http::header::CACHE_CONTROL), "private, no-store");
    // Everybody has what they may still see of then, under a name of its own.
    let [now, then] = &names(&city, None).await[..] else { panic!("two") };
    assert_eq!(*now, city.snapshot().await);
    let old = city.get(&as_of(HERE, then)).await.json();
    assert_eq!(old["findings"].as_array().unwrap().len(), 1, "{old}");
    assert_eq!(old["findings"][0]["status"], "unavailable", "the refused one alone: {old}");
    assert!(names(&city, Some(&key)).await.contains(&public));
}

#[tokio::test]
async fn a_layer_that_was_hidden_then_is_hidden_of_then() {
    let city = Kept::new(Budget::default());
    restrict(&city, "banjir", "staf");
    let hidden = city.snapshot().await;
    let answer = city.get(HERE).await.body;
    let key = key(&city, "staf");
    let with_key = city.get_with_key(HERE, &key).await;
    restrict(&city, "banjir", "public");
    assert_eq!(city.get(&as_of(HERE, &hidden)).await.body, answer);
    let own = with_key.json()["snapshot"].as_str().unwrap().to_owned();
    let then = city.get_with_key(&as_of(HERE, &own), &key).await;
    assert_eq!(then.body, with_key.body);
    // What asks for one scope then and another now is nobody's of then.
    restrict(&city, "banjir", "lain");
    assert_eq!(city.get_with_key(&as_of(HERE, &own), &key).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_hidden_changes_without_a_trace_in_the_list() {
    let city = Kept::new(Budget::default());
    restrict(&city, "banjir", "staf");
    let before = city.get("/v1/snapshots").await.body;
    super::kept::write(&city.folder, ("3", 400, ""));
    city.publish();
    assert_eq!(city.get("/v1/snapshots").await.body, before);
    let key = key(&city, "staf");
    assert_eq!(names(&city, Some(&key)).await.len(), 2, "the first is as it was for this key");
}

#[tokio::test]
async fn counts_that_are_too_small_now_are_not_told_of_then() {
    let city = Kept::new(Budget::default());
    let exact = city.snapshot().await;
    let file = std::fs::read_to_string(city.folder.at("penduduk.toml")).unwrap();
    let rule = "people = \"jiwa\"\nsmall_counts = { under = 500, exact = \"staf\" }\n";
    city.folder.write("penduduk.toml", file.replace("people = \"jiwa\"\n", rule));
    city.publish();
    assert_eq!(city.get(&as_of(HERE, &exact)).await.status, StatusCode::NOT_FOUND);
    let [_, then] = &names(&city, None).await[..] else { panic!("two") };
    let old = city.get(&as_of(HERE, then)).await.json();
    assert!(old["population"].is_null(), "{old}");
    let key = key(&city, "staf");
    let shown = city.get_with_key(&as_of(HERE, &exact), &key).await.json();
    assert_eq!(shown["population"]["people"], 400, "{shown}");
}
