//! Who may see what: every operation, asked by every kind of caller about layers that everybody
//! may see, layers that are hidden, and layers that there are not.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops and tells; each takes what it needs of its helpers"
)]

#[path = "access/asked.rs"]
mod asked;
#[path = "access/city.rs"]
mod cities;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/reply.rs"]
mod reply;
#[path = "support/service.rs"]
mod service;
#[path = "support/styles.rs"]
mod styles;

#[path = "access/keys.rs"]
mod keys;
#[path = "access/small_counts.rs"]
mod small_counts;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::{StatusCode, header};
use chrono::{Days, Utc};
use folder::Folder;
use reply::Reply;
use wareng::history::{Budget, History, Sources};
use wareng::keys::{Key, Keys, Wish};
use wareng::model::Scope;
use wareng::server::{AppState, Limits, api, router};
use wareng::snapshot::{Grant, Published, Snapshot};

use asked::Asked;
use cities::SCOPE;

/// Everybody who may ask.
struct Callers {
    /// Keys that are not taken.
    wrong: Vec<(&'static str, String)>,
    /// A key that opens nothing here.
    other: String,
    /// A key that opens the hidden layers.
    scoped: String,
    keys: Vec<Key>,
}

fn callers() -> &'static Callers {
    static CALLERS: OnceLock<Callers> = OnceLock::new();
    CALLERS.get_or_init(|| {
        let (now, begun) = (Utc::now(), Utc::now() - Days::new(30));
        let key = |scope: &str, days: u32| {
            let scopes = Scope::new(scope).into_iter().collect();
            Key::new(
                Wish { name: scope.into(), scopes, days, per_minute: None, priority: false },
                begun,
            )
            .unwrap()
        };
        let (expired, expired_text) = key(SCOPE, 29);
        let (mut revoked, revoked_text) = key(SCOPE, 365);
        revoked.revoke(now);
        let (other, other_text) = key("lain", 365);
        let (scoped, scoped_text) = key(SCOPE, 365);
        let mut nearly = scoped_text.clone();
        nearly.pop();
        let wrong = vec![
            ("wrong", "wareng_00000000_0".into()),
            ("cut short", nearly),
            ("expired", expired_text),
            ("revoked", revoked_text),
            ("nothing", String::new()),
        ];
        let keys = vec![expired, revoked, other, scoped];
        Callers { wrong, other: other_text, scoped: scoped_text, keys }
    })
}

/// A service over a folder, with the keys of [`callers`].
fn serving(folder: &Folder) -> AppState {
    let (loaded, _) = folder.load(2);
    // What is asked here in a second is more than anybody may ask.
    let limits = Limits { rate: Duration::ZERO, ..Limits::default() };
    let state = AppState::new(before(&loaded.published), styles::book(), 2, None);
    let state = state.with_limits(limits);
    let prepared = folder.at(".prepared");
    let history = History::open(&prepared, Budget::default()).unwrap();
    let state = state.with_history(Arc::new(history));
    let from = Sources { layers: folder.path(), prepared: &prepared, bundle: None };
    state.keep(&state.published(), &from).unwrap();
    state.publish(loaded.published);
    state.keep(&state.published(), &from).unwrap();
    state.take_keys(Keys::from_iter(callers().keys.clone()));
    state
}

/// What was served before: the same without floods.
fn before(published: &Published) -> Published {
    let view = published.view(&Grant::everything());
    let ids = view.layers().map(|layer| &layer.layer().id);
    let ids = ids.filter(|id| !id.as_str().ends_with("banjir"));
    let layers: Vec<_> = ids.map(|id| Arc::clone(view.shared_layer(id).unwrap())).collect();
    let missing = view.unavailable().map(|(id, about)| (id.clone(), about.cloned())).collect();
    let snapshot = Snapshot::new(view.city().clone(), layers, missing);
    let access = published.snapshot.accesses().clone();
    Published { snapshot: snapshot.with_access(access), ..published.clone() }
}

/// The city with what is hidden, and without.
fn cities() -> &'static [AppState; 2] {
    static CITIES: OnceLock<[AppState; 2]> = OnceLock::new();
    CITIES.get_or_init(|| [serving(&cities::with_hidden()), serving(&cities::open())])
}

fn every_request() -> Vec<Asked> {
    asked::all(&serde_json::to_value(api()).unwrap())
}

async fn ask(state: &AppState, asked: &Asked, key: Option<&str>) -> Reply {
    Reply::of(router(state.clone()), asked.request(key)).await
}

/// All of a reply that a caller can see.
fn seen(reply: &Reply) -> String {
    format!("{} {:?} {}", reply.status, reply.headers, said(reply))
}

/// What a reply says, but for when something was published: one city is a moment after the other.
fn said(reply: &Reply) -> String {
    let body = String::from_utf8_lossy(&reply.body);
    let mut parts = body.split("\"published\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |body, part| body + part.split_once('"').unwrap_or_default().1)
}

#[tokio::test]
async fn nothing_tells_that_a_layer_is_hidden() {
    let [hidden, open] = cities();
    let keys = [None, Some(callers().other.as_str())];
    for asked in every_request() {
        for key in keys {
            // Twice: a cache may tell what the first reply did not.
            for _ in 0..2 {
                let [with, without] =
                    [ask(hidden, &asked, key).await, ask(open, &asked, key).await];
                assert_eq!(seen(&with), seen(&without), "{asked:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_with_the_scope_opens_what_is_hidden_and_leaves_nothing_behind() {
    let [hidden, open] = cities();
    let key = Some(callers().scoped.as_str());
    let mut alike: BTreeSet<String> = BTreeSet::new();
    let mut opened: BTreeSet<String> = BTreeSet::new();
    for asked in every_request() {
        let [shown, public] = [ask(hidden, &asked, key).await, ask(hidden, &asked, None).await];
        let differs = (shown.status, &shown.body) != (public.status, &public.body);
        if differs { &mut opened } else { &mut alike }.insert(asked.operation.clone());
        assert_eq!(shown.header(header::CACHE_CONTROL), "private, no-store", "{asked:?}");
        let vary: Vec<&str> =
            shown.headers.get_all(header::VARY).iter().map(|v| v.to_str().unwrap()).collect();
        assert!(vary.contains(&"authorization"), "{asked:?}: {vary:?}");
        // What was made for the key is not what everybody gets afterwards.
        let without = ask(open, &asked, None).await;
        assert_eq!(seen(&public), seen(&without), "{asked:?}");
        // And the key opens no more elsewhere than there is.
        let elsewhere = ask(open, &asked, key).await;
        assert_eq!(said(&elsewhere), said(&without), "{asked:?}");
    }
    let closed: Vec<_> = alike.difference(&opened).map(String::as_str).collect();
    assert_eq!(
        closed,
        [
            "GET /healthz",
            "GET /problems",
            "GET /problems/{kind}",
            "GET /sprites/{file}",
            "page /",
            "page /assets/tiada",
            "page /docs",
            "page /openapi.json",
            "page /tiada",
            "page /wilayah/tiada/1",
        ],
        "operations in which nothing was opened"
    );
}

#[tokio::test]
async fn a_key_that_is_not_taken_is_told_the_same_everywhere() {
    let refused = |reply: &Reply| {
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        seen(reply)
    };
    let [hidden, open] = cities();
    let mut all = BTreeSet::new();
    for asked in every_request() {
        for (_, key) in &callers().wrong {
            for state in [hidden, open] {
                all.insert(refused(&ask(state, &asked, Some(key)).await));
            }
        }
    }
    assert_eq!(all.len(), 2, "in two languages: {all:#?}");
    let [how, vary] = [header::WWW_AUTHENTICATE, header::VARY].map(|name| name.to_string());
    for said in all {
        assert!(said.contains(&format!("\"{how}\": \"Bearer\"")), "{said}");
        assert!(said.contains(&format!("\"{vary}\": \"authorization\"")), "{said}");
    }
}

#[tokio::test]
async fn what_is_shown_otherwise_opens_nothing() {
    let [hidden, _] = cities();
    let (key, path) = (callers().scoped.as_str(), "/tiles/rahasia-banjir");
    let (bearer, basic) = (format!("Bearer {key}"), format!("Basic {key}"));
    let shown: [(&str, &[&str], u16); 6] = [
        (path, &[], 404),
        (path, &[&bearer], 200),
        (path, &[&basic], 401),
        (path, &[key], 401),
        (path, &[&bearer, &bearer], 401),
        (&format!("{path}?key={key}"), &[], 404),
    ];
    for (path, headers, status) in shown {
        let with: Vec<_> = headers.iter().map(|h| (header::AUTHORIZATION, *h)).collect();
        let reply = Reply::to(router(hidden.clone()), ("GET", path), &with).await;
        assert_eq!(reply.status.as_u16(), status, "{path} {headers:?}");
    }
}
