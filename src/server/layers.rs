//! What is served, from whom, and what is not.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::problem::Problem;
use super::{AppState, extract};
use crate::model::{City, Defect, LayerId};
use crate::snapshot::{LayerVersion, View};

pub(super) async fn all(State(state): State<AppState>) -> Response {
    let view = state.view();
    let mut layers: BTreeMap<String, Value> =
        view.layers().map(|l| (l.layer().id.to_string(), served(l))).collect();
    for (id, defects) in state.refused.iter() {
        layers.insert(id.to_string(), refused(id, defects));
    }
    let body = json!({
        "snapshot": view.version(),
        "city": city(view.city()),
        "layers": layers.into_values().collect::<Vec<_>>(),
    });
    ([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response()
}

pub(super) async fn one(
    State(state): State<AppState>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let body = match LayerId::new(&name).and_then(|id| state.refused.get_key_value(&id)) {
        Some((id, defects)) => refused(id, defects),
        None => served(extract::layer(&state.view(), &name)?),
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response())
}

/// The process runs.
pub(super) async fn healthz() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(json!({ "status": "ok" }))).into_response()
}

/// Layers are served; which are not is said beside.
pub(super) async fn readyz(State(state): State<AppState>) -> Response {
    let view: View = state.view();
    let count = view.layers().count();
    let ready = count > 0;
    let body = json!({
        "status": if !ready { "empty" } else if state.refused.is_empty() { "ready" } else { "degraded" },
        "served": count,
        "refused": state.refused.keys().collect::<Vec<_>>(),
    });
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn city(city: &City) -> Value {
    let mut json = json!({
        "name": city.name,
        "code": city.code,
        "area": city.area,
        "view": {
            "lon": city.view.center.lon(),
            "lat": city.view.center.lat(),
            "zoom": city.view.zoom,
        },
        "emergency": city.emergency,
        "contact": city.contact,
        "levels": city.levels.iter()
            .map(|l| json!({ "id": l.id, "label": l.label })).collect::<Vec<_>>(),
    });
    if let (Some(notice), Some(object)) = (&city.notice, json.as_object_mut()) {
        object.insert("notice".into(), json!(notice));
    }
    json
}

fn served(version: &LayerVersion) -> Value {
    let layer = version.layer();
    let classes = version.classes().map(|scheme| {
        let class = |c: &crate::model::HazardClass| {
            json!({
                "id": c.id, "label": c.label, "meaning": c.meaning,
                "advice": c.advice, "color": c.color,
            })
        };
        scheme.classes.iter().map(class).collect::<Vec<_>>()
    });
    let fields: Vec<Value> = layer
        .fields
        .iter()
        .map(|f| json!({ "name": f.name, "type": f.kind, "label": f.label, "tile": f.tile }))
        .collect();
    let mut json = json!({
        "id": layer.id,
        "kind": layer.kind,
        "title": layer.title,
        "status": "served",
        "problems": [],
        "version": version.version(),
        "features": version.len(),
        "vertices": version.shapes().coords().len(),
        "bounds": version.bounds(),
        "min_zoom": layer.zooms.min,
        "max_zoom": layer.zooms.max,
        "tiles": version.bounds().map(|_| format!("/tiles/{}", layer.id)),
        "accuracy_m": layer.accuracy_m,
        "classes": classes,
        "fields": fields,
        "provenance": layer.provenance,
        "report": version.report(),
    });
    if let Some(object) = json.as_object_mut() {
        object.retain(|_, v| !v.is_null());
    }
    json
}

fn refused(id: &LayerId, defects: &[Defect]) -> Value {
    json!({
        "id": id,
        "status": "refused",
        "problems": defects.iter().map(Defect::to_string).collect::<Vec<_>>(),
    })
}
