//! Requests for every operation that the description of the API has: made of it, so that what is
//! added to it is asked too, or fails for want of something to ask.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value as Json;

/// A request that can be made again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    /// The method and the address as the description has it.
    pub(crate) operation: String,
    method: String,
    path: String,
    body: Option<(&'static str, &'static str)>,
}

/// What a parameter may be given: what everybody may know, what is hidden, what there is not.
const NAMED: [(&str, [&str; 3]); 17] = [
    ("snapshot", ["b3:tiada", "b3:00000000000000000000000000000000", "tiada"]),
    ("from", ["b3:tiada", "b3:00000000000000000000000000000000", "tiada"]),
    ("to", ["b3:tiada", "b3:00000000000000000000000000000000", "tiada"]),
    ("layers", ["banjir", "rahasia-banjir", "tiada"]),
    ("layer", ["posko", "rahasia-posko", "tiada"]),
    ("with", ["banjir", "banjir,rahasia-banjir", "banjir,tiada"]),
    ("rank_by", ["banjir", "rahasia-banjir.rahasia-posko", "tiada"]),
    ("fields", ["nama", "rahasia-banjir.class", "tiada"]),
    ("kinds", ["posko", "rahasia-posko", "tiada"]),
    ("kind", ["facility", "school", "tiada"]),
    ("npsn", ["SD1", "rahasia-SD1", "tiada"]),
    ("jenjang", ["SD", "RAHASIA-SD", "tiada"]),
    ("q", ["Simpang Lima", "rahasia-Simpang Lima", "Simpang Tiada"]),
    ("where", ["jenis:posko", "jenis:rahasia-posko", "tiada:1"]),
    ("id", ["banjir", "rahasia-banjir", "tiada"]),
    ("{layer}/{id}", ["kelurahan/33.74.01", "rahasia-banjir/1", "tiada/1"]),
    ("cursor", ["00000000000000000000000000", "11111111111111111111111111", "tiada"]),
];

/// What the others are given; these name nothing of a layer.
const OTHERS: [(&str, &str); 24] = [
    ("lon", "110.42"),
    ("lat", "-7.0"),
    ("radius_m", "500"),
    ("bbox", "110.4,-7.02,110.44,-6.98"),
    ("lang", "en"),
    ("limit", "3"),
    ("k", "3"),
    ("year", "2026"),
    ("format", "csv"),
    ("geometry", "false"),
    ("by", "kelurahan"),
    ("unit", "33.74.01"),
    ("v", "0123456789abcdef"),
    ("z", "12"),
    ("x", "3304"),
    ("y", "2127"),
    ("prefix", "p_"),
    ("error", "salah"),
    ("/styles/{id}", "bahaya-siang"),
    ("/problems/{kind}", "busy"),
    ("file", "siang.json"),
    ("/v1/at lon", "lon"),
    ("/v1/at lat", "lat"),
    ("/v1/reverse lon", "110.421"),
];

/// Parameters of which an address needs one sort, and those that stand in their place.
const EITHER: [(&str, &[&str], &str); 3] = [
    ("/v1/nearest", &["layer"], "kind"),
    ("/v1/within", &["lon", "lat", "radius_m"], "bbox"),
    ("/v1/exposure", &["by"], "unit"),
];

const TABLE: &str = "lon,lat\n110.42,-7.0\n";
const POLYGON: &str = r#"{"type":"Polygon","coordinates":[[[110.4,-7.02],[110.44,-7.02],[110.44,-6.98],[110.4,-6.98],[110.4,-7.02]]]}"#;

/// What people open; no description has them.
const PAGES: [&str; 14] = [
    "/",
    "/docs",
    "/openapi.json",
    "/lokasi?lon=110.42&lat=-7.0",
    "/cari",
    "/cari?q=rahasia-Simpang+Lima",
    "/wilayah/kelurahan/33.74.01",
    "/wilayah/rahasia-banjir/1",
    "/wilayah/tiada/1",
    "/sekolah",
    "/sekolah?lon=110.42&lat=-7.0",
    "/sekolah?lon=110.42&lat=-7.0&jenjang=RAHASIA-SD",
    "/tiada",
    "/assets/tiada",
];

/// Every operation, asked about what is open, what is hidden and what there is not.
pub(crate) fn all(api: &Json) -> Vec<Asked> {
    let mut all: Vec<Asked> = PAGES.iter().map(|path| page(path)).collect();
    for (path, operations) in api["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            all.extend(of(path, method, operation));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// An address that is opened by itself.
pub(crate) fn page(path: &str) -> Asked {
    let operation = format!("page {}", path.split('?').next().unwrap());
    Asked { operation, method: "GET".into(), path: path.into(), body: None }
}

fn of(path: &str, method: &str, operation: &Json) -> Vec<Asked> {
    let method = method.to_uppercase();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let parameters: Vec<(String, bool, bool)> = parameters
        .iter()
        .map(|p| {
            let is_in_path = p["in"] == "path";
            let is_required = p["required"] == true;
            (p["name"].as_str().unwrap().to_owned(), is_in_path, is_required)
        })
        .collect();
    let either = EITHER.iter().find(|(of, ..)| *of == path).filter(|_| method == "GET");
    let body = operation.get("requestBody").map(|_| match path {
        "/v1/at" => ("text/csv", TABLE),
        _ => ("application/geo+json", POLYGON),
    });
    let is_needed = |name: &str, varied: &str| {
        either.is_some_and(|(_, usual, other)| usual.contains(&name) && varied != *other)
    };
    // Each parameter that names something, with each of what it may name; then each of the others.
    let mut all = Vec::new();
    for (varied, ..) in parameters.iter().chain([&(String::new(), false, false)]) {
        for kind in 0..3 {
            let mut address = path.to_owned();
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (name, is_in_path, is_required) in &parameters {
                let is_varied = name == varied;
                let value = value(path, &method, name, if is_varied { kind } else { 0 });
                if *is_in_path {
                    address = address.replace(&format!("{{{name}}}"), &value);
                } else if *is_required || is_varied || is_needed(name, varied) {
                    query.append_pair(name, &value);
                }
            }
            let query = query.finish();
            let asked = if query.is_empty() { address } else { format!("{address}?{query}") };
            let operation = format!("{method} {path}");
            all.push(Asked { operation, method: method.clone(), path: asked, body });
        }
    }
    all
}

/// What a parameter is given.
fn value(path: &str, method: &str, name: &str, kind: usize) -> String {
    let own = format!("{path} {name}");
    let other = |name: &str| OTHERS.iter().find(|(of, _)| *of == name).map(|(_, value)| *value);
    if path == "/v1/at/{layer}/{id}" && matches!(name, "layer" | "id") {
        let (_, pairs) = NAMED.iter().find(|(of, _)| *of == "{layer}/{id}").unwrap();
        let (layer, id) = pairs[kind].split_once('/').unwrap();
        return if name == "layer" { layer } else { id }.to_owned();
    }
    let whole = other(path).filter(|_| path.contains(&format!("{{{name}}}")));
    let own = other(&own).filter(|_| method == "POST" || path != "/v1/at");
    let named = NAMED.iter().find(|(of, _)| *of == name).map(|(_, values)| values[kind]);
    let found = whole.or(own).or(named).or_else(|| other(name));
    found.unwrap_or_else(|| panic!("{path}: say here what to give for `{name}`")).to_owned()
}

impl Asked {
    /// The request, with a key where one is shown.
    pub(crate) fn request(&self, key: Option<&str>) -> Request<Body> {
        let mut request = Request::builder().method(&*self.method).uri(&self.path);
        request = request.header(header::HOST, "city.test");
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        if let Some((media_type, _)) = self.body {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        request.body(self.body.map_or_else(Body::empty, |(_, body)| body.into())).unwrap()
    }
}
