//! A body that a stranger sends: the first byte says where to, the rest is the body.
//!
//! A polygon that is refused says what is wrong with it in the words of its fault, and where it
//! has a place names that. A batch has as many rows as came, each in its form.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use serde_json::value::RawValue;
use wareng::place::AskedPolygon;

use crate::asked::{Said, ask};

pub(crate) fn check(data: &[u8]) {
    let Some((to, body)) = data.split_first() else { return };
    match to % 5 {
        0 => polygon("/v1/exposure?lang=en", body),
        1 => polygon("/v1/within?layers=posko,desa&lang=en", body),
        2 => csv(body),
        3 => ndjson(body),
        _ => geojson(body),
    }
}

fn post(address: &str, media_type: &str, body: &[u8]) -> Said {
    let request = Request::post(address).header(header::CONTENT_TYPE, media_type);
    ask(request.body(Body::from(body.to_vec())).expect("a request"))
}

fn polygon(address: &str, body: &[u8]) {
    let said = post(address, "application/geo+json", body);
    let Err(fault) = AskedPolygon::from_geojson(body) else { return };
    let [_, words] = fault.words();
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
    let problem = said.json();
    assert!(problem["detail"].as_str().is_some_and(|d| d.contains(&words)), "{problem}: {words}");
    assert_eq!(problem.get("at").is_some(), fault.place().is_some(), "{problem}");
}

fn csv(body: &[u8]) {
    let said = post("/v1/at?fields=desa.code,banjir.class&lang=en", "text/csv", body);
    // Where nothing is quoted a line is a row, but for spaces alone.
    if said.status == StatusCode::OK && !body.iter().any(|b| matches!(b, b'"' | b'\r')) {
        let is_blank = |line: &[u8]| line.iter().all(|b| *b == b' ');
        let rows = |text: &[u8]| text.split(|b| *b == b'\n').filter(|l| !is_blank(l)).count();
        assert_eq!(rows(&said.body), rows(body), "{said:?}");
    }
}

fn ndjson(body: &[u8]) {
    let said = post("/v1/at?fields=desa.code,banjir.class&lang=en", "application/x-ndjson", body);
    if said.status == StatusCode::OK {
        assert_eq!(lines(&said.body), lines(body), "{said:?}");
        for line in said.body.split(|b| *b == b'\n').filter(|line| !is_blank(line)) {
            // Numbers stay as they were written, also those that are no doubles.
            let row: &RawValue = serde_json::from_slice(line).expect("a row of JSON");
            assert!(row.get().starts_with('{'), "{row}");
        }
    }
}

fn geojson(body: &[u8]) {
    let said = post("/v1/at?fields=desa.code,banjir.class&lang=en", "application/geo+json", body);
    let sent: Option<Value> = serde_json::from_slice(body).ok();
    if let (StatusCode::OK, Some(sent)) = (said.status, sent) {
        let count = |collection: &Value| collection["features"].as_array().map(Vec::len);
        assert_eq!(count(&said.json()), count(&sent), "{said:?}");
    }
}

/// The lines that are not blank.
fn lines(text: &[u8]) -> usize {
    text.split(|b| *b == b'\n').filter(|line| !is_blank(line)).count()
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}
