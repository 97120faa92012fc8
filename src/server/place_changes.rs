//! What changed for a place between two snapshots.

use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{self, Parameters};
use super::limits::Price;
use super::openapi::{BadAddress, BadParameter, EXAMPLE_CHANGES, Faults, example};
use super::past::Kept;
use super::private::private_json;
use super::problem::Problem;
use super::snapshots::in_words;
use super::{AppState, limits};
use crate::changes::{self, PlaceChanges};
use crate::model::Lang;
use crate::query::Question;
use crate::snapshot::View;

/// What changed for a place.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangesThere<'v> {
    /// What was served before.
    from: Moment,
    /// What was served after it, or is.
    to: Moment,
    #[serde(flatten)]
    changes: PlaceChanges<'v>,
}

/// A snapshot, and since when it was served.
#[derive(Serialize, ToSchema)]
pub(super) struct Moment {
    /// Its name.
    snapshot: String,
    /// RFC 3339, UTC; absent where it is served and not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    published: Option<String>,
}

/// What changed for a place
///
/// Between two snapshots of `/v1/snapshots`: what each hazard says, the units, the school zones
/// and the people, where it is not the same, in words and as `/v1/at` has it; and the layers that
/// are other ones, whether or not it shows there. No cache keeps the answer.
#[utoipa::path(get, path = "/v1/changes", tag = "History",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Degrees east", example = 110.42),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Degrees north", example = -6.97),
        ("from" = Option<String>, Query, description = "The snapshot before; where absent, the one before `to`"),
        ("to" = Option<String>, Query, description = "The snapshot after; where absent, what is served now"),
        ("lang" = Option<Lang>, Query, description = "The language of labels and words; by Accept-Language where absent")
    ),
    responses(
        (status = 200, body = ChangesThere, description = "What changed there",
            headers(("Content-Language" = String, description = "The language of the answer")),
            example = json!(example(EXAMPLE_CHANGES))),
        BadParameter, BadAddress, Faults
    ))]
pub(super) async fn changes(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.as_deref(), &["lon", "lat", "from", "to", "lang"])?;
    let lang = extract::strict_lang(query.as_deref(), &headers)?;
    let question = Question { lang, ..Question::at(parameters.place()?) };
    let (grant, now) = caller.sees();
    let kept = state.past.kept(grant, now, &state.workers).await?;
    let to = parameters.get("to").unwrap_or(caller.view.version());
    let from = match parameters.get("from") {
        Some(from) => from,
        None => before(&kept, to).ok_or_else(nothing_before)?,
    };
    for version in [from, to] {
        if state.past.at_hand(version, grant, now).is_none() {
            limits::admit_to(&state, Price::PAST, &request)?;
        }
    }
    let views = async {
        let before = view(&state, &caller, from).await?;
        Ok::<_, Problem>([before, view(&state, &caller, to).await?])
    };
    let views = limits::lane(Price::PAST, &request).of(views).await?;
    let [from, to] = [from, to].map(|version| moment(&kept, version));
    let answer = move || {
        let [before, after] = &views;
        let changes = changes::at(before, after, &question);
        private_json(&ChangesThere { from, to, changes }, lang)
    };
    state.workers.run(answer).await?
}

async fn view(state: &AppState, caller: &Caller, version: &str) -> Result<View, Problem> {
    let sees = caller.sees();
    let then = state.past.as_of(version, sees, &state.workers).await?;
    Ok(then.view(sees.0))
}

/// The snapshot before another; the newest where that is not kept.
fn before<'k>(kept: &'k [Kept], version: &str) -> Option<&'k str> {
    let next = kept.iter().position(|kept| kept.sight.version == version).map_or(0, |at| at + 1);
    kept.get(next).map(|kept| kept.sight.version.as_str())
}

fn moment(kept: &[Kept], version: &str) -> Moment {
    let found = kept.iter().find(|kept| kept.sight.version == version);
    let published = found.map(|kept| in_words(kept.record.published));
    Moment { snapshot: version.to_owned(), published }
}

fn nothing_before() -> Problem {
    Problem::not_found(
        "Tidak ada potret sebelumnya yang tersimpan; yang ada tercantum di /v1/snapshots",
        "no snapshot from before is kept; those that are are listed at /v1/snapshots",
    )
}
